import { v7 as uuidv7 } from 'uuid'
import type { AppInfo, CallOutput, Connection, Handlers, QueueStatus } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { ChatError } from '../../shared/errors'
import { assertFits, encodeBody, FORMAT_VERSION, type RequestBody } from '../../shared/message'
import { AnsweredOnce } from './answered-once'
import type { AccountCalls } from './account-handlers'
import { crashPoint } from '../../platform/crash-point'
import type { ConversationStore } from '../store/conversation-store'
import type { DataExport } from '../store/data-export'
import type { DataImports } from '../store/data-imports'
import type { FaultLab } from '../backends/backend'
import type { MessageStore } from '../store/message-store'
import type { Notices } from '../store/notices'
import type { ProfileStore } from '../store/profile-store'
import type { Recovery } from '../store/recovery'

export interface ChatServiceDeps {
  messages: MessageStore
  conversations: ConversationStore
  profile: ProfileStore
  exporter: DataExport
  imports: DataImports
  recovery: Recovery
  notices: Notices
  /** The fault lab of the backend; null where there is none. */
  faultLab: () => FaultLab | null
  installId: string
  info: () => AppInfo
  connection: () => Connection
  queues: () => Promise<QueueStatus[]>
  /** Told when something may be due in the outbox. */
  outboxFilled: () => void
  now: () => number
}

/** The calls about messages and this profile; those about AWS accounts have handlers of their own. */
export type ChatCalls = Exclude<keyof Handlers, AccountCalls | `stack.${string}` | `monitoring.${string}`>

/**
 * What every call of the contract does. A call returns once its change is stored; nothing waits for the network
 * except `queues.list`.
 */
export function createHandlers(deps: ChatServiceDeps): Pick<Handlers, ChatCalls> {
  const { messages, conversations, profile, exporter, imports, notices, now } = deps
  const commits = new AnsweredOnce<CallOutput<'data.import.commit'>>()
  return {
    'app.info': async () => deps.info(),
    'connection.get': async () => deps.connection(),
    'conversations.list': async () => conversations.list(),
    'conversations.create': async ({ id, title }) => conversations.create(title, now(), id),
    'conversations.rename': async ({ id, title }) => conversations.rename(id, title),
    'conversations.delete': async ({ id }) => (conversations.delete(id, now()), null),
    'conversations.read': async ({ id }) => (conversations.markRead(id), null),
    'chat.send': async ({ id = uuidv7(), conversationId = DEFAULT_CONVERSATION_ID, text }) => {
      const stored = messages.storedAs(id, conversationId, text)
      if (stored) return stored
      const body: RequestBody = {
        v: FORMAT_VERSION,
        id,
        conversationId: conversations.get(conversationId).id,
        sender: { id: deps.installId, name: profile.settings().senderName },
        text,
        sentAt: now()
      }
      const rawBody = encodeBody(body)
      assertFits(rawBody)
      const message = messages.addRequest(body, rawBody, body.sentAt)
      crashPoint('after-persist')
      deps.outboxFilled()
      return message
    },
    'chat.history': async ({ conversationId, before, after, limit }) =>
      after === undefined
        ? messages.history(conversationId, limit, before)
        : messages.historyAfter(conversationId, limit, after),
    'chat.search': async (input) => messages.search(input),
    'chat.unread': async () => messages.unread(),
    'chat.detail': async ({ id }) => ({
      message: messages.get(id),
      replies: messages.repliesTo(id),
      ...messages.raw(id)
    }),
    'chat.retry': async ({ id }) => {
      const message = messages.requeue(id, now())
      deps.outboxFilled()
      return message
    },
    'chat.cancel': async ({ id }) => messages.cancel(id),
    'chat.delete': async ({ id }) => ({ deleted: messages.delete(id) }),
    'chat.shown': async ({ ids }) => (messages.markShown(ids, now()), null),
    'queues.list': deps.queues,
    'settings.get': async () => profile.settings(),
    'settings.set': async (changes) => profile.changeSettings(changes),
    'notices.list': async () => notices.list(),
    'notices.dismiss': async ({ id }) => (notices.dismiss(id), null),
    'faults.get': async () => (await deps.faultLab()?.get()) ?? null,
    'faults.set': async (faults) => {
      const faultLab = deps.faultLab()
      if (faultLab) return await faultLab.set(faults)
      throw new ChatError(
        'conflict',
        'Only the local backend has a fault lab; on AWS nothing is broken on purpose.'
      )
    },
    'data.export': async ({ cursor }) => exporter.part(cursor),
    'data.import.begin': async () => ({ importId: imports.begin() }),
    'data.import.add': async ({ importId, lines, continued }) => (
      await imports.add(importId, lines, continued),
      null
    ),
    'data.import.commit': async ({ importId }) =>
      await commits.answer(importId, () => imports.commit(importId)),
    'data.import.cancel': async ({ importId }) => (await imports.cancel(importId), null),
    'recovery.list': async () => deps.recovery.list(),
    'recovery.readBack': async ({ name }) => await deps.recovery.readBack(name),
    'quarantine.list': async () => profile.quarantined(),
    'quarantine.delete': async ({ id }) => (profile.deleteQuarantined(id), null)
  }
}
