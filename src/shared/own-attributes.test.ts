import { expect, it } from 'vitest'
import { attributesSize, MAX_OWN_ATTRIBUTES, type OwnAttribute } from './own-attributes'
import { ownAttributesSchema } from './own-attributes-schema'

const an = (fields: Partial<OwnAttribute>): OwnAttribute => ({
  name: 'note',
  type: 'String',
  value: 'x',
  ...fields
})

const refusedAt = (...attributes: OwnAttribute[]): string[] =>
  (ownAttributesSchema.safeParse(attributes).error?.issues ?? []).map(({ path }) => path.join('.'))

it.each(['a', 'trace-id', 'x.y_z-1', 'CorrelationID', 'awsome', 'n'.repeat(256)])(
  'takes the name %s',
  (name) => expect(refusedAt(an({ name }))).toEqual([])
)

it.each([
  '',
  '.a',
  'a.',
  'a..b',
  'a b',
  'é',
  'AWS.x',
  'aws.x',
  'Amazon.trace',
  'correlationId',
  'replyTo',
  'n'.repeat(257)
])('refuses the name %j, which SQS or we keep', (name) => expect(refusedAt(an({ name }))).toEqual(['0.name']))

it.each<[OwnAttribute['type'], string]>([
  ['String', '👩‍👩‍👧 two\nlines\tand tabs'],
  ['Number', '0'],
  ['Number', '-12.50'],
  ['Number', '1e126'],
  ['Number', '12345678901234567890123456789012345678'],
  ['Binary', 'AA=='],
  ['Binary', 'aGVsbG8+']
])('takes the %s %j', (type, value) => expect(refusedAt(an({ type, value }))).toEqual([]))

it.each<[OwnAttribute['type'], string]>([
  ['String', ''],
  ['String', 'nul\0'],
  ['String', 'half \ud83d'],
  ['Number', ''],
  ['Number', 'NaN'],
  ['Number', '1,5'],
  ['Number', '1e127'],
  ['Number', '123456789012345678901234567890123456789'],
  ['Binary', ''],
  ['Binary', 'not base64'],
  ['Binary', 'AAA'],
  ['Binary', 'a_b-']
])('refuses the %s %j', (type, value) => expect(refusedAt(an({ type, value }))).toEqual(['0.value']))

it('refuses a name that is given twice, and more than ten attributes with ours', () => {
  const many = Array.from({ length: MAX_OWN_ATTRIBUTES + 1 }, (_, index) => an({ name: `n${index}` }))

  expect(refusedAt(an({}), an({ value: 'y' }))).toEqual(['1.name'])
  expect(refusedAt(...many.slice(1))).toEqual([])
  expect(refusedAt(...many)).toEqual([''])
})

it('counts names, types and values in bytes, as AWS does', () => {
  expect(attributesSize([an({ value: '😀' }), an({ type: 'Binary', value: 'AAAAAA==' })])).toBe(
    4 + 6 + 4 + (4 + 6 + 4)
  )
})
