import { encodeBody, FORMAT_VERSION } from '../../shared/wire'
import type { RoomAsk, RoomRequest } from '../../shared/room-wire'
import type { Next } from '../store/room-asks'
import type { Question } from './room-asker'
import type { SealingContext } from './sealing'

/** The conversation of what is asked about no room. */
export const NO_ROOM = 'rooms'

/** Who asks: by the name that one has now, whatever it was when it was written. */
export interface Asker {
  readonly installId: string
  readonly name: string
  /** This device's public key; null where it has none. */
  readonly key: string | null
}

interface Wording {
  readonly id: string
  readonly ask: RoomAsk
  readonly text: string
  readonly sentAt: number
}

/** Puts a text under seal, for who can read it now. */
export type Seal = (text: string, context: Omit<SealingContext, 'by' | 'room'>) => string

/** A question as it goes on the wire. A text that is sealed stands nowhere else in it. */
export function questionOf({ id, ask, text, sentAt }: Wording, asker: Asker, seal?: Seal): Question {
  const conversationId = 'room' in ask ? ask.room : NO_ROOM
  const sealed = seal && sealedPart({ id, ask, text }, seal)
  const room: RoomRequest = { ...ask, ...sealed, ...(asker.key === null ? {} : { key: asker.key }) }
  const body = encodeBody({
    v: FORMAT_VERSION,
    id,
    conversationId,
    sender: { id: asker.installId, name: asker.name },
    text: sealed ? '' : text,
    sentAt,
    room
  })
  return { id, conversationId, body }
}

/** What waits in the store, in words. */
export function wordingOf(next: Next): Wording {
  const { id, createdAt: sentAt } = next
  if (next.what === 'ask') return { id, ask: next.ask, text: next.text ?? '', sentAt }
  // Written by this store.
  const { text, room } = JSON.parse(next.body) as { text: string; room: RoomAsk }
  return { id, ask: room, text, sentAt }
}

function sealedPart({ id, ask, text }: Omit<Wording, 'sentAt'>, seal: Seal): { sealed?: string } | undefined {
  if (ask.op === 'say') return { sealed: seal(text, { id, kind: 'message', quotes: ask.quotes }) }
  if (ask.op === 'edit') return { sealed: seal(text, { id, kind: 'edit', target: ask.target }) }
  return undefined
}
