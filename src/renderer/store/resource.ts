import type { ChatHost, Result } from '../../shared/contract'
import type { WireError } from '../../shared/errors'

/** State of the host that a store shows. */
export interface Served<T> {
  readonly call: () => Promise<Result<T>>
  /** Listens to what changes it: `put` for events that carry the whole value, `again` for those that do not. Returns how to stop. */
  readonly event?: (put: (value: T) => void, again: () => void) => () => void
  /** When it is asked for anew without an event: after so many ms, but not while the window is hidden; or when that is shown. */
  readonly every?: number | 'shown'
  readonly take: (value: T) => unknown
  /** Why it could not be read the last time; null since it could. */
  readonly error?: (error: WireError | null) => void
}

/** Keeps a value like the host's, as long as it is watched. */
export interface Resource<T> {
  /** Listens first, then asks; asks anew whenever something may have been missed, and each `every`. Returns how to stop. */
  readonly watch: (every?: Served<T>['every']) => () => void
  readonly load: () => Promise<void>
  /** Takes a value that came in another way. */
  readonly put: (value: T) => void
  /** Resolves when the last question is answered and its answer taken. */
  readonly loaded: () => Promise<void>
}

/**
 * State of the host in the page: the one way in which a store reads what the host knows and keeps it true.
 *
 * An answer that was overtaken, by an event or by a later question, is dropped: what overtook it is newer, or is followed
 * by what is. So is one that nobody watches any more. The way to the host that heals may have swallowed events, so it is
 * asked again then.
 */
export function resource<T>(
  host: Pick<ChatHost, 'onLink'>,
  { call, event, every: usually, take, error }: Served<T>
): Resource<T> {
  let moves = 0
  let open = 0
  let watchers = 0
  let last = Promise.resolve()

  const put = (value: T): unknown => {
    moves += 1
    error?.(null)
    return take(value)
  }
  const ask = async (): Promise<void> => {
    const mine = ++moves
    open += 1
    const result = await call()
    open -= 1
    if (mine !== moves) return
    if (result.ok) await put(result.value)
    else error?.(result.error)
  }
  const load = (): Promise<void> => (last = ask())

  const watch = (every = usually): (() => void) => {
    watchers += 1
    const stopHearing = event?.(put, () => void load())
    const before = moves
    const stopLink = host.onLink((up) => up && void load())
    const stopLooking = every === undefined ? undefined : whileShown(every, () => open === 0 && void load())
    if (before === moves) void load()
    return () => {
      stopHearing?.()
      stopLink()
      stopLooking?.()
      watchers -= 1
      if (watchers === 0) moves += 1
    }
  }

  return { watch, load, put, loaded: () => last }
}

/** Looks every so many ms while the window is shown, and when it is shown after a look was due. Returns how to stop. */
function whileShown(every: number | 'shown', look: () => void): () => void {
  let due = every === 'shown'
  const lookIfDue = (): void => {
    if (!due || document.visibilityState !== 'visible') return
    due = every === 'shown'
    look()
  }
  const tick = (): void => {
    due = true
    lookIfDue()
  }
  const timer = every === 'shown' ? undefined : setInterval(tick, every)
  document.addEventListener('visibilitychange', lookIfDue)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', lookIfDue)
  }
}

/** Several resources as one. */
export const together = (
  ...parts: readonly Pick<Resource<never>, 'watch' | 'load' | 'loaded'>[]
): Pick<Resource<never>, 'watch' | 'load' | 'loaded'> => ({
  watch: (every) => {
    const stops = parts.map(({ watch }) => watch(every))
    return () => {
      for (const stop of stops) stop()
    }
  },
  load: async () => void (await Promise.all(parts.map(({ load }) => load()))),
  loaded: async () => void (await Promise.all(parts.map(({ loaded }) => loaded())))
})
