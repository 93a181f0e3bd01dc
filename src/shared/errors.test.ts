import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { errorWords } from './error-words'
import { ChatError, errorText, fieldError, type ErrorKey } from './errors'
import { wireErrorSchema } from './message'

const src = join(import.meta.dirname, '..')
const production = globSync('**/*.{ts,tsx}', { cwd: src })
  .filter((file) => !/\.test\.|error-words|\/fakes?[-/]|^fake-/.test(file))
  .map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }))

it('writes an error in the words of its key, with the values they name and the code they stand for', () => {
  const error = new ChatError('message.too_large', { bytes: 1_234_567, limit: 1_000_000 })

  expect(error.code).toBe('too_large')
  expect(error.message).toMatch(/^The message is 1,234,567 bytes .* at most 1,000,000\./)
  expect(error.toWire()).toEqual({
    code: 'too_large',
    message: error.message,
    retryable: false,
    key: 'message.too_large',
    params: { bytes: 1_234_567, limit: 1_000_000 }
  })
})

it('never reads a value as words with braces of its own', () => {
  expect(errorText('port.invalid', { text: '{text} $&' })).toContain('not "{text} $&".')
})

it('passes the words, key and values of an error on when it came as data, as an older ChatAPP wrote it too', () => {
  const error = new ChatError('queue.has_space', { text: 'a b' }, { code: 'conflict' })
  const wire = wireErrorSchema.parse(JSON.parse(JSON.stringify(error.toWire())))
  const older = { code: 'cancelled', message: 'You cancelled it.', retryable: false }

  expect(ChatError.from(wire).toWire()).toEqual(error.toWire())
  expect(ChatError.from(wireErrorSchema.parse(older)).toWire()).toEqual(older)
  expect(ChatError.from({ code: 'internal', message: 'Newer.', key: 'of.a.newer' }).message).toBe('Newer.')
})

it('names the field, the reason and the reason’s key', () => {
  expect(fieldError('endpoint', 'endpoint.http', { host: 'a.b' }).toWire()).toMatchObject({
    code: 'invalid_input',
    message: 'endpoint: http:// would send requests to a.b in the clear. Use https://.',
    fields: [{ field: 'endpoint', key: 'endpoint.http', params: { host: 'a.b' } }]
  })
})

it('has no words that nothing says', () => {
  const all = production.map(({ text }) => text).join('\n')
  const said = (key: string): boolean =>
    all.includes(`'${key}'`) || all.includes(`\`${key.slice(0, key.indexOf('.') + 1)}\${`)

  expect((Object.keys(errorWords) as ErrorKey[]).filter((key) => !said(key))).toEqual([])
})

it('has all words of errors in the catalogue', () => {
  const elsewhere = production.filter(
    ({ file, text }) => file !== 'shared/errors.ts' && /ChatError\.of\(\s*[\w'.]+,\s*['"`]/.test(text)
  )

  expect(elsewhere.map(({ file }) => file)).toEqual([])
})
