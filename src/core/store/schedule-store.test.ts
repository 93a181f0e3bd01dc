import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { ScheduleStore, type DueTime } from './schedule-store'

const MINUTE = 60_000

/** A schedule with what `when` says under its names. */
function aSchedule(when: Record<string, DueTime>) {
  const { db, conversations } = aProfile()
  const scheduled = new ScheduleStore(db)
  const put = (id: string, due: DueTime, conversationId = 'processor'): void =>
    db.transaction(() => scheduled.put({ id, conversationId, text: `text of ${id}`, attributes: [] }, due, 0))
  for (const [id, due] of Object.entries(when)) put(id, due)
  const released = (now: number): string[] => {
    const ids: string[] = []
    scheduled.release(now, 10, ({ id }) => ids.push(id))
    return ids
  }
  return { db, scheduled, conversations, put, released }
}

const at = (sendAt: number): DueTime => ({ sendAt, waitMs: null })

it('hands on what is due, once, in the order of its moments', () => {
  const { scheduled, released } = aSchedule({ late: at(300), first: at(100), second: at(200) })

  expect(scheduled.nextDueIn(90)).toBe(10)
  expect(released(90)).toEqual([])
  expect(released(200)).toEqual(['first', 'second'])
  expect(released(200)).toEqual([])
  expect(scheduled.list().map(({ id }) => id)).toEqual(['late'])
})

it('keeps it waiting when what takes it fails', () => {
  const { scheduled, released } = aSchedule({ one: at(100) })

  expect(() =>
    scheduled.release(100, 10, () => {
      throw new Error('the disk is full')
    })
  ).toThrow('the disk is full')
  expect(released(100)).toEqual(['one'])
})

it('waits for a date and time as the clock shows it, and for a length of time whatever is done to the clock', () => {
  const wait = { sendAt: 5 * MINUTE, waitMs: 5 * MINUTE }
  const { scheduled, released } = aSchedule({ date: at(5 * MINUTE), length: wait })

  // At minute 1 the clock is put back by an hour, to minute -59.
  scheduled.clockSet(-60 * MINUTE)

  expect(scheduled.list().map(({ id, sendAt }) => [id, sendAt])).toEqual([
    ['length', 0],
    ['date', 5 * MINUTE]
  ])
  expect(released(-1)).toEqual([])
  expect(released(0)).toEqual(['length'])
})

it('waits no longer than it was told to where nobody saw that the clock was put back', () => {
  const { scheduled, released } = aSchedule({ length: { sendAt: 65 * MINUTE, waitMs: 5 * MINUTE } })

  expect(scheduled.nextDueIn(0)).toBe(0)
  expect(released(0)).toEqual(['length'])
})

it('sends nothing of a chat that is to be deleted, and all of it when that is taken back', () => {
  const { scheduled, conversations, put, released } = aSchedule({})
  const { id } = conversations.create('Other', 0)
  put('one', at(100), id)

  conversations.deleteAt(id, 1000)
  const hidden = [scheduled.list(), scheduled.nextDueIn(100), released(100)]
  conversations.restore(id)

  expect(hidden).toEqual([[], null, []])
  expect(released(100)).toEqual(['one'])
})

it('forgets what waited in a chat with the chat', () => {
  const { db, conversations, scheduled } = aSchedule({ one: at(100) })

  conversations.delete('processor', 1)

  expect(scheduled.list()).toEqual([])
  expect(db.sql('SELECT count(*) AS left FROM scheduled').get()).toEqual({ left: 0 })
})

it('says of one that has gone that it has', () => {
  const { scheduled, released } = aSchedule({ one: at(100) })
  released(100)

  expect(() => scheduled.get('one')).toThrow('has been sent already, or was cancelled')
  expect(() => scheduled.cancel('one')).toThrow('has been sent already, or was cancelled')
})
