import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TIME, parseRequestBody, type ParsedBody, type RequestBody } from '../src/shared/message'
import { aRequest } from './fakes'
import { parseRequest } from './parse-request'

/** Mostly right, else one of the wrong values, so that whole bodies come out right and wrong in equal parts. */
const mostly = (right: fc.Arbitrary<unknown>, ...wrong: unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) })

const shortText = mostly(
  fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom('x'.repeat(200), '😀'.repeat(200), '\ud83d')
  ),
  '',
  'x'.repeat(201),
  '😀'.repeat(201),
  1,
  null
)

const nearlyRight = fc.record(
  {
    v: mostly(fc.constant(1), 2, 1.5, 0, -1, '1', null, true),
    id: mostly(
      fc.oneof(
        fc.uuid(),
        fc.constantFrom(
          '00000000-0000-0000-0000-000000000000',
          'ffffffff-ffff-ffff-ffff-ffffffffffff',
          '01932C07-209C-7B5F-9A3E-1D2C3B4A5F60'
        )
      ),
      'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
      '01932c07-209c-0b5f-9a3e-1d2c3b4a5f60',
      '01932c07-209c-7b5f-7a3e-1d2c3b4a5f60',
      '01932c07-209c-7b5f-9a3e-1d2c3b4a5f60\n',
      7
    ),
    conversationId: shortText,
    sender: mostly(
      fc.record({ id: shortText, name: fc.oneof(shortText, fc.constant('')), more: fc.jsonValue() }),
      null,
      [],
      'Ada',
      { id: 'a' }
    ),
    text: mostly(fc.string({ unit: 'binary' }), null, 5, ['text']),
    sentAt: mostly(fc.nat(MAX_TIME), -1, 1.5, MAX_TIME + 1, 2 ** 53 - 1, 2 ** 53, '5', null)
  },
  { requiredKeys: ['v', 'id', 'conversationId', 'sender', 'text'] }
)

/** What the function goes by. It reads named fields only, so what else a body holds does not matter to it. */
function verdict(parsed: ParsedBody<RequestBody>) {
  if (!parsed.ok) return parsed.reason
  const { v, id, conversationId, sender, text, sentAt } = parsed.body
  return { v, id, conversationId, sender: { id: sender.id, name: sender.name }, text, sentAt }
}

describe('parseRequest', () => {
  it('agrees with the schema of the app on bodies that are nearly right', () => {
    const runs = 2000
    let accepted = 0
    fc.assert(
      fc.property(nearlyRight, fc.dictionary(fc.string(), fc.jsonValue()), (body, extra) => {
        const text = JSON.stringify({ ...extra, ...body })
        const ours = parseRequest(text)
        if (ours.ok) accepted += 1

        expect(verdict(ours)).toEqual(verdict(parseRequestBody(text)))
      }),
      { numRuns: runs }
    )
    expect(accepted / runs).toBeGreaterThan(0.1)
    expect(accepted / runs).toBeLessThan(0.9)
  })

  it('agrees with the schema of the app on any JSON and any text', () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue().map((v) => JSON.stringify({ v }))
    )
    fc.assert(
      fc.property(anything, (text) => {
        expect(verdict(parseRequest(text))).toEqual(verdict(parseRequestBody(text)))
      }),
      { numRuns: 1000 }
    )
  })

  it('names every field that is wrong', () => {
    const parsed = parseRequest(JSON.stringify({ ...aRequest(), id: 'x', sentAt: -1 }))

    expect(parsed).toMatchObject({ ok: false, reason: 'malformed' })
    expect(parsed).toHaveProperty(
      'detail',
      'The message cannot be read: "id" must be a UUID; "sentAt" must be a time in epoch milliseconds, before the year 2126. Update ChatAPP or the program that sent it.'
    )
  })
})
