import { expect, it } from 'vitest'
import { commandWords } from './command-words'

it.each([
  [[]],
  [['--profile', 'work']],
  [['--profile=work', '--data-dir', '/data']],
  [['--no-sandbox', '--ozone-platform=wayland', '--enable-features=A,B']],
  [['chatapp://chat/42']],
  [['--profile', 'work', 'chatapp://chat/42', '--not-a-switch']],
  [['CHATAPP:join']]
])('leaves %j to the window', (argv) => {
  expect(commandWords(argv)).toBeNull()
})

it.each([
  [
    ['send', 'hello'],
    ['send', 'hello']
  ],
  [
    ['send', '--json', '-', '--profile', 'work'],
    ['send', '--json', '-', '--profile', 'work']
  ],
  [
    ['send', 'chatapp://chat/42'],
    ['send', 'chatapp://chat/42']
  ],
  [
    ['--no-sandbox', 'history', '--json'],
    ['history', '--json']
  ],
  [['nonsense'], ['nonsense']],
  [['C:\\file.txt'], ['C:\\file.txt']],
  [['--help'], ['--help']],
  [['--no-sandbox', '-V'], ['-V']]
])('takes %j for the command line', (argv, words) => {
  expect(commandWords(argv)).toEqual(words)
})
