import { expect, it } from 'vitest'
import { aReply, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'

function setup() {
  const { db, conversations, store, add } = aProfile()
  const exchange = (conversationId: string) => {
    const request = add({ conversationId })
    store.addReplies([received(aReply(request, { text: 'line one\nline two' }), 1050)])
  }
  return { db, conversations, messages: store, exchange }
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
  expect(messages.search({ query: 'line', limit: 10 }).hits).toEqual([])
  expect(messages.outboxSize()).toBe(0)
})

it('empties the default conversation instead of deleting it', () => {
  const { conversations, messages, exchange } = setup()
  exchange(DEFAULT_CONVERSATION_ID)

  conversations.delete(DEFAULT_CONVERSATION_ID, 0)

  expect(conversations.get(DEFAULT_CONVERSATION_ID)).toMatchObject({ title: 'MessageProcessor', unread: 0 })
  expect(messages.history(DEFAULT_CONVERSATION_ID, 10).messages).toEqual([])
})
