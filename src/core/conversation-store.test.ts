import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aReply, aRequest, received } from '../../test/fakes'
import { temporaryFolder } from '../../test/temporary-folder'
import { DEFAULT_CONVERSATION_ID } from '../shared/contract'
import { encodeBody } from '../shared/message'
import { ConversationStore } from './conversation-store'
import { openDatabase } from './database'
import { MessageStore } from './message-store'

function setup() {
  const { db } = openDatabase(join(temporaryFolder(), 'chatapp.sqlite'))
  onTestFinished(() => db.close())
  const conversations = new ConversationStore(db)
  conversations.ensureDefault(0)
  const messages = new MessageStore(db)
  const exchange = (conversationId: string) => {
    const request = aRequest({ conversationId })
    messages.addRequest(request, encodeBody(request), 1000)
    messages.addReplies([received(aReply(request, { text: 'line one\nline two' }), 1050)])
  }
  return { db, conversations, messages, exchange }
}

it('counts unread replies, shows the newest as preview, and forgets the count once read', () => {
  const { conversations, exchange } = setup()
  exchange(DEFAULT_CONVERSATION_ID)

  const before = conversations.get(DEFAULT_CONVERSATION_ID)
  conversations.markRead(DEFAULT_CONVERSATION_ID)

  expect(before).toMatchObject({ unread: 1, preview: 'line one line two', lastActivityAt: 1050 })
  expect(conversations.get(DEFAULT_CONVERSATION_ID).unread).toBe(0)
})

it('deletes a conversation with its messages and says so to whoever asks for changes', () => {
  const { db, conversations, messages, exchange } = setup()
  const { id } = conversations.create('Short-lived', 0)
  exchange(id)
  const since = db.revision()

  conversations.delete(id, 0)

  expect(() => conversations.get(id)).toThrow(/does not exist/)
  expect(conversations.deletedSince(since)).toEqual([id])
  expect(messages.search('line', 10)).toEqual([])
  expect(messages.outboxSize()).toBe(0)
})

it('empties the default conversation instead of deleting it', () => {
  const { conversations, messages, exchange } = setup()
  exchange(DEFAULT_CONVERSATION_ID)

  conversations.delete(DEFAULT_CONVERSATION_ID, 0)

  expect(conversations.get(DEFAULT_CONVERSATION_ID)).toMatchObject({ title: 'MessageProcessor', unread: 0 })
  expect(messages.history(DEFAULT_CONVERSATION_ID, 10).messages).toEqual([])
})
