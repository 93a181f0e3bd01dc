import { ChatError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import { parseLine, type ExportLine, type MessageLine } from '../store/export-lines'
import { parseStoredReply, parseStoredRequest } from '../../shared/message'

/** What a MessageProcessor answered, as far as it can be compared. */
export interface RecordedReply {
  readonly kind: 'reply' | 'error'
  readonly text: string
}

/** A request of a recorded conversation, with all that answered it. */
export interface RecordedExchange {
  /** Who sent it, and in which conversation: handlers are told. */
  readonly name: string
  readonly conversationId: string
  readonly text: string
  readonly attributes: readonly OwnAttribute[]
  readonly replies: readonly RecordedReply[]
}

/** Characters of a recording, at most: it is held in memory. */
const MAX_CHARACTERS = 64_000_000

/** A conversation that was saved: an export of it, in parts, checked as it comes. */
export class Recording {
  private readonly messages: MessageLine[] = []
  private lines = 0
  private characters = 0
  private open: string | null = null
  private first: ExportLine['type'] | null = null
  private last: ExportLine | null = null

  /** Adds lines; `continued`: the last one is not over. Throws `invalid_input`, naming the line, for damaged data. */
  add(lines: readonly string[], continued = false): void {
    for (const [index, piece] of lines.entries())
      this.addPiece(piece, continued && index === lines.length - 1)
  }

  /** In their order. Throws `invalid_input` for a file that is none, was cut off, or holds no request. */
  exchanges(): RecordedExchange[] {
    if (this.open !== null) this.addPiece('', false)
    if (this.first === null) throw new ChatError('import.no_header')
    if (this.last?.type !== 'end' || this.messages.length < this.last.messages)
      throw new ChatError('import.cut_off')
    // Another function was asked, which a replay does not reach.
    if (this.messages.some(({ pair }) => pair)) throw new ChatError('replay.bound')
    const inOrder = this.messages.toSorted((a, b) => placeOf(a) - placeOf(b))
    const exchanges = inOrder.flatMap((line) => {
      const request = line.role === 'request' ? parseStoredRequest(line.body) : null
      if (!request?.ok) return []
      const replies: RecordedReply[] = []
      const { text, conversationId, sender } = request.body
      const { id, ownAttributes: attributes = [] } = line
      return [{ id, name: sender.name, conversationId, text, attributes, replies }]
    })
    const byId = new Map(exchanges.map((one) => [one.id, one]))
    for (const line of inOrder) {
      const reply = line.role === 'reply' ? parseStoredReply(line.body) : null
      if (reply?.ok) byId.get(reply.body.inReplyTo)?.replies.push(pick(reply.body))
    }
    if (exchanges.length === 0) throw new ChatError('replay.empty')
    return exchanges
  }

  private addPiece(piece: string, continued: boolean): void {
    if (this.open === null) this.lines++
    this.characters += piece.length
    if (this.characters > MAX_CHARACTERS) throw new ChatError('replay.too_large')
    const text = (this.open ?? '') + piece
    this.open = continued ? text : null
    if (continued || text.trim() === '') return
    const line = parseLine(text, this.lines)
    this.first ??= line.type
    if (this.first !== 'chatapp-export') throw new ChatError('import.no_header')
    this.last = line
    if (line.type === 'message') this.messages.push(line)
  }
}

const placeOf = ({ position, createdAt }: MessageLine): number => position ?? createdAt

const pick = ({ kind, text }: RecordedReply): RecordedReply => ({ kind, text })
