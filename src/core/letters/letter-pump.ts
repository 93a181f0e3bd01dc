import type { Log } from '../../platform/log'
import { crashPoint } from '../../platform/crash-point'
import type { ChatError } from '../../shared/errors'
import { MAX_ATTRIBUTES } from '../../shared/own-attributes'
import { toChatError } from '../../shared/to-chat-error'
import { startTimer, type Timer } from '../../shared/timer'
import type { Backend, BackendNames } from '../backends/backend'
import { DeadLetters, type HeldLetter } from '../backends/dead-letters'
import { isFinalRefusal, MAX_BATCH } from '../backends/sqs-batch'
import type { LetterStore, TrayLetter } from '../store/letter-store'

export interface LetterPumpDeps {
  letters: LetterStore
  backend: () => Backend
  backendId: () => string
  /** Only the host that moves the profile's messages moves letters: two would send one twice. */
  leads: () => boolean
  now: () => number
  log: Log
}

/** An attribute that a letter which is put back bears, so that it is known whether it has arrived. */
export const LETTER_MARK = 'chatappLetter'
/** Whoever takes a letter holds it no longer than this, in milliseconds. */
const HOLD_MS = 60_000
/** A failed step is tried again after this, in milliseconds. */
const AGAIN_MS = 3000
/** For so long dead copies of a request are looked for: its last attempt may still be on its way to the queue. */
const REMOVE_WITHIN_MS = 60_000

/**
 * Takes the steps that letters of the tray are on, as they are stored: what a process began that was killed, or another
 * host asked for, is gone on with.
 *
 * A step that may have been taken already is looked for first. A letter that is sent again as it is may be sent twice
 * by that, as any request: its answer has the same id, and is stored once.
 */
export class LetterPump {
  private running: Promise<void> | null = null
  private again = false
  private timer: Timer | undefined
  private stopped = false
  /** Letters that this process itself is taking now. */
  readonly inHand = new Set<string>()

  constructor(private readonly deps: LetterPumpDeps) {}

  /** There may be a step to take. */
  wake(): void {
    if (this.stopped || !this.deps.leads()) return
    this.again = true
    this.running ??= this.loop().finally(() => {
      this.running = null
    })
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.timer?.cancel()
    await this.running
  }

  /** Deletes from a queue what is in the tray already; false while that cannot be made sure of. */
  async finishTaking(queue: string): Promise<boolean> {
    const unfinished = this.unfinished(queue)
    if (unfinished.length === 0) return true
    const dead = this.dead(queue)
    const { letters, now } = this.deps
    const receipts = unfinished.flatMap(({ receipt }) => receipt ?? [])
    const deleted = await dead.delete(receipts)
    if (dead.looksWithoutEffect) {
      const messageIds = unfinished.map(({ letter }) => letter.sqsMessageId)
      const there = new Set((await dead.find({ messageIds })).map(({ sqsMessageId }) => sqsMessageId))
      letters.taken(unfinished.filter((one) => !there.has(one.letter.sqsMessageId)).map(({ id }) => id))
    } else {
      // Nobody can have received it since, so its handle was the newest.
      const isSure = ({ receipt, takenAt }: TrayLetter): boolean =>
        receipt !== null && deleted.has(receipt) && Math.abs(now() - takenAt) < HOLD_MS - 10_000
      letters.taken(unfinished.filter(isSure).map(({ id }) => id))
    }
    await this.deleteAnew(dead, this.unfinished(queue))
    return this.unfinished(queue).length === 0
  }

