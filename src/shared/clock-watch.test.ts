import { afterEach, expect, it, vi } from 'vitest'
import { AClock, DAY_MS } from '../../test/a-clock'
import { ClockWatch, type ClockChange } from './clock-watch'

afterEach(() => vi.useRealTimers())

/** A watch on clocks in the test's hand; `pass` lets time go by, and a look every second with it. */
function aWatch() {
  vi.useFakeTimers()
  const clock = new AClock()
  const changes: ClockChange[] = []
  const watch = new ClockWatch({ clock, changed: (change) => changes.push(change) })
  watch.start()
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      clock.pass(1000)
      vi.advanceTimersByTime(1000)
    }
  }
  return { clock, changes, watch, pass }
}

it.each([
  ['back by a day', -DAY_MS],
  ['forward by an hour', 3_600_000],
  ['back by two seconds', -2000]
])('tells of a wall clock that is set %s, once', (_how, jumpMs) => {
  const { clock, changes, pass } = aWatch()
  pass(10)

  clock.set(jumpMs)
  pass(10)

  expect(changes).toEqual([{ jumpMs, absentMs: 0 }])
})

it('tells of a process that was stopped for five minutes, once', () => {
  const { clock, changes, pass } = aWatch()
  pass(10)

  clock.pass(300_000)
  pass(10)

  expect(changes).toEqual([{ jumpMs: 0, absentMs: 300_000 }])
})

it('says nothing of a clock that is slewed, of a busy second, or of a quiet day', () => {
  const { clock, changes, pass } = aWatch()

  pass(3600)
  clock.set(400)
  pass(60)
  clock.pass(4000)
  pass(60)

  expect(changes).toEqual([])
})

it('tells at once who asks', () => {
  const { clock, changes, watch } = aWatch()

  clock.set(-DAY_MS)
  watch.look()

  expect(changes).toHaveLength(1)
})
