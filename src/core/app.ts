import { userInfo } from 'node:os'
import type { BackendConfig } from '../shared/backend-config'
import { accountOf } from '../shared/backend-words'
import type { AppInfo, Connection, EventName, EventPayload, Handlers, Notice } from '../shared/contract'
import { systemClock } from '../shared/clock'
import { ChatError } from '../shared/errors'
import { ANSWER_WITHIN_MS } from './delivery/answer-watch'
import { createAccountHandlers } from './calls/account-handlers'
import { backendKinds, localNames, makeBackend, type BackendParts } from './backends/backend-kinds'
import { createCloudServices } from './calls/cloud-services'
import { CredentialBroker } from './credentials/credential-broker'
import { CredentialPrompts } from './credentials/credential-prompts'
import { KeyPage } from '../web/key-page'
import { KeyVault } from './credentials/key-vault'
import { RequestCounter } from './backends/request-counter'
import type { Backend } from './backends/backend'
import { BackendStore } from './store/backend-store'
import { BackendSwitch } from './delivery/backend-switch'
import { ChangeFeed } from './store/change-feed'
import type { ChatApp, ChatAppOptions } from './chat-app'
import { createHandlers } from './calls/chat-service'
import { ConnectionMonitor } from './delivery/connection-monitor'
import { ConversationStore } from './store/conversation-store'
import { openDataFolder } from '../platform/data-folder'
import { DataExport } from './store/data-export'
import { DataImports } from './store/data-imports'
import { examine } from './check/doctor'
import { Engine } from './delivery/engine'
import { EventBus } from './calls/event-bus'
import { acquireFolderLock, isBusy } from '../platform/folder-lock'
import { FolderWatch } from './store/folder-watch'
import { fillSearch, type SearchFiller } from './store/fill-search'
import { openLog, type Log } from '../platform/log'
import { MessageStore } from './store/message-store'
import { Notices } from './store/notices'
import { openProfile } from './store/open-profile'
import { patient } from './store/patient'
import { ProfileStore } from './store/profile-store'
import { queueOverview } from './calls/queue-overview'
import { Recovery } from './store/recovery'
import { Redactor } from '../platform/redactor'
import { responseQueueName } from './backends/response-queue'
import { SearchIndex } from './store/search-index'
import { SharedConnection } from './delivery/shared-connection'
import { toChatError } from '../shared/to-chat-error'
import { UnreadableBackend } from './backends/unreadable-backend'

/** Newest answers that the shown median is taken from. */
const ROUND_TRIPS_SHOWN = 50

/** How often a secondary host looks whether the primary has ended, in milliseconds. */
const TAKE_OVER_EVERY_MS = 500

/**
 * Puts the app together: the one place where its parts meet.
 *
 * Resolves as soon as calls can be answered; the backend comes up meanwhile. Throws `storage` or `invalid_input`,
 * saying what to do, when the data folder cannot be used.
 */
