import type { AwsBackendConfig } from './backend-config'
import { isUsualSqsHost, regionOfSqsHost } from './aws-partition'
import { queueNameSchema } from './backend-config'
import { fieldError, sayProblems, type ChatError } from './errors'
import { zodProblems } from './input-error'

/** Where the request queue of an AWS backend is. */
export interface QueueAddress {
  readonly queueName: string
  /** The account in the queue's URL; null when only a name was given. */
  readonly accountId: string | null
  /** Where SQS answers: the custom endpoint, or the queue's own host where that is no usual one; null for AWS's usual. */
  readonly endpoint: string | null
  /** Whether that is AWS, and no other server that speaks SQS. */
  readonly aws: boolean
}

type Given = Pick<AwsBackendConfig, 'region' | 'requestQueue' | 'endpoint'>

/** This machine's own names, LocalStack's for it among them: the only ones to which plain `http` may go. */
const ownHosts: ReadonlySet<string> = new Set([
  'localhost',
  '127.0.0.1',
  '[::1]',
  'localhost.localstack.cloud'
])

/**
 * Reads the request queue's URL or name. Throws `invalid_input`, naming the field, for anything that is not a queue
 * of SQS in the backend's region, or of its custom endpoint.
 */
export function parseQueueAddress(given: Given): QueueAddress {
  const { endpoint, region } = given
  if (endpoint !== null) assertEndpoint(endpoint, 'endpoint')
  const text = given.requestQueue.trim()
  if (/\s/.test(text)) throw fieldError('requestQueue', 'queue.has_space', { text })
  const aws = endpoint === null || isAwsHost(endpoint)
  if (!/[:/]/.test(text)) return { queueName: queueName(text), accountId: null, endpoint, aws }
  return { aws, ...parseUrl(text, region, endpoint) }
}

function parseUrl(
  text: string,
  region: string,
  endpoint: string | null
): Omit<QueueAddress, 'aws'> & { aws?: boolean } {
  if (!URL.canParse(text)) {
    throw fieldError('requestQueue', 'queue.no_address', { text })
  }
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw fieldError('requestQueue', 'queue.no_https', { protocol: url.protocol })
  }
  if (url.username || url.password) throw fieldError('requestQueue', 'queue.user_name')
  // Read from the text itself: the parser has resolved ".." already.
  const path = /^[a-z]+:\/\/[^/?#]*(.*)$/i.exec(text)?.[1] ?? ''
  const found = regionOfSqsHost(url.host)
  if (found !== null) {
    assertAws(url, { found, region, endpoint })
    const special = endpoint ?? (isUsualSqsHost(url.host) ? null : url.origin)
    return { ...partsOf(path, awsPath), endpoint: special }
  }
  assertServer(url, region, endpoint)
  const parts = otherPath.exec(path.slice(prefixOf(endpoint, path).length))
  const inPath = parts?.groups?.['region'] ?? regionInHost(url.hostname)
  if (inPath && inPath !== region) throw wrongRegion(inPath, region)
  return {
    ...partsOf(path.slice(prefixOf(endpoint, path).length), otherPath),
    endpoint: endpoint ?? url.origin,
    aws: false
  }
}

/** AWS: what follows the host in a queue's URL. */
const awsPath = /^\/(?<account>\d{12})\/(?<name>[^/]+)\/?$/

/** Other servers: LocalStack's /queue/<region>/<account>/<name>, ElasticMQ's /queue/<name>, GoAWS' /<name>. */
const otherPath =
  /^(?:\/queue(?:\/(?<region>[a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2}))?)?(?:\/(?<account>\d{12}))?\/(?<name>[^/]+)\/?$/

function partsOf(path: string, pattern: RegExp): Pick<QueueAddress, 'accountId' | 'queueName'> {
  const { account, name } = pattern.exec(path)?.groups ?? {}
  if (name) return { accountId: account ?? null, queueName: queueName(name) }
  throw fieldError('requestQueue', 'queue.path', { path })
}