  private async deleteAnew(dead: DeadLetters, rest: readonly TrayLetter[]): Promise<void> {
    if (rest.length === 0) return
    const { letters, now } = this.deps
    const ids = new Map(rest.map(({ letter, id }) => [letter.sqsMessageId, id]))
    const held = await dead.hold([...ids.keys()])
    const deleted = await dead.delete(held.letters.map(({ receiptHandle }) => receiptHandle))
    const met = new Set(held.letters.map(({ letter }) => letter.sqsMessageId))
    letters.taken(
      held.letters
        .filter(({ receiptHandle }) => deleted.has(receiptHandle))
        .flatMap(({ letter }) => ids.get(letter.sqsMessageId) ?? [])
    )
    // Whoever held it has let go of it by now: what was not met is not there.
    if (dead.looksWithoutEffect || !held.complete) return
    const gone = rest.filter(
      ({ letter, takenAt }) => !met.has(letter.sqsMessageId) && now() - takenAt > HOLD_MS
    )
    letters.taken(gone.map(({ id }) => id))
  }

  private unfinished(queue: string): TrayLetter[] {
    const { letters, backendId } = this.deps
    return letters.unfinished({ backendId: backendId(), queue }).filter(({ id }) => !this.inHand.has(id))
  }

  private async loop(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false
      try {
        await this.round()
      } catch (error) {
        this.deps.log.warn({ err: error }, 'a letter could not be moved on; it is tried again')
        this.later()
      }
    }
  }

  private later(): void {
    this.timer?.cancel()
    if (!this.stopped) this.timer = startTimer(AGAIN_MS, () => this.wake())
  }

  private async round(): Promise<void> {
    const { letters, backendId } = this.deps
    const id = backendId()
    for (const queue of letters.taking(id)) if (!(await this.takenFrom(queue))) this.later()
    for (const state of ['sending', 'returning'] as const) {
      for (let batch = letters.next(id, state, MAX_BATCH); batch.length > 0 && !this.stopped;) {
        await (state === 'sending' ? this.send(batch) : this.giveBack(batch))
        batch = letters.next(id, state, MAX_BATCH)
      }
    }
    for (const { correlationId, askedAt } of letters.removals(id)) await this.remove(correlationId, askedAt)
  }

  /** The same of any queue. One that is not the backend's own, and was deleted or is closed to us, holds up no other. */
  private async takenFrom(queue: string): Promise<boolean> {
    try {
      return await this.finishTaking(queue)
    } catch (cause) {
      const error = toChatError(cause)
      if (!this.isElsewhere(error, queue)) throw error
      // With its queue the copy there is gone: the tray alone has it.
      if (error.code === 'queue_missing') this.deps.letters.taken(this.unfinished(queue).map(({ id }) => id))
      return error.code === 'queue_missing'
    }
  }

  /** Whether a call failed for good on a queue that is none of the backend's own. */
  private isElsewhere({ code }: ChatError, queue: string): boolean {
    const { requestQueue, deadLetterQueue } = this.deps.backend().names
    const isOwn = queue === requestQueue || queue === deadLetterQueue
    return !isOwn && (code === 'queue_missing' || code === 'access_denied')
  }

  /** Sends letters that are none of our own requests to the queue that gave them up. */
  private async send(batch: readonly TrayLetter[]): Promise<void> {
    const { names } = this.deps.backend()
    const groups = Map.groupBy(batch, (one) => destinationOf(one, names))
    for (const [queue, letters] of groups) await this.deliver(queue, letters)
  }

  /** Sends letters back into the queues that they were taken from. */
  private async giveBack(batch: readonly TrayLetter[]): Promise<void> {
    for (const [queue, letters] of Map.groupBy(batch, (one) => one.queue)) {
      try {
        await this.giveBackTo(queue, letters)
      } catch (cause) {
        const error = toChatError(cause)
        if (!this.isElsewhere(error, queue)) throw error
        const noted = { at: this.deps.now(), act: 'return', detail: error.message } as const
        for (const letter of letters) this.deps.letters.stay(letter, noted)
      }
    }
  }

  /** Those not that have arrived already. */
  private async giveBackTo(queue: string, batch: readonly TrayLetter[]): Promise<void> {
    const doubted = new Set(batch.filter(({ tried }) => tried).map(({ id }) => id))
    const arrived =
      doubted.size === 0 ? new Set<string>() : await this.dead(queue).marked(LETTER_MARK, doubted)
    if (!arrived) throw new Error('The queue could not be looked through.')
    const done = batch.filter(({ id }) => arrived.has(id))
    this.deps.letters.left(done, { at: this.deps.now(), act: 'return' })
    const rest = batch.filter(({ id }) => !arrived.has(id))
    if (rest.length > 0) await this.deliver(queue, rest)
  }

  private async deliver(queue: string, batch: readonly TrayLetter[]): Promise<void> {
    const { letters, now } = this.deps
    const act = batch[0]?.state === 'returning' ? 'return' : 'resend'
    letters.try(batch.map(({ id }) => id))
    let taken: readonly string[]
    try {
      taken = await this.dead(queue).send(batch.map(toOutgoing))
    } catch (cause) {
      const error = toChatError(cause)
      const isOver = error.code === 'queue_missing' || this.isElsewhere(error, queue)
      if (!isFinalRefusal(error) && !isOver) throw cause
      const [letter, ...others] = batch
      if (others.length > 0) {
        // One bad letter must not hold up its neighbours: each is sent alone to find it.
        for (const one of batch) await this.deliver(queue, [one])
      } else if (letter) letters.stay(letter, { at: now(), act, detail: error.message })
      return
    }
    crashPoint('after-letter-send')
    const [first] = batch
    letters.left(
      batch.filter(({ id }) => taken.includes(id)),
      { at: now(), act, detail: 'sent' }
    )
    if (taken.length === 0 && batch.length === 1 && first) {
      letters.stay(first, { at: now(), act, detail: 'SQS did not take it' })
    } else if (taken.length < batch.length) {
      for (const one of batch) if (!taken.includes(one.id)) await this.deliver(queue, [one])
    }
  }

  /** Removes what lies in the queue of a request that was sent again; what came of that is left alone. */
  private async remove(correlationId: string, askedAt: number): Promise<void> {
    const { letters, now, backendId } = this.deps
    const dead = this.dead(this.deps.backend().names.deadLetterQueue)
    const held = await dead.holdCorrelated(correlationId)
    const isBefore = ({ letter }: HeldLetter): boolean => letter.sentAt < askedAt
    await dead.release(receipts(held.letters.filter((one) => !isBefore(one))))
    const deleted = await dead.delete(receipts(held.letters.filter(isBefore)))
    const place = { backendId: backendId(), queue: dead.queue, correlationId }
    if (deleted.size > 0) letters.note(place, { at: now(), act: 'remove', detail: String(deleted.size) })
    if (deleted.size > 0 || Math.abs(serverNow(this.deps) - askedAt) > REMOVE_WITHIN_MS) {
      letters.removalOver(place.backendId, correlationId)
    } else this.later()
  }

  private dead(queue: string): DeadLetters {
    return new DeadLetters(this.deps.backend(), queue)
  }
}

