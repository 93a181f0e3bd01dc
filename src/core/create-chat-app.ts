import { userInfo } from 'node:os'
import type { AppInfo, EventName, EventPayload } from '../shared/contract'
import { ANSWER_WITHIN_MS } from './answer-watch'
import type { BackendNames } from './backend'
import { ChangeFeed } from './change-feed'
import type { ChatApp, ChatAppOptions } from './chat-app'
import { createHandlers } from './chat-service'
import { ConnectionMonitor } from './connection-monitor'
import { ConversationStore } from './conversation-store'
import { openDataFolder } from './data-folder'
import { DataTransfer } from './data-transfer'
import { openDatabase, type DatabaseNotice } from './database'
import { examine } from './doctor'
import { EmbeddedBackend } from './embedded-backend'
import { Engine } from './engine'
import { EventBus } from './event-bus'
import { acquireFolderLock } from './folder-lock'
import { openLog } from './log'
import { MessageStore } from './message-store'
import { Notices } from './notices'
import { ProfileStore } from './profile-store'
import { queueOverview } from './queue-overview'
import { responseQueueName } from './response-queue'

/** Newest answers that the shown median is taken from. */
const ROUND_TRIPS_SHOWN = 50

/** How often a secondary host looks whether the primary has ended, in milliseconds. */
const TAKE_OVER_EVERY_MS = 500

const localNames: BackendNames = {
  requestQueue: 'ChatAPP',
  deadLetterQueue: 'ChatAPP-dlq',
  sharedResponseQueue: 'ChatAPP-responses',
  functionName: 'MessageProcessor'
}

/**
 * Puts the app together: the one place where its parts meet.
 *
 * Resolves as soon as calls can be answered; the backend comes up meanwhile. Throws `storage` or `invalid_input`,
 * saying what to do, when the data folder cannot be used.
 */
export async function createChatApp(options: ChatAppOptions): Promise<ChatApp> {
  const folder = openDataFolder({ dataDir: options.dataDir, profile: options.profile })
  const log = openLog(folder.logFile, options.host)
  const { db, notice } = openDatabase(folder.database)
  if (notice) log.error({ ...notice }, 'the database was unusable and has been set aside')

  const profile = new ProfileStore(db, { theme: 'system', senderName: ownName(), sendWith: 'enter' })
  const conversations = new ConversationStore(db)
  const messages = new MessageStore(db)
  conversations.ensureDefault(Date.now())
  const installId = profile.installId()

  const backend = new EmbeddedBackend({
    folder: folder.localBackend,
    names: localNames,
    log,
    ...(options.fork ? { fork: options.fork } : {}),
    ...(options.backendFile ? { childFile: options.backendFile } : {})
  })
  const responseQueue = responseQueueName(backend.names.sharedResponseQueue, installId)
  const info: AppInfo = {
    version: options.version,
    host: options.host,
    platform: process.platform,
    profile: folder.profile,
    dataDir: folder.root,
    logFile: folder.logFile,
    installId,
    requestQueue: backend.names.requestQueue,
    responseQueue,
    functionName: backend.names.functionName
  }

  const bus = new EventBus((error) => log.error({ err: error }, 'an event listener failed'))
  const emit = <N extends EventName>(name: N, payload: EventPayload<N>): void => bus.emit(name, payload)
  const monitor = new ConnectionMonitor({
    backend: backend.kind,
    label: backend.label,
    outboxSize: () => messages.outboxSize(),
    recentRoundTrips: () => messages.recentRoundTrips(ROUND_TRIPS_SHOWN),
    emit: (connection) => emit('connection.changed', connection),
    now: Date.now
  })
  const notices = new Notices(Date.now, (all) => emit('notices.changed', all))
  if (notice) notices.add('warning', databaseNotice(notice))
  let engine: Engine | null = null
  const feed = new ChangeFeed({
    db,
    messages,
    conversations,
    profile,
    emit,
    foreignChange: () => {
      engine?.wake()
      monitor.announce()
    },
    folder: folder.path
  })
  const changed = (): void => {
    feed.pump()
    monitor.announce()
  }

  const connects = options.connect ?? true
  let lock = connects ? acquireFolderLock(folder.path) : null
  let started: Promise<void> = Promise.resolve()
  let stopped: Promise<void> | undefined
  const lead = (): void => {
    const answerWithinMs = options.answerWithinMs ?? answerTimeFromEnvironment()
    engine = new Engine({ backend, messages, profile, monitor, installId, changed, answerWithinMs, log })
    started = engine.start()
  }
  const takeOver = setInterval(() => {
    if (lock) return
    lock = acquireFolderLock(folder.path)
    if (lock) lead()
  }, TAKE_OVER_EVERY_MS)
  if (lock) lead()
  else
    void backend.recover().then(
      () => monitor.report('receive', null),
      () => {}
    )
  feed.start()
  log.info({ version: options.version, role: lock ? 'primary' : 'secondary' }, 'started')

  return {
    info,
    handlers: createHandlers({
      messages,
      conversations,
      profile,
      transfer: new DataTransfer(db, Date.now),
      notices,
      faultLab: backend.faultLab,
      info,
      connection: () => monitor.current(),
      queues: () => queueOverview(backend, responseQueue),
      changed,
      outboxFilled: () => engine?.wake(),
      now: Date.now
    }),
    on: (name, listener) => bus.on(name, listener),
    examine: () =>
      examine({
        folder,
        db,
        backend,
        installId,
        role: () => (lock ? 'primary' : 'secondary'),
        outboxSize: () => messages.outboxSize()
      }),
    role: () => (lock ? 'primary' : 'secondary'),
    launchTokens: {
      issue: () => profile.issueLaunchToken(Date.now()),
      redeem: (token) => profile.redeemLaunchToken(token)
    },
    stop: () => (stopped ??= stop())
  }

  async function stop(): Promise<void> {
    clearInterval(takeOver)
    await started
    await engine?.stop()
    feed.stop()
    await backend.stop()
    log.info('stopped')
    db.close()
    lock?.release()
    log.close()
  }
}

/** The system user's name, which stands over what is sent until the settings say otherwise. */
function ownName(): string {
  try {
    return userInfo().username.slice(0, 60) || 'You'
  } catch {
    return 'You'
  }
}

function databaseNotice({ reason, backup }: DatabaseNotice): string {
  const why = reason === 'newer' ? 'was written by a newer ChatAPP' : 'was damaged'
  return `The database of this profile ${why}. It is kept as ${backup}, and ChatAPP began a new one.`
}

/** `CHATAPP_ANSWER_WITHIN_MS`, for tests of what happens when no answer comes. */
function answerTimeFromEnvironment(): number {
  const given = Number(process.env['CHATAPP_ANSWER_WITHIN_MS'])
  return given > 0 ? given : ANSWER_WITHIN_MS
}
