import { isBusy } from '../../platform/folder-lock'
import type { SearchIndex } from './search-index'

/** Messages in one step at most, and how long it may go on, in milliseconds: nobody waits for the loop or the database. */
const STEP = 500
const STEP_MS = 10

/** Shortest wait before a step, in milliseconds, and how many times its own length a step is followed by none. */
const PAUSE_MS = 100
const PAUSES = 3

/** While another program holds the database, in milliseconds. */
const BUSY_PAUSE_MS = 1000

/** The work that takes into the search what is stored and not in it yet. */
export interface SearchFiller {
  /** Something may have been stored that is to be taken in. */
  wake(): void
  stop(): void
}

/**
 * Takes into the search what an older version stored, and long texts, in small steps that leave most of the time to
 * everything else. What is left when the process ends, the next start takes in.
 */
export function fillSearch(
  search: Pick<SearchIndex, 'fill'>,
  failed: (error: unknown) => void
): SearchFiller {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const after = (ms: number): void => {
    if (!stopped) timer ??= setTimeout(step, ms).unref()
  }
  const step = (): void => {
    timer = undefined
    const began = performance.now()
    try {
      if (search.fill(STEP, STEP_MS)) after(Math.max(PAUSE_MS, PAUSES * (performance.now() - began)))
    } catch (error) {
      // A lock ends by itself; after anything else the next change, or the next start, goes on from here.
      if (isBusy(error)) after(BUSY_PAUSE_MS)
      else failed(error)
    }
  }
  after(PAUSE_MS)
  return {
    wake: () => after(PAUSE_MS),
    stop: () => {
      stopped = true
      clearTimeout(timer)
    }
  }
}
