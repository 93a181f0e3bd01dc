import { expect, it } from 'vitest'
import { aReply, aRequest, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { encodeBody } from '../../shared/message'
import { DraftStore } from './draft-store'

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

it('calls a chat by its first message until somebody names it', () => {
  const { conversations, exchange } = setup()
  const { id, title, named } = conversations.create(undefined, 0)
  expect([title, named]).toEqual(['New chat', false])

  conversations.nameBy(id, '## **Deploy** the `queue`\n\nand then some')
  exchange(id)
  conversations.nameBy(id, 'a second message')
  expect(conversations.get(id)).toMatchObject({ title: 'Deploy the queue', named: false })
  conversations.rename(id, 'Mine')

  conversations.delete(DEFAULT_CONVERSATION_ID, 0)
  conversations.nameBy(DEFAULT_CONVERSATION_ID, 'not this one')
  expect(conversations.get(id)).toMatchObject({ title: 'Mine', named: true })
  expect(conversations.get(DEFAULT_CONVERSATION_ID).title).toBe('MessageProcessor')
})

it('leaves the name of a chat that its user named before the first message', () => {
  const { conversations } = setup()
  const { id } = conversations.create('Plans', 0)

  conversations.nameBy(id, 'hello')

  expect(conversations.get(id)).toMatchObject({ title: 'Plans', named: true })
})

it('pins, mutes and archives a chat, each by itself, and tells of it', () => {
  const { db, conversations } = setup()
  const { id } = conversations.create('A', 0)
  const since = db.revision()

  conversations.mark(id, { pinned: true, muted: true })
  conversations.mark(id, { archived: true, muted: false })

  expect(conversations.changedSince(since)).toMatchObject([
    { id, pinned: true, archived: true, muted: false }
  ])
})

it('brings an archived chat back with a new message; of a muted one only with one of the user', () => {
  const { conversations, messages, exchange } = setup()
  const archived = (id: string): boolean => conversations.get(id).archived
  const [loud, muted] = [conversations.create('Loud', 0).id, conversations.create('Muted', 0).id]
  const request = aRequest({ conversationId: muted })
  messages.addRequest(request, encodeBody(request), { now: 0 })
  conversations.mark(loud, { archived: true })
  conversations.mark(muted, { archived: true, muted: true })

  exchange(loud)
  messages.addReplies([received(aReply(request), 1050)])
  expect([archived(loud), archived(muted)]).toEqual([false, true])
  exchange(muted)

  expect(archived(muted)).toBe(false)
})

it('keeps a chat marked as unread until it is read', () => {
  const { conversations } = setup()

  conversations.markUnread(DEFAULT_CONVERSATION_ID)
  expect(conversations.get(DEFAULT_CONVERSATION_ID)).toMatchObject({ markedUnread: true, unread: 0 })
  conversations.markRead(DEFAULT_CONVERSATION_ID)

  expect(conversations.get(DEFAULT_CONVERSATION_ID).markedUnread).toBe(false)
})

it.each(['half a thought', 'NUL \0 and half a \ud83d', '👩‍👩‍👧‍👦 '.repeat(50_000)])(
  'keeps a draft to the character, whoever wrote it last (%#)',
  (text) => {
    const { db, conversations } = setup()
    const drafts = new DraftStore(db)
    const since = db.revision()

    drafts.set(DEFAULT_CONVERSATION_ID, { text: 'earlier' }, 'one window')
    drafts.set(DEFAULT_CONVERSATION_ID, { text: text }, 'another window')

    expect(drafts.get(DEFAULT_CONVERSATION_ID).text).toBe(text)
    expect(conversations.changedSince(since)[0]?.draft).toMatchObject({ writer: 'another window' })
    expect(conversations.get(DEFAULT_CONVERSATION_ID).draft?.preview.length).toBeLessThanOrEqual(120)
    drafts.set(DEFAULT_CONVERSATION_ID, { text: '' }, 'one window')
    expect([
      drafts.get(DEFAULT_CONVERSATION_ID).text,
      conversations.get(DEFAULT_CONVERSATION_ID).draft
    ]).toEqual(['', null])
  }
)

it('forgets a draft with the message that it became, and keeps one that says more', () => {
  const { db } = setup()
  const drafts = new DraftStore(db)
  drafts.set(DEFAULT_CONVERSATION_ID, { text: 'hello' }, 'w')

  db.transaction(() => drafts.sent(DEFAULT_CONVERSATION_ID, 'hell'))
  expect(drafts.get(DEFAULT_CONVERSATION_ID).text).toBe('hello')
  db.transaction(() => drafts.sent(DEFAULT_CONVERSATION_ID, 'hello'))

  expect(drafts.get(DEFAULT_CONVERSATION_ID).text).toBe('')
})

it('keeps no draft of a chat that is gone', () => {
  const { db, conversations } = setup()
  const drafts = new DraftStore(db)
  const { id } = conversations.create('Short-lived', 0)
  drafts.set(id, { text: 'never sent' }, 'w')

  conversations.delete(id, 0)
  drafts.set(id, { text: 'too late' }, 'w')

  expect(drafts.get(id).text).toBe('')
})
