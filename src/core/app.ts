import { accountOf } from '../shared/backend-words'
import { systemClock } from '../shared/clock'
import type { AppInfo, Notice } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { say, type Told } from '../shared/said'
import { openDataFolder } from '../platform/data-folder'
import { releaseWhenIdle } from '../platform/idle-memory'
import { openLog, type Log } from '../platform/log'
import { Redactor } from '../platform/redactor'
import { KeyPage } from '../web/key-page'
import type { Backend, LetterLook } from './backends/backend'
import { backendMaker } from './backends/backend-kinds'
import { RequestCounter } from './backends/request-counter'
import { EventBus } from './calls/dispatch'
import { createHandlers, type HandlersDeps } from './calls/handlers'
import type { Updater } from './calls/updates'
import type { ChatApp, ChatAppOptions } from './chat-app'
import { examine } from './check/doctor'
import { createCredentials } from './credentials/credential-broker'
import { answerTime } from './delivery/answer-watch'
import { Delivery } from './delivery/delivery'
import { LetterDesk } from './letters/letter-desk'
import { localBackend } from './store/backend-store'
import { Checkpointer } from './store/checkpointer'
import { openProfile } from './store/open-profile'
import { createStores, type Stores } from './store/stores'

/**
 * Puts the app together: the one place where its parts meet.
 *
 * Resolves as soon as calls can be answered; the backend comes up meanwhile. Throws `storage` or `invalid_input`,
 * saying what to do, when the data folder cannot be used.
 */
export async function createChatApp(options: ChatAppOptions): Promise<ChatApp> {
  const { host, version, fork, backendFile: childFile, desktop = null } = options
  const connects = options.place === undefined && (options.connect ?? true)
  const { folder, opened, log, redactor, bus, stores } = await open(options)
  const [{ installId, readOnly }, { emit }] = [opened, bus]
  const warn = (told: Told): void => stores.notices.add('warning', told)
  const requests = new RequestCounter(stores.db, Date.now)
  const { broker, prompts, vault } = createCredentials({
    blobs: stores.backends.blobs,
    accepted: stores.backends.acceptedCommands,
    keyCipher: options.keyCipher ?? null,
    redactor,
    mayAsk: () => leadership.mayAsk(),
    asked: (all) => emit('credentials.prompts', all)
  })
  const local = { folder: folder.localBackend, fork, childFile, warn, place: options.place }
  const makeBackend = backendMaker({ ...local, broker, log, onRequest: requests.count })
  const answerWithinMs = options.answerWithinMs ?? answerTime()
  const place = { folder: folder.path, installId, connects, readOnly }
  const delivery = new Delivery({ ...place, stores, makeBackend, answerWithinMs, emit, log })
  const { leadership } = delivery
  const backend = (): Backend => delivery.backend()

  const info = (): AppInfo => {
    const { requestQueue, functionName } = backend().names
    const queues = { requestQueue, responseQueue: delivery.responseQueue(), functionName }
    const { profile, root: dataDir, logFile } = folder
    const own = { version, host, platform: process.platform, profile, dataDir, logFile, installId }
    return { ...own, ...queues, answerWithinMs }
  }
  const keyPage = new KeyPage({
    vault,
    entered: (backendId) => broker.retry(backendId),
    nameOf: (id) => accountOf(stores.backends.list().backends.find((one) => one.id === id))?.name ?? null,
    elapsed: systemClock.elapsed,
    show: options.openKeyPage ?? null,
    served: host === 'browser'
  })
  const desk = makeDesk({ stores, delivery, makeBackend, bus, log })
  const core = { stores, broker, prompts, vault, requests, makeBackend, backend, desktop, desk }
  const told = { info, emit, log, redactor, installId }
  const calls = createHandlers({
    ...core,
    ...told,
    openKeyPage: (backendId) => keyPage.open(backendId),
    switch: delivery.backends,
    connection: () => delivery.connection(),
    tryNow: () => delivery.backends.tryNow(),
    inUse: () => delivery.inUse(),
    outboxFilled: () => delivery.backends.wake(),
    asking: leadership.whileAsking,
    updater: tellingOf(options.updater, emit, log),
    now: Date.now
  })
  // A command ends before it could be idle, or its log long.
  const endHousekeeping = host === 'cli' ? async () => {} : keepHouse(stores.db, readOnly)
  const stop = async (): Promise<void> => {
    broker.stop()
    await Promise.all([calls.stop(), desk.stop(), delivery.stop()])
    if (!readOnly) requests.flush()
    await endHousekeeping()
    log.info('stopped')
    opened.close()
    leadership.release()
    log.close()
  }

  delivery.start()
  log.info({ version, role: leadership.role() }, 'started')
  let stopped: Promise<void> | undefined
  return {
    get info() {
      return info()
    },
    handlers: calls.handlers,
    keyPage,
    on: (name, listener) => bus.on(name, listener),
    examine: () => examine({ ...stores, folder, backend: backend(), installId, role: leadership.role }),
    newNotices: () => stores.notices.ofThisRun(),
    role: leadership.role,
    stop: () => (stopped ??= stop())
  }
}