function assertAws(url: URL, place: { found: string; region: string; endpoint: string | null }): void {
  const { found, region, endpoint } = place
  if (endpoint !== null && !isAwsHost(endpoint)) throw elsewhere(url, endpoint)
  if (url.protocol === 'http:') {
    throw fieldError('requestQueue', 'queue.http')
  }
  if (found !== region) throw wrongRegion(found, region)
}

/** A server that is not AWS: it must be the endpoint, or, where there is none, on this machine. */
function assertServer(url: URL, region: string, endpoint: string | null): void {
  if (endpoint === null) {
    if (isOwnHost(url)) return
    throw fieldError('requestQueue', 'queue.not_sqs', { host: url.host, region })
  }
  const server = new URL(endpoint)
  if (isOwnHost(url) && isOwnHost(server)) return
  if (url.host === server.host || url.host.endsWith(`.${server.host}`)) return
  throw elsewhere(url, endpoint)
}

const elsewhere = (url: URL, endpoint: string): ChatError =>
  fieldError('requestQueue', 'queue.other_endpoint', { host: url.host, endpoint })

const wrongRegion = (found: string, region: string): ChatError =>
  fieldError('region', 'queue.other_region', { found, region })

/** LocalStack: the region stands in its hosts as in those of AWS. */
const regionInHost = (hostname: string): string | undefined =>
  /^(?:sqs\.([a-z]{2,4}-[a-z-]+-\d+)|([a-z]{2,4}-[a-z-]+-\d+)\.queue)\./
    .exec(hostname)
    ?.slice(1)
    .find(Boolean)

/** The path of an endpoint that is not at the root of its server, where a queue's URL begins with it. */
function prefixOf(endpoint: string | null, path: string): string {
  const prefix = endpoint === null ? '' : new URL(endpoint).pathname.replace(/\/$/, '')
  return path.startsWith(`${prefix}/`) ? prefix : ''
}

const isAwsHost = (endpoint: string): boolean => regionOfSqsHost(new URL(endpoint).host) !== null

/** Throws `invalid_input`, naming where it was given, for an endpoint to which requests must not or cannot go. */
export function assertEndpoint(endpoint: string, given: string): void {
  if (!URL.canParse(endpoint) || /\s/.test(endpoint)) {
    throw fieldError(given, 'endpoint.no_url', { endpoint })
  }
  const url = new URL(endpoint)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw fieldError(given, 'endpoint.no_https', { protocol: url.protocol })
  }
  if (url.username || url.password || url.search || url.hash) {
    throw fieldError(given, 'endpoint.more')
  }
  if (url.protocol === 'http:' && !isOwnHost(url)) {
    throw fieldError(given, 'endpoint.http', { host: url.host })
  }
}

/**
 * The same for an emulator: on the way to a machine near by, and signed with keys that are no secret, nothing need be
 * encrypted.
 */
export function assertEmulatorEndpoint(endpoint: string, dummyKeys: boolean): void {
  if (/^[\w.-]+(:\d+)?(\/|$)/.test(endpoint)) throw fieldError('endpoint', 'endpoint.no_scheme', { endpoint })
  const near = dummyKeys && URL.canParse(endpoint) && isNearHost(new URL(endpoint).hostname)
  assertEndpoint(near ? endpoint.replace(/^http:/i, 'https:') : endpoint, 'endpoint')
  if (isAwsHost(endpoint)) throw fieldError('endpoint', 'endpoint.aws', { host: new URL(endpoint).host })
}

/** A name without a dot, as containers have, and the addresses of private networks. */
const isNearHost = (hostname: string): boolean =>
  /^[\w-]+$|^host\.docker\.internal$|^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$/.test(hostname)

/** Whether a URL leads to this machine by one of its own names. */
export const isOwnHost = (url: URL): boolean =>
  ownHosts.has(url.hostname) || /\.localhost(?:\.localstack\.cloud)?$/.test(url.hostname)

function queueName(name: string): string {
  const parsed = queueNameSchema.safeParse(name)
  if (parsed.success) return parsed.data
  throw fieldError('requestQueue', 'queue.name_invalid', {
    name,
    detail: sayProblems(zodProblems(parsed.error))
  })
}
