import type { DryRun, LetterDetail, LetterJob, LetterRef, LetterSummary } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Letter, MoveState } from '../../shared/letter'
import { crashPoint } from '../../platform/crash-point'
import type { Log } from '../../platform/log'
import { pause } from '../../platform/pause'
import type { Backend, LetterLook } from '../backends/backend'
import {
  DeadLetters,
  LOOK_SECONDS,
  type HeldLetter,
  type Looked,
  type LookOptions
} from '../backends/dead-letters'
import { isUnknownAction, QueueMoves } from '../backends/queue-moves'
import type { LetterPlace, TrayLetter } from '../store/letter-store'
import { briefly } from '../store/patient'
import type { Stores } from '../store/stores'
import { dryRunOf } from './dry-run'
import { LetterJobs, type Working } from './letter-jobs'
import { destinationOf, LETTER_MARK, LetterPump, serverNow } from './letter-pump'
import { LetterReader } from './letter-reader'
import { hasNoMoves, sourceOf, withSource } from './letter-sources'
import { bodyWith, correlationOf, requestIn } from './letter-text'

export interface LetterDeskDeps {
  stores: Pick<Stores, 'db' | 'letters' | 'messages'>
  backend: () => Backend
  backendId: () => string
  /** Whether this host moves the profile's messages. */
  leads: () => boolean
  /** Told when something may be due in the outbox. */
  outboxFilled: () => void
  /** Whether queues of the backend may be changed that are none of its own. */
  unlocked: () => boolean
  /** Runs the function on this computer, whatever backend is talked to. */
  processor: () => Promise<Pick<LetterLook, 'dryRun'>>
  progress: (job: LetterJob) => void
  now: () => number
  log: Log
}

/** Letters that are held, stored and deleted together. */
const CHUNK = 100
/** How often it is looked whether the leading host has moved a letter on, in milliseconds. */
const LOOK_EVERY_MS = 100

/** What the desks of all queues share. */
interface Shared {
  readonly jobs: LetterJobs
  readonly pump: LetterPump
  readonly reader: LetterReader
}

/**
 * The desk for dead letters: what lies in the queue, what was taken into the tray, and what is done with both.
 *
 * A letter is stored before it is deleted, and leaves the tray in the transaction that puts it into the outbox or on
 * its way; `LetterPump` takes the steps that touch SQS. A request of this profile goes out by the outbox, so that its
 * chat shows what becomes of it; any other is sent as it is, to the queue that gave it up.
 *
 * It stands at the backend's dead-letter queue, and `at` any other, which it changes only where the backend is unlocked.
 */
export class LetterDesk {
  readonly jobs: LetterJobs
  readonly pump: LetterPump
  private readonly reader: LetterReader

  constructor(
    private readonly deps: LetterDeskDeps,
    shared?: Shared,
    private readonly from?: string
  ) {
    this.jobs = shared?.jobs ?? new LetterJobs(deps.progress)
    this.pump = shared?.pump ?? new LetterPump({ ...deps, letters: deps.stores.letters })
    this.reader = shared?.reader ?? new LetterReader(deps.stores.messages)
  }

  /** The desk at another queue; left out: at the backend's dead-letter queue. */
  at(queue: string | undefined): LetterDesk {
    const { jobs, pump, reader } = this
    return queue === undefined ? this : new LetterDesk(this.deps, { jobs, pump, reader }, queue)
  }

  async stop(): Promise<void> {
    await Promise.all([this.jobs.stop(), this.pump.stop()])
  }

  queue(): string {
    return this.from ?? this.deps.backend().names.deadLetterQueue
  }

  /** Throws `forbidden` where one of these queues is none of the backend's own, and it is locked. */
  private assertOpen(queues: Iterable<string>): void {
    const { deadLetterQueue } = this.deps.backend().names
    for (const queue of queues) if (queue !== deadLetterQueue) this.assertUnlocked(queue)
  }

  /** Throws `forbidden` where the backend is locked. */
  assertUnlocked(queue: string): void {
    if (!this.deps.unlocked()) throw new ChatError('desk.locked', { queue })
  }

  /** The same of the queue that the desk stands at, and of those that letters of the tray were in. */
  private assertFree(refs: readonly LetterRef[] = []): void {
    this.assertOpen([
      ...(refs.some(({ place }) => place === 'tray') ? [] : [this.queue()]),
      ...this.letters.queuesOf(idsOf(refs, 'tray'))
    ])
  }

