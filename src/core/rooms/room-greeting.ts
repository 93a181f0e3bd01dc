import type { Clock } from '../../shared/clock'
import { nameToSay } from '../../shared/room-wire'
import type { Refusal } from '../store/people'
import type { ProfileStore } from '../store/profile-store'
import type { RoomStore } from '../store/room-store'

export interface RoomGreetingDeps {
  rooms: RoomStore
  profile: Pick<ProfileStore, 'settings'>
  backendId: string
  clock: Pick<Clock, 'elapsed'>
}

/** How often everybody is told that one is still there, and asked who else is, in milliseconds. */
const HELLO_EVERY_MS = 86_400_000

/** The same while something waits that the processor would not take, and may by now. */
const HELLO_AGAIN_MS = 900_000

/** Less than this after one was told who is there, nothing has been missed, in milliseconds. */
const BEGIN_AGAIN_MS = 60_000

/** When one says hello on a backend, by which name, and whether there are rooms for one. */
export class RoomGreeting {
  /** Since when, and by which name, one was told of last; null for not yet. */
  private greeted: { at: number; name: string } | null = null
  /** Why nothing but hello is asked; null when all is, undefined until the store has been asked. */
  private refusal: Refusal | 'unknown' | null | undefined

  constructor(private readonly deps: RoomGreetingDeps) {}

  /** What one is called there. */
  name(): string {
    const { rooms, profile, backendId } = this.deps
    return nameToSay(rooms.people.name(backendId) ?? profile.settings().senderName)
  }

  /** Why nothing but hello is asked; null when all is. Read once: everybody on the backend stands beside it. */
  whyNot(): Refusal | 'unknown' | null {
    const { rooms, backendId } = this.deps
    if (this.refusal === undefined) {
      const hello = rooms.people.of(backendId)
      this.refusal = hello ? hello.refused : 'unknown'
    }
    return this.refusal
  }

  /** In how long one is to say hello, the first time or again, in milliseconds; 0 or less for now. */
  dueIn(): number {
    const { rooms, backendId, clock } = this.deps
    if (this.greeted?.name !== this.name()) return 0
    const every =
      this.whyNot() !== null && rooms.asks.waiting(backendId).length > 0 ? HELLO_AGAIN_MS : HELLO_EVERY_MS
    return this.greeted.at + every - clock.elapsed()
  }

  /** What was told meanwhile may have been lost; returns whether one says hello again for that. */
  beginAnew(): boolean {
    if (this.greeted && this.deps.clock.elapsed() - this.greeted.at > BEGIN_AGAIN_MS) this.greeted = null
    return this.greeted === null
  }

  /** Whether the processor has answered to hello since one began. */
  isAnswered(): boolean {
    return this.greeted !== null
  }

  /** One is known by this name now, or is not; without a name: what the processor said of one is another. */
  heard(name?: string): void {
    this.refusal = undefined
    if (name !== undefined) this.greeted = { at: this.deps.clock.elapsed(), name }
  }
}
