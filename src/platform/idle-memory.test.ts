import { getHeapStatistics } from 'node:v8'
import { expect, onTestFinished, test, vi } from 'vitest'
import { releaseWhenIdle } from './idle-memory'

const held = (): number => getHeapStatistics().total_heap_size / 1_000_000

/** Makes V8 grow its young generation, and keeps nothing. */
function work(): void {
  let some: object[] = []
  for (let n = 0; n < 2_000_000; n++) {
    some.push({ n, text: `text ${n}` })
    if (some.length > 60_000) some = []
  }
}

test('memory that a busy time took is given back when it is over', async () => {
  const before = held()
  onTestFinished(releaseWhenIdle(50))
  work()
  const busy = held()
  expect(busy).toBeGreaterThan(before + 30)
  await vi.waitFor(() => expect(held()).toBeLessThan(busy - 30), { timeout: 5000 })
})
