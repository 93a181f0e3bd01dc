import { dirname } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aProfile } from '../../../test/profile'
import type { Connection } from '../../shared/contract'
import { openDatabase } from '../store/open-database'
import { Leadership } from './leadership'

const connection: Connection = {
  state: 'online',
  backend: 'local',
  can: { account: false, cloudWatch: false },
  label: 'local',
  detail: 'Connected to local.',
  outbox: 0,
  roundTrip: null
}

/** Hosts of one profile, each with the database open, the first one leading. */
function hosts() {
  const { file } = aProfile()
  const failures: unknown[] = []
  const aHost = (connects = true) => {
    const { db } = openDatabase(file, 'beside')
    const lead = Promise.withResolvers<void>()
    const leadership = new Leadership({
      folder: dirname(file),
      db,
      connects,
      gone: () => false,
      tookOver: () => lead.resolve(),
      failed: (error) => failures.push(error)
    })
    leadership.start()
    onTestFinished(() => {
      leadership.stop()
      leadership.release()
      db.close()
    })
    return { leadership, tookOver: lead.promise }
  }
  return { aHost, failures }
}

it('lets one host lead, and another only when that has let go', async () => {
  const { aHost, failures } = hosts()
  const [first, second] = [aHost(), aHost()]
  expect([first.leadership.role(), second.leadership.role()]).toEqual(['primary', 'secondary'])

  first.leadership.stop()
  first.leadership.release()
  await second.tookOver

  expect(second.leadership.role()).toBe('primary')
  expect(failures).toEqual([])
})

it('never lets a host lead that only reads and writes the store', () => {
  const { aHost } = hosts()

  expect(aHost(false).leadership.role()).toBe('secondary')
  expect(aHost().leadership.role()).toBe('primary')
})

it('lets the leading host ask the user, and another one only for work that the user waits for there', async () => {
  const { aHost } = hosts()
  const [{ leadership: leading }, { leadership: beside }] = [aHost(), aHost()]

  expect([leading.mayAsk(), beside.mayAsk()]).toEqual([true, false])
  expect(await beside.whileAsking(async () => beside.mayAsk())).toBe(true)
  expect(beside.mayAsk()).toBe(false)
  await expect(beside.whileAsking(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(beside.mayAsk()).toBe(false)
})

it('shows beside the leading host what that one says of the way, with the numbers of its own', () => {
  const { aHost } = hosts()
  const [{ leadership: leading }, { leadership: beside }] = [aHost(), aHost()]
  leading.publish({ ...connection, state: 'offline', detail: 'Nobody answers.', outbox: 7 })
  // What a host beside the leading one says counts for nobody.
  beside.publish({ ...connection, detail: 'All is well.' })

  expect(beside.hasNews()).toBe(true)
  expect(beside.connection({ ...connection, outbox: 2 })).toEqual({
    ...connection,
    state: 'offline',
    detail: 'Nobody answers.',
    outbox: 2
  })
  expect(beside.hasNews()).toBe(false)
  expect(leading.connection(connection)).toEqual(connection)
})
