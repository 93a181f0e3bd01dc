import { ChatError } from '../../shared/errors'
import { assertFits, encodeBody, FORMAT_VERSION, PROGRESS, type RequestBody } from '../../shared/message'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { MessagePair } from '../../shared/pair'
import { addressed, type BoundQueues, type PairStore } from './pair-store'
import type { ConversationStore } from './conversation-store'
import type { MessageStore } from './message-store'
import type { ProfileStore } from './profile-store'
import { notSaid, said, type Said } from './room-say'
import type { RoomStore } from './room-store'

/** What the user wants to be sent. */
export interface Outgoing {
  readonly id: string
  readonly conversationId: string
  readonly text: string
  readonly attributes: readonly OwnAttribute[]
  /** The queues that it was written for; left out for what is written now. */
  readonly pair?: MessagePair | null | undefined
  /** In a room: the id of the message that it replies to. */
  readonly quotes?: string | undefined
}

export interface RequestWriterDeps {
  messages: Pick<MessageStore, 'find' | 'addRequest' | 'fail'>
  conversations: Pick<ConversationStore, 'nameBy'>
  profile: Pick<ProfileStore, 'settings'>
  installId: string
  pairs: Pick<PairStore, 'current' | 'find'>
  rooms: Pick<RoomStore, 'find'>
}

interface Writing {
  readonly delaySeconds?: number
  readonly fits?: boolean
}

/** Writes what the user wants to be sent as requests of this installation. */
export class RequestWriter {
  constructor(private readonly deps: RequestWriterDeps) {}

  /** Whether it is stored already: asked for again. Throws `conflict` when something else has its id. */
  isStored({ id, conversationId, text }: Outgoing): boolean {
    const stored = this.deps.messages.find(id)
    if (!stored) return false
    if (stored.role === 'request' && stored.conversationId === conversationId && stored.text === text)
      return true
    throw new ChatError('message.id_taken')
  }

  /**
   * What is to be sent later, with the queues that its chat is bound to now: those it goes to, whatever becomes of the
   * chat. Throws `too_large` for what does not fit into one SQS message.
   */
  later(outgoing: Outgoing, now: number): Outgoing {
    const body = this.bodyOf(outgoing, now)
    if (this.deps.rooms.find(outgoing.conversationId)) return this.saidIn(outgoing, body) && outgoing
    const rawBody = encodeBody(body)
    const queues = this.queuesOf(outgoing)
    if (!queues) assertFits(rawBody, outgoing.attributes)
    const pair = queues && addressed(queues, { ...outgoing, rawBody }, outgoing.attributes).pair
    return { ...outgoing, pair: pair && { ...pair, attributes: [] } }
  }

  /** Whether SQS holds back nothing that is written in a chat now: it goes to a FIFO queue, or into a room; null for one that talks to MessageProcessor. */
  isFifo(conversationId: string): boolean | null {
    if (this.deps.rooms.find(conversationId)) return true
    return this.deps.pairs.current(conversationId)?.pair.requestQueue.endsWith('.fifo') ?? null
  }

  /**
   * Stores a request in the outbox; SQS holds it back for `delaySeconds`. Inside a transaction. Throws `too_large` for
   * what does not fit, unless that was made sure of: then SQS refuses it.
   */
  write(outgoing: Outgoing, now: number, { delaySeconds = 0, fits = false }: Writing = {}): void {
    const { messages, conversations } = this.deps
    const { attributes, conversationId, text } = outgoing
    const body = this.bodyOf(outgoing, now)
    const rawBody = encodeBody(body)
    if (conversations.nameBy(conversationId, text).isRoom) return this.say(outgoing, body, { now, fits })
    const sending = { now, ownAttributes: attributes, delaySeconds }
    const queues = this.queuesOf(outgoing)
    if (queues) {
      const to = addressed(queues, { ...outgoing, rawBody }, attributes)
      messages.addRequest(body, rawBody, { ...sending, ...to })
    } else if (outgoing.pair) {
      // The queues that it was written for are not known here, and it goes to no others.
      messages.addRequest(body, rawBody, { ...sending, pair: outgoing.pair })
      messages.fail(outgoing.id, new ChatError('pair.gone').toWire())
    } else {
      if (!fits) assertFits(rawBody, attributes)
      messages.addRequest(body, rawBody, sending)
    }
  }

  /** Stores what is said in a room: it goes out in its turn there. What waited for its moment is kept, and why it cannot be said. */
  private say(outgoing: Outgoing, body: RequestBody, { now, fits }: { now: number; fits: boolean }): void {
    const { messages } = this.deps
    try {
      const { body: whole, rawBody, part } = this.saidIn(outgoing, body)
      messages.addRequest(whole, rawBody, { now, room: part })
    } catch (error) {
      if (!(error instanceof ChatError && fits)) throw error
      const { body: whole, rawBody, part } = notSaid(outgoing.conversationId, body, this.quoted(outgoing))
      messages.addRequest(whole, rawBody, { now, room: part })
      messages.fail(outgoing.id, error.toWire())
    }
  }

  private saidIn({ conversationId, attributes, quotes }: Outgoing, body: RequestBody): Said {
    const { rooms } = this.deps
    const room = rooms.find(conversationId)
    if (!room) throw new ChatError('chat.not_found')
    if (attributes.length > 0) throw new ChatError('room.no_attributes')
    const seq = this.quoted({ conversationId, quotes })
    if (quotes !== undefined && seq === undefined) throw new ChatError('room.unknown_target')
    return said(room, body, seq)
  }

  /** The number of the message that it replies to; undefined for none, or one that is not in the log of its room. */
  private quoted({ conversationId, quotes = '' }: Pick<Outgoing, 'conversationId' | 'quotes'>) {
    const found = this.deps.messages.find(quotes)
    return found?.conversationId === conversationId ? (found.room?.seq ?? undefined) : undefined
  }

  /** The queues that it goes to; null where that is MessageProcessor's. Throws `conflict` while nobody has confirmed them. */
  private queuesOf({ conversationId, pair }: Outgoing): BoundQueues | null {
    const { pairs } = this.deps
    const queues = pair === undefined ? pairs.current(conversationId) : pair && pairs.find(pair.id)
    if (queues?.unconfirmed && pair === undefined) throw new ChatError('pair.unconfirmed')
    return queues
  }

  private bodyOf({ id, conversationId, text }: Outgoing, sentAt: number): RequestBody {
    const sender = { id: this.deps.installId, name: this.deps.profile.settings().senderName }
    return { v: FORMAT_VERSION, id, conversationId, sender, text, sentAt, accepts: [PROGRESS] }
  }
}
