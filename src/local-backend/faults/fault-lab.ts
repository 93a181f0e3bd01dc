import { createHash, randomUUID } from 'node:crypto'
import type { SQSEvent } from 'aws-lambda'
import { z } from 'zod'
import { faultsSchema, type Faults } from '../../shared/contract'
import { awsJsonError, TableError, type AwsJsonError } from '../protocol/aws-json-error'
import { FAULT_LAB_TARGET } from '../protocol/backend-protocol'

/** What the lab may change about a message that a queue is about to store. */
export interface Arriving {
  messageId: string
  delayUntil?: number
}

/** How an invocation is to end, whatever the function does. */
export interface Doom {
  readonly how: 'crash' | 'timeout'
  readonly afterMs: number
}

/**
 * What becomes of a call that the function makes: it dies `before` the call has any effect, or `after` it; or the
 * answer is `lost`, which the SDK takes for a connection that was cut, and makes the call again.
 */
export type StepFault = 'before' | 'after' | 'lost'

export const noFaults: Faults = faultsSchema.parse({})

/** A function is killed at a random moment up to this: while it works, or when it has done all but answer. */
const CRASH_WITHIN_MS = 20
/** A made-up time-out need not take the function's whole time. */
const TIMEOUT_AFTER_MS = 300
/** What the function is made to do with a poison message: its own command for failing on purpose. */
const POISON = '/fail The fault lab poisoned this message.'

const requestSchema = z.looseObject({ id: z.string().min(1), text: z.string() })

/**
 * Makes things go wrong in the local backend on purpose; does nothing until told to.
 *
 * Its owner asks it at fixed points: for each client's call, each message accepted, each receive, each invocation, each
 * call that the function makes, and each call of the table. It decides, and its owner acts. Calls of the mapping and of
 * the function to queues are not throttled or refused: on AWS they have their own credentials and network.
 *
 * To kill the function between two steps of its work on a request, set `crashBeforeCall` or `crashAfterCall` to the
 * number of a call (`writeFaults`, or `chatapp backend --faults crashBeforeCall=3`): its calls are its steps, counted
 * from 1 in each invocation over queues and table in the order in which it makes them. It happens once; the number is 0
 * again in what `readFaults` tells then, and the request comes back after the visibility timeout of its queue.
 */
export class FaultLab {
  #faults: Faults = noFaults
  #active = false
  readonly #listeners: ((faults: Faults) => void)[] = []

  constructor(
    faults: Faults = noFaults,
    private readonly random: () => number = Math.random
  ) {
    this.set(faults)
  }

  /** False while nothing is to go wrong: then nobody needs to ask anything else. */
  get active(): boolean {
    return this.#active
  }

  get faults(): Faults {
    return this.#faults
  }