/** What a host that lives for long does for itself; returns how to end it. */
function keepHouse(db: Stores['db'], readOnly: boolean): () => Promise<void> {
  const endRelease = releaseWhenIdle()
  const checkpointer = readOnly ? null : new Checkpointer(db)
  return async () => {
    endRelease()
    await checkpointer?.stop()
  }
}

interface DeskParts {
  stores: Stores
  delivery: Delivery
  makeBackend: ReturnType<typeof backendMaker>
  bus: EventBus
  log: Log
}

/** The desk for dead letters, which goes on with what was begun whenever the backend has come up or something is new. */
function makeDesk({ stores, delivery, makeBackend, bus, log }: DeskParts): LetterDesk {
  const desk = new LetterDesk({
    stores,
    backend: () => delivery.backend(),
    backendId: () => delivery.backends.activeId(),
    leads: () => delivery.leadership.leads(),
    outboxFilled: () => delivery.backends.wake(),
    unlocked: () => {
      const { activeId, choices } = stores.backends.list()
      return choices[activeId]?.queueDesk === 'unlocked'
    },
    processor: () => localProcessor(delivery.backend(), makeBackend),
    progress: (job) => bus.emit('letters.job', job),
    now: Date.now,
    log
  })
  bus.on('letters.changed', () => desk.pump.wake())
  bus.on('connection.changed', ({ state }) => state === 'online' && desk.pump.wake())
  return desk
}

/** The function on this computer: of the local backend, whether it is talked to or not. It stays for further runs. */
async function localProcessor(
  active: Backend,
  makeBackend: ReturnType<typeof backendMaker>
): Promise<Pick<LetterLook, 'dryRun'>> {
  if (active.letterLook) return active.letterLook
  const local = makeBackend(localBackend)
  const { letterLook } = local
  if (!letterLook) throw new ChatError('letters.no_processor')
  return {
    dryRun: async (input) => {
      try {
        return await letterLook.dryRun(input)
      } finally {
        await local.stop()
      }
    }
  }
}

/** Lets the page and the log know what becomes of newer versions. */
function tellingOf(updater: Updater | undefined, emit: HandlersDeps['emit'], log: Log): Updater | null {
  updater?.onChange((updates, cause) => {
    if (cause !== undefined) log.warn({ err: cause }, 'no newer version could be had')
    emit('updates.changed', updates)
  })
  return updater ?? null
}

/** The profile with its stores and its log, and the bus that its changes are told on. */
async function open(options: ChatAppOptions) {
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
  // A command's end is no window's: it may be killed as a matter of course.
  if (opened.unclean && host !== 'cli' && !options.endWasMeant)
    stores.notices.add('info', closedUnexpectedly(stores.messages.outboxSize()))
  for (const notice of opened.notices) {
    log.warn({ notice: notice.detail }, 'the profile is not what it was')
    stores.notices.add('warning', notice)
  }
  return { folder, opened, log, redactor, bus, stores }
}

/** What the user is told after an end that nobody asked for; `queued`: what waits in the outbox. */
function closedUnexpectedly(queued: number): Told {
  if (queued === 0) return say('notice.closed')
  return queued === 1 ? say('notice.closed_with_one') : say('notice.closed_with_queued', { count: queued })
}
