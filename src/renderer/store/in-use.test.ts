import { expect, it, onTestFinished, vi } from 'vitest'
import { FakeHost } from '../test/fake-host'
import { tellInUse } from './in-use'

const MINUTE_MS = 60_000

/** A window in the hands of a test, with its clock. */
function setup({ focused = true } = {}) {
  vi.useFakeTimers()
  const host = new FakeHost()
  let listener: (() => void) | undefined
  const attention = {
    isVisible: () => true,
    isFocused: () => focused,
    onChange: (heard: () => void) => {
      listener = heard
      return () => {}
    }
  }
  const stop = tellInUse(host, attention)
  onTestFinished(() => {
    stop()
    vi.useRealTimers()
  })
  const focus = (now: boolean): void => {
    focused = now
    listener?.()
  }
  return { focus, told: () => host.inputsOf('app.inUse').length }
}

it('tells the host once a minute that its window is in use', () => {
  const { told } = setup()
  const atOnce = told()

  vi.advanceTimersByTime(2 * MINUTE_MS)

  expect([atOnce, told()]).toEqual([1, 3])
})

it('says nothing of a window behind others, and tells at once when it comes to the front', () => {
  const { told, focus } = setup({ focused: false })
  vi.advanceTimersByTime(3 * MINUTE_MS)
  const behind = told()

  focus(true)

  expect([behind, told()]).toEqual([0, 1])
})

it('says nothing of a window that nobody has touched for minutes, and tells at once when somebody does', () => {
  const { told } = setup()
  vi.advanceTimersByTime(5 * MINUTE_MS)
  const before = told()

  vi.advanceTimersByTime(30 * MINUTE_MS)
  const untouched = told()
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))

  expect([before, untouched, told()]).toEqual([6, 6, 7])
})
