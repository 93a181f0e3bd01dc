import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { aFolder } from '../sqs/test-server'
import { readMessages } from './messages-file'
import { readSchedule, scheduleText, type Fault } from './schedule'
import { smallest } from './shrink'

const count = fc.integer({ min: 1, max: 99 })
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('duplicate', 'poison'), message: count }),
  fc.record({ kind: fc.constant('move' as const), message: count, before: count }),
  fc.record({ kind: fc.constantFrom('throttle', 'overlap'), invocation: count, call: count }),
  fc.record({
    kind: fc.constant('kill' as const),
    invocation: count,
    call: count,
    when: fc.constantFrom('before', 'after')
  }),
  fc.record({ kind: fc.constant('kill-end' as const), invocation: count })
)

it('reads every schedule that it writes', () => {
  fc.assert(
    fc.property(fc.array(fault), (schedule) => {
      expect(readSchedule(scheduleText(schedule))).toEqual(schedule)
    })
  )
})

it('names what is no fault', () => {
  expect(() => readSchedule('duplicate 1; explode 2')).toThrow(/"explode 2" is no fault/)
})

it('leaves the fewest things with which a test holds, and asks it about little else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(count, { minLength: 1, maxLength: 30 }), fc.nat(4), async (all, size) => {
      const needed = all.slice(0, Math.min(size, all.length))
      let asked = 0
      const left = await smallest(all, async (some) => {
        asked++
        return needed.every((one) => some.includes(one))
      })
      expect(new Set(left)).toEqual(new Set(needed))
      expect(asked).toBeLessThan(300)
    })
  )
})

it('reads messages one a line: as they stand, or with attributes and a group', () => {
  const file = join(aFolder(), 'messages.jsonl')
  writeFileSync(file, 'plain\n\n{"order":1}\n{"body":"b","attributes":{"n":3},"group":"g"}\n')

  expect(readMessages(file, ['last'])).toEqual([
    { number: 1, body: 'plain', attributes: {} },
    { number: 2, body: '{"order":1}', attributes: {} },
    { number: 3, body: 'b', attributes: { n: { DataType: 'String', StringValue: '3' } }, group: 'g' },
    { number: 4, body: 'last', attributes: {} }
  ])
})

it.each([
  ['{"body": 5}', /messages\.jsonl, line 1: /],
  ['\n', /There is no message/]
])('refuses messages such as %j', (text, why) => {
  const file = join(aFolder(), 'messages.jsonl')
  writeFileSync(file, text)

  expect(() => readMessages(file, [])).toThrow(why)
})