  /** Letters that lie in the queue, and what the look did to them. */
  async list(options: LookOptions) {
    const dead = this.dead()
    const looked: Looked = await dead.look(options)
    const { place } = this
    const taking = new Set(this.letters.unfinished(place).map(({ letter }) => letter.sqsMessageId))
    this.reader.remember(dead.looksWithoutEffect ? [] : looked.letters)
    return {
      queue: dead.queue,
      letters: looked.letters.map((letter) =>
        this.reader.ofQueue(dead.queue, letter, letter.hidden || taking.has(letter.sqsMessageId))
      ),
      total: looked.total,
      more: looked.more,
      look: dead.looksWithoutEffect
        ? { effect: 'none' as const }
        : { effect: 'received' as const, hiddenSeconds: LOOK_SECONDS, requests: looked.requests }
    }
  }

  tray(limit: number, before: string | null): { letters: LetterSummary[]; total: number; more: boolean } {
    const page = this.letters.page(this.deps.backendId(), limit, before)
    return {
      letters: page.map((one) => this.reader.ofTray(one)),
      total: this.letters.count(this.deps.backendId()),
      more: page.length === limit
    }
  }

  async get({ place, id }: LetterRef): Promise<LetterDetail> {
    if (place === 'tray') return this.reader.detailOfTray(this.letters.get(id))
    return this.reader.detailOfQueue(this.queue(), await this.inQueue(id))
  }

  edit(id: string, text: string | null): LetterDetail {
    const { db } = this.deps.stores
    return db.transaction(() => {
      const one = this.letters.get(id)
      const body = text === null ? null : bodyWith(one.letter.body, text)
      this.letters.edit(id, body === one.letter.body ? null : body)
      const noted = { at: this.deps.now(), act: 'edit', detail: text === null ? 'undone' : null } as const
      this.letters.note(one, noted)
      return this.reader.detailOfTray(this.letters.get(id))
    })
  }

  /** Runs the local processor on a letter. Nothing is sent. */
  async dryRun(ref: LetterRef, text?: string): Promise<DryRun> {
    const { body, attributes, sentAt } = await this.whole(ref)
    const processor = await this.deps.processor()
    const tried = text === undefined ? body : bodyWith(body, text)
    return await dryRunOf(processor, { body: tried, attributes, sentAt })
  }

  take(refs: readonly LetterRef[]): LetterJob {
    this.assertFree()
    const ids = idsOf(refs, 'queue')
    return this.jobs.start({ kind: 'take', total: ids.length }, async (working) => {
      for (const chunk of chunks(ids)) {
        if (!(await working.next())) return
        const taken = await this.takeChunk(chunk)
        working.passed(taken.length, chunk.length - taken.length)
      }
    })
  }

  resend(refs: readonly LetterRef[], perSecond: number | null): LetterJob {
    this.assertFree(refs)
    return this.jobs.start({ kind: 'resend', total: refs.length, perSecond }, async (working) => {
      const own = idsOf(refs, 'tray')
      if (!(await this.handOverAll(own, working))) return
      for (const chunk of chunks(idsOf(refs, 'queue'))) {
        if (working.signal.aborted) return
        const taken = await this.takeChunk(chunk)
        working.passed(0, chunk.length - taken.length)
        if (!(await this.handOverAll(taken, working))) return
      }
    })
  }

  /** Puts letters back as they came, what was edited undone. */
  giveBack(refs: readonly LetterRef[]): LetterJob {
    this.assertFree(refs)
    const ids = idsOf(refs, 'tray')
    return this.jobs.start({ kind: 'return', total: ids.length }, async (working) => {
      for (const chunk of chunks(ids)) {
        if (!(await working.next())) return
        const noted = { at: this.deps.now(), act: 'return' } as const
        const left = await this.together(() =>
          chunk.filter((id) => this.leave(id, (one) => this.letters.leave(one, 'returning', noted)))
        )
        await this.movedOn(left, working)
        const stayed = left.filter((id) => this.find(id)?.state === 'held').length
        working.passed(left.length - stayed, chunk.length - left.length + stayed)
      }
    })
  }

