import fc from 'fast-check'
import { expect, it } from 'vitest'
import { prettyJson } from './pretty-json'

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
