import { accountOf } from '../shared/backend-words'
import { systemClock } from '../shared/clock'
import type { AppInfo } from '../shared/contract'
import type { Told } from '../shared/said'
import type { Log } from '../platform/log'
import { KeyPage } from '../web/key-page'
import type { Backend } from './backends/backend'
import { backendMaker } from './backends/backend-kinds'
import { RequestCounter } from './backends/request-counter'
import { createHandlers, type HandlersDeps } from './calls/handlers'
import type { Updater } from './calls/updates'
import type { ChatApp, ChatAppOptions } from './chat-app'
import { examine } from './check/doctor'
import { createCredentials } from './credentials/credential-broker'
import { answerTime } from './delivery/answer-watch'
import { Delivery } from './delivery/delivery'
import { makeDesk } from './make-desk'
import { keepHouse, openApp } from './open-app'

/**
 * Puts the app together: the one place where its parts meet.
 *
 * Resolves as soon as calls can be answered; the backend comes up meanwhile. Throws `storage` or `invalid_input`,
 * saying what to do, when the data folder cannot be used.
 */
export async function createChatApp(options: ChatAppOptions): Promise<ChatApp> {
  const { host, version, fork, backendFile: childFile, desktop = null } = options
  const connects = options.place === undefined && (options.connect ?? true)
  const { folder, opened, log, redactor, bus, stores, keyDigits } = await openApp(options)
  const [{ installId, readOnly }, { emit }] = [opened, bus]
  const warn = (told: Told): void => stores.notices.add('warning', told)
  const requests = new RequestCounter(stores.db, Date.now)
  const { broker, prompts, vault, deviceKey } = createCredentials({
    blobs: stores.backends.blobs,
    accepted: stores.backends.acceptedCommands,
    keyCipher: options.keyCipher ?? null,
    redactor,
    mayAsk: () => leadership.mayAsk(),
    asked: (all) => emit('credentials.prompts', all)
  })
  const local = { folder: folder.localBackend, fork, childFile, warn, keyDigits, place: options.place }
  const makeBackend = backendMaker({ ...local, broker, log, onRequest: requests.count })
  const answerWithinMs = options.answerWithinMs ?? answerTime()
  const place = { folder: folder.path, installId, connects, readOnly }
  const delivery = new Delivery({ ...place, stores, makeBackend, answerWithinMs, keys: deviceKey, emit, log })
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
  const told = { info, emit, log, redactor, installId, now: Date.now }
  const calls = createHandlers({
    ...core,
    ...told,
    openKeyPage: (backendId) => keyPage.open(backendId),
    switch: delivery.backends,
    connection: () => delivery.connection(),
    tryNow: () => delivery.backends.tryNow(),
    inUse: () => delivery.inUse(),
    outboxFilled: () => delivery.backends.wake(),
    roomsFilled: () => delivery.backends.rooms()?.use(),
    asking: leadership.whileAsking,
    updater: tellingOf(options.updater, emit, log)
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

/** Lets the page and the log know what becomes of newer versions. */
function tellingOf(updater: Updater | undefined, emit: HandlersDeps['emit'], log: Log): Updater | null {
  updater?.onChange((updates, cause) => {
    if (cause !== undefined) log.warn({ err: cause }, 'no newer version could be had')
    emit('updates.changed', updates)
  })
  return updater ?? null
}
