// For tests: AWS' side of a connection over HTTP, as its documentation describes it. SQS is the real local server behind it.
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { signedHeaders, type LocalEndpoint } from '../../../test/signed-upstream'

/** What the fake does; change it at any time. */
export interface FakeAwsState {
  account: string
  arn: string
  /** SQS actions that IAM refuses. */
  readonly denied: Set<string>
  /** Queues whose URL IAM refuses to tell. */
  readonly deniedQueues: Set<string>
  /** Names of the queues that were asked to be created, in order. */
  readonly created: string[]
  /** SQS actions that end in this error: its name and HTTP status. */
  readonly errors: Map<string, [name: string, status: number]>
  /** Everything is answered by a web page, as a captive portal does. */
  html: boolean
  /** Every call is answered with ExpiredToken. */
  expired: boolean
  /** What the `Date` header says; the real time when null. */
  date: string | null
  /** The sign-in of IAM Identity Center: not finished yet, finished, or declined there. */
  signIn: 'pending' | 'done' | 'denied'
  /** HTTP status with which IAM Identity Center answers for role credentials. */
  roleStatus: number
  /** The secrets it hands out. */
  readonly issued: {
    secretAccessKey: string
    sessionToken: string
    accessToken: string
    clientSecret: string
  }
  /** Every call, in order. */
  readonly calls: string[]
  /** The code that AssumeRole came with. */
  tokenCode: string | null
  /** Whether it registers clients that sign in by an authorization code. */
  registersBrowsers: boolean
  /** What the client of an authorization code asked for a token with. */
  exchanged: Readonly<Record<string, string>> | null
}

/** The SQS server behind the fake, which signs for it with these keys. */
export type SqsBehind = Omit<LocalEndpoint, 'pid'>

/** A fake of STS, IAM Identity Center and, in front of `sqs`, of IAM; gone when the test ends. */
export async function aFakeAws(
  sqs: SqsBehind | null = null,
  options: { secrets?: FakeAwsState['issued'] } = {}
) {
  const state: FakeAwsState = {
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/ada',
    denied: new Set(),
    deniedQueues: new Set(),
    created: [],
    errors: new Map(),
    html: false,
    expired: false,
    date: null,
    signIn: 'done',
    roleStatus: 200,
    issued: options.secrets ?? {
      secretAccessKey: 'issued-secret-access-key',
      sessionToken: 'issued-session-token',
      accessToken: 'issued-access-token',
      clientSecret: 'issued-client-secret'
    },
    calls: [],
    tokenCode: null,
    registersBrowsers: true,
    exchanged: null
  }
  const server = createServer((request, response) => void answer(request, response, state, sqs))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  state: FakeAwsState,
  sqs: SqsBehind | null
): Promise<void> {
  const body = Buffer.concat(await request.toArray()).toString()
  const target = String(request.headers['x-amz-target'] ?? '')
  const sqsAction = target.startsWith('AmazonSQS.') ? target.slice('AmazonSQS.'.length) : null
  const form = new URLSearchParams(body)
  const path = (request.url ?? '').split('?')[0] ?? ''
  state.calls.push(sqsAction ?? form.get('Action') ?? path)
  if (state.date !== null) response.setHeader('date', state.date)

  if (state.html) return end(response, 200, 'text/html', '<!doctype html><title>Sign in to the Wi-Fi</title>')
  if (sqsAction !== null) return answerSqs(request, response, { action: sqsAction, body, state, sqs })
  if (form.get('Action') === 'GetCallerIdentity') return end(response, 200, 'text/xml', identityXml(state))
  if (form.get('Action') === 'AssumeRole') {
    state.tokenCode = form.get('TokenCode')
    return end(response, 200, 'text/xml', assumeRoleXml(state))
  }
  if (form.get('Action') === 'AssumeRoleWithWebIdentity')
    return end(
      response,
      200,
      'text/xml',
      assumeRoleXml(state).replaceAll('AssumeRole', 'AssumeRoleWithWebIdentity')
    )
  if (path === '/client/register') {
    if (body.includes('authorization_code') && !state.registersBrowsers) {
      response.setHeader('x-amzn-errortype', 'InvalidClientMetadataException')
      return json(response, 400, { error: 'invalid_client_metadata' })
    }
    const clientSecretExpiresAt = Math.floor(Date.now() / 1000) + 7_776_000
    return json(response, 200, {
      clientId: 'client',
      clientSecret: state.issued.clientSecret,
      clientSecretExpiresAt
    })
  }
  if (path === '/device_authorization') {
    return json(response, 200, {
      deviceCode: 'device',
      userCode: 'ABCD-EFGH',
      verificationUri: 'https://device.sso.example/',
      verificationUriComplete: 'https://device.sso.example/?user_code=ABCD-EFGH',
      expiresIn: 600,
      interval: 0.05
    })
  }
  if (path === '/token') {
    const asked = JSON.parse(body) as Record<string, string>
    if (asked['grantType'] === 'authorization_code') {
      state.exchanged = asked
      return answerToken(response, { ...state, signIn: 'done' })
    }
    return answerToken(response, state)
  }
  if (path === '/federation/credentials') {
    if (state.roleStatus !== 200) {
      response.setHeader(
        'x-amzn-errortype',
        state.roleStatus === 401 ? 'UnauthorizedException' : 'ForbiddenException'
      )
      return json(response, state.roleStatus, { message: 'Session token not found or invalid' })
    }
    const { secretAccessKey, sessionToken } = state.issued
    const roleCredentials = {
      accessKeyId: 'ASIAISSUED',
      secretAccessKey,
      sessionToken,
      expiration: Date.now() + 3_600_000
    }
    return json(response, 200, { roleCredentials })
  }
  end(response, 404, 'text/plain', 'nothing here')
}

