import type { ChatHost, Result } from '../../shared/contract'
import type { WireError } from '../../shared/errors'

/** A value of the host that a store shows. */
export interface Followed<T> {
  readonly ask: () => Promise<Result<T>>
  /** Listens to events that carry the whole value; returns how to stop. */
  readonly hear: (take: (value: T) => void) => () => void
  readonly take: (value: T) => void
  readonly failed?: (error: WireError) => void
}

/** Keeps a value like the host's, as long as it is watched. */
export interface Follower {
  /** Listens first, then asks; asks anew whenever events may have been missed. Returns how to stop. */
  readonly watch: () => () => void
  readonly load: () => Promise<void>
}

/**
 * Follows a value of the host: the one way in which a store loads something that events change.
 *
 * An answer that was overtaken, by an event or by a later question, is dropped: what overtook it is newer, or is followed
 * by what is. The way to the host that heals may have swallowed events, so it is asked again then.
 */
export function follow<T>(
  host: Pick<ChatHost, 'onLink'>,
  { ask, hear, take, failed }: Followed<T>
): Follower {
  let moves = 0

  const load = async (): Promise<void> => {
    const mine = ++moves
    const result = await ask()
    if (mine !== moves) return
    if (result.ok) take(result.value)
    else failed?.(result.error)
  }

  const watch = (): (() => void) => {
    const stopHearing = hear((value) => {
      moves += 1
      take(value)
    })
    const before = moves
    const stopLink = host.onLink((up) => up && void load())
    if (before === moves) void load()
    return () => {
      stopHearing()
      stopLink()
    }
  }

  return { watch, load }
}