  /** Deletes letters for good. Throws `invalid_input` when somebody typed another name than the queue's. */
  delete(refs: readonly LetterRef[], typed: string): LetterJob {
    this.assertName(typed)
    this.assertFree(refs)
    return this.jobs.start({ kind: 'delete', total: refs.length }, async (working) => {
      const at = this.deps.now()
      for (const chunk of chunks(idsOf(refs, 'tray'))) {
        if (!(await working.next())) return
        const deleted = await this.together(() =>
          chunk.filter((id) =>
            this.leave(id, (one) => this.letters.leave(one, 'gone', { at, act: 'delete' }))
          )
        )
        working.passed(deleted.length, chunk.length - deleted.length)
      }
      const dead = this.dead()
      for (const chunk of chunks(idsOf(refs, 'queue'))) {
        if (!(await working.next())) return
        const { letters: held } = await dead.hold(chunk)
        const deleted = await dead.delete(held.map(({ receiptHandle }) => receiptHandle))
        await this.together(() => {
          for (const { letter, receiptHandle } of held) {
            if (!deleted.has(receiptHandle)) continue
            const detail = letter.sqsMessageId
            this.letters.note({ ...this.place, ...described(letter) }, { at, act: 'delete', detail })
          }
        })
        working.passed(deleted.size, chunk.length - deleted.size)
      }
    })
  }

  async purge(typed: string): Promise<void> {
    this.assertName(typed)
    this.assertFree()
    this.letters.note(this.place, { at: this.deps.now(), act: 'purge' })
    await this.dead().purge()
  }

  /** Moves all letters back: by the server where it can, else one by one. */
  async redrive(perSecond: number | null): Promise<{ by: 'server' | 'us'; job: LetterJob | null }> {
    this.assertFree()
    if (!(await this.pump.finishTaking(this.queue()))) throw new ChatError('letters.unfinished')
    const noted = { at: this.deps.now(), act: 'redrive' } as const
    try {
      await this.moves().start(perSecond === null ? null : Math.max(1, Math.floor(perSecond)))
      this.letters.note(this.place, { ...noted, detail: 'by the server' })
      return { by: 'server', job: null }
    } catch (error) {
      if (!(await hasNoMoves(error, this.deps.backend(), this.queue()))) throw error
    }
    const source = await sourceOf(this.deps.backend(), this.queue())
    const { visible } = await this.deps.backend().gateway().depth(this.queue())
    const job = this.jobs.start({ kind: 'redrive', total: visible, perSecond }, async (working) => {
      for (let left = visible; left > 0;) {
        if (working.signal.aborted) return
        const { letters: held } = await this.dead().holdNext(Math.min(left, CHUNK))
        if (held.length === 0) return working.expect(visible - left)
        left -= held.length
        const known = held.flatMap((one) => withSource(one, source))
        const others = held.filter((one) => withSource(one, source).length === 0)
        await this.dead().release(others.map(({ receiptHandle }) => receiptHandle))
        working.passed(0, others.length)
        if (!(await this.handOverAll(await this.store(known), working))) return
      }
    })
    this.letters.note(this.place, { ...noted, detail: 'one by one' })
    return { by: 'us', job }
  }

  /** The newest move of the server; null where there is none. */
  async move(): Promise<MoveState | null> {
    try {
      return await this.moves().newest()
    } catch (error) {
      if (isUnknownAction(error)) return null
      throw error
    }
  }

  async cancelMove(): Promise<void> {
    this.assertFree()
    await this.moves().cancel()
    this.letters.note(this.place, { at: this.deps.now(), act: 'redrive-cancel' })
  }

  /** The user's Retry of a request, perhaps with the removal of what lies of it in the dead-letter queue. */
  retry(id: string, removeDeadCopy: boolean): void {
    const { stores, now, backendId } = this.deps
    stores.db.transaction(() => {
      stores.messages.requeue(id, now())
      if (removeDeadCopy) stores.letters.askRemoval(backendId(), id, serverNow(this.deps))
    })
  }

  /** Stores letters that are held, then deletes them from their queue; returns their ids in the tray. */
  private async store(held: readonly HeldLetter[]): Promise<string[]> {
    if (held.length === 0) return []
    const isOther = this.queue() !== this.deps.backend().names.deadLetterQueue
    const taken = held.map(({ letter, receiptHandle }) => {
      const attributes = letter.attributes.filter(({ name }) => name !== LETTER_MARK)
      const stored = { ...letter, attributes, hidden: false, ...(isOther ? { other: true } : {}) }
      const { cause } = this.reader.ofQueue(this.queue(), letter, false)
      return { letter: stored, ...described(letter), cause, receipt: receiptHandle }
    })
    const ids = await this.together(() => this.letters.take(this.place, taken, this.deps.now()))
    for (const id of ids.values()) this.pump.inHand.add(id)
    try {
      crashPoint('after-take-store')
      const deleted = await this.dead().delete(held.map(({ receiptHandle }) => receiptHandle))
      crashPoint('after-take-delete')
      const done = held
        .filter(({ receiptHandle }) => deleted.has(receiptHandle))
        .flatMap(({ letter }) => ids.get(letter.sqsMessageId) ?? [])
      await this.together(() => this.letters.taken(done))
      return done
    } finally {
      for (const id of ids.values()) this.pump.inHand.delete(id)
      this.pump.wake()
    }
  }

