import { endOf, type Gap } from '../store/room-state'
import type { RoomStore } from '../store/room-store'

/** Why a log is looked at. */
export interface Suspicion {
  /** It is asked for what is new although none is known. */
  readonly whole?: boolean
  /** It may have been put back: it is asked for what stands after this number, although that is here. */
  readonly after?: number | undefined
}

type Suspect = Suspicion & { readonly at: number }

/** Logs of rooms that may have a hole, and when each is looked at; see `Clock.elapsed`. */
export class Suspects {
  private readonly byRoom = new Map<string, Suspect>()

  /** Looks at one, not later than it is to be looked at already. */
  add(room: string, at: number, { whole = false, after }: Suspicion = {}): void {
    const known = this.byRoom.get(room)
    this.byRoom.set(room, {
      at: Math.min(known?.at ?? Infinity, at),
      whole: whole || known?.whole === true,
      after: after ?? known?.after
    })
  }

  /** It is asked for: what follows from the answer is looked at next. */
  asked(room: string, at: number): void {
    this.byRoom.set(room, { at })
  }

  clear(room: string): void {
    this.byRoom.delete(room)
  }

  /** Those that are to be looked at now. */
  due(now: number): [room: string, why: Suspicion][] {
    return [...this.byRoom].filter(([, { at }]) => at <= now)
  }

  /** When the next one is, later than now; `Infinity` for none. */
  nextAfter(now: number): number {
    return Math.min(...[...this.byRoom.values()].map(({ at }) => at).filter((at) => at > now))
  }
}

/** What a log is asked for. The last entry before it comes once more: it says whether the log is still the same. */
export function gapToAsk(
  rooms: Pick<RoomStore, 'find' | 'gap'>,
  room: string,
  { whole, after }: Suspicion
): Gap | null {
  const known = rooms.find(room)
  if (known && after !== undefined) return { since: after }
  const gap = rooms.gap(room) ?? (whole && known ? { since: endOf(known.spans) } : null)
  return gap && { ...gap, since: Math.max(0, gap.since - 1) }
}
