import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** What is wrong with how a request is written; null when nothing is. */
export type RequestCheck = (request: IncomingMessage) => string | null

/** Longest header line that is put together from two packets, in characters; Node itself refuses a longer head. */
const MAX_LINE = 16_384

const hostLine = /^host:([^\r\n]*)\r?\n/gim

/**
 * Refuses requests that servers and the programs before them may read differently: what our clients never write.
 *
 * - A `Host` with blanks around the name. Node's parser takes them off, so the check looks at the bytes.
 * - A header that stands there twice, of which Node would keep one.
 * - No `Host` at all.
 * - A target that names a server, as one asks a proxy.
 * - A transfer encoding other than `chunked`.
 *
 * What follows on the same connection is refused, too: where such a request ends is not to be trusted.
 */
export function strictRequests(server: Server): RequestCheck {
  const blurred = new WeakSet<Socket>()
  server.on('connection', (socket: Socket) => {
    let rest = ''
    // Before the parser's own listener, so that the check is done when the request arrives.
    socket.prependListener('data', (chunk: Buffer) => {
      const text = rest + chunk.toString('latin1')
      for (const [, value = ''] of text.matchAll(hostLine)) if (!/^ ?\S*$/.test(value)) blurred.add(socket)
      rest = text.slice(text.lastIndexOf('\n') + 1).slice(-MAX_LINE)
    })
  })
  const refused = new WeakMap<Socket, string | null>()
  return (request) => {
    const { socket } = request
    const problem = refused.get(socket) ?? (blurred.has(socket) ? BLURRED : problemOf(request))
    refused.set(socket, problem)
    return problem
  }
}

const BLURRED = 'Blanks stand around the name of the host.'

function problemOf({ url, rawHeaders, headers }: IncomingMessage): string | null {
  if (headers.host === undefined) return 'There is no host.'
  if (!url?.startsWith('/')) return 'The target is not a path.'
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `The header "${twice}" stands there twice.`
  const coding = headers['transfer-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return 'The transfer encoding is not "chunked".'
  return null
}
