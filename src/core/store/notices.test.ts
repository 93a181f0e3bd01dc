import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { say } from '../../shared/said'
import { Notices } from './notices'

it('keeps a notice by its keys, once, and one of an earlier version by its text', () => {
  const { db } = aProfile()
  db.sql('INSERT INTO notices (id, level, text, at) VALUES (?, ?, ?, ?)').run(
    'old',
    'info',
    'From before.',
    1
  )
  const told: unknown[] = []
  const notices = new Notices(
    db,
    () => 2,
    (all) => told.push(all)
  )
  const closed = say('notice.closed_with_queued', { count: 1200 })

  notices.add('warning', closed)
  notices.add('warning', closed)

  const all = [
    { id: 'old', level: 'info', text: 'From before.', at: 1 },
    { id: expect.any(String), level: 'warning', text: closed.detail, said: closed.said, at: 2 }
  ]
  expect(closed.detail).toContain('1,200 queued messages')
  expect(notices.list()).toEqual(all)
  expect(told).toEqual([all])
})
