import { watch, type FSWatcher } from 'node:fs'
import type { EventName, EventPayload } from '../../shared/contract'
import type { ConversationStore } from './conversation-store'
import type { ProfileDatabase } from './database'
import type { MessageStore } from './message-store'
import type { ProfileStore } from './profile-store'
import type { RoomView } from './room-view'

export interface ChangeFeedDeps {
  db: Pick<ProfileDatabase, 'revision' | 'dataVersion' | 'notedSince'>
  messages: Pick<MessageStore, 'changedSince'>
  conversations: Pick<ConversationStore, 'changedSince' | 'deletedSince'>
  profile: Pick<ProfileStore, 'settings' | 'settingsChangedSince' | 'quarantineCount'>
  roomView: Pick<RoomView, 'changedSince' | 'peopleChangedSince'>
  /** Announces the backends and follows a choice that another host made. */
  backends: { changedSince(revision: number): boolean; announce(): void }
  emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void
  /** Told when another host of this profile has written. */
  foreignChange: () => void
  /** Told when the store could not be read; the feed goes on. */
  failed: (error: unknown) => void
  /** The folder whose files change when anybody writes. */
  folder: string
}

/** More messages than this that changed at once are announced as one event: a host that told of each would stand. */
const ONE_BY_ONE = 2000

/** The same of what changed along with something that makes every host ask anew. */
const ONE_BY_ONE_ANEW = 100

/** How often to look for other hosts' changes where the system does not tell, in milliseconds. */
const LOOK_EVERY_MS = 500

/**
 * Announces what changed in the profile's database, whoever changed it.
 *
 * There is one way to an event: a revision was raised, in this process (`pump`) or in another host of the profile
 * (seen by the file system's notice, or by looking twice a second).
 */
export class ChangeFeed {
  private seen: number
  private version: number
  private quarantined: number
  private watcher: FSWatcher | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly deps: ChangeFeedDeps) {
    this.seen = deps.db.revision()
    this.version = deps.db.dataVersion()
    this.quarantined = deps.profile.quarantineCount()
  }

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS)
    try {
      this.watcher = watch(this.deps.folder, () => this.look())
      this.watcher.on('error', () => this.watcher?.close())
    } catch {
      // A file system without notices: the timer serves.
    }
  }

  stop(): void {
    clearInterval(this.timer)
    this.watcher?.close()
  }

  /** Whether what is to be announced next changes the backends. */
  concernsBackends(): boolean {
    return this.deps.backends.changedSince(this.seen)
  }

  /** Announces everything that changed since the last time. Never throws: what it could not read comes with the next. */
  pump(): void {
    try {
      this.announce()
    } catch (error) {
      this.deps.failed(error)
    }
  }

  private announce(): void {
    const { db, messages, conversations, profile, backends, roomView, emit } = this.deps
    const revision = db.revision()
    const since = this.seen
    if (revision > since) {
      // Read first: a listener may change something, and come back here.
      const noted = db.notedSince(since)
      const most = noted.has('read_anew') ? ONE_BY_ONE_ANEW : ONE_BY_ONE
      const changedMessages = messages.changedSince(since, most)
      const readAnew = changedMessages === null || noted.has('read_anew')
      const deleted = noted.has('deleted') ? conversations.deletedSince(since) : []
      const changedConversations = changedMessages === null ? [] : conversations.changedSince(since)
      const mayBeSettings = noted.has('settings')
      const settings = mayBeSettings && profile.settingsChangedSince(since) ? profile.settings() : null
      // Each announces its conversation, too: where none of those is a room nothing is asked.
      const mayBeRooms = changedMessages === null || changedConversations.some(({ room }) => room)
      const changedRooms = mayBeRooms ? roomView.changedSince(since) : []
      const people = noted.has('people_revision') ? roomView.peopleChangedSince(since) : []
      const backendsChanged = mayBeSettings && backends.changedSince(since)
      this.seen = revision
      if (readAnew) emit('data.changed', null)
      for (const id of deleted) emit('conversation.deleted', { id })
      for (const message of changedMessages ?? []) emit('message.changed', message)
      for (const conversation of changedConversations) emit('conversation.changed', conversation)
      if (settings) emit('settings.changed', settings)
      for (const room of changedRooms) emit('room.changed', room)
      for (const backendId of people) emit('rooms.changed', { backendId })
      if (noted.has('scheduled_revision')) emit('scheduled.changed', null)
      if (noted.has('templates_revision')) emit('templates.changed', null)
      if (noted.has('letters_revision')) emit('letters.changed', null)
      if (backendsChanged) backends.announce()
    }
    const count = profile.quarantineCount()
    if (count !== this.quarantined) emit('quarantine.changed', { count })
    this.quarantined = count
  }

  private look(): void {
    try {
      const version = this.deps.db.dataVersion()
      if (version === this.version) return
      this.version = version
      this.pump()
      this.deps.foreignChange()
    } catch (error) {
      this.deps.failed(error)
    }
  }
}
