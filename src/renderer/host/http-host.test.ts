import { expect, it } from 'vitest'
import { createHttpHost } from './http-host'
import { someTabs } from '../test/some-tabs'

/** An event stream that a test speaks through. */
function anEventStream() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  return {
    body: readable,
    say: (text: string) => writer.write(new TextEncoder().encode(text)),
    end: () => writer.close()
  }
}

function setup(answer: () => Promise<Response>, session: string | null = 'secret') {
  const stream = anEventStream()
  const posted: { url: unknown; body: unknown; headers: unknown }[] = []
  const refused: string[] = []
  const host = createHttpHost({
    fetch: async (url, init) => {
      if (url === '/events') return new Response(stream.body)
      posted.push({ url, body: init?.body, headers: init?.headers })
      return await answer()
    },
    session: { current: async () => session, refused: (one) => refused.push(one) },
    tabs: someTabs().open
  })
  return { host, stream, posted, refused }
}

it('posts a call with the session as a header and returns the result as it came', async () => {
  const { host, posted } = setup(async () => Response.json({ ok: true, value: [] }))

  expect(await host.call('conversations.list', undefined)).toEqual({ ok: true, value: [] })
  await host.call('chat.detail', { id: 'x' })

  const headers = { authorization: 'Bearer secret', 'content-type': 'application/json' }
  expect(posted).toEqual([
    { url: '/call/conversations.list', body: '{}', headers },
    { url: '/call/chat.detail', body: '{"input":{"id":"x"}}', headers }
  ])
})

it('says offline when nobody answers, and can be tried again', async () => {
  const { host } = setup(() => Promise.reject(new TypeError('Failed to fetch')))

  expect(await host.call('app.info', undefined)).toMatchObject({
    ok: false,
    error: { code: 'offline', retryable: true }
  })
})

it('gives up a session that the host refuses, and says that a fresh link brings the page back', async () => {
  const { host, refused } = setup(async () => new Response(null, { status: 401 }))

  const result = await host.call('app.info', undefined)

  expect(refused).toEqual(['secret'])
  expect(result).toMatchObject({
    ok: false,
    error: { code: 'forbidden', message: expect.stringContaining('A fresh link') }
  })
})

it('asks nothing without a session', async () => {
  const { host, posted } = setup(async () => Response.json({ ok: true, value: [] }), null)

  expect(await host.call('app.info', undefined)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  expect(posted).toEqual([])
})

it('makes an error of an answer that is not a result', async () => {
  const { host } = setup(async () => new Response('<html>', { status: 502 }))

  expect(await host.call('app.info', undefined)).toMatchObject({ ok: false, error: { code: 'internal' } })
})

it('passes events on by name, however the bytes arrive, and tells when the stream begins and ends', async () => {
  const { host, stream } = setup(async () => Response.json({ ok: true, value: null }))
  const heard: unknown[] = []
  host.on('conversation.deleted', (payload) => heard.push(payload))
  host.onLink((up) => heard.push(up))

  await stream.say('retry: 1000\n: connected\n\nevent: batch\ndata: [["conversation.del')
  await stream.say(
    'eted",{"id":"a"}]]\n\n: alive\n\nevent: batch\ndata: [["conversation.deleted",{"id":"b"}]]\n'
  )
  await stream.say('\n')
  await stream.end()

  await expect.poll(() => heard).toEqual([true, { id: 'a' }, { id: 'b' }, false])
})
