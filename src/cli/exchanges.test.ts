import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import type { ChatApp } from '../core/chat-app'
import { createChatApp } from '../core/app'
import { allExchanges, newestExchanges, type Exchange } from './exchanges'

/** A profile with requests that go by turns to three chats, and how many messages were read of it. */
async function aHistory(requests: number) {
  const app = await createChatApp({
    host: 'cli',
    version: '0.0.0',
    dataDir: temporaryFolder(),
    connect: false
  })
  onTestFinished(() => app.stop())
  const made = [
    await app.handlers['conversations.create']({ title: 'One' }),
    await app.handlers['conversations.create']({ title: 'Two' })
  ]
  const ids = ['processor', ...made.map(({ id }) => id)]
  const texts = Array.from({ length: requests }, (_, n) => `number ${n}`)
  for (const [n, text] of texts.entries()) {
    await app.handlers['chat.send']({ conversationId: ids[n % 3]!, text })
  }
  const read = { messages: 0 }
  const counting: ChatApp = {
    ...app,
    handlers: {
      ...app.handlers,
      'chat.history': async (input) => {
        const page = await app.handlers['chat.history'](input)
        read.messages += page.messages.length
        return page
      }
    }
  }
  return { app: counting, ids, texts, read }
}

/** Their texts, in order of time; messages of one moment may stand either way. */
async function textsOf(exchanges: AsyncIterable<Exchange>): Promise<string[]> {
  const all: Exchange[] = []
  for await (const exchange of exchanges) all.push(exchange)
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => a - b))
  return all
    .map(({ request }) => request?.text ?? '')
    .toSorted((a, b) => Number(a.slice(7)) - Number(b.slice(7)))
}

it('reads little more than what it shows of a long history', async () => {
  const { app, ids, texts, read } = await aHistory(300)

  const last = ids.slice(0, 1)
  const shown = await textsOf(newestExchanges(app, last, 10))

  expect(shown).toEqual(texts.filter((_, n) => n % 3 === 0).slice(-10))
  expect(read.messages).toBeLessThanOrEqual(11)
})

it('takes the newest of all chats', async () => {
  const { app, ids, read } = await aHistory(300)

  const shown: Exchange[] = []
  for await (const exchange of newestExchanges(app, ids, 120)) shown.push(exchange)

  expect(shown).toHaveLength(120)
  expect(shown.at(0)!.at).toBeLessThanOrEqual(shown.at(-1)!.at)
  expect(read.messages).toBeLessThan(300)
})

it('walks through everything, each once', async () => {
  const { app, ids, texts } = await aHistory(310)

  expect(await textsOf(allExchanges(app, ids))).toEqual(texts)
})