function answerToken(response: ServerResponse, { signIn, issued }: FakeAwsState): void {
  if (signIn === 'done')
    return json(response, 200, { accessToken: issued.accessToken, tokenType: 'Bearer', expiresIn: 28_800 })
  const error = signIn === 'denied' ? 'AccessDeniedException' : 'AuthorizationPendingException'
  response.setHeader('x-amzn-errortype', error)
  json(response, 400, { error: signIn === 'denied' ? 'access_denied' : 'authorization_pending' })
}

function answerSqs(
  request: IncomingMessage,
  response: ServerResponse,
  call: { action: string; body: string; state: FakeAwsState; sqs: SqsBehind | null }
): void {
  const { action, body, state, sqs } = call
  const { QueueName = '' } = JSON.parse(body) as { QueueName?: string }
  if (action === 'CreateQueue') state.created.push(QueueName)
  const hidden = action === 'GetQueueUrl' && state.deniedQueues.has(QueueName)
  // To create a queue with tags takes both permissions.
  const denied = hidden
    ? action
    : (action === 'CreateQueue' ? ['CreateQueue', 'TagQueue'] : [action]).find((one) => state.denied.has(one))
  const [name, status] = state.expired
    ? (['ExpiredToken', 403] as const)
    : denied !== undefined
      ? (['AccessDeniedException', 403] as const)
      : (state.errors.get(action) ?? [null, 0])
  if (name !== null) {
    const token = String(request.headers['x-amz-security-token'] ?? '')
    // AWS repeats what was signed when it refuses a signature.
    const refused = denied
      ? `User: ${state.arn} is not authorized to perform: sqs:${denied.toLowerCase()} on resource: arn:aws:sqs:::q`
      : `refused ${action}`
    return json(response, status, { __type: `com.amazonaws.sqs#${name}`, message: `${refused} ${token}` })
  }
  if (sqs === null)
    return json(response, 400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'none' })
  const { host } = new URL(sqs.url)
  // The signature covers the host, so it is the fake's own from here on; who called stays, so that a stranger is refused.
  const accessKeyId = /Credential=([\w-]+)\//.exec(String(request.headers.authorization))?.[1] ?? ''
  const caller = { ...sqs, accessKeyId }
  const headers = signedHeaders(caller, {
    target: String(request.headers['x-amz-target']),
    body,
    now: Date.now()
  })
  const upstream = httpRequest(sqs.url, { method: 'POST', headers: { ...headers, host } }, (answered) => {
    const answeredHeaders = { ...answered.headers, ...(state.date === null ? {} : { date: state.date }) }
    response.writeHead(answered.statusCode ?? 500, answeredHeaders)
    answered.pipe(response)
  })
  upstream.on('error', () => response.destroy())
  response.on('close', () => upstream.destroy())
  upstream.end(body)
}

const identityXml = ({ account, arn }: FakeAwsState): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
  `<Arn>${arn}</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`

const assumeRoleXml = ({ issued }: FakeAwsState): string =>
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>` +
  `<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>${issued.secretAccessKey}</SecretAccessKey>` +
  `<SessionToken>${issued.sessionToken}</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>` +
  `</Credentials></AssumeRoleResult></AssumeRoleResponse>`

function json(response: ServerResponse, status: number, body: object): void {
  end(response, status, 'application/json', JSON.stringify(body))
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body)
}
