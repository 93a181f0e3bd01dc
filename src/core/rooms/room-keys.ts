import type { Clock } from '../../shared/clock'
import type { RoomAsk } from '../../shared/room-wire'
import type { ProfileDatabase } from '../store/database'
import type { MessageStore } from '../store/message-store'
import type { Next } from '../store/room-asks'
import { reopen } from '../store/room-reopen'
import type { RoomStore } from '../store/room-store'
import type { Seal } from './room-bodies'
import { SealedTexts, type DeviceKeyring } from './sealed-texts'

export interface RoomKeysDeps {
  db: ProfileDatabase
  rooms: RoomStore
  messages: Pick<MessageStore, 'retryAfter'>
  keys: DeviceKeyring
  backendId: string
  clock: Pick<Clock, 'now'>
}

/** What goes sealed to the direct conversations of one backend, and what of them is opened once its keys are here. */
export class RoomKeys {
  readonly texts: SealedTexts
  /** Messages that have been told why they wait. */
  private readonly toldWhy = new Set<string>()
  /** Conversations whose keys were told since one began: nothing is sealed for a device that was lost before. */
  private readonly standing = new Set<string>()
  /** Keys may have been accepted, or told of, since what is sealed was looked at. */
  private toOpen = true

  /** `ready`: told when keys and library are loaded, or could not be. */
  constructor(
    private readonly deps: RoomKeysDeps,
    ready: () => void
  ) {
    this.texts = new SealedTexts({ ...deps, ready })
  }

  /** Loads what is needed; false while the key of this device, which others need to write to it, is not there. */
  load(): boolean {
    if (!this.texts.loadKey()) return false
    void this.texts.loadSealing()
    return true
  }

  /** Keys may have been accepted, or told of. */
  changed(): void {
    this.toOpen = true
  }

  /** What is told of a room is as it is now. */
  told(room: string): void {
    this.standing.add(room)
  }

  /** What was told may be otherwise by now. */
  beginAnew(): void {
    this.standing.clear()
  }

  /**
   * How a text is sealed that goes to a direct conversation: for the devices whose keys are accepted. It waits while
   * there is none, which its conversation tells, or while nothing can be sealed in this host, which it is told itself;
   * `asks`: while it is not known which keys there are now.
   */
  sealFor(next: Next, ask: RoomAsk): Seal | undefined | 'waits' | 'asks' {
    if (next.roomId === null || (ask.op !== 'say' && ask.op !== 'edit')) return undefined
    const room = this.deps.rooms.find(next.roomId)
    if (room?.kind !== 'direct') return undefined
    if (!this.standing.has(room.id)) return 'asks'
    const seal = this.texts.sealFor(room)
    if (!seal) this.tellWhy(next)
    return seal ?? 'waits'
  }

  /** Opens what could not be opened when it came, and may be by now. */
  openAgain(): void {
    if (!this.toOpen) return
    this.toOpen = false
    const { db, rooms, backendId } = this.deps
    for (const { id, kind } of rooms.of(backendId))
      if (kind === 'direct') reopen(db, id, this.texts.opener(id))
  }

  private tellWhy({ id, what }: Next): void {
    const { problem } = this.texts
    if (!problem || what === 'ask' || this.toldWhy.has(id)) return
    this.toldWhy.add(id)
    this.deps.messages.retryAfter([id], { now: this.deps.clock.now(), waitMs: 0 }, problem.toWire())
  }
}