  /** Takes effect with the next call, message or invocation. */
  set(faults: Faults): void {
    this.#faults = faults
    this.#active = Object.values(faults).some((value) => value !== 0 && value !== false)
    for (const listener of this.#listeners) listener(faults)
  }

  onChange(listener: (faults: Faults) => void): void {
    this.#listeners.push(listener)
  }

  /** What becomes of a client's call: `cut` closes its connection without an answer, null lets it pass. */
  call(): AwsJsonError | 'cut' | null {
    const { offline, expireCredentials, throttle } = this.#faults
    if (offline) return 'cut'
    if (expireCredentials) {
      const message = 'The security token included in the request is expired. (fault lab)'
      return awsJsonError('ExpiredTokenException', message)
    }
    return this.#hits(throttle)
      ? awsJsonError('RequestThrottled', 'The request was denied due to request throttling. (fault lab)')
      : null
  }

  /**
   * What a queue stores in place of a message it has accepted: nothing, the message, or the message twice.
   *
   * Each possibly later. FIFO queues store nothing twice, as on AWS.
   */
  arrive<T extends Arriving>(message: T, isFifo: boolean): T[] {
    const { drop, duplicate, delayMs } = this.#faults
    if (this.#hits(drop)) return []
    const twin = !isFifo && this.#hits(duplicate)
    const copies = twin ? [message, { ...message, messageId: twinId(message.messageId) }] : [message]
    if (delayMs > 0) {
      for (const copy of copies) {
        const until = Date.now() + Math.round(this.random() * delayMs)
        copy.delayUntil = Math.max(copy.delayUntil ?? 0, until)
      }
    }
    return copies
  }

  /** The messages of one receive in the order in which they are handed out. */
  order<T>(messages: readonly T[]): readonly T[] {
    if (messages.length < 2 || !this.#hits(this.#faults.reorder)) return messages
    return messages
      .map((message) => ({ message, at: this.random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ message }) => message)
  }

  /**
   * The event with its poison messages made to fail.
   *
   * The choice hangs on the correlation id alone: the same request is poison at every attempt, also when it is sent
   * again. Its text becomes `/fail`, so that the function's own handling of failures runs.
   */
  poison(event: string): string {
    const { poison } = this.#faults
    if (poison === 0) return event
    const { Records } = JSON.parse(event) as SQSEvent
    return JSON.stringify({
      Records: Records.map((record) => {
        const request = parseRequest(record.body)
        if (shareOf(request?.id ?? record.messageId) >= poison) return record
        const body = request ? JSON.stringify({ ...request, text: POISON }) : POISON
        return { ...record, body, md5OfBody: createHash('md5').update(body).digest('hex') }
      })
    })
  }

  /** How the next invocation is to end; null lets it run. */
  doom(): Doom | null {
    const { crashProcessor, timeoutProcessor } = this.#faults
    if (this.#hits(crashProcessor)) return { how: 'crash', afterMs: this.random() * CRASH_WITHIN_MS }
    return this.#hits(timeoutProcessor) ? { how: 'timeout', afterMs: TIMEOUT_AFTER_MS } : null
  }

  /** What becomes of the n-th call of an invocation, counted from 1; null lets it pass. */
  step(call: number): StepFault | null {
    if (this.#isDue('crashBeforeCall', call)) return 'before'
    if (this.#isDue('crashAfterCall', call)) return 'after'
    if (this.#isDue('loseAnswerOfCall', call)) return 'lost'
    if (this.#hits(this.#faults.crashCalls)) return this.random() < 0.5 ? 'before' : 'after'
    return this.#hits(this.#faults.loseAnswers) ? 'lost' : null
  }

  /** What becomes of a call of the table: how long it takes longer, and how it is refused. */
  tableCall(): { readonly delayMs: number; readonly refused: TableError | null } {
    const { tableDelayMs, tableMissing, tableThrottle } = this.#faults
    const refused = tableMissing
      ? new TableError('ResourceNotFoundException', 'Requested resource not found (fault lab)')
      : this.#hits(tableThrottle)
        ? new TableError(
            'ProvisionedThroughputExceededException',
            'The level of configured provisioned throughput for the table was exceeded. (fault lab)'
          )
        : null
    return { delayMs: Math.round(this.random() * tableDelayMs), refused }
  }

  /** How many items of a batch the table works on; the rest is handed back as not processed. */
  tableBatch(count: number): number {
    return count > 1 && this.#hits(this.#faults.tableThrottle)
      ? 1 + Math.floor(this.random() * (count - 1))
      : count
  }

  #isDue(fault: 'crashBeforeCall' | 'crashAfterCall' | 'loseAnswerOfCall', call: number): boolean {
    if (this.#faults[fault] !== call) return false
    this.set({ ...this.#faults, [fault]: 0 })
    return true
  }

  #hits(rate: number): boolean {
    return rate > 0 && this.random() < rate
  }
}

/** Marks a second copy in the store, where ids are unique; clients see both copies under one id, as on AWS. */
const twinId = (messageId: string): string => `${messageId}#${randomUUID()}`

/** The message id that clients see. */
export const publicMessageId = (messageId: string): string => {
  const mark = messageId.indexOf('#')
  return mark === -1 ? messageId : messageId.slice(0, mark)
}

/** A number from 0 to 1 that is the same for the same id. */
const shareOf = (id: string): number => createHash('sha256').update(id).digest().readUInt32BE() / 2 ** 32

function parseRequest(body: string): z.output<typeof requestSchema> | null {
  try {
    return requestSchema.parse(JSON.parse(body))
  } catch {
    return null
  }
}

/** Answers a call to the lab: `Get`, or `Set` with the faults as body. */
export function controlFaultLab(
  lab: FaultLab,
  target: string,
  body: unknown
): { faults: Faults } | { refused: AwsJsonError } {
  const verb = target.slice(FAULT_LAB_TARGET.length)
  if (verb === 'Get') return { faults: lab.faults }
  if (verb !== 'Set') {
    return { refused: awsJsonError('InvalidAction', `The fault lab knows Get and Set, not "${verb}".`) }
  }
  const parsed = faultsSchema.safeParse(body)
  if (!parsed.success) {
    const reason = `These are no faults. ${z.prettifyError(parsed.error)}`
    return { refused: awsJsonError('InvalidParameterValue', reason) }
  }
  lab.set(parsed.data)
  return { faults: lab.faults }
}
