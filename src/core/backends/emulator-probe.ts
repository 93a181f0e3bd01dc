import type { FoundEmulator } from '../../shared/backend-config'
import { ChatError, fieldError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import { Signer, stampOf } from '../../platform/sigv4'
import type { AwsIdentity } from '../credentials/profile-identity'
import { emulatorKeys } from '../credentials/emulator-keys'
import { recognise, usualPlaces, type Recognised } from './emulator-products'
import { plainRequest, type PlainAnswer } from './plain-request'

/** How long a usual port may take to answer, in milliseconds: it is on this computer. */
const KNOCK_MS = 700
/** How long a question about what it can do may take, in milliseconds: some load a service at its first call. */
const ASK_MS = 4000

export interface EmulatorPlace {
  readonly endpoint: string
  readonly region: string
  readonly identity: AwsIdentity
}

/** What an emulator can do, and whether it has a function at ChatAPP's request queue. */
export interface LookedAt extends FoundEmulator {
  readonly runsProcessor: boolean
}

/**
 * The emulators on this computer: one request to each usual port, all at once, and what those that answer can do. Nothing
 * else is asked. Never rejects.
 */
export async function findEmulators(places: readonly string[] = usualPlaces): Promise<FoundEmulator[]> {
  const found = await Promise.all(places.map(async (place) => await knock(new URL(place)).catch(() => null)))
  return found.filter((one) => one !== null)
}

async function knock(url: URL): Promise<FoundEmulator | null> {
  const answer = await plainRequest(url, { timeoutMs: KNOCK_MS, unproven: true })
  const known = recognise(answer, url)
  if (known === null) return null
  const endpoint = url.origin
  const { identity } = emulatorKeys(endpoint)
  const { runsProcessor: _, ...looked } = await lookAt({ endpoint, region: 'us-east-1', identity }, known)
  return looked
}

/**
 * What answers at an endpoint, and what it can do. Rejects with what is wrong: nobody there, a web page, another service, a
 * redirect, keys that it does not take.
 */
export async function lookAt(place: EmulatorPlace, known: Recognised | null = null): Promise<LookedAt> {
  const who = known ?? (await whoIsAt(place.endpoint))
  const queues = await ask(place, sqs('ListQueues', { MaxResults: 1 })).catch((cause: unknown) => {
    throw reachError(cause, place.endpoint)
  })
  assertSqs(queues, place.endpoint)
  const arn = `arn:aws:sqs:${place.region}:000000000000:ChatAPP-dlq`
  const [moves, functions, stacks, mappings] = await Promise.all(
    [
      sqs('ListMessageMoveTasks', { SourceArn: arn }),
      { service: 'lambda', path: '/2015-03-31/functions/', method: 'GET' } as const,
      {
        service: 'cloudformation',
        body: 'Action=ListStacks&Version=2010-05-15',
        type: 'application/x-www-form-urlencoded'
      },
      { service: 'lambda', path: '/2015-03-31/event-source-mappings/', method: 'GET' } as const
    ].map(async (question) => await ask(place, question).catch(() => null))
  )
  return {
    endpoint: place.endpoint,
    ...who,
    can: {
      createQueue: true,
      // One that knows the action looks for the queue.
      moveTasks:
        moves?.status === 200 ||
        /QueueDoesNotExist|ResourceNotFound|NonExistentQueue/.test(moves?.body ?? ''),
      lambda: isJsonWith(functions, 'Functions'),
      cloudFormation: stacks?.status === 200 && stacks.body.includes('ListStacksResult')
    },
    runsProcessor: /"EventSourceArn"\s*:\s*"[^"]*:ChatAPP"/.test(mappings?.body ?? '')
  }
}

async function whoIsAt(endpoint: string): Promise<Recognised> {
  const base = new URL(endpoint)
  for (const path of ['/_localstack/health', '/health']) {
    const url = new URL(path, base)
    const answer = await plainRequest(url, { timeoutMs: ASK_MS }).catch((cause: unknown) => {
      throw reachError(cause, endpoint)
    })
    const known = recognise(answer, url)
    if (known) return known
  }
  return { product: 'SQS server', version: null }
}

interface Question {
  readonly service: string
  readonly method?: 'GET' | 'POST'
  readonly path?: string
  readonly body?: string
  readonly type?: string
  readonly target?: string
}

const sqs = (action: string, input: object): Question => ({
  service: 'sqs',
  body: JSON.stringify(input),
  type: 'application/x-amz-json-1.0',
  target: `AmazonSQS.${action}`
})

/** One call, signed as the SDK signs; an answer that is too long is not read. */
async function ask({ endpoint, region, identity }: EmulatorPlace, question: Question): Promise<PlainAnswer> {
  const { service, method = 'POST', path = '/', body = '', type, target } = question
  const base = new URL(endpoint)
  const url = new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base)
  const stamp = stampOf(Date.now())
  const headers = {
    host: url.host,
    'x-amz-date': stamp,
    ...(type !== undefined && { 'content-type': type }),
    ...(target !== undefined && { 'x-amz-target': target }),
    ...(identity.sessionToken !== undefined && { 'x-amz-security-token': identity.sessionToken })
  }
  const authorization = new Signer(identity.secretAccessKey).authorization(
    identity.accessKeyId,
    { method, path: url.pathname, headers, body },
    {
      scope: { date: stamp.slice(0, 8), region, service },
      stamp,
      signedHeaders: Object.keys(headers).toSorted()
    }
  )
  return await plainRequest(url, { method, headers: { ...headers, authorization }, body, timeoutMs: ASK_MS })
}

/** Throws what to say of an answer to ListQueues that is none. */
function assertSqs({ status, headers, body }: PlainAnswer, endpoint: string): void {
  if (status === 200 && /"QueueUrls"|^\s*\{\s*\}\s*$/.test(body)) return
  if (status >= 300 && status < 400)
    throw fieldError('endpoint', 'emulator.redirects', {
      endpoint,
      location: String(headers['location'] ?? '?')
    })
  if (/^text\/html/i.test(String(headers['content-type'])) || /^\s*<!doctype html|^\s*<html/i.test(body))
    throw fieldError('endpoint', 'emulator.web_page', { endpoint })
  if (
    /InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidAccessKeyId|AccessDenied|MissingAuthentication/.test(
      body
    )
  )
    throw new ChatError('emulator.keys', { endpoint })
  throw fieldError('endpoint', 'emulator.not_sqs', { endpoint, status: String(status) })
}

function reachError(cause: unknown, endpoint: string): ChatError {
  if (cause instanceof ChatError) return cause
  if (cause instanceof RangeError)
    return fieldError('endpoint', 'emulator.not_sqs', { endpoint, status: '200' })
  const error = toChatError(cause)
  return new ChatError('emulator.unreached', { endpoint, detail: error.message }, { cause, code: error.code })
}

const isJsonWith = (answer: PlainAnswer | null | undefined, field: string): boolean =>
  answer?.status === 200 && answer.body.trimStart().startsWith('{') && answer.body.includes(`"${field}"`)
