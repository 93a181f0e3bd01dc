import { z } from 'zod'
import type { UpdateChoices } from '../../shared/contract'
import { ChatError, sayProblems } from '../../shared/errors'
import { zodProblems } from '../../shared/input-error'
import { isSafe, keyOf, type FeedPlace } from './feed-place'
import { isSignedFeed } from './feed-signature'

/** What electron-builder calls the feed of a channel for a system. */
export function feedName(
  channel: UpdateChoices['channel'],
  system: { platform: string; arch: string }
): string {
  const linux = system.arch === 'x64' ? '-linux' : `-linux-${system.arch}`
  const suffix = system.platform === 'darwin' ? '-mac' : system.platform === 'linux' ? linux : ''
  return `${channel === 'stable' ? 'latest' : 'beta'}${suffix}.yml`
}

/** How long a feed and its signature may take together, in milliseconds. */
const LIMIT_MS = 30_000
const MAX_FEED = 256 * 1024
const MAX_SIGNATURE = 1024

interface Way {
  readonly place: FeedPlace
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly limitMs?: number
}

/**
 * Reads a feed that the makers signed, as text.
 *
 * Nothing of an answer is looked into before its signature holds. Throws `update.…`: a feed that cannot be reached, that is
 * not there, or that is not signed.
 */
export async function readSignedFeed(
  name: string,
  { place, fetch, limitMs = LIMIT_MS }: Way
): Promise<string> {
  const init: RequestInit = { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(limitMs) }
  const get = async (file: string, limit: number): Promise<Buffer> => {
    const response = await reach(() => fetch(new URL(file, place.url).href, init))
    if (response.status === 404) throw new ChatError('update.not_for_this_system', { name: file })
    if (response.status !== 200) throw new ChatError('update.unreachable')
    return await reach(() => readBounded(response, limit))
  }
  const [feed, signature] = await Promise.all([get(name, MAX_FEED), get(`${name}.sig`, MAX_SIGNATURE)])
  if (!isSignedFeed(name, { feed, signature: signature.toString('latin1') }, keyOf(place.publicKey)))
    throw new ChatError('update.unsigned')
  return feed.toString('utf8')
}

async function reach<T>(way: () => Promise<T>): Promise<T> {
  try {
    return await way()
  } catch (cause) {
    throw cause instanceof ChatError ? cause : new ChatError('update.unreachable', {}, { cause })
  }
}

/** Reads a body; one that is longer than any of ours is not read to its end. */
async function readBounded(response: Response, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > limit) throw new ChatError('update.unsigned')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A version as releases of ours are numbered: 1.2.3, or 1.3.0-beta.1 for those still tried. */
const versionSchema = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(-[0-9a-z.-]{1,40})?$/)

/** What is used of a feed; what else stands in it is dropped. */
const feedSchema = z.object({
  version: versionSchema,
  files: z
    .array(
      z.object({
        url: z.string().min(1).max(2000),
        /** SHA-512 in base64. */
        sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
        size: z.number().int().positive().optional(),
        isAdminRightsRequired: z.boolean().optional()
      })
    )
    .min(1)
    .max(50),
  releaseDate: z.string().max(40).default(''),
  releaseNotes: z.string().max(50_000).nullish(),
  minimumSystemVersion: z.string().max(40).optional(),
  stagingPercentage: z.number().min(0).max(100).optional()
})

export type Feed = z.output<typeof feedSchema>

/** Reads what a signed feed says, parsed already from its YAML. Throws `update.…` when it is none of this channel. */
export function parseFeed(said: unknown, channel: UpdateChoices['channel'], place: FeedPlace): Feed {
  const { success, data, error } = feedSchema.safeParse(said)
  if (!success) throw new ChatError('update.unreadable', { detail: sayProblems(zodProblems(error)) })
  if (channel === 'stable' && data.version.includes('-'))
    throw new ChatError('update.wrong_channel', { version: data.version })
  const unsafe = data.files.find(({ url }) => !isSafe(url, place.url))
  if (unsafe) throw new ChatError('update.unreadable', { detail: unsafe.url })
  return data
}
