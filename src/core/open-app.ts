import type { Notice } from '../shared/contract'
import { say, type Told } from '../shared/said'
import { openDataFolder } from '../platform/data-folder'
import { releaseWhenIdle } from '../platform/idle-memory'
import { openLog } from '../platform/log'
import { Redactor } from '../platform/redactor'
import { EventBus } from './calls/dispatch'
import type { ChatAppOptions } from './chat-app'
import { keptPublicKey } from './credentials/device-key'
import { encryptionOf, toldKeys, trustSchema } from './rooms/device-trust'
import { Checkpointer } from './store/checkpointer'
import { openProfile } from './store/open-profile'
import { createStores, type Stores } from './store/stores'

/** The profile with its stores and its log, and the bus that its changes are told on. */
export async function openApp(options: ChatAppOptions) {
  const { host, dataDir, profile, reading = false } = options
  const folder = openDataFolder({ dataDir, profile, reading })
  const opened = await openProfile({ folder, reading, now: Date.now })
  const redactor = new Redactor()
  const log = openLog(folder.logFile, host, (line) => redactor.apply(line))
  const bus = new EventBus((error) => log.error({ err: error }, 'an event listener failed'))
  const noticed = (all: Notice[]): void => bus.emit('notices.changed', all)
  const stores = createStores({
    db: opened.db,
    folder: folder.path,
    now: Date.now,
    noticed,
    deleting: (deletion) => bus.emit('conversation.deleting', deletion),
    failed: (error) => log.error({ err: error }, 'a chat was not deleted'),
    place: options.place
  })
  stores.roomView.encryption = ({ trust, own, theirs }) =>
    encryptionOf(trustSchema.parse(trust), toldKeys(keptPublicKey(stores.backends.blobs), own, theirs))
  // A command's end is no window's: it may be killed as a matter of course.
  if (opened.unclean && host !== 'cli' && !options.endWasMeant)
    stores.notices.add('info', closedUnexpectedly(stores.messages.outboxSize()))
  for (const notice of opened.notices) {
    log.warn({ notice: notice.detail }, 'the profile is not what it was')
    stores.notices.add('warning', notice)
  }
  const keyDigits = opened.readOnly ? undefined : ownDigits(stores.profile, redactor)
  return { folder, opened, log, redactor, bus, stores, keyDigits }
}

/** What this profile signs with on the local backend, looked up once; no log and no diagnostics tell it. */
function ownDigits(profile: Stores['profile'], redactor: Redactor): () => string {
  let digits: string | undefined
  return () => {
    digits ??= profile.localKeyDigits()
    redactor.learn(digits)
    return digits
  }
}

/** What the user is told after an end that nobody asked for; `queued`: what waits in the outbox. */
function closedUnexpectedly(queued: number): Told {
  if (queued === 0) return say('notice.closed')
  return queued === 1 ? say('notice.closed_with_one') : say('notice.closed_with_queued', { count: queued })
}

/** What a host that lives for long does for itself; returns how to end it. */
export function keepHouse(db: Stores['db'], readOnly: boolean): () => Promise<void> {
  const endRelease = releaseWhenIdle()
  const checkpointer = readOnly ? null : new Checkpointer(db)
  return async () => {
    endRelease()
    await checkpointer?.stop()
  }
}
