import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aReply, aRequest } from '../../test/fakes'
import {
  assertFits,
  bodySize,
  encodeBody,
  MAX_TIME,
  parseReplyBody,
  parseRequestBody,
  parseStoredReply,
  parseStoredRequest,
  answersOn
} from './message'

/** Any UTF-16 text, lone surrogates and NUL included. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))

it('brings every text through the wire format exactly, in printable ASCII', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const request = aRequest({ text })
      const encoded = encodeBody(request)

      expect(encoded).toMatch(/^[\x20-\x7e]*$/)
      expect(parseRequestBody(encoded)).toEqual({ ok: true, body: request })
      expect(bodySize(request)).toBe(encoded.length)
    })
  )
})

it('keeps unknown fields', () => {
  const body = { ...aReply(aRequest()), later: { added: true } }

  expect(parseReplyBody(JSON.stringify(body))).toMatchObject({ ok: true, body: { later: { added: true } } })
})

it.each([
  ['hello', 'foreign'],
  ['', 'foreign'],
  ['null', 'foreign'],
  ['[1]', 'foreign'],
  ['{"text":"x"}', 'foreign'],
  ['{"v":2}', 'foreign'],
  ['{"v":230.4}', 'foreign'],
  ['{"v":"1","id":"a","conversationId":"c"}', 'foreign'],
  ['{"v":2,"id":"a","conversationId":"c"}', 'newer'],
  ['{"v":1,"id":"a","conversationId":"c"}', 'malformed']
])('tells apart why %j is not a reply', (text, reason) => {
  expect(parseReplyBody(text)).toMatchObject({ ok: false, reason })
})

it('asks for an update when the format is newer', () => {
  expect(parseReplyBody('{"v":2,"id":"a","conversationId":"c"}')).toMatchObject({
    detail: expect.stringMatching(/version 2.*Update ChatAPP/)
  })
})

it('refuses what does not fit, with both sizes', () => {
  const encoded = encodeBody(aRequest({ text: '😀'.repeat(90_000) }))

  expect(() => assertFits(encoded, [])).toThrow(/1,080,\d{3} bytes after escaping.*1,048,064/)
})

it('counts the user’s attributes with the body', () => {
  const encoded = encodeBody(aRequest({ text: 'x'.repeat(1_040_000) }))
  const note = { name: 'note', type: 'String', value: 'é'.repeat(5000) } as const

  expect(() => assertFits(encoded, [])).not.toThrow()
  expect(() => assertFits(encoded, [note])).toThrow(/1,05\d,\d{3} bytes/)
})

it.each([
  ['ChatAPP-responses', true],
  ['ChatAPP-responses-0a1b2c', true],
  ['ChatAPP-responses-0a1b2c.fifo', true],
  ['ChatAPP-responses-', false],
  ['ChatAPP-responses-A', false],
  ['ChatAPP', false],
  ['https://sqs.eu-west-1.amazonaws.com/1/ChatAPP-responses', false],
  ['ChatAPP-responses\n', false]
])('lets replies go to %j: %s', (name, allowed) => {
  expect(answersOn(name, 'ChatAPP-responses')).toBe(allowed)
})

it.each([
  ['ChatAPP-dev-responses-0a1b2c', true],
  ['ChatAPP-dev-responses.fifo', true],
  ['ChatAPP-responses-0a1b2c', false],
  ['ChatAPP-responses', false]
])('a second backend lets replies go to %j: %s', (name, allowed) => {
  expect(answersOn(name, 'ChatAPP-dev-responses')).toBe(allowed)
})

it.each([-1, 1.5, MAX_TIME + 1, Number.MAX_SAFE_INTEGER])(
  'takes no time %d from a queue, and reads one that was stored as the nearest that can be',
  (time) => {
    const request = aRequest({ sentAt: time })
    const late = aReply(request, { trace: { repliedAt: time } })

    expect(parseRequestBody(JSON.stringify(request))).toMatchObject({ ok: false, reason: 'malformed' })
    expect(parseReplyBody(JSON.stringify(late))).toMatchObject({ ok: false, reason: 'malformed' })
    const stored = parseStoredRequest(JSON.stringify(request))
    expect(stored.ok && timeShown(stored.body.sentAt)).toMatch(/^(1970|2126)-/)
    const storedReply = parseStoredReply(JSON.stringify(late))
    expect(storedReply.ok && timeShown(storedReply.body.trace.repliedAt)).toMatch(/^(1970|2126)-/)
  }
)

const timeShown = (at: number | undefined): string => new Date(at ?? Number.NaN).toISOString()
