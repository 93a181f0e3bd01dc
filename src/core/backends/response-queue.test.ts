import { expect, it } from 'vitest'
import { queueNotes } from '../../../test/fakes'
import { InstallationResponseQueue } from './response-queue'

const DAY_MS = 86_400_000
const A_DAY = 20_000
const names = {
  requestQueue: 'ChatAPP',
  deadLetterQueue: 'ChatAPP-dlq',
  sharedResponseQueue: 'ChatAPP-responses',
  functionName: 'MessageProcessor'
}

/** An installation whose server has this clock; `marks` are the days on which its queue was marked. */
async function setup(installId = 'me', caller: string | null = 'AIDA') {
  const server = { day: 0, down: false, marks: [] as number[] }
  const gateway = {
    serverNow: () => (A_DAY + server.day) * DAY_MS,
    ensureQueue: async () => {},
    tagQueue: async () => {
      if (server.down) throw new Error('throttled')
      server.marks.push(server.day)
    }
  }
  const identity = async () => (caller === null ? null : { account: '1', arn: 'arn', userId: caller })
  const notes = queueNotes()
  const backend = { names, identity, gateway: () => gateway }
  const queue = new InstallationResponseQueue(backend as never, { installId, notes })
  await queue.ensure()
  return { server, queue, notes }
}

it('is marked as in use once in a day or a day and a half, each at another hour', async () => {
  const days = new Set<number>()
  for (const installId of ['a', 'b', 'c', 'd']) {
    const { server, queue } = await setup(installId)
    for (server.day = 0; server.day < 2; server.day += 1 / 24) await queue.heartbeat()

    expect(server.marks).toHaveLength(2)
    expect(server.marks[1]).toBeGreaterThanOrEqual(1)
    expect(server.marks[1]).toBeLessThan(1.6)
    days.add(server.marks[1] ?? 0)
  }

  expect(days.size).toBeGreaterThan(1)
})

it('waits with a mark at a start, unless a week has gone', async () => {
  const { server, queue } = await setup()
  await queue.heartbeat('pressing')
  for (const day of [3, 6, 8]) {
    server.day = day
    await queue.heartbeat('pressing')
  }

  expect(server.marks).toEqual([0, 8])
})

it('is marked at the next look when AWS had no room for the call', async () => {
  const { server, queue } = await setup()
  server.down = true
  await expect(queue.heartbeat()).rejects.toThrow('throttled')
  server.down = false
  await queue.heartbeat()

  expect(server.marks).toEqual([0])
})

it('is one of a caller’s own where the server says who calls, and keeps its name where it does not', async () => {
  const [ada, bob, local] = [
    await setup('me', 'AIDA1'),
    await setup('me', 'AROA1:bob@example.com'),
    await setup('me', null)
  ]

  expect(ada.queue.name).toMatch(/^ChatAPP-responses-o-[0-9a-z]{9}$/)
  expect(bob.queue.name).not.toBe(ada.queue.name)
  expect(local.queue.name).toBe('ChatAPP-responses-me')
  expect([ada, bob, local].map(({ notes }) => notes.read()?.left)).toEqual([
    ['ChatAPP-responses-me'],
    ['ChatAPP-responses-me'],
    []
  ])
})
