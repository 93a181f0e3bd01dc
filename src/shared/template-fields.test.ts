import { expect, it } from 'vitest'
import { fieldsOf, fillIn, type TemplateContent } from './template-fields'

const of = (text: string, ...values: string[]): TemplateContent => ({
  text,
  attributes: values.map((value, index) => ({ name: `n${index}`, type: 'String', value }))
})

it('names each field once, in the order in which it is read', () => {
  expect(fieldsOf(of('Dear {{ name }}, {{order no}} is due. {{name}}', 'for {{team}}'))).toEqual([
    'name',
    'order no',
    'team'
  ])
})

it.each(['{{}}', '{{ }}', '{ {a} }', '{{a\nb}}', '{a}', `{{${'x'.repeat(61)}}}`])(
  'takes %j for no field',
  (text) => {
    expect(fieldsOf(of(text))).toEqual([])
  }
)

it('puts values in their places to the character, whatever they look like', () => {
  const content = of('{{a}} and {{ b }}, {{a}}', '{{b}}')

  expect(fillIn(content, { a: '{{b}}', b: '$& $1' })).toEqual(of('{{b}} and $& $1, {{b}}', '$& $1'))
})

it('leaves a field without a value as it is', () => {
  expect(fillIn(of('{{a}} {{toString}}'), {})).toEqual(of('{{a}} {{toString}}'))
})
