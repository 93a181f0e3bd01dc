import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { stopWithin } from './stop'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('waits for a stop that ends in time', async () => {
  expect(await stopWithin(1000, async () => {})).toBe(true)
})

it('goes on after the bound when the stop hangs', async () => {
  const stopped = stopWithin(1000, () => new Promise(() => {}))

  await vi.advanceTimersByTimeAsync(1000)

  expect(await stopped).toBe(false)
})

it('reports a stop that failed and does not throw', async () => {
  const failing = stopWithin(1000, async () => {
    throw new Error('no')
  })

  expect(await failing).toBe(false)
})
