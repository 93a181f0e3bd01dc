import type { AwsBackendConfig } from '../../shared/backend-config'
import { queueNameSchema } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'

/** Where the request queue of an AWS backend is. */
export interface QueueAddress {
  readonly queueName: string
  /** The account in the queue's URL; null when only a name was given. */
  readonly accountId: string | null
  /** A server of the user's own in place of AWS; null for AWS itself. */
  readonly endpoint: string | null
}

type Given = Pick<AwsBackendConfig, 'region' | 'requestQueue' | 'endpoint'>

/** This machine's own names: the only ones to which plain `http` may go. */
const ownHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** AWS: hosts of SQS with their region, in the new form, the old one, dual-stack, FIPS and behind a VPC endpoint. */
const awsHosts: readonly RegExp[] = [
  /^sqs(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/,
  /^([a-z0-9-]+)\.queue\.amazonaws\.com(?:\.cn)?$/,
  /^sqs\.([a-z0-9-]+)\.api\.(?:aws|amazonwebservices\.com\.cn)$/,
  /^vpce-[a-z0-9-]+\.sqs\.([a-z0-9-]+)\.vpce\.amazonaws\.com(?:\.cn)?$/
]

/**
 * Reads the request queue's URL or name. Throws `invalid_input`, naming the field, for anything that is not a queue
 * of SQS in the backend's region, or of its custom endpoint.
 */
export function parseQueueAddress(given: Given): QueueAddress {
  const endpoint = parseEndpoint(given.endpoint)
  const text = given.requestQueue.trim()
  if (/\s/.test(text))
    throw bad('requestQueue', `"${text}" has a space in it. Copy the queue’s URL as a whole.`)
  if (!/[:/]/.test(text)) return { queueName: queueName(text), accountId: null, endpoint }
  return { ...parseUrl(text, given.region, endpoint), endpoint }
}

function parseUrl(text: string, region: string, endpoint: string | null): Omit<QueueAddress, 'endpoint'> {
  if (!URL.canParse(text)) {
    throw bad(
      'requestQueue',
      `"${text}" is neither a queue’s URL nor its name. Copy the URL from the SQS console.`
    )
  }
  const url = new URL(text)
  // Read from the text itself: the parser has resolved ".." already.
  const path = /^[a-z]+:\/\/[^/?#]*(.*)$/i.exec(text)?.[1] ?? ''
  const parts = /^\/(\d{12})\/([^/]+)$/.exec(path)
  assertServer(url, region, endpoint)
  if (url.username || url.password)
    throw bad('requestQueue', 'A queue’s URL holds no user name and no password.')
  if (!parts?.[1] || !parts[2]) {
    throw bad(
      'requestQueue',
      `A queue’s URL ends in /<12-digit account>/<queue name>, and nothing else; this one ends in "${path}".`
    )
  }
  return { accountId: parts[1], queueName: queueName(parts[2]) }
}

function assertServer(url: URL, region: string, endpoint: string | null): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw bad('requestQueue', `A queue’s URL begins with https://, not with ${url.protocol}//.`)
  }
  if (endpoint !== null) {
    if (isOwnHost(url) && isOwnHost(new URL(endpoint))) return
    if (url.host === new URL(endpoint).host) return
    throw bad(
      'requestQueue',
      `The queue is at ${url.host}, but the endpoint is ${endpoint}. Give the queue’s name alone.`
    )
  }
  if (url.protocol === 'http:') {
    throw bad('requestQueue', 'Only https:// is safe to reach AWS. Copy the URL from the SQS console.')
  }
  const found = url.host === 'queue.amazonaws.com' ? 'us-east-1' : regionOf(url.host)
  if (found === null) {
    throw bad(
      'requestQueue',
      `${url.host} is not SQS. A queue’s URL looks like https://sqs.${region}.amazonaws.com/123456789012/ChatAPP.` +
        ' For a server that is not AWS, fill in the endpoint too.'
    )
  }
  if (found !== region) {
    throw bad('region', `The queue’s URL is in ${found}, but the region is ${region}. Choose ${found}.`)
  }
}

function regionOf(host: string): string | null {
  for (const pattern of awsHosts) {
    const region = pattern.exec(host)?.[1]
    if (region) return region
  }
  return null
}

function parseEndpoint(endpoint: string | null): string | null {
  if (endpoint === null) return null
  if (!URL.canParse(endpoint) || /\s/.test(endpoint)) {
    throw bad('endpoint', `"${endpoint}" is not a URL. Leave it empty for AWS itself.`)
  }
  const url = new URL(endpoint)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw bad('endpoint', `An endpoint begins with https://, not with ${url.protocol}//.`)
  }
  if (url.protocol === 'http:' && !isOwnHost(url)) {
    throw bad('endpoint', `http:// would send requests to ${url.host} in the clear. Use https://.`)
  }
  if (url.username || url.password || url.search || url.hash) {
    throw bad(
      'endpoint',
      'An endpoint is a server and a port alone, without user name, password, "?" and "#".'
    )
  }
  return endpoint
}

const isOwnHost = (url: URL): boolean => ownHosts.has(url.hostname) || url.hostname.endsWith('.localhost')

function queueName(name: string): string {
  const parsed = queueNameSchema.safeParse(name)
  if (parsed.success) return parsed.data
  const reason = parsed.error.issues[0]?.message ?? 'It is not a queue name.'
  throw bad('requestQueue', `"${name}" is not a queue name: ${reason}`)
}

const bad = (field: string, reason: string): ChatError =>
  new ChatError('invalid_input', `${field}: ${reason}`)
