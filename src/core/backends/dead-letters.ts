import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { systemClock } from '../../shared/clock'
import type { Letter, LetterAttribute } from '../../shared/letter'
import type { Backend } from './backend'
import { strangeAnswer } from './sqs-answers'
import { isFifo, MAX_BATCH } from './sqs-batch'

/** A letter that nobody else can have for some seconds. */
export interface HeldLetter {
  readonly letter: Letter
  readonly receiptHandle: string
}

/** Letters that are held. */
export interface Held {
  readonly letters: HeldLetter[]
  /** Whether all that can be had of the queue was looked through: what is not among them is not there, or hidden. */
  readonly complete: boolean
}

/** What a look showed. */
export interface Looked {
  readonly letters: Letter[]
  /** About how many lie there. */
  readonly total: number
  /** Whether there is more to see than these. */
  readonly more: boolean
  /** Requests to the server that it took. */
  readonly requests: number
}

export interface LookOptions {
  readonly limit: number
  /** Only what comes after this one; where a look has no effect. */
  readonly after?: Pick<Letter, 'sentAt' | 'sqsMessageId'> | null
}

interface Receiving {
  readonly seconds: number
  readonly most?: number
  readonly patient?: boolean
}

/** A letter as it is sent. */
export interface OutgoingLetter extends Pick<Letter, 'body' | 'attributes' | 'groupId'> {
  readonly id: string
}

/** For so long a look that receives hides what it shows, in seconds: it lets go as soon as it has seen enough. */
export const LOOK_SECONDS = 30
/** For so long a letter is hidden that is to be taken, in seconds: it is stored and deleted meanwhile. */
const HOLD_SECONDS = 60
/** A look that receives ends after this time, in milliseconds: what it showed first would come back. */
const LOOK_WITHIN_MS = 20_000
/** What a look lets go of is there for everybody after a second; servers take a little longer, in milliseconds. */
const RELEASED_WITHIN_MS = 1500
/** A short poll asks some of a queue's servers only; this one asks all of them, in seconds. */
const POLL_SECONDS = 1
/** Characters of a text that a list shows. */
const PREVIEW = 600

/**
 * A dead-letter queue, or any other, as the desk needs it.
 *
 * Where the backend can show its letters without any effect, it does. Elsewhere SQS knows no way but to receive: a look
 * adds one to each receive count and hides what it shows for as long as it takes, at most 30 s.
 */
export class DeadLetters {
  constructor(
    private readonly backend: Pick<Backend, 'gateway' | 'letterLook'>,
    readonly queue: string
  ) {}

  /** Whether a look changes nothing. */
  get looksWithoutEffect(): boolean {
    return this.backend.letterLook !== null
  }

  /** Letters, the newest first where a look has no effect; their bodies are cut there. */
  async look({ limit, after = null }: LookOptions): Promise<Looked> {
    const { letterLook } = this.backend
    if (letterLook) {
      const { letters, total } = await letterLook.look({
        queue: this.queue,
        limit,
        after: after && { sentAt: after.sentAt, messageId: after.sqsMessageId },
        preview: PREVIEW,
        messageIds: null,
        correlationId: null
      })
      return { letters: letters.map(toLetter), total, more: letters.length === limit, requests: 0 }
    }
    const depth = await this.backend.gateway().depth(this.queue)
    const { all: held, polls } = await this.receive((all) => all.length >= limit, {
      seconds: LOOK_SECONDS,
      most: limit
    })
    await this.release(held.map(({ receiptHandle }) => receiptHandle))
    const total = Math.max(held.length, depth.visible + depth.inFlight + depth.delayed)
    const requests = 1 + polls + Math.ceil(held.length / MAX_BATCH)
    return { letters: held.map(({ letter }) => letter), total, more: held.length >= limit, requests }
  }

  /**
   * Hides these from everybody else. What is not returned is not there, or somebody else has it. Where it has to
   * receive, it receives until it has met all of them, and lets go of the others.
   */
  async hold(sqsMessageIds: readonly string[]): Promise<Held> {
    const wanted = new Set(sqsMessageIds)
    const { letterLook } = this.backend
    if (letterLook) return await this.holdKnown([...wanted])
    return await this.holdWhere(({ sqsMessageId }) => wanted.has(sqsMessageId), wanted.size)
  }

  /** The same of the letters with a correlation id. */
  async holdCorrelated(correlationId: string): Promise<Held> {
    const { letterLook } = this.backend
    if (!letterLook) return await this.holdWhere((letter) => correlationOf(letter) === correlationId)
    const found = await this.find({ correlationId })
    return await this.holdKnown(found.map(({ sqsMessageId }) => sqsMessageId))
  }

  /** Hides so many letters, whichever they are. */
  async holdNext(limit: number): Promise<Held> {
    const { all, emptied } = await this.receive((held) => held.length >= limit, {
      seconds: HOLD_SECONDS,
      most: limit
    })
    return { letters: all, complete: emptied }
  }

