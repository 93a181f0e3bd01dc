import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the fake answers to one call: a result, or an error as AWS names it. */
export type JsonAnswer = object | { error: string; status?: number; message?: string } | { html: string }

/** A server that speaks AWS's JSON protocol, for the real SDK. Answers come from `answer(operation, input)`. */
export async function aJsonService(
  answer: (operation: string, input: Record<string, unknown>) => JsonAnswer
) {
  const calls: { operation: string; input: Record<string, unknown> }[] = []
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
    const input = JSON.parse(body) as Record<string, unknown>
    calls.push({ operation, input })
    const given = answer(operation, input)
    if ('html' in given) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(given.html)
    } else if ('error' in given) {
      const { error, status = 400, message = 'no' } = given
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify({ __type: error, message }))
    } else {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(given))
    }
  }
  const server = createServer((request, response) => void respond(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    calls,
    config: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1
    }
  }
}
