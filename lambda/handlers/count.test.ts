import { expect, it, onTestFinished, vi } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './count'

it('counts seconds, says before each how far it is, and then answers', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const told: unknown[] = []
  const context = { ...aContext(), progress: (...what: unknown[]) => void told.push(what) }

  const answer = handler.handle(anIncoming({ argument: ' 2' }), context)
  await vi.runAllTimersAsync()

  expect(await answer).toBe('Counted to 2.')
  expect(told).toEqual([
    [0, '0 of 2'],
    [0.5, '1 of 2']
  ])
})

it.each(['', '0', '11', '-1', '1e9', 'two', '1.5'])(
  'says how it is used when asked for "%s"',
  async (argument) => {
    expect(await handler.handle(anIncoming({ argument }), aContext())).toContain('/count 5')
  }
)
