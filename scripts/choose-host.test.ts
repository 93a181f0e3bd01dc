import { expect, it } from 'vitest'
import { chooseHost } from './choose-host.mjs'

const electron = { host: 'electron' }

it('opens the window where there is a display', () => {
  expect(chooseHost(['--profile', 'work'], { DISPLAY: ':0' }, 'linux')).toEqual(electron)
  expect(chooseHost([], { WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toEqual(electron)
  expect(chooseHost([], {}, 'darwin')).toEqual(electron)
  expect(chooseHost([], {}, 'win32')).toEqual(electron)
})

it('says why it takes the browser without a display and in CI', () => {
  expect(chooseHost([], {}, 'linux')).toEqual({ host: 'browser', reason: expect.stringContaining('display') })
  expect(chooseHost([], { CI: '1' }, 'win32')).toEqual({
    host: 'browser',
    reason: expect.stringContaining('CI')
  })
})

it.each(['--browser', '--port', '--port=1', '--no-open', '--help'])(
  'takes %s as a wish for the browser',
  (option) => {
    expect(chooseHost([option], { DISPLAY: ':0' }, 'linux')).toEqual({ host: 'browser', reason: null })
  }
)
