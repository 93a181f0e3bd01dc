import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LocalEndpoint } from '../src/local-backend/client/start-local-backend'
import { signedHeaders } from '../src/local-backend/protocol/signed-post'
import { awsBackendSchema } from '../src/shared/backend-config'
import { Home } from './home'
import { quiet, sendAll, texts } from './sending'
import { judge, type Verdict } from './verdict'

/** How long the last messages may take: a stalled send costs 10 s, a stalled receive 30 s, and some come in a row. */
const SETTLE_MS = 180_000

/** Answers that stall, by action: the first ones that come while messages are sent. */
const STALLS: Readonly<Record<string, number>> = {
  SendMessageBatch: 2,
  ReceiveMessage: 1,
  DeleteMessageBatch: 2
}

/** A proxy sends the headers and half of an answer, and then nothing, for sends, receives and deletions. */
export async function stalledAnswers(messages: number): Promise<Verdict & { stalled: number }> {
  await using home = new Home()
  const backend = await home.backend()
  const proxy = new StallingProxy(backend.endpoint)
  try {
    const { accessKeyId, secretAccessKey, region } = backend.endpoint
    const host = await home.start({
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      CHATAPP_ANSWER_WITHIN_MS: '60000'
    })
    const config = awsBackendSchema.parse({
      id: 'stalling',
      kind: 'aws',
      name: 'stalling',
      region,
      credentials: { type: 'environment' },
      requestQueue: 'ChatAPP',
      endpoint: await proxy.listen()
    })
    await host.call('backends.save', config)
    await host.call('backends.activate', { id: config.id })
    const acknowledged = await sendAll(host, texts('stalled', messages), 5000)
    await quiet(home, host, SETTLE_MS)
    return { ...judge(home.database(), acknowledged), stalled: proxy.stalled }
  } finally {
    proxy.close()
    await backend.stop()
  }
}

class StallingProxy {
  stalled = 0
  private readonly left = { ...STALLS }
  private readonly server: Server

  constructor(private readonly endpoint: LocalEndpoint) {
    this.server = createServer((request, response) => {
      this.pass(request, response).catch(() => response.destroy())
    })
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString()
    const target = String(request.headers['x-amz-target'])
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const answer = await fetch(this.endpoint.url, {
      method: 'POST',
      // The signature covers the host.
      headers: signedHeaders(this.endpoint, { target, body, now: Date.now() }),
      body,
      signal: gone.signal
    })
    const text = Buffer.from(await answer.arrayBuffer())
    response.writeHead(answer.status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': text.length
    })
    if (!this.stalls(target, text)) return void response.end(text)
    this.stalled++
    response.write(text.subarray(0, text.length / 2))
  }

  /** An empty receive is no loss: one that holds messages is what must come back. */
  private stalls(target: string, answer: Buffer): boolean {
    const action = target.slice(target.indexOf('.') + 1)
    if (action === 'ReceiveMessage' && !answer.includes('"Messages"')) return false
    const left = this.left[action] ?? 0
    this.left[action] = left - 1
    return left > 0
  }
}
