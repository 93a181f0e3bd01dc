import { expect, it } from 'vitest'
import { asciiJson, compileJson, compileText, fill, type Compiled } from './envelope'
import { atPath, parseJsonPath } from './json-path'

const ID = '01932c07-209c-7b5f-9a3e-1d2c3b4a5f60'

/** What a message says to break out of where it is put. */
const hostile = [
  'hello',
  '","admin":true,"x":"',
  '\\',
  '\\"',
  '"}]}',
  '{{id}} {{text}} {{replyTo}}',
  "$& $1 $` $' $$",
  '\u0000\u0001\u001f\u007f\u2028\u2029',
  '\ud800 a lone surrogate \udc00',
  '🙂 𝒳 é',
  'a\nb\r\tc',
  '</script><script>',
  '__proto__',
  '\\u0022,\\u0022admin\\u0022:true',
  "' OR 1=1 --",
  ' '.repeat(1000)
]

function render(template: string, text: string): string {
  const read = compileJson(template)
  if ('problem' in read) throw new Error(read.problem)
  return asciiJson(fill(read, { text, id: ID, replyTo: 'replies' }, 1_048_576) ?? '')
}

const problemOf = (read: Compiled | { problem: string }) => ('problem' in read ? read.problem : null)

it.each(hostile)('puts %j into JSON as the text that it is, and the rest stays as it was', (text) => {
  const wire = render('{"a":[1,{"q":"say: {{text}}!"}],"id":"{{ id }}","to":"{{replyTo}}","n":1.0}', text)

  expect(JSON.parse(wire)).toEqual({
    a: [1, { q: `say: ${text}!` }],
    id: ID,
    to: 'replies',
    n: 1
  })
  expect(wire).toMatch(/^[\n\r\t\u0020-\u007e]*$/)
})

it.each(hostile)('puts %j into JSON in JSON in JSON as the text that it is', (text) => {
  const inner = JSON.stringify({ deep: '{{text}}', id: '{{id}}' })
  const middle = JSON.stringify({ Message: inner, list: ['{{text}}'] })
  const wire = render(JSON.stringify({ Records: [{ body: middle }] }), text)

  const body = JSON.parse(JSON.parse(wire).Records[0].body)
  expect(body.list).toEqual([text])
  expect(JSON.parse(body.Message)).toEqual({ deep: text, id: ID })
})

it('keeps what is not a text as it is written, to the digit', () => {
  expect(render('{ "n": 12345678901234567890, "x": 1.50, "t":"{{text}}" }', 'a')).toBe(
    '{ "n": 12345678901234567890, "x": 1.50, "t":"a" }'
  )
})

it.each([
  ['no JSON', '{"a": ', 'envelope.not_json'],
  ['nothing', '', 'envelope.not_json'],
  ['a field without quotation marks', '{"a": {{text}}}', 'envelope.not_json'],
  ['a field of no meaning', '{"a": "{{txt}}"}', 'envelope.unknown_field'],
  ['an empty field', '{"a": "{{}}{{text}}"}', 'envelope.unknown_field'],
  ['a prototype for a field', '{"a": "{{constructor}}"}', 'envelope.unknown_field'],
  ['a field in a name', '{"{{text}}": 1}', 'envelope.field_in_name'],
  ['a field in a deep name', '[{"a":[{"x{{id}}":"{{text}}"}]}]', 'envelope.field_in_name'],
  ['a field in a name, escaped', String.raw`{"\u007b\u007btext}}": "{{text}}"}`, 'envelope.field_in_name'],
  ['a field in a name of JSON in JSON', JSON.stringify({ a: '{"{{text}}":1}' }), 'envelope.field_in_name'],
  ['half of JSON in JSON', JSON.stringify({ a: '{"q": {{text}}}' }), 'envelope.half_json'],
  ['too many fields', JSON.stringify({ a: '{{text}}'.repeat(101) }), 'envelope.too_large'],
  ['an escaped field of no meaning', String.raw`{"a":"\u007b\u007bx}}"}`, 'envelope.unknown_field']
])('refuses an envelope with %s', (_, template, problem) => {
  expect(problemOf(compileJson(template))).toBe(problem)
})

it('refuses JSON that is nested too deep, and stands that', () => {
  const deep = `${'['.repeat(100_000)}"{{text}}"${']'.repeat(100_000)}`
  let layered = '{{text}}'
  for (let layer = 0; layer < 6; layer++) layered = JSON.stringify({ a: layered })

  expect(problemOf(compileJson(layered))).toBe('envelope.half_json')
  expect(JSON.stringify(problemOf(compileJson(deep)) ?? 'read')).toMatch(/read|not_json/)
})

it('builds nothing that is longer than it may be', () => {
  const read = compileJson(JSON.stringify({ a: '{{text}}'.repeat(100) })) as Compiled

  expect(fill(read, { text: '"'.repeat(1_000_000), id: ID, replyTo: '' }, 1_048_576)).toBeNull()
})

it('fills an attribute without escaping, and only once', () => {
  const read = compileText('{{id}}/{{text}}') as Compiled

  expect(fill(read, { text: '{{replyTo}}"', id: ID, replyTo: 'q' }, 1000)).toBe(`${ID}/{{replyTo}}"`)
})

it.each([
  ['$.a.b', { a: { b: 1 } }, 1],
  ['a.b', { a: { b: 1 } }, 1],
  ['$', { a: 1 }, { a: 1 }],
  ['$.list[1].x', { list: [0, { x: 'y' }] }, 'y'],
  ['[0]', ['first'], 'first'],
  [`$['a name']["it's"]`, { 'a name': { "it's": 2 } }, 2],
  [String.raw`$['it\'s']`, { "it's": 3 }, 3],
  ['$.Message.answer', { Message: '{"answer":"in JSON"}' }, 'in JSON'],
  ['$.größe', { größe: 4 }, 4],
  ['$.missing.x', { a: 1 }, undefined],
  ['$.a.length', { a: [1] }, undefined],
  ['$.constructor', {}, undefined],
  ['$.__proto__.toString', {}, undefined],
  ['$.a', null, undefined],
  ['$.a', 'no JSON', undefined]
])('finds what stands at %s', (path, value, found) => {
  const steps = parseJsonPath(path)

  expect(steps && atPath(value, steps)).toEqual(found)
})

it.each(['', '$.', '$..a', '$.*', '$[?(@.x)]', '$[-1]', '$.a[', "$['a", '$.a b', `$${'.a'.repeat(33)}`])(
  'takes %j for no path',
  (path) => {
    expect(parseJsonPath(path)).toBeNull()
  }
)
