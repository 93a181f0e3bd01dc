import { describe, expect, it } from 'vitest'
import { aContext, anIncoming } from './fakes'
import { handlers } from './handler-list'
import { createRouter } from './route'

const route = createRouter(handlers)

describe('createRouter', () => {
  it.each([
    ['/echo  two spaces', 'echo', ' two spaces'],
    ['/echo\nline', 'echo', 'line'],
    ['/ECHO x', 'echo', 'x'],
    ['/help', 'help', ''],
    ['hello', 'plain', 'hello'],
    [' /help', 'plain', ' /help'],
    ['/', 'plain', '/'],
    ['/home/ada', 'plain', '/home/ada'],
    ['// a comment', 'plain', '// a comment'],
    ['', 'plain', '']
  ])('gives %j to %s with the argument %j', (text, name, argument) => {
    expect(route(text)).toMatchObject({ name, argument })
  })

  it.each([
    ['/hlep', 'There is no command /hlep. Did you mean /help? /help lists every command.'],
    ['/tiem Europe/Berlin', 'There is no command /tiem. Did you mean /time? /help lists every command.'],
    ['/constructor', 'There is no command /constructor. /help lists every command.'],
    [`/${'x'.repeat(5000)}`, `There is no command /${'x'.repeat(39)}…. /help lists every command.`]
  ])('answers %.20j with the nearest command', async (text, answer) => {
    expect(await route(text).handle(anIncoming({ text }), aContext())).toBe(answer)
  })

  it('refuses two handlers of one command', () => {
    expect(() =>
      createRouter([...handlers, ...handlers.filter(({ command }) => command === '/echo')])
    ).toThrow('Two handlers answer /echo. Remove one or rename its command.')
  })

  it('refuses a list without a handler for plain text', () => {
    expect(() => createRouter([])).toThrow('No handler answers plain text.')
  })
})
