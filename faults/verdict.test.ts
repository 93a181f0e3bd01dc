import { expect, it } from 'vitest'
import { aReply, received } from '../test/fakes'
import { aProfile } from '../test/profile'
import { judge } from './verdict'

const clean = { lost: 0, twice: 0, stuck: 0, failed: 0, quarantined: 0 }

/** A profile with one request that was sent, and the means to spoil it. */
function aSentRequest() {
  const profile = aProfile()
  const { id, text } = profile.add({ text: '/echo one' })
  profile.store.markSent([{ ids: [id], replyTo: 'ChatAPP-responses-abc', at: 1500 }])
  const request = { id, conversationId: 'processor' }
  const answer = (fields: Parameters<typeof aReply>[1] = { text: 'one' }) =>
    profile.store.addReplies([received(aReply(request, fields))])
  return { ...profile, request, answer, verdict: () => judge(profile.file, [{ id, text }]) }
}

it('finds nothing wrong with a message that was answered once', () => {
  const { answer, verdict } = aSentRequest()

  answer()

  expect(verdict()).toEqual({ ...clean, messages: 1 })
})

it('accepts a failure with a reason, and counts it', () => {
  const { store, request, verdict } = aSentRequest()

  store.fail(request.id, { code: 'no_answer', message: 'Nobody answered.', retryable: false })

  expect(verdict()).toEqual({ ...clean, messages: 1, failed: 1 })
})

it('sees a message that is still waiting', () => {
  const { verdict } = aSentRequest()

  expect(verdict()).toEqual({ ...clean, messages: 1, stuck: 1 })
})

it('sees a reply that is shown twice', () => {
  const { answer, verdict } = aSentRequest()

  answer()
  answer()

  expect(verdict()).toEqual({ ...clean, messages: 1, twice: 1 })
})

it('sees a message that was acknowledged and is gone', () => {
  const { db, answer, request, verdict } = aSentRequest()
  answer()

  db.sql('DELETE FROM messages WHERE id = ? OR in_reply_to = ?').run(request.id, request.id)

  expect(verdict()).toEqual({ ...clean, messages: 0, lost: 1 })
})

it('sees an answer that belongs to another message', () => {
  const { answer, verdict } = aSentRequest()

  answer({ text: 'two' })

  expect(verdict()).toEqual({ ...clean, messages: 1, lost: 1 })
})

it('sees a reply to a message that is not here', () => {
  const { answer, store, verdict } = aSentRequest()
  answer()

  store.addReplies([received(aReply({ id: 'not-here', conversationId: 'processor' }))])

  expect(verdict()).toEqual({ ...clean, messages: 1, lost: 1 })
})

it('sees a failure that names no reason', () => {
  const { db, request, verdict } = aSentRequest()

  db.sql(`UPDATE messages SET status = 'failed', reason = NULL WHERE id = ?`).run(request.id)

  expect(verdict()).toEqual({ ...clean, messages: 1, lost: 1, failed: 1 })
})
