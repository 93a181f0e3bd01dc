import { createHash } from 'node:crypto'
import { ChatError } from '../../shared/errors'
import { say, type Told } from '../../shared/said'
import type { QueueNote } from '../store/profile-store'
import type { Backend } from './backend'
import type { ReceivedMessage } from './sqs-answers'
import { toChatError } from '../../shared/to-chat-error'

/** The response queue, as the receiver needs it. */
export interface ResponseQueue {
  readonly name: string
  /** Creates it, or brings an existing one to our attributes. */
  ensure(): Promise<void>
  /** One poll that waits so many seconds for messages, at most 20. */
  receive(waitSeconds: number): Promise<ReceivedMessage[]>
  delete(receiptHandles: readonly string[]): Promise<void>
  /** True where other clients read too: a reply to somebody else is then released, never deleted. */
  readonly shared: boolean
  /** Makes messages visible to others again after some seconds, at least 1. */
  release(receiptHandles: readonly string[], seconds: number): Promise<void>
  /** Ends a long poll that is under way by sending this body to the queue. */
  nudge(body: string): Promise<void>
}

/** How long a reply that was read but not deleted stays hidden, in seconds: what a crash costs at most. */
const VISIBILITY_SECONDS = 10

/** How long SQS keeps a reply that nobody fetches: 4 days, in seconds. */
const RETENTION_SECONDS = 345_600

/** After this many days without a heartbeat the queue counts as left behind. */
export const TTL_DAYS = 14

/** The tag by which the stack's policy knows whose queue it is: it lets nobody else at a queue that bears it. */
export const CALLER_TAG = 'chatapp:caller'

/** What a queue that an installation makes says of itself, so that a sweep knows it; `at` in epoch milliseconds. */
export const responseQueueTags = (installId: string, at: number, caller: string | null) => ({
  'chatapp:app': 'ChatAPP',
  'chatapp:owner': installId,
  'chatapp:heartbeat': new Date(at).toISOString(),
  'chatapp:ttl': `${TTL_DAYS}d`,
  ...(caller === null ? {} : { [CALLER_TAG]: caller })
})

/** How many queues that were left are remembered. */
const MAX_LEFT = 5

/** How often a queue is marked as in use, at least, in milliseconds; each waits up to half as long again, by its name. */
const HEARTBEAT_MS = 86_400_000

/** A mark that is older does not wait for a better moment: half the time after which a queue counts as left behind. */
const PRESSING_MS = 7 * 86_400_000

/** The name of a response queue: the shared one's, and what tells it apart from others. */
export const responseQueueName = (sharedName: string, suffix: string): string =>
  sharedName.endsWith('.fifo')
    ? `${sharedName.slice(0, -'.fifo'.length)}-${suffix}.fifo`
    : `${sharedName}-${suffix}`

/** What tells the queues apart that bear their caller's tag from birth: none of them can be claimed by tagging it. */
export const OWNED = 'o-'

/**
 * What tells an installation's own queue apart: its id, or, where the server says who calls, something made of both.
 * Another caller thus gets another queue, for that of the first one is closed to it.
 */
const ownSuffix = (installId: string, caller: string | null): string =>
  caller === null ? installId : `${OWNED}${hash(`${installId} ${caller}`)}`

/** A number from 0 to 1 of a queue's own. */
const spread = (name: string): number =>
  createHash('sha256').update(name).digest().readUInt32BE() / 0xffff_ffff

/** Nine small letters and digits: fewer than an unbound name has, and short enough for every name that MessageProcessor answers on. */
const hash = (text: string): string =>
  BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString(36)
    .slice(-9)

/** Where an installation's note about its queue is kept. */
export interface QueueNotes {
  read(): QueueNote | null
  write(note: QueueNote): void
}

export interface InstallationDeps {
  readonly installId: string
  readonly notes: QueueNotes
  /** Told when the queue is this installation's own (null), or the shared one, with the reason. */
  readonly sharing?: (reason: Told | null) => void
}

/**
 * The response queue of an installation: its own, which only it reads, or the shared one where AWS does not allow to
 * create that.
 *
 * Each `ensure` tries for the own queue again, so that a permission given later takes effect.
 */
