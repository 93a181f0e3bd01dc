import type { OtherPlace } from '../../shared/backend-config'
import { sayError, type Told } from '../../shared/said'
import { toChatError } from '../../shared/to-chat-error'
import type { Deletion, Notice } from '../../shared/contract'
import { BackendStore } from './backend-store'
import { Backups } from './backups'
import { ChatDeletions } from './chat-deletions'
import { ConversationStore } from './conversation-store'
import { DataExport } from './data-export'
import { DataImports } from './data-imports'
import type { ProfileDatabase } from './database'
import { DraftStore } from './draft-store'
import { Ledger } from './ledger'
import { LetterStore } from './letter-store'
import { MessageStore } from './message-store'
import { Notices } from './notices'
import { PairStore } from './pair-store'
import { defaultSettings, ProfileStore } from './profile-store'
import { Recovery } from './recovery'
import { RoomStore } from './room-store'
import { RoomView } from './room-view'
import { QueueSamples } from './samples'
import { ScheduleStore } from './schedule-store'
import { TemplateStore } from './template-store'

/** Everything that a profile holds, each part on its one database. */
export interface Stores {
  readonly db: ProfileDatabase
  readonly profile: ProfileStore
  readonly conversations: ConversationStore
  readonly deletions: ChatDeletions
  readonly drafts: DraftStore
  readonly scheduled: ScheduleStore
  readonly pairs: PairStore
  readonly templates: TemplateStore
  readonly letters: LetterStore
  readonly messages: MessageStore
  readonly rooms: RoomStore
  readonly roomView: RoomView
  readonly ledger: Ledger
  readonly samples: QueueSamples
  readonly notices: Notices
  readonly backends: BackendStore
  readonly imports: DataImports
  readonly exporter: DataExport
  readonly recovery: Recovery
  readonly backups: Backups
}

export interface StoresDeps {
  db: ProfileDatabase
  /** The profile's folder. */
  folder: string
  now: () => number
  /** Told of all notices after each change. */
  noticed: (all: Notice[]) => void
  /** Told how far the deletion of a large chat is. */
  deleting: (deletion: Deletion) => void
  /** Told what went wrong while nobody waited for it. */
  failed: (error: unknown) => void
  /** Where this run works in the place of where the backends say. */
  place?: OtherPlace | undefined
}

/** The stores of an open profile. What the disk does not take becomes a notice. */
export function createStores({ db, folder, now, noticed, deleting, failed, place }: StoresDeps): Stores {
  const notices = new Notices(db, now, noticed)
  const warn = (told: Told): void => notices.add('warning', told)
  db.onFault((error) => warn(sayError(error)))
  const imports = new DataImports(db)
  const conversations = new ConversationStore(db)
  const profile = new ProfileStore(db, defaultSettings())
  const messages = new MessageStore(db)
  return {
    db,
    profile,
    conversations,
    deletions: new ChatDeletions({ db, conversations, now, progress: deleting, failed }),
    drafts: new DraftStore(db),
    scheduled: new ScheduleStore(db),
    pairs: new PairStore(db),
    templates: new TemplateStore(db),
    letters: new LetterStore(db),
    messages,
    rooms: new RoomStore(db, messages),
    roomView: new RoomView(db),
    ledger: new Ledger(db, now),
    samples: new QueueSamples({ db, now, failed }),
    notices,
    backends: new BackendStore(db, warn, place),
    imports,
    exporter: new DataExport(db, now),
    recovery: new Recovery({ folder, db, imports, now }),
    backups: new Backups({
      file: db.file,
      now,
      daily: () => profile.settings().backUpDaily,
      failed: (error) => warn(sayError(toChatError(error)))
    })
  }
}
