import { expect, it } from 'vitest'
import { withinTime } from './within-time'

it('passes on what work in time returns', async () => {
  expect(await withinTime(1000, () => 'done')).toBe('done')
})

it('passes on what work in time throws, thrown at once or later', async () => {
  const fault = new Error('fault')

  await expect(withinTime(1000, () => Promise.reject(fault))).rejects.toBe(fault)
  await expect(
    withinTime(1000, () => {
      throw fault
    })
  ).rejects.toBe(fault)
})

it('gives up on work that takes too long and aborts its signal', async () => {
  const seen: AbortSignal[] = []
  const endless = (signal: AbortSignal) => {
    seen.push(signal)
    return new Promise<never>(() => {})
  }

  await expect(withinTime(10, endless)).rejects.toThrow('it was not done within 0.0 s')
  expect(seen.map(({ aborted }) => aborted)).toEqual([true])
})