  /** Where a look has no effect: which of these lie there now, hidden ones too. */
  async find(wanted: { messageIds?: readonly string[]; correlationId?: string }): Promise<Letter[]> {
    const { letterLook } = this.backend
    const { messageIds, correlationId } = wanted
    if (!letterLook) return []
    const { letters } = await letterLook.look({
      queue: this.queue,
      limit: 1000,
      after: null,
      preview: null,
      messageIds: messageIds ? [...messageIds] : null,
      correlationId: correlationId ?? null
    })
    return letters.map(toLetter)
  }

  /**
   * Which of these marks letters in the queue bear, as an attribute of this name. Where it has to receive, it lets go of
   * all of them; null when it could not look through all of the queue.
   */
  async marked(name: string, marks: ReadonlySet<string>): Promise<ReadonlySet<string> | null> {
    const found = new Set<string>()
    const see = ({ attributes }: Letter): void => {
      const mark = attributes.find((one) => one.name === name)?.value
      if (mark !== undefined && marks.has(mark)) found.add(mark)
    }
    if (this.backend.letterLook) {
      for (const letter of await this.find({})) see(letter)
      return found
    }
    const { all, emptied } = await this.receive(
      (held) => {
        for (const { letter } of held.slice(-MAX_BATCH)) see(letter)
        return found.size === marks.size
      },
      { seconds: HOLD_SECONDS }
    )
    await this.release(all.map(({ receiptHandle }) => receiptHandle))
    return emptied || found.size === marks.size ? found : null
  }

  /** Deletes letters that are held; returns the handles of those that are deleted. */
  async delete(receiptHandles: readonly string[]): Promise<ReadonlySet<string>> {
    const deleted = new Set<string>()
    for (const batch of inBatches(receiptHandles)) {
      const Entries = batch.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
      const output = await this.backend
        .gateway()
        .call(this.queue, (QueueUrl, { sdk, sender }) =>
          sender.send(new sdk.DeleteMessageBatchCommand({ QueueUrl, Entries }))
        )
      for (const { Id } of output.Successful ?? []) deleted.add(batch[Number(Id)] ?? '')
    }
    return deleted
  }

  /** Lets go of letters that are held: they are there for everybody after a second. Never fails: their time ends anyway. */
  async release(receiptHandles: readonly string[]): Promise<void> {
    for (const batch of inBatches(receiptHandles)) {
      try {
        await this.backend.gateway().releaseMessages(this.queue, batch, 1)
      } catch {
        // The visibility timeout does it.
      }
    }
  }

  /** Sends letters into it, at most 10, with their attributes as they were; returns the ids of those it took. */
  async send(letters: readonly OutgoingLetter[]): Promise<string[]> {
    const { queue } = this
    const Entries = letters.map(({ body, attributes, groupId }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageAttributes: Object.fromEntries(attributes.map((one) => [one.name, wireAttribute(one)])),
      ...(groupId === null ? {} : { MessageGroupId: groupId }),
      ...(isFifo(queue) ? { MessageDeduplicationId: uuidv7(), MessageGroupId: groupId ?? 'letters' } : {})
    }))
    const output = await this.backend
      .gateway()
      .call(queue, (QueueUrl, { sdk, sender }) =>
        sender.send(new sdk.SendMessageBatchCommand({ QueueUrl, Entries }))
      )
    return (output.Successful ?? []).flatMap(({ Id }) => letters[Number(Id)]?.id ?? [])
  }

  /** Deletes everything in it. AWS takes up to a minute for that, and does it once a minute at most. */
  async purge(): Promise<void> {
    await this.backend
      .gateway()
      .call(this.queue, (QueueUrl, { sdk, sender }) => sender.send(new sdk.PurgeQueueCommand({ QueueUrl })))
  }

  private async holdKnown(messageIds: string[]): Promise<Held> {
    const { letterLook } = this.backend
    if (!letterLook || messageIds.length === 0) return { letters: [], complete: true }
    const { held } = await letterLook.hold({ queue: this.queue, messageIds, seconds: HOLD_SECONDS })
    const letters = new Map((await this.find({ messageIds })).map((letter) => [letter.sqsMessageId, letter]))
    const both = held.flatMap(({ messageId, receiptHandle }) => {
      const letter = letters.get(messageId)
      return letter ? [{ letter, receiptHandle }] : []
    })
    return { letters: both, complete: true }
  }

  private async holdWhere(wanted: (letter: Letter) => boolean, most = Infinity): Promise<Held> {
    const isWanted = ({ letter }: HeldLetter): boolean => wanted(letter)
    const enough = (held: HeldLetter[]): boolean => held.filter(isWanted).length >= most
    const { all, emptied } = await this.receive(enough, { seconds: HOLD_SECONDS, patient: true })
    await this.release(all.filter((one) => !isWanted(one)).map(({ receiptHandle }) => receiptHandle))
    return { letters: all.filter(isWanted), complete: emptied }
  }

  /**
   * Receives until it has enough, nothing comes any more, or what came first would soon come back; never more than
   * `most`, for whatever is received is counted so. `patient`: what was let go of a moment ago is waited for.
   */
  private async receive(
    enough: (all: HeldLetter[]) => boolean,
    { seconds, most = Infinity, patient = false }: Receiving
  ): Promise<{ all: HeldLetter[]; emptied: boolean; polls: number }> {
    const startedAt = systemClock.elapsed()
    const all: HeldLetter[] = []
    let polls = 0
    while (!enough(all) && systemClock.elapsed() - startedAt < LOOK_WITHIN_MS) {
      const MaxNumberOfMessages = Math.min(MAX_BATCH, most - all.length)
      polls++
      const output = await this.backend.gateway().call(this.queue, (QueueUrl, { sdk, poller }) =>
        poller.send(
          new sdk.ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages,
            VisibilityTimeout: seconds,
            WaitTimeSeconds: POLL_SECONDS,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['All']
          })
        )
      )
      const received = readLetters(output)
      if (received.length === 0) {
        if (patient && systemClock.elapsed() - startedAt < RELEASED_WITHIN_MS) continue
        return { all, emptied: true, polls }
      }
      const known = new Set(all.map(({ letter }) => letter.sqsMessageId))
      all.push(...received.filter(({ letter }) => !known.has(letter.sqsMessageId)))
    }
    return { all, emptied: false, polls }
  }
}

