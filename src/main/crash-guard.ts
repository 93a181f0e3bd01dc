const WINDOW_MS = 60_000
const MAX_RELOADS = 3

/**
 * Decides what to do each time the page's process dies: load the page again, or stop trying and ask the user.
 *
 * Three deaths in a minute are reloaded; the fourth is not, so that a page which cannot live does not flicker for ever.
 */
export class CrashGuard {
  #deaths: readonly number[] = []

  /** `elapsed` goes forward only; see `Clock`. */
  constructor(private readonly elapsed: () => number) {}

  next(): 'reload' | 'ask' {
    const now = this.elapsed()
    this.#deaths = [...this.#deaths.filter((death) => now - death < WINDOW_MS), now]
    return this.#deaths.length > MAX_RELOADS ? 'ask' : 'reload'
  }
}

/** What the user is told after a reload. `reason` is Electron's word for the death. */
export const crashNotice = (reason: string): { message: string; detail: string } => ({
  message: 'The ChatAPP window was loaded again',
  detail: `Its page stopped working (${reason}). Your messages are stored and were not affected.`
})
