import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { motoUrl } from './moto'

/** A fault that stands in front of an action; `null` lets the call through. */
export type Fault = (
  action: string,
  request: IncomingMessage,
  body: string
) => FaultAnswer | null | Promise<FaultAnswer | null>

export type FaultAnswer =
  | { error: string; status: number; message?: string }
  | { html: string }
  | { xml: string }

/** moto with faults in front of it that moto cannot make. Its clock may be another than ours. */
export async function aFaultyFront(fault: Fault, now: () => number = Date.now) {
  const refused: string[] = []
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('date', new Date(now()).toUTCString())
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const target = request.headers['x-amz-target']
    const action =
      typeof target === 'string'
        ? (target.split('.').at(-1) ?? '')
        : (new URLSearchParams(body.toString()).get('Action') ?? '')
    const answer = await fault(action, request, body.toString())
    if (answer && 'xml' in answer) {
      response.writeHead(200, { 'content-type': 'text/xml' }).end(answer.xml)
      return
    }
    if (answer) {
      refused.push(action)
      return refuse(response, answer, target !== undefined)
    }
    const { host: _ours, connection: _hop, 'content-length': _length, ...headers } = request.headers
    const passed = await fetch(`${motoUrl}${request.url ?? '/'}`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body
    })
    response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await passed.arrayBuffer()))
  }
  const server = createServer((request, response) => void respond(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, refused }
}

/** Answers as AWS does, in JSON where the request was JSON, else in XML. */
function refuse(
  response: ServerResponse,
  answer: Exclude<FaultAnswer, { xml: string }>,
  json: boolean
): void {
  if ('html' in answer) {
    response.writeHead(200, { 'content-type': 'text/html' }).end(answer.html)
    return
  }
  const { error, status, message = 'no' } = answer
  response.writeHead(status, { 'content-type': json ? 'application/x-amz-json-1.0' : 'text/xml' })
  response.end(
    json
      ? JSON.stringify({ __type: error, message })
      : `<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>${message}</Message></Error></ErrorResponse>`
  )
}