/** The correlation id of a letter, as its attribute names it. */
export const correlationOf = ({ attributes }: Pick<Letter, 'attributes'>): string | null =>
  attributes.find(({ name }) => name === 'correlationId')?.value ?? null

function* inBatches<T>(all: readonly T[]): Generator<T[]> {
  for (let start = 0; start < all.length; start += MAX_BATCH) yield all.slice(start, start + MAX_BATCH)
}

/** An attribute as SQS is given it. */
export const wireAttribute = ({ type, value }: LetterAttribute): MessageAttributeValue =>
  type.startsWith('Binary')
    ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') }
    : { DataType: type, StringValue: value }

type LookedLetter = Awaited<ReturnType<NonNullable<Backend['letterLook']>['look']>>['letters'][number]

const toLetter = ({ messageId, messageAttributes, ...rest }: LookedLetter): Letter => ({
  ...rest,
  sqsMessageId: messageId,
  attributes: Object.entries(messageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => ({
    name,
    type: DataType,
    value: StringValue ?? BinaryValue ?? ''
  }))
})

const receivedSchema = z.looseObject({
  MessageId: z.string().min(1),
  ReceiptHandle: z.string().min(1),
  Body: z.string(),
  Attributes: z.record(z.string(), z.string()).nullish(),
  MessageAttributes: z
    .record(
      z.string(),
      z.looseObject({
        DataType: z.string().default('String'),
        StringValue: z.string().nullish(),
        BinaryValue: z.instanceof(Uint8Array).nullish()
      })
    )
    .nullish()
})
const answerSchema = z.looseObject({ Messages: z.array(receivedSchema).nullish() })

/** What the server says of a message that a letter has a field for. */
const shownElsewhere = {
  MessageGroupId: true,
  SentTimestamp: true,
  ApproximateFirstReceiveTimestamp: true,
  ApproximateReceiveCount: true,
  DeadLetterQueueSourceArn: true
}

function readLetters(output: unknown): HeldLetter[] {
  const answer = answerSchema.safeParse(output)
  if (!answer.success) throw strangeAnswer(answer.error)
  return (answer.data.Messages ?? []).map((message) => {
    const system = message.Attributes ?? {}
    const numberOf = (name: string): number | null =>
      system[name] === undefined ? null : Number(system[name])
    const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, one]) => ({
      name,
      type: one.DataType,
      value: one.BinaryValue ? Buffer.from(one.BinaryValue).toString('base64') : (one.StringValue ?? '')
    }))
    const letter: Letter = {
      sqsMessageId: message.MessageId,
      body: message.Body,
      length: message.Body.length,
      attributes,
      groupId: system['MessageGroupId'] ?? null,
      system: Object.fromEntries(Object.entries(system).filter(([name]) => !(name in shownElsewhere))),
      sentAt: numberOf('SentTimestamp') ?? 0,
      firstReceivedAt: numberOf('ApproximateFirstReceiveTimestamp'),
      receiveCount: numberOf('ApproximateReceiveCount') ?? 0,
      source: system['DeadLetterQueueSourceArn']?.split(':').at(-1) ?? null,
      hidden: false
    }
    return { letter, receiptHandle: message.ReceiptHandle }
  })
}
