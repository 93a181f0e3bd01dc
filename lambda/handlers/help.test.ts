import { expect, it } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './help'

it('lists every command with how to use it', () => {
  const answer = handler.handle(anIncoming(), aContext())

  for (const name of ['echo', 'fail', 'help', 'remind', 'time', 'whoami'])
    expect(answer).toContain(`\`/${name}`)
})

it('lists them as JSON for programs', () => {
  const { commands } = aContext()
  const answer = handler.handle(anIncoming({ argument: ' --json ' }), aContext())

  expect(answer).toBe(
    JSON.stringify(commands.map(({ command, usage, summary }) => ({ command, usage, summary })))
  )
})
