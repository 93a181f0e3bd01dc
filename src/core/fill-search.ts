import type { SearchIndex } from './search-index'

/** Messages in one step: some milliseconds of work, so that nobody has to wait for the loop or for the database. */
const STEP = 100

/** Between two steps, in milliseconds. */
const PAUSE_MS = 10

/** Takes what an older version stored into the search, newest first, in small steps; returns how to stop it. */
export function fillSearch(search: Pick<SearchIndex, 'fill'>, failed: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const step = (): void => {
    try {
      if (search.fill(STEP)) timer = setTimeout(step, PAUSE_MS).unref()
    } catch (error) {
      // The next start goes on from here.
      failed(error)
    }
  }
  timer = setTimeout(step, PAUSE_MS).unref()
  return () => clearTimeout(timer)
}
