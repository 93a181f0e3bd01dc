import type { ChatError } from '../../shared/errors'
import type { RoomAnswer, RoomEntry, RoomMember } from '../../shared/room-wire'
import { toChatError } from '../../shared/to-chat-error'
import type { RoomRow } from '../store/room-rows'
import { openSealing, type DeviceKeys, type Sealing, type SealingContext } from './sealing'

/** The key pair of this profile on this device. */
export interface DeviceKeyring {
  publicKey(): Promise<string>
  /** Throws where this host cannot read the private half. */
  pair(): Promise<DeviceKeys>
}

/** What can be read of an entry here. */
export interface OpenedEntry {
  readonly text: string
  readonly sealed: 'opened' | 'unreadable'
}

/**
 * Seals what goes to a direct conversation, and opens what comes, with this device's keys.
 *
 * Keys and library are loaded once they are needed, while others wait: `ready` is told then, or when they could not be.
 */
export class SealedTexts {
  /** Null until it has been loaded. */
  publicKey: string | null = null
  sealing: Sealing | null = null
  /** Why texts can be neither sealed nor opened in this host; null while they can be, or nobody has tried. */
  problem: ChatError | null = null
  private loading: Promise<void> | null = null
  private opening: Promise<void> | null = null

  constructor(
    private readonly keys: DeviceKeyring,
    private readonly ready: () => void
  ) {}

  /** Loads the public half alone: what others need to write to this device. */
  loadKey(): void {
    this.loading ??= this.load(async () => {
      this.publicKey = await this.keys.publicKey()
    })
  }

  /** Loads what seals and opens. */
  loadSealing(): void {
    this.opening ??= this.load(async () => {
      this.sealing = await openSealing(await this.keys.pair())
      this.publicKey = this.sealing.publicKey
      this.problem = null
    })
  }

  /** What could not be loaded is tried once more when it is needed next: a keyring may have been unlocked. */
  again(): void {
    if (this.problem === null) return
    this.loading = this.opening = null
  }

  /** Opens an entry, whose author has these keys besides those that the answer tells of. */
  opener(room: RoomRow | null, { room: roomId, state }: RoomAnswer): (entry: RoomEntry) => OpenedEntry {
    const members = [...(room?.members ?? []), ...(state?.members ?? [])]
    return (entry) => {
      const opened =
        entry.sealed === undefined || roomId === undefined
          ? undefined
          : this.sealing?.open(entry.sealed, contextOf(roomId, entry), keysOf(members, entry.by))
      return opened && 'text' in opened
        ? { text: opened.text, sealed: 'opened' }
        : { text: '', sealed: 'unreadable' }
    }
  }

  private async load(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.problem = toChatError(error)
    }
    this.ready()
  }
}

const keysOf = (members: readonly RoomMember[], id: string): string[] =>
  members.filter((member) => member.id === id).flatMap(({ keys }) => keys)

const contextOf = (room: string, { id, by, kind, target, quotes }: RoomEntry): SealingContext => ({
  room,
  id,
  by,
  kind: kind === 'edit' ? 'edit' : 'message',
  target,
  quotes
})
