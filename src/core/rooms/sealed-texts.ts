import { pause } from '../../platform/pause'
import type { ChatError } from '../../shared/errors'
import type { RoomEntry } from '../../shared/room-wire'
import { toChatError } from '../../shared/to-chat-error'
import type { RoomRow } from '../store/room-rows'
import type { RoomStore } from '../store/room-store'
import {
  accepted,
  noticed,
  recipientsOf,
  toldKeys,
  trustSchema,
  type ToldKeys,
  type Trust
} from './device-trust'
import type { Seal } from './room-bodies'
import { openSealing, type DeviceKeys, type Sealing } from './sealing'

/** The key pair of this profile on this device. */
export interface DeviceKeyring {
  publicKey(): Promise<string>
  /** Throws where this host cannot read the private half. */
  pair(): Promise<DeviceKeys>
}

/** A keyring may ask its user first: everything else goes on without a key after so long, in milliseconds. */
const KEY_WITHIN_MS = 2000

/** What can be read of an entry here. */
interface OpenedEntry {
  readonly text: string
  readonly sealed: 'opened' | 'unreadable'
}

/**
 * The keys of both in a direct conversation, as the processor tells them in it; elsewhere while it has told none there. What
 * was told elsewhere may be older: a key that is lost must not be written for.
 */
export function keysTold({ people }: Pick<RoomStore, 'people'>, room: RoomRow, device = ''): ToldKeys {
  const everybody = people.of(room.backendId)?.people ?? []
  const keysOf = (member: string | null): readonly string[] => {
    const [here, elsewhere] = [room.members, everybody].map((some) => some.find(({ id }) => id === member))
    return here && here.keys.length > 0 ? here.keys : (elsewhere?.keys ?? [])
  }
  return toldKeys(device, keysOf(room.me), keysOf(room.person))
}

/** The user goes on with all keys that are told of now, compared or not. */
export function acceptKeys(rooms: RoomStore, id: string, verified: boolean): void {
  const room = rooms.get(id)
  rooms.keepTrust(id, accepted(trustSchema.parse(rooms.trust(id)), keysTold(rooms, room), verified))
}

/**
 * Seals what goes to a direct conversation, and opens what comes, with this device's keys and those that were accepted.
 *
 * Keys and library are loaded once they are needed, while others wait: `ready` is told then, or when they could not be.
 */
export class SealedTexts {
  /** Null until it has been loaded. */
  publicKey: string | null = null
  /** Why texts can be neither sealed nor opened in this host; null while they can be, or nobody has tried. */
  problem: ChatError | null = null
  private sealing: Sealing | null = null
  private tried = false
  private loading: Promise<void> | null = null
  private opening: Promise<void> | null = null

  constructor(
    private readonly deps: {
      readonly rooms: RoomStore
      readonly keys: DeviceKeyring
      readonly ready: () => void
    }
  ) {}

  /** Loads the public half alone: what others need to write to this device. Returns whether that is over, or takes too long. */
  loadKey(): boolean {
    this.loading ??= this.load(async () => {
      const timer = setTimeout(() => this.goOn(), KEY_WITHIN_MS).unref()
      try {
        this.publicKey = await this.deps.keys.publicKey()
      } finally {
        clearTimeout(timer)
        this.tried = true
      }
    })
    return this.tried
  }

  private goOn(): void {
    this.tried = true
    this.deps.ready()
  }

  /** Loads what seals and opens. Never rejects. */
  loadSealing(): Promise<void> {
    this.opening ??= this.load(async () => {
      this.sealing = await openSealing(await this.deps.keys.pair())
      this.publicKey = this.sealing.publicKey
      this.problem = null
    })
    return this.opening
  }

  /** The same, waited for: resolves when it is over, or takes too long. */
  async opened(): Promise<void> {
    const enough = new AbortController()
    await Promise.race([this.loadSealing(), pause(KEY_WITHIN_MS, enough.signal)])
    enough.abort()
  }

  /** What could not be loaded is tried once more when it is needed next: a keyring may have been unlocked. */
  again(): void {
    if (this.problem !== null) this.loading = this.opening = null
  }

  /** Seals for the devices whose keys are accepted; null while none of the other's is, or nothing can be sealed. */
  sealFor(room: RoomRow): Seal | null {
    void this.loadSealing()
    const { sealing } = this
    const { me } = room
    if (!sealing || me === null) return null
    const told = keysTold(this.deps.rooms, room, sealing.publicKey)
    const recipients = recipientsOf(this.trust(room, told), told)
    if (recipients === null) return null
    return (text, context) => sealing.seal(text, { ...context, room: room.id, by: me }, recipients)
  }

  /** Opens what comes in a room, with the keys of its author that are accepted. */
  opener(roomId: string): (entry: RoomEntry) => OpenedEntry {
    let keys: { me: string | null; trust: Trust } | null = null
    return (entry) => {
      void this.loadSealing()
      const { sealing } = this
      if (!sealing || entry.sealed === undefined) return unreadable
      const room = this.deps.rooms.get(roomId)
      keys ??= { me: room.me, trust: this.trust(room, keysTold(this.deps.rooms, room, sealing.publicKey)) }
      const { id, by, kind, target, quotes } = entry
      const place = {
        room: roomId,
        id,
        by,
        kind: kind === 'edit' ? kind : 'message',
        target,
        quotes
      } as const
      const opened = sealing.open(entry.sealed, place, by === keys.me ? keys.trust.own : keys.trust.theirs)
      return 'text' in opened ? { text: opened.text, sealed: 'opened' } : unreadable
    }
  }

  /** The first keys of both are accepted. */
  private trust(room: RoomRow, told: ToldKeys): Trust {
    const before = trustSchema.parse(this.deps.rooms.trust(room.id))
    const trust = noticed(before, told)
    if (trust !== before) this.deps.rooms.keepTrust(room.id, trust)
    return trust
  }

  private async load(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.problem = toChatError(error)
    }
    this.deps.ready()
  }
}

const unreadable: OpenedEntry = { text: '', sealed: 'unreadable' }