/**
 * Where a letter goes that is sent again: to the queue that gave it up. Where nobody says, one of the backend's
 * dead-letter queue is a request, and any other goes where it came from.
 */
export const destinationOf = (
  { letter, queue }: Pick<TrayLetter, 'letter' | 'queue'>,
  names: Pick<BackendNames, 'requestQueue' | 'deadLetterQueue'>
): string => letter.source ?? (queue === names.deadLetterQueue ? names.requestQueue : queue)

/** The time of the server that stamps its messages; ours while it cannot be known. */
export function serverNow({ backend, now }: Pick<LetterPumpDeps, 'backend' | 'now'>): number {
  try {
    return Math.round(backend().gateway().serverNow())
  } catch {
    return now()
  }
}

const receipts = (some: readonly HeldLetter[]): string[] => some.map(({ receiptHandle }) => receiptHandle)

function toOutgoing({ id, state, letter, edited }: TrayLetter) {
  const { attributes, groupId } = letter
  const isMarked = state === 'returning' && attributes.length < MAX_ATTRIBUTES
  return {
    id,
    body: state === 'returning' ? letter.body : (edited ?? letter.body),
    groupId,
    attributes: isMarked ? [...attributes, { name: LETTER_MARK, type: 'String', value: id }] : attributes
  }
}