export class InstallationResponseQueue implements ResponseQueue {
  private own: string
  private readonly common: string
  private current: string

  constructor(
    private readonly backend: Pick<Backend, 'gateway' | 'names' | 'identity'>,
    private readonly deps: InstallationDeps
  ) {
    this.common = backend.names.sharedResponseQueue
    this.own = deps.notes.read()?.name ?? responseQueueName(this.common, deps.installId)
    this.current = this.own
  }

  get name(): string {
    return this.current
  }

  get shared(): boolean {
    return this.current === this.common
  }

  /** Throws `queue_missing` where it is to be the shared one, and that is not there: only its owner creates it. */
  async ensure(): Promise<void> {
    const gateway = this.backend.gateway()
    const caller = await this.caller()
    const now = gateway.serverNow()
    this.own = responseQueueName(this.common, ownSuffix(this.deps.installId, caller))
    try {
      await gateway.ensureQueue(
        this.own,
        { VisibilityTimeout: String(VISIBILITY_SECONDS), MessageRetentionPeriod: String(RETENTION_SECONDS) },
        // By the server's clock: a computer whose own is weeks behind would look left behind to others.
        responseQueueTags(this.deps.installId, now, caller)
      )
    } catch (cause) {
      if (toChatError(cause).code !== 'access_denied') throw cause
      await gateway.locate(this.common)
      this.current = this.common
      this.deps.sharing?.(say('notice.queue_shared', { own: this.own, shared: this.common }))
      return
    }
    this.current = this.own
    this.noteOwn(caller)
    this.deps.sharing?.(null)
  }

  /** Who AWS says is calling; where that cannot be asked (a network without a way to STS), who it was last. */
  private async caller(): Promise<string | null> {
    try {
      return (await this.backend.identity())?.userId || null
    } catch (error) {
      if (toChatError(error).code === 'credentials') throw error
      return this.deps.notes.read()?.caller ?? null
    }
  }

  /** A queue under another name is left: what is in it, or still comes to it, is fetched beside. */
  private noteOwn(caller: string | null): void {
    const note = this.deps.notes.read()
    if (note?.name === this.own) return
    // An earlier version called it so.
    const before = note ?? { name: responseQueueName(this.common, this.deps.installId), left: [] }
    const left = new Set([...before.left, before.name])
    left.delete(this.own)
    // Those of long ago are empty by now: SQS keeps a reply for four days.
    this.deps.notes.write({ name: this.own, caller, heartbeatAt: 0, left: [...left].slice(-MAX_LEFT) })
  }

  /**
   * Marks the own queue as in use, so that no sweep takes it, when that is due (or, `pressing`, long overdue); the
   * shared one needs no mark.
   *
   * AWS: an account may tag 30 times a second. A mark a day, each at another hour, keeps 100,000 clients near one.
   */
  async heartbeat(when: 'due' | 'pressing' = 'due'): Promise<void> {
    const note = this.deps.notes.read()
    if (this.shared || note === null) return
    const gateway = this.backend.gateway()
    const now = gateway.serverNow()
    const wait = when === 'due' ? HEARTBEAT_MS * (1 + spread(this.own) / 2) : PRESSING_MS
    if (now >= note.heartbeatAt && now < note.heartbeatAt + wait) return
    const { 'chatapp:heartbeat': heartbeat } = responseQueueTags(this.deps.installId, now, null)
    await gateway.tagQueue(this.own, { 'chatapp:heartbeat': heartbeat })
    this.deps.notes.write({ ...note, heartbeatAt: now })
  }

  receive(waitSeconds: number): Promise<ReceivedMessage[]> {
    return this.backend.gateway().receive(this.name, waitSeconds)
  }

  delete(receiptHandles: readonly string[]): Promise<void> {
    return this.backend.gateway().deleteMessages(this.name, receiptHandles)
  }

  release(receiptHandles: readonly string[], seconds: number): Promise<void> {
    return this.backend.gateway().releaseMessages(this.name, receiptHandles, seconds)
  }

  /** Never on the shared queue: another installation might take the message, and throw it away as unreadable. */
  async nudge(body: string): Promise<void> {
    if (this.shared) throw new ChatError('poll.shared')
    await this.backend.gateway().sendPlain(this.name, body)
  }
}