  private async takeChunk(sqsMessageIds: readonly string[]): Promise<string[]> {
    return await this.store((await this.dead().hold(sqsMessageIds)).letters)
  }

  /** Sends letters of the tray again, at the rate that was asked for; false once it is cancelled. */
  private async handOverAll(ids: readonly string[], working: Working): Promise<boolean> {
    const sending: string[] = []
    for (const some of chunks(ids, working.atOnce)) {
      if (!(await working.next())) return false
      const ways = await this.together(() => some.map((id) => this.handOver(id)))
      sending.push(...some.filter((_, index) => ways[index] === 'sending'))
      if (ways.includes('outbox')) this.deps.outboxFilled()
      const missed = ways.filter((way) => way === null).length
      working.passed(some.length - missed, missed)
    }
    if (sending.length > 0) await this.movedOn(sending, working)
    return true
  }

  /** One letter on its way, in one transaction: into the outbox, or to be sent as it is; null when it is held no more. */
  private handOver(id: string): 'outbox' | 'sending' | null {
    const { stores, now } = this.deps
    return this.leave(id, (one) => {
      const request = requestIn(one.edited ?? one.letter.body)
      const { names } = this.deps.backend()
      const own =
        request &&
        request.id === one.correlationId &&
        destinationOf(one, names) === names.requestQueue &&
        stores.messages.hasRequest(request.id)
      const noted = { at: now(), act: 'resend', detail: one.edited === null ? null : 'edited' } as const
      if (!this.letters.leave(one, own ? 'gone' : 'sending', noted)) return null
      if (!own) return 'sending'
      stores.messages.sendAgain(request.id, now(), one.edited === null ? undefined : request.text)
      return 'outbox'
    })
  }

  /** One short transaction, which waits for other hosts of the profile and leaves them room. */
  private async together<T>(work: () => T): Promise<T> {
    const { db } = this.deps.stores
    return await briefly(db, () => db.transaction(work))
  }

  private leave<T>(id: string, work: (one: TrayLetter) => T): T | null {
    return this.deps.stores.db.transaction(() => {
      const one = this.find(id)
      return one && work(one)
    })
  }

  private find(id: string): TrayLetter | null {
    try {
      return this.letters.get(id)
    } catch (error) {
      if (error instanceof ChatError && error.code === 'not_found') return null
      throw error
    }
  }

  /** Resolves when none of these is on its way any more, or the work is cancelled. */
  private async movedOn(ids: readonly string[], { signal }: Working): Promise<void> {
    this.pump.wake()
    const isOnItsWay = (id: string): boolean => {
      const state = this.find(id)?.state
      return state === 'sending' || state === 'returning'
    }
    while (ids.some(isOnItsWay) && !signal.aborted) await pause(LOOK_EVERY_MS, signal)
  }

  private async inQueue(sqsMessageId: string): Promise<Letter> {
    const remembered = this.reader.recall(sqsMessageId)
    if (remembered) return remembered
    const [letter] = await this.dead().find({ messageIds: [sqsMessageId] })
    if (!letter) throw new ChatError('letters.not_in_queue')
    return letter
  }

  private async whole({ place, id }: LetterRef): Promise<Letter> {
    if (place === 'queue') return await this.inQueue(id)
    const { letter, edited } = this.letters.get(id)
    return { ...letter, body: edited ?? letter.body }
  }

  private assertName(typed: string): void {
    if (typed !== this.queue()) throw new ChatError('letters.name_differs', { queue: this.queue() })
  }

  private get letters() {
    return this.deps.stores.letters
  }

  private get place(): LetterPlace {
    return { backendId: this.deps.backendId(), queue: this.queue() }
  }

  private dead(): DeadLetters {
    return new DeadLetters(this.deps.backend(), this.queue())
  }

  private moves(): QueueMoves {
    return new QueueMoves(() => this.deps.backend().gateway(), this.queue())
  }
}

const described = ({ body, attributes }: Letter) => ({ correlationId: correlationOf(body, attributes) })

const idsOf = (refs: readonly LetterRef[], place: LetterRef['place']): string[] => [
  ...new Set(refs.filter((ref) => ref.place === place).map(({ id }) => id))
]

function* chunks<T>(all: readonly T[], size = CHUNK): Generator<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size)
}
