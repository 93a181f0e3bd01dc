import { randomBytes, createHmac, timingSafeEqual } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ChatError } from '../shared/errors'
import { readJson, writeJson } from '../platform/json-file'

const hostFileSchema = z.object({ pid: z.number().int(), url: z.url(), key: z.string().min(20) })
const storedSchema = hostFileSchema.extend({ folder: z.string().optional() })

/** Where a running browser host of a profile can be found. Readable by this user only. */
export type HostFile = z.output<typeof hostFileSchema>

const pathIn = (profileDir: string): string => join(profileDir, 'browser-host.json')

/** A secret for `HostFile.key`. */
export const newHostKey = (): string => randomBytes(32).toString('base64url')

/** Notes where this host runs; returns how to take the note away again, which leaves a newer host's note alone. */
export function writeHostFile(profileDir: string, host: HostFile): () => void {
  writeJson(pathIn(profileDir), { ...host, folder: realpathSync(profileDir) })
  return () => {
    if (readHostFile(profileDir)?.key === host.key) rmSync(pathIn(profileDir), { force: true })
  }
}

/** The browser host that serves this profile now, or null. Believes the note only if its host proves it has the key. */
export async function findRunningHost(profileDir: string): Promise<HostFile | null> {
  const host = readHostFile(profileDir)
  if (!host) return null
  const nonce = newHostKey()
  try {
    const answer = await fetch(`${host.url}/alive?nonce=${nonce}`, { signal: AbortSignal.timeout(2000) })
    const { proof } = z.object({ proof: z.string() }).parse(await answer.json())
    return isProof(proof, { key: host.key, purpose: 'alive', nonce }) ? host : null
  } catch {
    // Not running, or another program has the port now.
    return null
  }
}

/** A fresh one-time link, and where a page of this user leads a browser to it, when one was asked for. */
export interface Launch {
  readonly link: string
  readonly page?: string | undefined
}

const launchAnswer = z.object({
  ok: z.literal(true),
  value: z.object({ link: z.url(), page: z.url().optional(), proof: z.string() })
})

/** Asks the host that serves the profile for a fresh one-time link; with `show` also for a page that leads to it. */
export async function askForLink({ url, key }: HostFile, show: boolean): Promise<Launch> {
  const nonce = newHostKey()
  try {
    const answer = await fetch(`${url}/link`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body: JSON.stringify({ nonce, proof: proofOf({ key, purpose: 'link', nonce }), show }),
      signal: AbortSignal.timeout(5000)
    })
    const { proof, ...launch } = launchAnswer.parse(await answer.json()).value
    // Another program may have got the port since the host proved itself.
    if (!isProof(proof, { key, purpose: 'launch', nonce: launchNonce(nonce, launch) }))
      throw new Error('no proof')
    return launch
  } catch (cause) {
    throw new ChatError('host.no_link', {}, { cause })
  }
}

/** What the host proves when it answers: that this is what it gave for the nonce. */
export const launchNonce = (nonce: string, { link, page = '' }: Launch): string =>
  JSON.stringify([nonce, link, page])

/** A note in a copied folder leads to the host of the original, which serves other messages: it counts as none. */
function readHostFile(profileDir: string): HostFile | null {
  const stored = readJson(pathIn(profileDir), storedSchema)
  if (!stored) return null
  const { folder, ...host } = stored
  return folder === undefined || folder === realpathSync(profileDir) ? host : null
}

/** What is proved: that this host runs, that a process of this user may ask it for a link, or that the link is its own. */
type Purpose = 'alive' | 'link' | 'launch'

/** What is asked of who claims to hold the key. */
interface Challenge {
  readonly key: string
  readonly purpose: Purpose
  readonly nonce: string
}

/** What only who holds the key can say to a nonce. One purpose's answer is worth nothing for the other. */
export const proofOf = ({ key, purpose, nonce }: Challenge): string =>
  createHmac('sha256', key).update(`${purpose}:${nonce}`).digest('base64url')

/** Compares in a time that tells nothing about the right answer. */
export function isProof(given: string, challenge: Challenge): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(proofOf(challenge))]
  return one.length === other.length && timingSafeEqual(one, other)
}
