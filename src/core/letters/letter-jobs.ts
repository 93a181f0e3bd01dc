import { v7 as uuidv7 } from 'uuid'
import type { LetterJob } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import { pause } from '../../platform/pause'

/** Progress is told no more often than this, in milliseconds. */
const TELL_EVERY_MS = 100
/** Letters in one transaction, where nobody asked for a rate. */
const AT_ONCE = 25

/** What work on many letters tells and asks. */
export interface Working {
  /** So many more are done, and so many more were not there. */
  readonly passed: (done: number, missed?: number) => void
  /** How many there are in all, where that is known only later. */
  readonly expect: (total: number) => void
  /** Resolves when the next one may go, at the rate that was asked for; false once it is cancelled. */
  readonly next: () => Promise<boolean>
  /** How many may go at a time. */
  readonly atOnce: number
  readonly signal: AbortSignal
}

/** Work on many letters, one at a time in this host: it tells how far it is, and can be cancelled. */
export class LetterJobs {
  private job: LetterJob | null = null
  private abort = new AbortController()
  private running: Promise<void> = Promise.resolve()
  private toldAt = 0

  constructor(private readonly tell: (job: LetterJob) => void) {}

  /** The last one. */
  current(): LetterJob | null {
    return this.job
  }

  /** Begins; throws `conflict` while another runs. */
  start(
    { kind, total, perSecond = null }: Pick<LetterJob, 'kind' | 'total'> & { perSecond?: number | null },
    work: (working: Working) => Promise<void>
  ): LetterJob {
    if (this.job && !this.job.over) throw new ChatError('letters.job_runs')
    this.abort = new AbortController()
    const job = { id: uuidv7(), kind, total, done: 0, missed: 0, error: null, cancelled: false, over: false }
    this.change(job, true)
    this.running = this.run(work, perSecond)
    return job
  }

  /** Stops it before its next letter. */
  cancel(): void {
    if (!this.job || this.job.over) return
    this.abort.abort()
  }

  async stop(): Promise<void> {
    this.abort.abort()
    await this.running
  }

  private async run(work: (working: Working) => Promise<void>, perSecond: number | null): Promise<void> {
    const { signal } = this.abort
    const startedAt = performance.now()
    let gone = 0
    const next = async (): Promise<boolean> => {
      const waitMs = perSecond === null ? 0 : startedAt + (gone++ * 1000) / perSecond - performance.now()
      if (waitMs > 0) await pause(waitMs, signal)
      return !signal.aborted
    }
    const passed = (done: number, missed = 0): void => {
      const { job } = this
      if (job) this.change({ ...job, done: job.done + done, missed: job.missed + missed })
    }
    const expect = (total: number): void => {
      if (this.job) this.change({ ...this.job, total })
    }
    try {
      await work({ passed, expect, next, signal, atOnce: perSecond === null ? AT_ONCE : 1 })
      if (this.job) this.change({ ...this.job, over: true, cancelled: signal.aborted }, true)
    } catch (cause) {
      const error = toChatError(cause).toWire()
      if (this.job) this.change({ ...this.job, over: true, error }, true)
    }
  }

  private change(job: LetterJob, atOnce = false): void {
    this.job = job
    const now = performance.now()
    if (!atOnce && now - this.toldAt < TELL_EVERY_MS) return
    this.toldAt = now
    this.tell(job)
  }
}
