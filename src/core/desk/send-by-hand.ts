import type { CallInput, CallOutput } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { ErrorCode } from '../../shared/error-codes'
import { systemFault } from '../../shared/system-error'
import { attributesSize } from '../../shared/own-attributes'
import { toChatError } from '../../shared/to-chat-error'
import { MAX_MESSAGE_BYTES } from '../../shared/wire'
import type { Backend } from '../backends/backend'
import { wireAttribute } from '../backends/dead-letters'
import { readAttributes } from '../backends/queue-inspector'
import { isFifo } from '../backends/sqs-batch'
import { strangeAnswer } from '../backends/sqs-answers'
import type { LetterStore } from '../store/letter-store'

export interface SendByHandDeps {
  letters: LetterStore
  backend: () => Backend
  backendId: () => string
  now: () => number
}

type Message = Omit<CallInput<'desk.send'>, 'backendId'>
type Sent = CallOutput<'desk.send'>

/** AWS: for so long a FIFO queue knows a message again; with a minute to spare, in milliseconds. */
const KNOWN_AGAIN_MS = 240_000

/** After these SQS has not taken the message. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'invalid_input',
  'too_large',
  'access_denied',
  'credentials',
  'queue_missing',
  'throttled'
])
/** Node: with these nobody was reached. */
const unreached: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

const isRefused = (error: ChatError): boolean =>
  refusals.has(error.code) || unreached.has(systemFault(error)?.code)

/**
 * Sends messages to any queue, as they are.
 *
 * What is to be sent is noted before and after, by the id that the caller gives it: asked again, it sends nothing that has
 * arrived. Where nobody knows (a process was killed, an answer was lost), a FIFO queue knows it again, and for any other
 * the user decides.
 */
export class SendByHand {
  private readonly underWay = new Map<string, Promise<Sent>>()

  constructor(private readonly deps: SendByHandDeps) {}

  async send(message: Message): Promise<Sent> {
    const { id } = message
    const sending = this.underWay.get(id) ?? this.once(message).finally(() => this.underWay.delete(id))
    this.underWay.set(id, sending)
    return await sending
  }

  private async once(message: Message): Promise<Sent> {
    const { letters, backendId, now } = this.deps
    const { id, queue, again } = message
    assertFits(message)
    const earlier = letters.sentAs(id)
    if (earlier?.state === 'sent') return { sqsMessageId: earlier.sqsMessageId, sequenceNumber: null }
    if (earlier?.state === 'unknown' && !again) {
      const knownAgain = isFifo(queue) && Math.abs(now() - earlier.at) < KNOWN_AGAIN_MS
      if (!knownAgain) throw new ChatError('desk.send_unknown', { queue })
    }
    const place = { backendId: backendId(), queue, id }
    const deduplicationId = await this.deduplicationOf(message)
    letters.note(place, { at: now(), act: 'send' })
    try {
      const sent = await this.toSqs(message, deduplicationId)
      letters.note(place, { at: now(), act: 'sent', detail: sent.sqsMessageId })
      return sent
    } catch (cause) {
      const error = toChatError(cause)
      if (isRefused(error)) {
        letters.note(place, { at: now(), act: 'send', detail: error.message.slice(0, 300) })
        throw error
      }
      throw new ChatError('desk.send_unknown', { queue }, { cause: error })
    }
  }

  private async toSqs(message: Message, deduplicationId: string | null): Promise<Sent> {
    const { queue, body, attributes, delaySeconds, groupId } = message
    const { MessageId, SequenceNumber } = await this.deps
      .backend()
      .gateway()
      .call(queue, (QueueUrl, { sdk, sender }) =>
        sender.send(
          new sdk.SendMessageCommand({
            QueueUrl,
            MessageBody: body,
            MessageAttributes: Object.fromEntries(attributes.map((one) => [one.name, wireAttribute(one)])),
            ...(delaySeconds === null ? {} : { DelaySeconds: delaySeconds }),
            ...(groupId === null ? {} : { MessageGroupId: groupId }),
            ...(deduplicationId === null ? {} : { MessageDeduplicationId: deduplicationId })
          })
        )
      )
    if (!MessageId) throw strangeAnswer()
    return { sqsMessageId: MessageId, sequenceNumber: SequenceNumber ?? null }
  }

  /** By what a FIFO queue knows a message again: what was given, its content where the queue goes by that, else its id. */
  private async deduplicationOf({ id, queue, deduplicationId }: Message): Promise<string | null> {
    if (!isFifo(queue) || deduplicationId !== null) return deduplicationId
    const { ContentBasedDeduplication } = await readAttributes(this.deps.backend().gateway(), queue)
    return ContentBasedDeduplication === 'true' ? null : id
  }
}

/** Says which rule of SQS a message breaks, before anything is noted or sent. */
function assertFits({ queue, body, attributes, delaySeconds, groupId, deduplicationId }: Message): void {
  if (isFifo(queue)) {
    if (groupId === null) throw new ChatError('desk.fifo_group', { queue })
    if (delaySeconds !== null) throw new ChatError('desk.fifo_delay', { queue })
  } else if (deduplicationId !== null) throw new ChatError('desk.no_fifo', { queue })
  const size = Buffer.byteLength(body) + attributesSize(attributes)
  if (size > MAX_MESSAGE_BYTES) throw new ChatError('desk.too_large', { size, most: MAX_MESSAGE_BYTES })
}
