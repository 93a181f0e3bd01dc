import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRequestBody } from '../src/shared/message'
import { aRequest } from './fakes'
import { parseRequest } from './parse-request'

/** Values near the edge of what the format allows, so that right and wrong come in equal parts. */
const edges = {
  v: fc.constantFrom<unknown>(1, 1, 1, 1, 1, 2, 1.5, 0, -1, '1', null, true),
  id: fc.oneof(
    fc.uuid(),
    fc.constantFrom<unknown>(
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
      '01932C07-209C-7B5F-9A3E-1D2C3B4A5F60',
      '01932c07-209c-0b5f-9a3e-1d2c3b4a5f60',
      '01932c07-209c-7b5f-7a3e-1d2c3b4a5f60',
      '01932c07-209c-7b5f-9a3e-1d2c3b4a5f60\n',
      7
    )
  ),
  conversationId: shortText(),
  sender: fc.oneof(
    fc.record({ id: shortText(), name: fc.oneof(shortText(), fc.constant('')) }, { requiredKeys: ['id'] }),
    fc.constantFrom<unknown>(null, [], 'Ada', ['id', 'name'])
  ),
  text: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom<unknown>('', '\ud800', null, 5)),
  sentAt: fc.oneof(fc.nat(), fc.constantFrom<unknown>(-1, 1.5, -0, 2 ** 53 - 1, 2 ** 53, '5', null))
}

function shortText() {
  return fc.oneof(
    { weight: 5, arbitrary: fc.string({ minLength: 1, maxLength: 20 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>('', 'x'.repeat(200), 'x'.repeat(201), '😀'.repeat(101), 1, null)
    }
  )
}

const verdict = (parsed: { ok: boolean; reason?: string; body?: unknown }) => ({
  ok: parsed.ok,
  reason: parsed.reason,
  body: parsed.body
})

describe('parseRequest', () => {
  it('agrees with the schema of the app on bodies that are nearly right', () => {
    let accepted = 0
    fc.assert(
      fc.property(
        fc.record(edges, { requiredKeys: ['v', 'id', 'sender'] }),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (body, extra) => {
          const text = JSON.stringify({ ...extra, ...body })
          const ours = parseRequest(text)
          if (ours.ok) accepted += 1

          expect(verdict(ours)).toEqual(verdict(parseRequestBody(text)))
        }
      ),
      { numRuns: 3000 }
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it('agrees with the schema of the app on any JSON and any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.jsonValue().map((v) => JSON.stringify({ v }))
        ),
        (text) => {
          expect(verdict(parseRequest(text))).toEqual(verdict(parseRequestBody(text)))
        }
      ),
      { numRuns: 2000 }
    )
  })

  it('names every field that is wrong', () => {
    const parsed = parseRequest(JSON.stringify({ ...aRequest(), id: 'x', sentAt: -1 }))

    expect(parsed).toMatchObject({ ok: false, reason: 'malformed' })
    expect(parsed).toHaveProperty(
      'detail',
      'The message cannot be read: "id" must be a UUID; "sentAt" must be a time in epoch milliseconds. Update ChatAPP or the program that sent it.'
    )
  })
})
