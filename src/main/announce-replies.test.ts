import { EventEmitter } from 'node:events'
import { resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { createChatApp } from '../core/app'
import { announceReplies } from './announce-replies'

const backendFile = resolve(import.meta.dirname, '../../out/main/local-backend.cjs')

it(
  'announces a reply in the user’s language that nobody has read, and opens it at a click',
  { timeout: 30_000 },
  async () => {
    const app = await createChatApp({
      host: 'electron',
      version: '0',
      dataDir: temporaryFolder(),
      backendFile
    })
    onTestFinished(() => app.stop())
    const { handlers } = app
    const shown: (EventEmitter & { title: string; body: string })[] = []
    const opened: unknown[] = []
    announceReplies(app, {
      create: (words) =>
        Object.assign(new EventEmitter(), words, {
          show() {
            shown.push(this as never)
          }
        }),
      languages: () => ['de-AT', 'en'],
      open: (target) => opened.push(target)
    })
    const { id: conversationId } = await handlers['conversations.create']({ title: 'Fragen' })

    await handlers['chat.send']({ conversationId, text: '/echo eins' })
    await handlers['chat.send']({ conversationId, text: '/echo zwei' })
    await expect
      .poll(() => shown.map(({ title, body }) => [title, body]), { timeout: 20_000 })
      .toEqual([['Fragen', '2 neue Antworten']])
    shown[0]?.emit('click')

    const { messages } = await handlers['chat.history']({ conversationId, limit: 10 })
    expect(opened).toMatchObject([{ conversationId, messageId: expect.any(String) }])
    expect(messages.map(({ id }) => id)).toContain((opened[0] as { messageId: string }).messageId)
  }
)