export async function createChatApp(options: ChatAppOptions): Promise<ChatApp> {
  const reading = options.reading ?? false
  const folder = openDataFolder({ dataDir: options.dataDir, profile: options.profile, reading })
  const opened = await openProfile({ folder, reading, now: Date.now })
  const { db, installId } = opened
  const redactor = new Redactor()
  const log = openLog(folder.logFile, options.host, (line) => redactor.apply(line))
  for (const notice of opened.notices) log.warn({ notice }, 'the profile is not what it was')

  const profile = new ProfileStore(db, { theme: 'system', senderName: ownName(), sendWith: 'enter' })
  const conversations = new ConversationStore(db)
  const messages = new MessageStore(db)

  const bus = new EventBus((error) => log.error({ err: error }, 'an event listener failed'))
  const emit = <N extends EventName>(name: N, payload: EventPayload<N>): void => bus.emit(name, payload)
  const newNotices: Notice[] = []
  const notices = new Notices(db, Date.now, (all, added) => {
    if (added) newNotices.push(added)
    emit('notices.changed', all)
  })
  const failed = (error: unknown): void => log.error({ err: error }, 'the store could not be read or written')
  for (const text of opened.notices) notices.add('warning', text)
  db.onFault((error) => notices.add('warning', error.message))
  const place = new FolderWatch({
    db,
    changed: () => emit('connection.changed', connection()),
    gone: (error) => {
      log.error({ err: error }, 'the data folder is gone')
      notices.add('warning', error.message)
    }
  })
  const sharedConnection = new SharedConnection(db)
  const imports = new DataImports(db)
  const backends = new BackendStore(db, (text) => notices.add('warning', text))

  const prompts = new CredentialPrompts((all) => emit('credentials.prompts', all))
  const vault = new KeyVault(backends.blobs, options.keyCipher ?? null, redactor)
  let asking = 0
  const broker = new CredentialBroker({
    prompts,
    vault,
    redactor,
    accepted: backends.acceptedCommands,
    mayAsk: () => lock !== null || asking > 0,
    clock: systemClock
  })
  const requests = new RequestCounter(db, Date.now)
  const parts: BackendParts = {
    broker,
    log,
    logFile: folder.logFile,
    onRequest: requests.count,
    folder: folder.localBackend,
    warn: (text) => notices.add('warning', text),
    ...(options.fork ? { fork: options.fork } : {}),
    ...(options.backendFile ? { childFile: options.backendFile } : {})
  }
  const backendOf = (config: BackendConfig | null): Backend =>
    config === null ? new UnreadableBackend(localNames) : makeBackend(config, parts, backendKinds)

  const connects = options.connect ?? true
  let lock = connects ? acquireFolderLock(folder.path) : null
  const backendSwitch = new BackendSwitch({
    store: backends,
    makeBackend: backendOf,
    makeMonitor: (backend, announce) =>
      new ConnectionMonitor({
        backend,
        outboxSize: () => messages.outboxSize(),
        recentRoundTrips: () => messages.recentRoundTrips(ROUND_TRIPS_SHOWN),
        emit: announce,
        elapsed: systemClock.elapsed
      }),
    makeEngine: (backend, monitor) =>
      new Engine({
        backend,
        messages,
        profile,
        monitor,
        installId,
        shared: (reason) => notices.add('warning', reason),
        // A lock of others ends by itself. What the disk did not take may have been told already, in the same words.
        stalled: (error) => {
          if (!isBusy(error.cause)) notices.add('warning', error.message)
        },
        answerWithinMs: options.answerWithinMs ?? answerTimeFromEnvironment(),
        log
      }),
    connection: (state) => {
      emit('connection.changed', place.gone() ? connection() : state)
      if (lock) share(state)
    },
    log
  })
  const feed = new ChangeFeed({
    db,
    messages,
    conversations,
    profile,
    backends: {
      changedSince: (revision) => backends.changedSince(revision),
      announce: () => {
        emit('backends.changed', backends.list())
        if (connects) backendSwitch.follow()
      }
    },
    emit,
    failed,
    foreignChange: () => {
      backendSwitch.wake()
      filler?.wake()
      backendSwitch.monitor().announce()
      if (!lock && sharedConnection.changed()) emit('connection.changed', connection())
    },
    folder: folder.path
  })
  let filler: SearchFiller | undefined
  db.onCommit(() => {
    feed.pump()
    filler?.wake()
    backendSwitch.monitor().announce()
  }, failed)
  /** Of a host that moves no messages itself, what the one that does says of the way to the backend. */
  function connection(): Connection {
    const own = backendSwitch.monitor().current()
    const gone = place.gone()
    if (gone) return { ...own, state: 'offline', detail: gone.message }
    return lock ? own : { ...own, ...sharedConnection.read() }
  }
  function share(state: Connection): void {
    try {
      sharedConnection.write(state)
    } catch (error) {
      failed(error)
    }
  }

  let stopped: Promise<void> | undefined
  const takeOver = setInterval(() => {
    if (lock || !connects || place.gone()) return
    try {
      lock = acquireFolderLock(folder.path)
    } catch (error) {
      failed(error)
    }
    if (lock) backendSwitch.start(true)
  }, TAKE_OVER_EVERY_MS)
  if (connects) backendSwitch.start(lock !== null)
  if (connects && !opened.readOnly) filler = fillSearch(new SearchIndex(db), failed)
  feed.start()
  place.start()
  // A command that only asks ends before this could; a host does it.
  if (connects && !opened.readOnly) imports.recover().catch(failed)
  log.info({ version: options.version, role: lock ? 'primary' : 'secondary' }, 'started')

  const info = (): AppInfo => {
    const { requestQueue, sharedResponseQueue, functionName } = backendSwitch.backend().names
    const ownQueue = responseQueueName(sharedResponseQueue, installId)
    return {
      version: options.version,
      host: options.host,
      platform: process.platform,
      profile: folder.profile,
      dataDir: folder.root,
      logFile: folder.logFile,
      installId,
      requestQueue,
      responseQueue: backendSwitch.responseQueue() ?? ownQueue,
      functionName
    }
  }
  const keyPage = new KeyPage({
    vault,
    entered: (backendId) => broker.retry(backendId),
    nameOf: (backendId) =>
      accountOf(backends.list().backends.find(({ id }) => id === backendId))?.name ?? null,
    elapsed: systemClock.elapsed
  })

  const whileAsking = async <T>(work: () => Promise<T>): Promise<T> => {
    asking++
    try {
      return await work()
    } finally {
      asking--
    }
  }
  const cloud = createCloudServices({
    store: backends,
    backend: () => backendSwitch.backend(),
    broker,
    prompts,
    vault,
    requests,
    asking: whileAsking,
    progress: (progress) => emit('stack.progress', progress),
    log
  })

  const handlers = logged(log, {
    ...cloud.handlers,
    ...patient(
      db,
      createHandlers({
        messages,
        conversations,
        profile,
        exporter: new DataExport(db, Date.now),
        imports,
        recovery: new Recovery({ folder: folder.path, db, imports, now: Date.now }),
        notices,
        faultLab: () => backendSwitch.backend().faultLab,
        installId,
        info,
        connection,
        queues: () => queueOverview(backendSwitch.backend(), info().responseQueue),
        outboxFilled: () => backendSwitch.wake(),
        now: Date.now
      })
    ),
    ...createAccountHandlers({
      store: backends,
      switch: backendSwitch,
      broker,
      prompts,
      vault,
      makeBackend: backendOf,
      installId,
      openKeyPage,
      asking: whileAsking,
      checkStep: (step) => emit('check.step', step)
    })
  })

  return {
    get info() {
      return info()
    },
    handlers,
    keyPage,
    on: (name, listener) => bus.on(name, listener),
    examine: () =>
      examine({
        folder,
        db,
        backend: backendSwitch.backend(),
        installId,
        role: () => (lock ? 'primary' : 'secondary'),
        outboxSize: () => messages.outboxSize()
      }),
    newNotices: () => newNotices,
    role: () => (lock ? 'primary' : 'secondary'),
    stop: () => (stopped ??= stop())
  }

  /** A page that is itself served over HTTP can go there; another host opens a window of its own. */
  function openKeyPage(backendId: string): string | null {
    if (options.openKeyPage) {
      options.openKeyPage(keyPage.path(backendId))
      return null
    }
    if (options.host === 'browser') return keyPage.path(backendId)
    throw new ChatError('conflict', 'Keys cannot be typed here. Use an AWS profile, or the ChatAPP window.')
  }

  async function stop(): Promise<void> {
    clearInterval(takeOver)
    filler?.stop()
    broker.stop()
    await Promise.all([imports.stop(), cloud.stop()])
    await backendSwitch.stop()
    feed.stop()
    place.stop()
    if (!opened.readOnly) requests.flush()
    log.info('stopped')
    opened.close()
    lock?.release()
    log.close()
  }
}

/** Faults of ours and of the disk leave their details in the log; the page gets a sentence. */
function logged(log: Log, handlers: Handlers): Handlers {
  const entries = Object.entries(handlers).map(([name, handle]) => [
    name,
    async (input: never): Promise<unknown> => {
      try {
        return await (handle as (input: never) => Promise<unknown>)(input)
      } catch (error) {
        const { code } = toChatError(error)
        if (code === 'internal' || code === 'storage') log.error({ err: error, call: name }, 'a call failed')
        throw error
      }
    }
  ])
  return Object.fromEntries(entries) as Handlers
}

/** The system user's name, which stands over what is sent until the settings say otherwise. */
function ownName(): string {
  try {
    return userInfo().username.slice(0, 60) || 'You'
  } catch {
    return 'You'
  }
}

/** `CHATAPP_ANSWER_WITHIN_MS`, for tests of what happens when no answer comes. */
function answerTimeFromEnvironment(): number {
  const given = Number(process.env['CHATAPP_ANSWER_WITHIN_MS'])
  return given > 0 ? given : ANSWER_WITHIN_MS
}
