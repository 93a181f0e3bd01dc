import { expect, it } from 'vitest'
import { aboutPanel, parseElectronArguments, stopBeforeQuit, watchSystemEnd } from './application'
import type { App, PowerMonitor } from 'electron'
import { EventEmitter, once } from 'node:events'

it('reads profile and data folder among the switches of Chromium and the launcher', () => {
  const argv = [
    '.',
    '--no-sandbox',
    '--profile',
    'work',
    '--remote-debugging-port=0',
    '--data-dir=/tmp/x',
    '--safe-mode',
    '-psn_0_1'
  ]

  expect(parseElectronArguments(argv)).toEqual({ profile: 'work', dataDir: '/tmp/x', safeMode: true })
})

it.each([[[]], [['--profile']], [['--profile=', '--data-dir=']]])('leaves %j to the defaults', (argv) => {
  expect(parseElectronArguments(argv)).toEqual({ profile: undefined, dataDir: undefined, safeMode: false })
})

it('names the app and its version in About', () => {
  expect(aboutPanel('1.2.3', undefined)).toMatchObject({
    applicationName: 'ChatAPP',
    applicationVersion: '1.2.3'
  })
})

interface Options {
  readonly boundMs?: number
  readonly systemEnds?: () => boolean
}

function setup(stop: () => Promise<void>, options?: Options) {
  const electron = new EventEmitter()
  const app = Object.assign(electron, { exit: (code: number) => void electron.emit('exit', code) })
  stopBeforeQuit(app as unknown as App, stop, options)
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
  const hanging = setup(() => new Promise(() => {}), { boundMs: 1 })
  const failing = setup(() => Promise.reject(new Error('no')))

  hanging.quit()
  failing.quit()

  expect(await hanging.exit).toEqual([0])
  expect(await failing.exit).toEqual([0])
})

it('lets macOS log out, restart and shut down, and still tells the core', async () => {
  const powerMonitor = new EventEmitter()
  const stops: string[] = []
  const { quit, prevented } = setup(() => Promise.resolve(void stops.push('asked')), {
    systemEnds: watchSystemEnd(powerMonitor as PowerMonitor, 'darwin')
  })

  powerMonitor.emit('shutdown')
  quit()

  expect(prevented()).toBe(0)
  expect(stops).toEqual(['asked'])
})

it.each(['linux', 'win32'] as const)('holds up no shutdown of its own accord on %s', (platform) => {
  const powerMonitor = new EventEmitter()

  const systemEnds = watchSystemEnd(powerMonitor as PowerMonitor, platform)

  // On Linux a listener alone would take a lock that delays the shutdown.
  expect(powerMonitor.listenerCount('shutdown')).toBe(0)
  expect(systemEnds()).toBe(false)
})
