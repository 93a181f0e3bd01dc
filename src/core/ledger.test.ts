import { resolve } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { faultsSchema } from '../shared/contract'
import { createChatApp } from './app'

const backendFile = resolve(import.meta.dirname, '../../out/main/local-backend.cjs')

/** A host of a profile on the built local backend; a lost message is asked for again soon. */
async function aHost(dataDir: string) {
  const app = await createChatApp({ host: 'cli', version: '0', dataDir, backendFile, answerWithinMs: 700 })
  onTestFinished(() => app.stop())
  return app
}

it('accounts for every message at every moment while the fault lab loses, doubles and breaks them', async () => {
  const dataDir = temporaryFolder()
  const [app, beside] = [await aHost(dataDir), await aHost(dataDir)]
  const faults = {
    duplicate: 0.4,
    drop: 0.15,
    reorder: 0.5,
    throttle: 0.1,
    poison: 0.15,
    crashProcessor: 0.05
  }
  await app.handlers['faults.set'](faultsSchema.parse(faults))
  const looks: number[] = []
  const report = async () => {
    const ledger = await app.handlers['ledger.get']()
    looks.push(ledger.unaccounted)
    return ledger
  }
  app.on('message.changed', () => void report())
  const ids: string[] = []
  for (let n = 0; n < 60; n++)
    ids.push((await (n % 2 ? app : beside).handlers['chat.send']({ text: `/echo ${n}` })).id)
  await beside.handlers['chat.delete']({ id: ids[0] ?? '' })
  const later = await app.handlers['chat.send']({ text: 'perhaps never sent' })
  await app.handlers['chat.cancel']({ id: later.id }).catch(() => null)

  await vi.waitFor(
    async () => {
      const { counters } = await report()
      expect(Math.min(counters.askedAgain, counters.duplicates)).toBeGreaterThan(0)
    },
    { timeout: 40_000, interval: 200 }
  )
  // What is under way by now has met its faults; with them, the last few would go on by luck for as long as they like.
  await app.handlers['faults.set'](faultsSchema.parse({}))
  await vi.waitFor(
    async () => {
      const { places } = await report()
      expect(places.outbox + places.underWay).toBe(0)
    },
    { timeout: 40_000, interval: 200 }
  )
  const { counters, places, failures } = await report()

  expect(new Set(looks)).toEqual(new Set([0]))
  expect(looks.length).toBeGreaterThan(60)
  expect(counters.written).toBe(61)
  expect(places.answered + places.failed + places.deleted).toBe(61)
  expect(counters.sent).toBeGreaterThanOrEqual(places.answered)
  expect(counters.askedAgain).toBeGreaterThan(0)
  expect(counters.duplicates).toBeGreaterThan(0)
  expect(Object.values(failures).reduce((sum, one) => sum + one, 0)).toBe(places.failed)
}, 60_000)

it('goes on counting after a new start', async () => {
  const dataDir = temporaryFolder()
  const first = await aHost(dataDir)
  const answered = async (app: typeof first, expected: number) =>
    await vi.waitFor(
      async () => expect((await app.handlers['ledger.get']()).counters.answered).toBe(expected),
      { timeout: 12_000 }
    )
  await first.handlers['chat.send']({ text: '/echo one' })
  await answered(first, 1)
  await first.stop()
  const second = await aHost(dataDir)
  await second.handlers['chat.send']({ text: '/echo two' })
  await answered(second, 2)

  const { counters, unaccounted } = await second.handlers['ledger.get']()
  expect({ ...counters, unaccounted }).toMatchObject({ written: 2, sent: 2, failed: 0, unaccounted: 0 })
})
