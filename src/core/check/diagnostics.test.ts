import { appendFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { createChatApp } from '../app'

it('holds what helps to find a fault, and nothing that was said, named or is secret', async () => {
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'planted-secret-of-the-environment')
  vi.stubEnv('AWS_SESSION_TOKEN', 'planted-session/token+with=signs')
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '1.2.3', dataDir, connect: false })
  await app.handlers['settings.set']({ senderName: 'planted-name' })
  const { id } = await app.handlers['conversations.create']({ title: 'planted-title' })
  await app.handlers['chat.send']({ text: 'planted-text', conversationId: id })
  appendFileSync(app.info.logFile, '{"msg":"the server said: planted-secret-of-the-environment"}\n')

  const { text } = await app.handlers['app.diagnostics']()
  await app.stop()

  const document = JSON.parse(text)
  expect(document).toMatchObject({
    app: { version: '1.2.3', host: 'cli' },
    settings: { theme: 'system' },
    backends: { activeId: 'local' },
    queues: expect.stringContaining('not read: '),
    faults: expect.anything(),
    counts: { conversations: 2, messages: 1, outbox: 1 },
    variables: expect.arrayContaining(['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
  })
  expect(document.log).toContainEqual(expect.objectContaining({ msg: 'started' }))
  expect(text).not.toContain('planted-')
  expect(text).not.toContain(homedir())
})
