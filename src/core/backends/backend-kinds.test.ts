import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { silentLog, queueNotes } from '../../../test/fakes'
import { temporaryFolder } from '../../../test/temporary-folder'
import type { BackendConfig } from '../../shared/backend-config'
import { encodeBody, FORMAT_VERSION, parseReplyBody } from '../../shared/message'
import { InstallationResponseQueue } from './response-queue'
import { backendKinds, makeBackend, type BackendKinds, type BackendParts } from './backend-kinds'
import { localNames } from './backend-names'
import { EmbeddedBackend } from './embedded-backend'
import { backendFile } from '../fakes/test-account'

/** A kind that there is not: another local backend, in a folder of its own. */
interface LabConfig {
  readonly kind: 'lab'
  readonly folder: string
}

const kinds: BackendKinds<BackendConfig | LabConfig> = {
  ...backendKinds,
  lab: {
    make: ({ folder }, parts) => new EmbeddedBackend({ ...parts, folder, names: localNames }),
    settled: (given) => given
  }
}

const parts = (): BackendParts => ({
  broker: {} as BackendParts['broker'],
  log: silentLog,
  onRequest: () => {},
  folder: '/nowhere',
  warn: () => {},
  childFile: backendFile
})

it('takes another kind by one entry of its own, and brings a message there and back', async () => {
  const config: BackendConfig | LabConfig = { kind: 'lab', folder: temporaryFolder() }
  const backend = makeBackend<BackendConfig | LabConfig>(config, parts(), kinds)
  onTestFinished(() => backend.stop())
  await backend.recover()
  const queue = new InstallationResponseQueue(backend, { installId: 'lab', notes: queueNotes() })
  await queue.ensure()
  const id = '019ab0c1-2d3e-7000-8000-000000000001'
  const body = encodeBody({
    v: FORMAT_VERSION,
    id,
    conversationId: 'lab',
    sender: { id: 'lab', name: 'Lab' },
    text: '/echo there and back',
    sentAt: 0
  })
  await backend
    .gateway()
    .sendRequests(backend.names.requestQueue, [{ id, conversationId: 'lab', body }], queue.name)

  const [reply] = await queue.receive(20)

  expect(parseReplyBody(reply?.body ?? '')).toMatchObject({ ok: true, body: { text: 'there and back' } })
})

const root = join(import.meta.dirname, '../../..')

/** Production files with something in them. */
const filesWith = (pattern: RegExp): string[] =>
  globSync('{src,lambda}/**/*.{ts,tsx}', { cwd: root })
    .filter(
      (file) => !/\.test\.|\/fakes\//.test(file) && pattern.test(readFileSync(join(root, file), 'utf8'))
    )
    .map((file) => file.replaceAll('\\', '/'))

it('nowhere decides by the kind of a backend: another kind is its configuration, its words, its class and one entry', () => {
  const deciding =
    /(?:kind|backend)\b\)?\s*[=!]==\s*'(?:aws|local)'|case '(?:aws|local)'|instanceof \w+Backend\b/

  expect(filesWith(deciding)).toEqual([])
  expect(filesWith(/new (?!Unreadable)\w+Backend\(/)).toEqual(['src/core/backends/backend-kinds.ts'])
})
