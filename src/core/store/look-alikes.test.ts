import { expect, it } from 'vitest'
import { lookAlikes, skeletonOf } from './look-alikes'

it.each([
  ['Ada', 'Аda', 'a Cyrillic А'],
  ['Ada', 'ADA', 'capitals'],
  ['Ada', 'Ａｄａ', 'wide letters'],
  ['Ada', 'Àdá', 'accents'],
  ['Bill', 'Bi11', 'digits'],
  ['Bill', 'BiII', 'capital i'],
  ['Otto', 'Οttο', 'Greek omicrons'],
  ['Otto', '0tt0', 'noughts'],
  ['Maria', 'Ma​ria', 'a space without width'],
  ['Maria', 'Ma ria.', 'a space and a full stop'],
  ['Martin', 'Мartin', 'a Cyrillic М'],
  ['Kern', 'Kem', 'two letters that look like one'],
  ['Paul', 'Рauӏ', 'a Cyrillic Р and palochka'],
  ['Heinz', 'Неinz', 'Cyrillic Н and е'],
  ['Tom', 'Тоm', 'Cyrillic Т and о'],
  ['Bob', 'Воb', 'Cyrillic В and о']
])('cannot tell %s from %s, by %s', (one, other) => {
  expect(skeletonOf(other)).toBe(skeletonOf(one))
})

it.each([
  ['Ada', 'Ida'],
  ['Bob', 'Rob'],
  ['Анна', 'Инна'],
  ['李明', '李朋'],
  ['Tim', 'Tom']
])('tells %s from %s', (one, other) => {
  expect(skeletonOf(other)).not.toBe(skeletonOf(one))
})

it('names to each whose name looks like another’s that other one', () => {
  const people = ['Ada', 'Аda', 'Bob'].map((name, index) => ({ id: `${index}`, name }))

  expect([...lookAlikes(people)]).toEqual([
    ['0', 'Аda'],
    ['1', 'Ada']
  ])
})
