import { EventEmitter, once } from 'node:events'
import type { App } from 'electron'
import { expect, it } from 'vitest'
import { stopBeforeQuit } from './quit'

function setup(stop: () => Promise<void>, boundMs?: number) {
  const electron = new EventEmitter()
  const app = Object.assign(electron, { exit: (code: number) => void electron.emit('exit', code) })
  stopBeforeQuit(app as unknown as App, stop, boundMs)
  let prevented = 0
  const quit = (): void => void electron.emit('before-quit', { preventDefault: () => (prevented += 1) })
  return { quit, exit: once(electron, 'exit'), prevented: () => prevented }
}

it('exits only after the core has stopped, and stops it once', async () => {
  const stops: string[] = []
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  const { quit, exit, prevented } = setup(() => {
    stops.push('asked')
    return finished.then(() => void stops.push('stopped'))
  })

  quit()
  quit()
  finish()

  expect(await exit).toEqual([0])
  expect(stops).toEqual(['asked', 'stopped'])
  expect(prevented()).toBe(2)
})

it('exits after the bound when the core hangs or fails', async () => {
  const hanging = setup(() => new Promise(() => {}), 1)
  const failing = setup(() => Promise.reject(new Error('no')))

  hanging.quit()
  failing.quit()

  expect(await hanging.exit).toEqual([0])
  expect(await failing.exit).toEqual([0])
})
