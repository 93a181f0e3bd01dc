import { expect, it } from 'vitest'
import { anAccount, anApp } from '../fakes/test-account'

it('are what MessageProcessor says they are, asked for beside the chats and once', async () => {
  const app = await anApp()
  await expect
    .poll(async () => (await app.handlers['connection.get']()).state, { timeout: 10_000 })
    .toBe('online')

  const commands = await app.handlers['processor.commands']()

  expect(commands.map(({ command }) => command)).toEqual(expect.arrayContaining(['/echo', '/help', '/time']))
  expect(commands.find(({ command }) => command === '/remind')?.usage).toBe('<seconds> <text>')
  expect(await app.handlers['processor.commands']()).toEqual(commands)
  const { messages } = await app.handlers['chat.history']({ conversationId: 'processor', limit: 10 })
  expect(messages).toEqual([])
  // The queue that they were answered on is gone again.
  expect((await app.handlers['responseQueues.list']()).length).toBeLessThanOrEqual(1)
})

it('are none where nobody can be asked', async () => {
  const { aws, config } = await anAccount()
  const app = await anApp(undefined, { connect: false })
  await app.handlers['backends.save'](config())
  await app.handlers['backends.activate']({ id: 'work' })
  aws.denied.add('CreateQueue')

  expect(await app.handlers['processor.commands']()).toEqual([])
})
