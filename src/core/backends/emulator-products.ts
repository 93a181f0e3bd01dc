import { z } from 'zod'
import type { EmulatorProduct } from '../../shared/emulators'
import type { PlainAnswer } from './plain-request'

/** An emulator as its answer gives it away. */
export interface Recognised {
  readonly product: EmulatorProduct
  /** Null where it does not say. */
  readonly version: string | null
}

/** Where the emulators answer unless somebody has moved them, and what they are asked there: one request a port. */
export const usualPlaces: readonly string[] = [
  // LocalStack, MiniStack and Floci share port and question.
  'http://127.0.0.1:4566/_localstack/health',
  // moto: its S3 knows no bucket of that name.
  'http://127.0.0.1:5000/_localstack/health',
  'http://127.0.0.1:9324/_localstack/health',
  // GoAWS
  'http://127.0.0.1:4100/health',
  // AWS Emulator
  'https://127.0.0.1:9297/health'
]

const healthSchema = z.looseObject({
  services: z.unknown().optional(),
  edition: z.string().optional().catch(undefined),
  original_edition: z.string().optional().catch(undefined),
  version: z.string().max(40).optional().catch(undefined),
  ready_scripts: z.unknown().optional()
})

/** Who answered a question about its health; null for somebody else. */
export function recognise({ headers, body }: PlainAnswer, url: URL): Recognised | null {
  const server = String(headers['server'] ?? '')
  const health = healthSchema.safeParse(jsonIn(body)).data
  const version = health?.version ?? null
  const tag = headers['x-localstack']
  if (health && `${health.edition} ${health.original_edition}`.includes('floci'))
    return { product: 'Floci', version }
  if (health?.ready_scripts !== undefined && tag === undefined) return { product: 'MiniStack', version }
  if (tag !== undefined || (health?.services !== undefined && health.edition !== undefined))
    return { product: 'LocalStack', version: version ?? versionIn(tag) }
  if (/^(pekko|akka)-http/.test(server)) return { product: 'ElasticMQ', version: null }
  if (server.includes('Werkzeug') && body.includes('NoSuchBucket')) return { product: 'moto', version: null }
  if (url.port === '9297') return { product: 'AWS Emulator', version }
  if (url.port === '4100' && body.trim() === 'OK') return { product: 'GoAWS', version: null }
  return null
}

const versionIn = (tag: string | string[] | undefined): string | null =>
  /^\d[\w.]*/.exec(String(tag))?.[0] ?? null

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
