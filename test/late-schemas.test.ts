import { expect, it } from 'vitest'
import { withLateSchemas } from '../vite.late-schemas'

/** What the build makes of a file, without what it adds at the end. */
const built = (code: string): string =>
  withLateSchemas(code, '/src/shared/part.ts')
    .replace(/\nimport .*\n$/, '')
    .replaceAll('/* @__PURE__ */ __late', 'late')

it.each([
  ['a schema', 'const a = z.string().min(1)', 'const a = late(() => z.string().min(1))'],
  [
    'one of another',
    'export const b = aSchema.optional()',
    'export const b = late(() => aSchema.optional())'
  ],
  ['one by its name', 'const bodySchema = body(time)', 'const bodySchema = late(() => body(time))'],
  [
    'one of one in the file',
    'const a = z.int()\nconst b = a.min(1)',
    'const a = late(() => z.int())\nconst b = late(() => a.min(1))'
  ],
  ['fields', 'const fields = { id: z.string() }', 'const fields = { id: late(() => z.string()) }'],
  [
    'calls',
    "const chatCalls = { 'a.b': { input: id.optional(), output: z.void() } }",
    "const chatCalls = { 'a.b': { input: late(() => id.optional()), output: late(() => z.void()) } }"
  ],
  [
    'a typed one',
    'const a: z.ZodType<A> = z.lazy(() => b)',
    'const a: z.ZodType<A> = late(() => z.lazy(() => b))'
  ]
])('makes %s late', (_, code, late) => {
  expect(built(code)).toBe(late)
})

it.each([
  ['in a function', 'const of = (time) => z.object({ time })'],
  ['that is read at once', 'const read = z.string().parse(text)'],
  ['whose parts are taken', 'const { name } = aSchema.shape'],
  ['that is known by itself to what describes it', "const a = z.string().describe('a text')"],
  ['that may be another soon', 'let a = z.string()']
])('leaves alone what stands %s', (_, code) => {
  expect(built(code)).toBe(code)
})
