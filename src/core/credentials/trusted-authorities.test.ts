import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
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
  writeFileSync(at('san'), 'subjectAltName=DNS:localhost\n')
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
  return { ask, authority: at('ca.pem') }
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
