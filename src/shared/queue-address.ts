import type { AwsBackendConfig } from './backend-config'
import { isUsualSqsHost, regionOfSqsHost } from './aws-partition'
import { queueNameSchema } from './backend-config'
import { fieldError, type ChatError } from './errors'

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
  if (/\s/.test(text))
    throw fieldError('requestQueue', `"${text}" has a space in it. Copy the queue’s URL as a whole.`)
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
    throw fieldError(
      'requestQueue',
      `"${text}" is neither a queue’s URL nor its name. Copy the URL from the SQS console.`
    )
  }
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw fieldError('requestQueue', `A queue’s URL begins with https://, not with ${url.protocol}//.`)
  }
  if (url.username || url.password)
    throw fieldError('requestQueue', 'A queue’s URL holds no user name and no password.')
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
  throw fieldError(
    'requestQueue',
    `A queue’s URL ends in /<12-digit account>/<queue name>, and nothing else; this one ends in "${path}".`
  )
}

function assertAws(url: URL, place: { found: string; region: string; endpoint: string | null }): void {
  const { found, region, endpoint } = place
  if (endpoint !== null && !isAwsHost(endpoint)) throw elsewhere(url, endpoint)
  if (url.protocol === 'http:') {
    throw fieldError('requestQueue', 'Only https:// is safe to reach AWS. Copy the URL from the SQS console.')
  }
  if (found !== region) throw wrongRegion(found, region)
}

/** A server that is not AWS: it must be the endpoint, or, where there is none, on this machine. */
function assertServer(url: URL, region: string, endpoint: string | null): void {
  if (endpoint === null) {
    if (isOwnHost(url)) return
    throw fieldError(
      'requestQueue',
      `${url.host} is not SQS. A queue’s URL looks like https://sqs.${region}.amazonaws.com/123456789012/ChatAPP.` +
        ' For a server that is not AWS, fill in the endpoint too.'
    )
  }
  const server = new URL(endpoint)
  if (isOwnHost(url) && isOwnHost(server)) return
  if (url.host === server.host || url.host.endsWith(`.${server.host}`)) return
  throw elsewhere(url, endpoint)
}

const elsewhere = (url: URL, endpoint: string): ChatError =>
  fieldError(
    'requestQueue',
    `The queue is at ${url.host}, but the endpoint is ${endpoint}. Give the queue’s name alone.`
  )

const wrongRegion = (found: string, region: string): ChatError =>
  fieldError('region', `The queue’s URL is in ${found}, but the region is ${region}. Choose ${found}.`)

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
    throw fieldError(given, `"${endpoint}" is not a URL. Leave it empty for AWS itself.`)
  }
  const url = new URL(endpoint)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw fieldError(given, `An endpoint begins with https://, not with ${url.protocol}//.`)
  }
  if (url.username || url.password || url.search || url.hash) {
    throw fieldError(
      given,
      'An endpoint is a server and a port alone, without user name, password, "?" and "#".'
    )
  }
  if (url.protocol === 'http:' && !isOwnHost(url)) {
    throw fieldError(given, `http:// would send requests to ${url.host} in the clear. Use https://.`)
  }
}

const isOwnHost = (url: URL): boolean =>
  ownHosts.has(url.hostname) || /\.localhost(?:\.localstack\.cloud)?$/.test(url.hostname)

function queueName(name: string): string {
  const parsed = queueNameSchema.safeParse(name)
  if (parsed.success) return parsed.data
  const reason = parsed.error.issues[0]?.message ?? 'It is not a queue name.'
  throw fieldError('requestQueue', `"${name}" is not a queue name: ${reason}`)
}
