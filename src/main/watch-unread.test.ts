import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { EventBus } from '../core/calls/dispatch'
import { createChatApp } from '../core/app'
import type { ChatApp } from '../core/chat-app'
import type { Conversation } from '../shared/contract'
import { watchUnread } from './watch-unread'

it('counts what is unread, each number once, without what is muted or deleted', async () => {
  const app = await createChatApp({ host: 'cli', version: '0', dataDir: temporaryFolder(), connect: false })
  const [chat] = await app.handlers['conversations.list']()
  await app.stop()
  if (!chat) throw new Error('There is no chat.')
  const bus = new EventBus((error) => expect.unreachable(String(error)))
  let stored: Conversation[] = [{ ...chat, unread: 2 }]
  const host = {
    handlers: { 'conversations.list': async () => stored },
    on: bus.on.bind(bus)
  } as unknown as ChatApp
  const told: number[] = []

  await watchUnread(host, (unread) => told.push(unread))
  bus.emit('conversation.changed', { ...chat, id: 'other', unread: 3 })
  bus.emit('conversation.changed', { ...chat, id: 'other', unread: 3, preview: 'more' })
  bus.emit('conversation.changed', { ...chat, id: 'muted', unread: 9, muted: true })
  bus.emit('conversation.deleted', { id: 'other' })
  stored = [{ ...chat, unread: 7 }]
  bus.emit('data.changed', undefined as never)

  await expect.poll(() => told).toEqual([2, 5, 2, 7])
})
