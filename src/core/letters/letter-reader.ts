import type { LetterDetail, LetterSummary } from '../../shared/contract'
import type { Letter } from '../../shared/letter'
import type { MessageStore } from '../store/message-store'
import type { TrayLetter } from '../store/letter-store'
import { decodeBody } from './decode-body'
import { causeIn, correlationOf, requestIn, shownText } from './letter-text'

/** Characters of a text in a list. */
const LIST_TEXT = 300
/** Characters of letters that are kept after a look that cannot be made again without effect. */
const KEPT = 64_000_000

/** Letters as they are shown: with what this profile knows of the request that each was. */
export class LetterReader {
  /** What the last look showed; a look that receives is not made again to open one. */
  private seen: ReadonlyMap<string, Letter> = new Map()

  constructor(private readonly messages: Pick<MessageStore, 'find'>) {}

  remember(letters: readonly Letter[]): void {
    let room = KEPT
    const kept = letters.filter(({ body }) => (room -= body.length) > 0)
    this.seen = new Map(kept.map((letter) => [letter.sqsMessageId, letter]))
  }

  recall(sqsMessageId: string): Letter | undefined {
    return this.seen.get(sqsMessageId)
  }

  ofQueue(queue: string, letter: Letter, busy: boolean): LetterSummary {
    const correlationId = correlationOf(letter.body, letter.attributes)
    const { conversationId, cause } = this.known(correlationId)
    return {
      place: 'queue',
      id: letter.sqsMessageId,
      queue,
      correlationId,
      conversationId,
      cause,
      state: busy ? 'busy' : 'free',
      edited: false,
      ...shown(letter, letter.body)
    }
  }

  ofTray({ id, queue, letter, edited, correlationId, cause, state }: TrayLetter): LetterSummary {
    return {
      place: 'tray',
      id,
      queue,
      correlationId,
      conversationId: this.known(correlationId).conversationId,
      cause,
      state: state === 'held' ? 'free' : 'busy',
      edited: edited !== null,
      ...shown(letter, edited ?? letter.body)
    }
  }

  detailOfQueue(queue: string, letter: Letter): LetterDetail {
    return { ...this.ofQueue(queue, letter, letter.hidden), ...detail(letter, null) }
  }

  detailOfTray(one: TrayLetter): LetterDetail {
    return { ...this.ofTray(one), ...detail(one.letter, one.edited) }
  }

  /** What the profile knows of the request with this correlation id. */
  private known(correlationId: string | null): Pick<LetterSummary, 'conversationId' | 'cause'> {
    const request = correlationId === null ? null : this.messages.find(correlationId)
    if (request?.role !== 'request') return { conversationId: null, cause: null }
    const { conversationId, reason } = request
    return { conversationId, cause: reason?.code === 'processing_failed' ? causeIn(reason.message) : null }
  }
}

const shown = (letter: Letter, body: string) => ({
  text: shownText(body).slice(0, LIST_TEXT),
  length: body === letter.body ? letter.length : body.length,
  ours: requestIn(letter.body) !== null || letter.body.startsWith('{"v":1,"id":"'),
  attempts: letter.receiveCount,
  sentAt: letter.sentAt,
  source: letter.source
})

const textOf = (body: string): string => requestIn(body)?.text ?? body

const detail = (
  { body, attributes, groupId, system = {}, firstReceivedAt }: Letter,
  edited: string | null
) => ({
  body,
  layers: decodeBody(body),
  editable: textOf(body),
  changed: edited === null ? null : textOf(edited),
  attributes,
  groupId,
  system,
  firstReceivedAt
})
