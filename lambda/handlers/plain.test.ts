import { expect, it } from 'vitest'
import { NOW, aContext, anIncoming } from '../fakes'
import { handler } from './plain'

const times = 'Queued 2026-01-02 03:04:05.668, processed 2026-01-02 03:04:05.678 UTC, 10 ms later.'

it('says what arrived, how long it is and how long it waited', () => {
  expect(handler.handle(anIncoming({ text: 'hello' }), aContext())).toBe(
    `Received 5 characters, 5 bytes.\n${times}\n“\u2068hello\u2069”`
  )
})

it('counts what a person sees as one character, its code points and its bytes', () => {
  expect(handler.handle(anIncoming({ text: '👩‍👩‍👧' }), aContext())).toContain(
    '1 character, 5 code points, 18 bytes.'
  )
})

it('shows the beginning of a long text, cut between characters', () => {
  const answer = handler.handle(anIncoming({ text: '👩‍👩‍👧'.repeat(1000) }), aContext())

  expect(answer).toContain('Received 1,000 characters')

  expect(answer).toContain(`“\u2068${'👩‍👩‍👧'.repeat(80)}…\u2069”`)
})

it('never shows a negative wait when clocks differ', () => {
  expect(handler.handle(anIncoming({ queuedAt: NOW + 500 }), aContext())).toContain(' 0 ms later.')
})
