import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createCloudFormationClient } from '../src/core/backends/aws-clients'
import { LambdaRunner } from '../src/local-backend/lambda/lambda-runner'
import { readBackendTemplate } from '../src/local-backend/protocol/backend-template'
import { signedHeaders } from '../src/local-backend/protocol/signed-post'
import { builtTemplate, credentials, motoUrl, region } from './moto'

const root = resolve(import.meta.dirname, '..')

/** The folder with LocalStack's Python; empty where it could not be installed, as `npm run test:aws` has said. */
export const localStackBin = process.env['CHATAPP_LOCALSTACK'] ?? ''

/** How long LocalStack may take to answer, in milliseconds. */
const START_BOUND_MS = 120_000

/** Where a server of this test answers. */
const portOf = (server: { address: () => unknown }): number => (server.address() as AddressInfo).port

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  return port
}

/** LocalStack with its functions run by our own worker threads, as Lambda would run the bundle. Ends by `stop`. */
export async function startLocalStack() {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const { lambda } = readBackendTemplate(builtTemplate(), region)
  const runner = new LambdaRunner({
    lambda,
    bundleFile: join(root, 'out/lambda/index.js'),
    workerFile: join(root, 'out/main/lambda-worker.cjs'),
    runtimeEnvironment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_SQS: endpoint
    },
    answer: async ({ target, body }) => {
      const headers = signedHeaders(
        { url: endpoint, region, ...credentials },
        { target, body, now: Date.now() }
      )
      const answered = await fetch(endpoint, { method: 'POST', headers, body })
      return {
        status: answered.status,
        headers: Object.fromEntries(answered.headers),
        body: await answered.text()
      }
    },
    log: () => {}
  })
  let invocations = 0
  const invoker = createServer((request, response) => {
    void (async () => {
      invocations += 1
      const event = Buffer.concat(await request.toArray()).toString()
      try {
        response.end(await runner.invoke(event))
      } catch (error) {
        response.writeHead(500).end(JSON.stringify({ errorMessage: String(error) }))
      }
    })()
  }).listen(0, '127.0.0.1')
  await once(invoker, 'listening')
  const home = mkdtempSync(join(tmpdir(), 'chatapp-localstack-'))
  const server = spawn(join(localStackBin, 'python'), [join(root, 'test-aws/localstack_in_node.py')], {
    stdio: 'ignore',
    env: {
      PATH: `${localStackBin}:${process.env['PATH']}`,
      HOME: home,
      FILESYSTEM_ROOT: home,
      LOCALSTACK_VOLUME_DIR: home,
      GATEWAY_LISTEN: new URL(endpoint).host,
      CHATAPP_TABLES_URL: motoUrl,
      CHATAPP_INVOKE_URL: `http://127.0.0.1:${portOf(invoker)}`,
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1'
    }
  })
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) {
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
    }
    invoker.close()
    await runner.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await untilItAnswers(`${endpoint}/_localstack/health`, server)
  } catch (error) {
    await stop()
    throw error
  }
  const connection = { endpoint, region, credentials }
  return {
    connection,
    cloudFormation: () => createCloudFormationClient(connection),
    invocations: () => invocations,
    stop
  }
}

async function untilItAnswers(url: string, server: { readonly exitCode: number | null }): Promise<void> {
  const bound = AbortSignal.timeout(START_BOUND_MS)
  while (!bound.aborted) {
    if (server.exitCode !== null) throw new Error(`LocalStack ended with ${server.exitCode}.`)
    const answered = await fetch(url, { signal: bound }).catch(() => null)
    if (answered?.ok) return
    await new Promise((done) => setTimeout(done, 200))
  }
  throw new Error(`LocalStack did not answer within ${START_BOUND_MS / 1000} s.`)
}
