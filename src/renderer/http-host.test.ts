import { expect, it } from 'vitest'
import { createHttpHost } from './http-host'

/** An event stream that a test speaks through. */
class FakeEvents extends EventTarget {
  readyState: number = EventSource.OPEN

  say(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
  }
}

function setup(answer: () => Promise<Response>) {
  const stream = new FakeEvents()
  const posted: { url: unknown; body: unknown }[] = []
  const host = createHttpHost({
    fetch: async (url, init) => {
      posted.push({ url, body: init?.body })
      return await answer()
    },
    openEvents: () => stream as unknown as EventSource
  })
  return { host, stream, posted }
}

it('posts a call and returns the result as it came', async () => {
  const { host, posted } = setup(async () => Response.json({ ok: true, value: [] }))

  expect(await host.call('conversations.list', undefined)).toEqual({ ok: true, value: [] })
  await host.call('chat.detail', { id: 'x' })

  expect(posted).toEqual([
    { url: '/call/conversations.list', body: '{}' },
    { url: '/call/chat.detail', body: '{"input":{"id":"x"}}' }
  ])
})

it('says offline when nobody answers, and can be tried again', async () => {
  const { host } = setup(() => Promise.reject(new TypeError('Failed to fetch')))

  expect(await host.call('app.info', undefined)).toMatchObject({
    ok: false,
    error: { code: 'offline', retryable: true }
  })
})

it('says forbidden when the session ended, and that a fresh link brings the page back', async () => {
  const { host } = setup(async () => new Response(null, { status: 401 }))

  const result = await host.call('app.info', undefined)

  expect(result).toMatchObject({
    ok: false,
    error: { code: 'forbidden', message: expect.stringContaining('A fresh link') }
  })
})

it('makes an error of an answer that is not a result', async () => {
  const { host } = setup(async () => new Response('<html>', { status: 502 }))

  expect(await host.call('app.info', undefined)).toMatchObject({ ok: false, error: { code: 'internal' } })
})

it('passes events on by name and tells when the stream breaks and heals', () => {
  const { host, stream } = setup(async () => Response.json({ ok: true, value: null }))
  const heard: unknown[] = []
  const stop = host.on('conversation.deleted', (payload) => heard.push(payload))
  host.onLink((up) => heard.push(up))

  stream.dispatchEvent(new Event('open'))
  stream.say('conversation.deleted', { id: 'a' })
  stream.dispatchEvent(new Event('error'))
  stop()
  stream.say('conversation.deleted', { id: 'b' })

  expect(heard).toEqual([true, { id: 'a' }, false])
})
