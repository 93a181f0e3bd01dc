import { expect, it } from 'vitest'
import type { Handlers } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { dispatch } from './dispatch'

/** Handlers of which only these exist: a call that reaches another one shows as `internal`. */
const handlers = (some: Partial<Handlers>): Handlers => some as Handlers

it.each(['', 'chat', 'chat.unknown', 'toString', '__proto__', 'constructor', null, 7, {}])(
  'refuses the call %j',
  async (name) => {
    expect(await dispatch(handlers({}), name, undefined)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' }
    })
  }
)

it.each([
  undefined,
  null,
  'text',
  {},
  { text: 5 },
  { text: '' },
  { text: ' \n\t ' },
  { text: 'ok', extra: true },
  { text: 'ok', conversationId: '' }
])('refuses the input %j with invalid_input and does not run the handler', async (input) => {
  expect(await dispatch(handlers({}), 'chat.send', input)).toMatchObject({
    ok: false,
    error: { code: 'invalid_input', retryable: false }
  })
})

it('answers with the error of a handler as data', async () => {
  const refusing = handlers({
    'app.info': async () => {
      throw ChatError.of('throttled', 'later')
    }
  })

  expect(await dispatch(refusing, 'app.info', undefined)).toEqual({
    ok: false,
    error: { code: 'throttled', message: 'later', retryable: true }
  })
})

it('names every field that is not acceptable as data, beside the words', async () => {
  const result = await dispatch(handlers({}), 'stack.plan', {
    region: 'nowhere',
    credentials: { type: 'environment' },
    options: { stackName: '1' }
  })

  expect(result).toMatchObject({ ok: false, error: { code: 'invalid_input', fields: expect.any(Array) } })
  expect(JSON.stringify(result)).toContain('"field":"region"')
  expect(JSON.stringify(result)).toContain('"field":"options.stackName"')
})
