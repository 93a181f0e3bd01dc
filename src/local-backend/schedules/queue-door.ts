import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { awsJsonError } from '../protocol/aws-json-error'
import type { WireAnswer, WireCall } from '../protocol/lambda-protocol'

/** Answers a call of a function, known by the access key that it was given; null: nobody answers. */
export type AnswerCall = (key: string, call: WireCall) => Promise<WireAnswer | null>

export interface QueueDoor {
  readonly url: string
  close(): Promise<void>
}

/** Where functions of a search call their queues: on 127.0.0.1, with a key that only they have. */
export async function openQueueDoor(answer: AnswerCall): Promise<QueueDoor> {
  const server = createServer((request, response) => {
    void take(request, response, answer)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

async function take(request: IncomingMessage, response: ServerResponse, answer: AnswerCall): Promise<void> {
  try {
    const body = await text(request)
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const target = String(request.headers['x-amz-target'] ?? '')
    const { status, headers, body: said } = (await answer(key, { target, body })) ?? cut
    if (status === 0) return void request.socket.destroy()
    response.writeHead(status, headers).end(said)
  } catch {
    // Its function is gone.
    request.socket.destroy()
  }
}

const cut: WireAnswer = { status: 0, headers: {}, body: '' }

/** An error as it stands on the wire. */
export function refusal(code: string, message: string): WireAnswer {
  const { body, ...rest } = awsJsonError(code, message)
  return { ...rest, body: JSON.stringify(body) }
}
