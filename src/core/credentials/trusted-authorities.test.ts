import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createProxy } from 'node:http'
import { createServer, get } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { clientSettings } from '../../shared/client-target'
import { clientTarget, surroundings } from './aws-destination'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** A server whose certificate is of an authority that only this company knows; with that authority's file. */
async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'chatapp-tls-'))
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: string[]): unknown =>
    execFileSync('openssl', args, { stdio: 'ignore', cwd: folder })
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Inspecting Proxy',
    '-days',
    '2'
  )
  openssl('req', ...fresh, '-keyout', 'key.pem', '-out', 'csr.pem', '-subj', '/CN=localhost')
  writeFileSync(at('san'), 'subjectAltName=DNS:localhost,DNS:sqs.behind-a-proxy.test\n')
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'san', '-days', '2']
  openssl('x509', '-req', '-in', 'csr.pem', '-out', 'cert.pem', ...signed)
  const server = createServer({ key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')) })
  server.on('request', (_request, response) => response.end('ok')).listen(0)
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })
  const { port } = server.address() as AddressInfo
  const ask = (): Promise<unknown> =>
    new Promise((resolve) =>
      get({ host: 'localhost', port, agent: false }, (answer) => resolve(answer.resume().statusCode)).on(
        'error',
        (error) => resolve('code' in error ? error.code : error)
      )
    )
  return { ask, port, folder, authority: at('ca.pem') }
}

it.skipIf(!hasOpenssl)(
  'trusts the authority of an inspecting proxy from the first call to AWS on',
  async () => {
    const { ask, authority } = await setup()
    vi.stubEnv('NODE_EXTRA_CA_CERTS', authority)
    const before = await ask()

    clientTarget(
      'SQS',
      { region: 'eu-central-1', credentials: { type: 'environment' }, endpoint: null },
      surroundings()
    )

    expect([before, await ask()]).toEqual(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 200])
  }
)

const environment = { region: 'eu-central-1', credentials: { type: 'environment' }, endpoint: null } as const
const noFiles = { profiles: new Map(), services: new Map(), ssoSessions: new Map() } as never

it.skipIf(!hasOpenssl)(
  'goes through the proxy of HTTPS_PROXY, trusting the file of AWS_CA_BUNDLE',
  async () => {
    const { port, authority } = await setup()
    const asked: string[] = []
    const proxy = createProxy().on('connect', ({ url = '' }, socket) => {
      asked.push(url)
      const onward = connect(port, '127.0.0.1', () =>
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      )
      onward.pipe(socket).pipe(onward)
      for (const one of [socket, onward]) one.on('error', () => one.destroy())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    onTestFinished(() => void proxy.close())
    const env = {
      AWS_CA_BUNDLE: authority,
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      AWS_ENDPOINT_URL: 'https://sqs.behind-a-proxy.test'
    }
    const target = clientTarget('SQS', environment, { env, shared: noFiles })
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
    const client = new SQSClient({ ...clientSettings(target), credentials, maxAttempts: 1 })
    onTestFinished(() => client.destroy())

    // The server answers "ok", which is no answer of SQS: it came through.
    await expect(client.send(new ListQueuesCommand({}))).rejects.toMatchObject({ name: 'SyntaxError' })
    expect(asked).toEqual(['sqs.behind-a-proxy.test:443'])
  }
)

it.each([
  ['http://127.0.0.1:9324', { HTTPS_PROXY: 'http://proxy.test' }, undefined],
  ['http://localhost:9324', { http_proxy: 'http://proxy.test' }, undefined],
  ['https://sqs.test', { NO_PROXY: 'sqs.test' }, undefined],
  ['https://sqs.test', { https_proxy: 'http://proxy.test' }, { https_proxy: 'http://proxy.test' }]
])('reaches %s with %o through %o', (endpoint, env, proxyEnv) => {
  const target = clientTarget('SQS', { ...environment, endpoint }, { env, shared: noFiles })

  expect(target.proxyEnv).toEqual(proxyEnv)
})

it.each(['none at all', 'no certificate'])('refuses an AWS_CA_BUNDLE that is %s, in words', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'chatapp-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'ca.pem')
  if (kind === 'no certificate') writeFileSync(file, 'hello')

  expect(() => clientTarget('SQS', environment, { env: { AWS_CA_BUNDLE: file }, shared: noFiles })).toThrow(
    `AWS_CA_BUNDLE names ${file}, which cannot be read or holds no certificate.`
  )
})
