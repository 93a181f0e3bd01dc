import { isBusy } from './folder-lock'
import type { SearchIndex } from './search-index'

/** Messages in one step: some milliseconds of work, so that nobody has to wait for the loop or for the database. */
const STEP = 100

/** Between two steps, in milliseconds. */
const PAUSE_MS = 10

/** While another program holds the database, in milliseconds. */
const BUSY_PAUSE_MS = 1000

/** Takes what an older version stored into the search, newest first, in small steps; returns how to stop it. */
export function fillSearch(search: Pick<SearchIndex, 'fill'>, failed: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const step = (): void => {
    try {
      if (search.fill(STEP)) timer = setTimeout(step, PAUSE_MS).unref()
    } catch (error) {
      // A lock ends by itself; after anything else the next start goes on from here.
      if (isBusy(error)) timer = setTimeout(step, BUSY_PAUSE_MS).unref()
      else failed(error)
    }
  }
  timer = setTimeout(step, PAUSE_MS).unref()
  return () => clearTimeout(timer)
}
