import { v7 as uuidv7 } from 'uuid'
import type { Handlers } from '../../shared/contract'
import { fieldError } from '../../shared/errors'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import type { RequestWriter } from '../store/request-writer'
import type { Stores } from '../store/stores'

export interface LaterCallsDeps extends Pick<
  Stores,
  'db' | 'conversations' | 'drafts' | 'scheduled' | 'templates'
> {
  writer: RequestWriter
  /** Told when something may be due. */
  outboxFilled: () => void
  now: () => number
}

type LaterCalls = Extract<keyof Handlers, `scheduled.${string}` | `templates.${string}`>

/** A moment that has passed by less than this was meant as now, in milliseconds. */
const JUST_NOW_MS = 60_000

/** The calls about messages that are sent later, and templates. Each returns once its change is stored. */
export const createLaterHandlers = (deps: LaterCallsDeps): Pick<Handlers, LaterCalls> => {
  const { db, conversations, drafts, scheduled, templates, writer, outboxFilled, now } = deps
  const assertToCome = (sendAt: number): void => {
    if (sendAt < now() - JUST_NOW_MS) throw fieldError('sendAt', 'scheduled.past')
  }
  return {
    'scheduled.list': async () => scheduled.list(),
    'scheduled.get': async ({ id }) => {
      const { outgoing, due } = scheduled.get(id)
      const { pair: _pair, ...said } = outgoing
      return { ...said, attributes: [...said.attributes], sendAt: due.sendAt }
    },
    'scheduled.add': async ({
      id = uuidv7(),
      conversationId = DEFAULT_CONVERSATION_ID,
      text,
      attributes = [],
      quotes,
      sendAt
    }) => {
      assertToCome(sendAt)
      db.transaction(() => {
        // Asked again for one that has gone out meanwhile: it is not sent twice.
        const outgoing = { id, conversationId, text, attributes, quotes }
        if (writer.isStored(outgoing)) return
        conversations.assertThere(conversationId)
        scheduled.put(writer.later(outgoing, now()), { sendAt, waitMs: null }, now())
        drafts.sent(conversationId, text)
      })
      outboxFilled()
      return { id }
    },
    'scheduled.change': async ({ id, sendAt, ...changes }) => {
      if (typeof sendAt === 'number') assertToCome(sendAt)
      db.transaction(() => {
        const { outgoing, due } = scheduled.get(id)
        const { text = outgoing.text, attributes = outgoing.attributes } = changes
        const changed = { ...outgoing, text, attributes }
        scheduled.put(
          writer.later(changed, now()),
          sendAt === undefined ? due : { sendAt: sendAt ?? now(), waitMs: null },
          now()
        )
      })
      outboxFilled()
      return { id }
    },
    'scheduled.cancel': async ({ id }) => (scheduled.cancel(id), null),
    'templates.list': async () => templates.list(),
    'templates.save': async ({ id, name, text, attributes = [] }) => (
      templates.save(name, { text, attributes }, id),
      null
    ),
    'templates.delete': async ({ id }) => (templates.delete(id), null)
  }
}
