import fc from 'fast-check'
import { expect, it } from 'vitest'
import { copyOf, jsonTree, prettyJson, stepOf, type JsonNode } from './json'

it('indents JSON without reading its numbers, escapes or keys', () => {
  const body = String.raw`{"n":[9007199254740993,1.10,1E400,-0],"t":"a\u00e9\"{,}: ","e":[ ],"o":{},"n":null}`

  expect(prettyJson(body)).toBe(
    String.raw`{
  "n": [
    9007199254740993,
    1.10,
    1E400,
    -0
  ],
  "t": "a\u00e9\"{,}: ",
  "e": [],
  "o": {},
  "n": null
}`
  )
})

it('is what JSON.stringify makes of values that survive a parser', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
    })
  )
})

it.each(['{"a":', 'plain [text]', '', "{'a':1}"])('leaves %j as it is', (body) => {
  expect(prettyJson(body)).toBe(body)
})

const valueOf = (node: JsonNode): unknown => {
  if (node.kind === 'value') return JSON.parse(node.source)
  const entries = node.entries.map(({ key, node: child }) => [key, valueOf(child)] as const)
  if (node.kind === 'array') return entries.map(([, value]) => value)
  return Object.fromEntries(entries.map(([key, value]) => [JSON.parse(key), value]))
}

it('reads JSON as a tree of what was written', () => {
  const value = fc.jsonValue({ noUnicodeString: false })
  const branch = fc.oneof(
    fc.array(value, { minLength: 1 }),
    fc.dictionary(fc.string(), value, { minKeys: 1 })
  )
  fc.assert(
    fc.property(branch, fc.boolean(), (some, spaced) => {
      const text = JSON.stringify(some, null, spaced ? 1 : 0)
      const tree = jsonTree(text)!
      expect(tree.source).toBe(text)
      expect(copyOf(tree)).toBe(prettyJson(text))
      expect(JSON.stringify(valueOf(tree))).toBe(JSON.stringify(JSON.parse(text)))
    })
  )
})

it.each([
  ['object', '"name"', '.name'],
  ['object', '"first name"', '["first name"]'],
  ['object', '"a\\"b"', '["a\\"b"]'],
  ['array', '3', '[3]']
] as const)('the way into an %s to %s is %s', (kind, key, step) => {
  expect(stepOf(kind, key)).toBe(step)
})
