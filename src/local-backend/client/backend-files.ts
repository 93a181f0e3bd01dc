import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../../platform/json-file'
import { endpointSchema, type LocalEndpoint } from '../protocol/backend-protocol'

/** The keys of this installation and the port its queue URLs last had. */
const installSchema = z.object({
  accessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/),
  secretAccessKey: z.string().min(32),
  port: z.number().int().min(0).max(65_535)
})
export type Install = z.output<typeof installSchema>

/** Where a running backend can be reached, or null: no file, or one that cannot be read (yet). */
export const readEndpoint = (folder: string): LocalEndpoint | null =>
  readJson(join(folder, 'endpoint.json'), endpointSchema)

export const writeEndpoint = (folder: string, endpoint: LocalEndpoint): void =>
  writeJson(join(folder, 'endpoint.json'), endpoint)

export const removeEndpoint = (folder: string): void => rmSync(join(folder, 'endpoint.json'), { force: true })

/** The keys of this installation: random, made once, kept in a file only this OS user can read. */
export function readInstall(folder: string): Install {
  const kept = readJson(join(folder, 'install.json'), installSchema)
  if (kept) return kept
  const made = {
    // 128 random bits behind a prefix that tells it from an AWS key.
    accessKeyId: `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    port: 0
  }
  writeInstall(folder, made)
  return made
}

export const writeInstall = (folder: string, install: Install): void =>
  writeJson(join(folder, 'install.json'), install)
