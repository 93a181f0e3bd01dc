import { expect, it } from 'vitest'
import { aReply, aRequest } from '../test/fake-host'
import { isMessage, toLogItems, withNewLine } from './log-items'

const minute = 60_000

const headsOf = (...messages: Parameters<typeof toLogItems>[0][]): boolean[] =>
  toLogItems(messages.flatMap((some) => [...some]))
    .filter(isMessage)
    .map(({ head }) => head)

const exchange = (createdAt: number, sender = 'Ada', answeredAt = createdAt + 40) => {
  const request = aRequest({ createdAt, position: createdAt, sender: { id: sender, name: sender } })
  return [request, aReply({ inReplyTo: request.id, createdAt: answeredAt, position: answeredAt })]
}

it('puts sender and time over the first exchange of a group only', () => {
  expect(headsOf(exchange(1), exchange(2 * minute), exchange(6 * minute))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false
  ])
})

it('begins a new group for another sender, after five minutes, and on another day', () => {
  const day = 24 * 60 * minute
  expect(headsOf(exchange(1), exchange(2, 'Bob'), exchange(6 * minute, 'Bob'), exchange(day, 'Bob'))).toEqual(
    Array.from({ length: 8 }, () => true)
  )
})

it('says when a reply came that took its time', () => {
  expect(headsOf(exchange(1), exchange(2 * minute, 'Ada', 12 * minute))).toEqual([true, true, false, true])
})

it('draws the line over the row it names, and none where that is not there', () => {
  const items = toLogItems([...exchange(1), ...exchange(2)])
  const key = items.at(-1)?.key

  expect(withNewLine(items, key).map((item) => item.kind)).toEqual([
    'day',
    'request',
    'reply',
    'request',
    'new',
    'reply'
  ])
  expect(withNewLine(items, 'gone')).toBe(items)
  expect(withNewLine(items, undefined)).toBe(items)
})
