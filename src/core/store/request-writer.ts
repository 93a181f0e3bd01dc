import { ChatError } from '../../shared/errors'
import { assertFits, encodeBody, FORMAT_VERSION, PROGRESS, type RequestBody } from '../../shared/message'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { ConversationStore } from './conversation-store'
import type { MessageStore } from './message-store'
import type { ProfileStore } from './profile-store'

/** What the user wants to be sent. */
export interface Outgoing {
  readonly id: string
  readonly conversationId: string
  readonly text: string
  readonly attributes: readonly OwnAttribute[]
}

export interface RequestWriterDeps {
  messages: Pick<MessageStore, 'find' | 'addRequest'>
  conversations: Pick<ConversationStore, 'nameBy'>
  profile: Pick<ProfileStore, 'settings'>
  installId: string
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

  /** Throws `too_large` for what does not fit into one SQS message. */
  assertFits(outgoing: Outgoing, now: number): void {
    assertFits(encodeBody(this.bodyOf(outgoing, now)), outgoing.attributes)
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
    if (!fits) assertFits(rawBody, attributes)
    conversations.nameBy(conversationId, text)
    messages.addRequest(body, rawBody, { now, ownAttributes: attributes, delaySeconds })
  }

  private bodyOf({ id, conversationId, text }: Outgoing, sentAt: number): RequestBody {
    const sender = { id: this.deps.installId, name: this.deps.profile.settings().senderName }
    return { v: FORMAT_VERSION, id, conversationId, sender, text, sentAt, accepts: [PROGRESS] }
  }
}
