import { expect, it } from 'vitest'
import { parseElectronArguments } from './arguments'

it('reads profile and data folder among the switches of Chromium and the launcher', () => {
  const argv = [
    '.',
    '--no-sandbox',
    '--profile',
    'work',
    '--remote-debugging-port=0',
    '--data-dir=/tmp/x',
    '-psn_0_1'
  ]

  expect(parseElectronArguments(argv)).toEqual({ profile: 'work', dataDir: '/tmp/x' })
})

it.each([[[]], [['--profile']], [['--profile=', '--data-dir=']]])('leaves %j to the defaults', (argv) => {
  expect(parseElectronArguments(argv)).toEqual({ profile: undefined, dataDir: undefined })
})
