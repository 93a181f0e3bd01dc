import { Worker } from 'node:worker_threads'
import type { ProfileDatabase } from './database'

/** How long after a commit its pages begin to go into the database's file, in milliseconds: many commits share that. */
const AFTER_MS = 250

/** Where a thread does it, a commit does so itself only after so many pages: the thread has brought over most of them. */
const BACKSTOP_PAGES = 8000

/** How long the thread waits for the next commit before it ends, in milliseconds: it holds 10 MB. */
const IDLE_MS = 30_000

/** How long `stop` waits for the thread, in milliseconds: a checkpoint waits for the disk. */
const STOP_WITHIN_MS = 5000

/** What the thread does; as a text, for a bundle has no file of it. `PASSIVE` waits for nobody and lets nobody wait. */
const work = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { DatabaseSync } = require('node:sqlite')
  const db = new DatabaseSync(workerData)
  db.exec('PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 0; PRAGMA wal_autocheckpoint = 0')
  const checkpoint = () => {
    try {
      db.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {}
    parentPort.postMessage('done')
  }
  const close = () => {
    db.close()
    parentPort.close()
  }
  parentPort.on('message', (message) => (message === 'close' ? close() : checkpoint()))
  checkpoint()`

/**
 * Brings what was committed from the write-ahead log into the database's file, in a thread, as soon as something was: a
 * commit that does so itself makes its caller wait for the disk, every sixtieth message for 10 ms and more.
 *
 * Without the thread (it could not start, or has ended) commits do it, as SQLite has it.
 */
export class Checkpointer {
  private thread: Worker | undefined
  private ended: Promise<void> = Promise.resolve()
  private timer: NodeJS.Timeout | undefined
  private idleTimer: NodeJS.Timeout | undefined
  private isAtWork = false
  private isDue = false
  private readonly endListening: () => void

  constructor(
    private readonly db: ProfileDatabase,
    private readonly idleMs = IDLE_MS
  ) {
    this.endListening = db.onCommit(
      () => this.soon(),
      () => {}
    )
  }

  /** Resolves when the thread has closed the file, so that whoever closes it then is the last. */
  async stop(): Promise<void> {
    this.endListening()
    this.isDue = false
    clearTimeout(this.timer)
    clearTimeout(this.idleTimer)
    const { thread } = this
    thread?.ref()
    tell(thread, 'close')
    const bound = setTimeout(() => void thread?.terminate(), STOP_WITHIN_MS)
    await this.ended
    clearTimeout(bound)
  }

  private soon(): void {
    this.isDue = true
    if (this.isAtWork) return
    this.timer ??= setTimeout(() => this.begin(), AFTER_MS).unref()
  }

  private begin(): void {
    this.timer = undefined
    clearTimeout(this.idleTimer)
    this.isDue = false
    this.isAtWork = true
    if (this.thread) tell(this.thread, 'checkpoint')
    else this.thread = this.start()
  }

  /** The thread begins with a checkpoint. One that ended by itself counts as at work, so that none is asked any more. */
  private start(): Worker {
    let isDone = false
    const thread = new Worker(work, {
      eval: true,
      workerData: this.db.file,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 }
    })
    thread.unref()
    thread.once('message', () => this.db.checkpointAfter(BACKSTOP_PAGES))
    thread.on('message', () => {
      this.isAtWork = false
      if (this.isDue) return this.soon()
      this.idleTimer = setTimeout(() => {
        this.isAtWork = true
        isDone = true
        tell(thread, 'close')
      }, this.idleMs).unref()
    })
    // Its end is told as well.
    thread.on('error', () => {})
    this.ended = new Promise((resolve) => {
      thread.on('exit', () => {
        this.isAtWork = !isDone
        if (isDone) this.thread = undefined
        this.db.checkpointAfter()
        if (isDone && this.isDue) this.soon()
        resolve()
      })
    })
    return thread
  }
}

const tell = (thread: Worker | undefined, message: 'checkpoint' | 'close'): void =>
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  thread?.postMessage(message)
