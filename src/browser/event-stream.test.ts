import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { setupSignedIn } from './test-host'

/** Opens the stream and reads until the text holds what the test waits for. */
async function stream(url: string, authorization: string) {
  const response = await fetch(`${url}/events`, { headers: { authorization } })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (wanted: string): Promise<string> => {
    while (!text.includes(wanted)) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: '' }
      if (done) throw new Error(`The stream ended before "${wanted}".`)
      text = text.slice(-1000) + value
    }
    return text
  }
  return { response, until, reader }
}

it('announces the events of a turn by name, as one line of JSON', async () => {
  const { app, url, authorization } = await setupSignedIn()
  const { response, until, reader } = await stream(url, authorization)
  await until('connected')

  app.announce('conversation.deleted', { id: 'line\nbreak 👋' })

  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(await until('👋')).toContain(
    'event: batch\ndata: [["conversation.deleted",{"id":"line\\nbreak 👋"}]]\n\n'
  )
  await reader?.cancel()
})

it('drops a page that does not read and goes on for the others', async () => {
  const { app, url, port, authorization } = await setupSignedIn()
  const deaf = connect(port, '127.0.0.1')
  deaf.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\n\r\n`)
  await once(deaf, 'readable')
  deaf.pause()
  const gone = once(deaf, 'close')
  const { until, reader } = await stream(url, authorization)
  await until('connected')

  for (let i = 1; i <= 20; i += 1) {
    app.announce('conversation.deleted', { id: `${i}:${'x'.repeat(1_000_000)}` })
    await until(`"${i}:`)
  }
  app.announce('conversation.deleted', { id: 'last' })

  expect(await until('"last"')).toContain('"last"')
  deaf.on('error', () => {}).resume()
  expect(await gone).toBeDefined()
  await reader?.cancel()
})

it('ends every stream and leaves no listener when it closes', async () => {
  const { app, url, authorization, host } = await setupSignedIn()
  const { until, reader } = await stream(url, authorization)
  await until('connected')

  await host.close()

  expect(await reader?.read().catch(() => ({ done: true }))).toMatchObject({ done: true })
  expect(app.listening).toBe(0)
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})
