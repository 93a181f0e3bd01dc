import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { strictRequests } from './strict-requests'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A server that says what is wrong with each request, and a socket to write to it byte by byte. */
async function setup() {
  const server = createServer((request, response) => {
    const problem = check(request)
    request.resume()
    response.end(problem ?? 'fine')
  })
  const check = strictRequests(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    port,
    host: `127.0.0.1:${port}`,
    /** Resolves to what came back up to the end. */
    send: async (bytes: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1')
      socket.write(bytes)
      return (await socket.setEncoding('utf8').toArray()).join('')
    }
  }
}

const close = 'Connection: close\r\n'

it('takes what clients write: one host, one path, a body by length or in chunks', async () => {
  const { host, send } = await setup()

  const answers = [
    await send(`GET /a?b=c HTTP/1.1\r\nHost: ${host}\r\n${close}\r\n`),
    await send(`GET / HTTP/1.1\r\nhost:${host}\r\n${close}\r\n`),
    await send(`POST / HTTP/1.1\r\nHost: ${host}\r\n${close}Content-Length: 16\r\n\r\n{"text":"host:"}`),
    await send(
      `POST / HTTP/1.1\r\nHost: ${host}\r\n${close}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`
    )
  ]

  for (const answer of answers) expect(answer).toContain('fine')
})

it.each([
  ['blanks around the host', (host: string) => `GET / HTTP/1.1\r\nHost:  ${host} \r\n`, 'Blanks'],
  ['a blank after the host', (host: string) => `GET / HTTP/1.1\r\nHost: ${host} \r\n`, 'Blanks'],
  ['a tab before the host', (host: string) => `GET / HTTP/1.1\r\nHost:\t${host}\r\n`, 'Blanks'],
  ['two hosts', (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n`, '"host"'],
  [
    'two hosts that agree',
    (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nHOST: ${host}\r\n`,
    '"host"'
  ],
  [
    'two origins',
    (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://a\r\nOrigin: http://b\r\n`,
    '"origin"'
  ],
  [
    'another server in the target',
    (host: string) => `GET http://evil.example/ HTTP/1.1\r\nHost: ${host}\r\n`,
    'path'
  ],
  [
    'its own server in the target',
    (host: string) => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n`,
    'path'
  ],
  ['no path at all', (host: string) => `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n`, 'path'],
  [
    'an unknown transfer encoding',
    (host: string) => `POST / HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: x, chunked\r\n`,
    'transfer encoding'
  ]
])('refuses %s', async (_, head, problem) => {
  const { host, send } = await setup()

  const answer = await send(`${head(host)}${close}\r\n${head(host).startsWith('POST') ? '0\r\n\r\n' : ''}`)

  expect(answer).toContain(problem)
})

it('refuses blanks around the host however the bytes arrive, and on a connection that was fine before', async () => {
  const { host, port } = await setup()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('utf8')
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  const [first] = (await once(socket, 'data')) as [string]

  for (const part of ['GET / HTTP/1.1\r\nHo', 'st:  ', `${host}\r`, `\n${close}`, '\r\n']) {
    socket.write(part)
    await turn()
  }

  expect(first).toContain('fine')
  expect((await socket.toArray()).join('')).toContain('Blanks')
})
