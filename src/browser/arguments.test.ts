import { expect, it } from 'vitest'
import { parseBrowserArguments } from './arguments'

it('opens the browser on any free port when nothing is said', () => {
  expect(parseBrowserArguments([])).toEqual({
    help: false,
    open: true,
    port: undefined,
    profile: undefined,
    dataDir: undefined
  })
})

it('reads every option', () => {
  const argv = ['--browser', '--no-open', '--port', '4711', '--profile=work', '--data-dir', '/tmp/x']

  expect(parseBrowserArguments(argv)).toEqual({
    help: false,
    open: false,
    port: 4711,
    profile: 'work',
    dataDir: '/tmp/x'
  })
})

it.each([
  [['--port', 'http'], '--port'],
  [['--port', '65536'], '65535'],
  [['--port', '-1'], '--port'],
  [['--port', '1e3'], '1e3'],
  [['--port'], '--port'],
  [['--prot', '1'], '--prot'],
  [['--profile', ''], '--profile is empty'],
  [['--data-dir', ' '], '--data-dir is empty'],
  [['hello'], 'hello']
])('refuses %j in one sentence that names what is wrong', (argv, named) => {
  const parse = () => parseBrowserArguments(argv)

  expect(parse).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(named) })
  )
  expect(parse).toThrow(/^[^\n]+\. See --help\.$/)
})
