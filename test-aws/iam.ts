import type { IncomingMessage } from 'node:http'
import { CALLER_TAG } from '../src/core/backends/response-queue'
import { aFaultyFront, type FaultAnswer } from './faulty-front'
import { account, motoUrl, region } from './moto'

/** A policy, as CloudFormation gave it to IAM. */
export interface PolicyDocument {
  readonly Statement: readonly {
    readonly Sid?: string
    readonly Effect: string
    readonly Action: string | readonly string[]
    readonly Resource: string | readonly string[]
  }[]
}

/** Somebody with access keys, as moto's STS knows them, and the policy that is attached. */
export interface Principal {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** What AWS calls `aws:userid`. */
  readonly userId: string
  readonly policy: PolicyDocument
}

/** Asks moto's IAM or STS, and returns the text in an element of the answer. */
export async function ask(
  service: 'iam' | 'sts',
  fields: Record<string, string>,
  pattern: RegExp,
  accessKeyId = 'AKIDEXAMPLE'
): Promise<string> {
  const response = await fetch(`${motoUrl}/`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request`
    },
    body: new URLSearchParams({ Version: service === 'iam' ? '2010-05-08' : '2011-06-15', ...fields })
  })
  const found = pattern.exec(await response.text())?.[1]
  if (found === undefined) throw new Error(`moto has no answer to ${fields['Action']}.`)
  return found
}

/** The policy of a deployed stack by its logical id; moto writes it with single quotes at times. */
export async function policyOf(stack: string, logicalId: string): Promise<PolicyDocument> {
  const arn = await ask(
    'iam',
    { Action: 'ListPolicies', Scope: 'Local' },
    new RegExp(`<Arn>([^<]*${stack}-${logicalId}[^<]*)<`)
  )
  const query = { Action: 'GetPolicyVersion', PolicyArn: arn, VersionId: 'v1' }
  const text = await ask('iam', query, /<Document>([^<]*)</)
  return JSON.parse(decodeURIComponent(text).replaceAll(/&quot;|&#39;|'/g, '"')) as PolicyDocument
}

/** An IAM user with keys and a policy. */
export async function aUser(name: string, policy: PolicyDocument): Promise<Principal> {
  const userId = await ask('iam', { Action: 'CreateUser', UserName: name }, /<UserId>([^<]*)</)
  const query = { Action: 'CreateAccessKey', UserName: name }
  const accessKeyId = await ask('iam', query, /<AccessKeyId>([^<]*)</)
  return { accessKeyId, secretAccessKey: 'secret', userId, policy }
}

/** The session of a role that a person has assumed; IAM Identity Center makes such ones too. */
export async function aSession(name: string, policy: PolicyDocument): Promise<Principal> {
  const query = {
    Action: 'AssumeRole',
    RoleArn: `arn:aws:iam::${account}:role/ChatUsers`,
    RoleSessionName: name
  }
  const accessKeyId = await ask('sts', query, /<AccessKeyId>([^<]*)</)
  // moto tells another id of the role each time; AWS always the same.
  const userId = `AROAEXAMPLE:${name}`
  return { accessKeyId, secretAccessKey: 'secret', sessionToken: 'token', userId, policy }
}

interface Call {
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string | string[]>>
}

interface Simulator {
  runSimulation: (
    simulation: object,
    options: object
  ) => Promise<{ resultType: string; overallResult?: string }>
}

/** Whether IAM allows a call, by a simulator that nobody here wrote. Throws where the policy itself is wrong. */
export async function isAllowed(principal: Principal, { action, resource, context }: Call): Promise<boolean> {
  // By a name in a variable: it is installed for these tests only, and no type check needs it.
  const simulator = '@cloud-copilot/iam-simulate'
  const { runSimulation } = (await import(/* @vite-ignore */ simulator)) as Simulator
  const { userId } = principal
  const result = await runSimulation(
    {
      request: {
        principal: arnOf(principal),
        action,
        resource: { resource, accountId: account },
        contextVariables: { ...context, 'aws:userid': userId, 'aws:SecureTransport': 'true' }
      },
      identityPolicies: [{ name: 'ClientPolicy', policy: principal.policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: []
    },
    {}
  )
  if (result.resultType === 'error') throw new Error(`The simulator refused: ${JSON.stringify(result)}`)
  return result.overallResult === 'Allowed'
}

/** AWS: a batch call uses the action for a single message. */
const actionOf = (operation: string): string => `sqs:${operation.replace(/Batch$/, '')}`

/** What a call to SQS says of its queue and tags. */
interface SqsInput {
  readonly QueueName?: string
  readonly QueueUrl?: string
  readonly tags?: Record<string, string>
  readonly Tags?: Record<string, string>
}

const nameOf = ({ QueueName, QueueUrl = '' }: SqsInput): string =>
  QueueName ?? QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)

/** A call to moto's SQS by the root user. */
async function sqsAsRoot(target: string, input: object) {
  const response = await fetch(`${motoUrl}/`, {
    method: 'POST',
    headers: {
      'x-amz-target': `AmazonSQS.${target}`,
      'content-type': 'application/x-amz-json-1.0',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${region}/sqs/aws4_request`
    },
    body: JSON.stringify(input)
  })
  return (await response.json()) as { QueueUrl?: string; Tags?: Record<string, string> }
}

/** The tags of a queue; none where it does not exist. */
async function tagsOf(queue: string): Promise<Record<string, string>> {
  const { QueueUrl } = await sqsAsRoot('GetQueueUrl', { QueueName: queue })
  return QueueUrl === undefined ? {} : ((await sqsAsRoot('ListQueueTags', { QueueUrl })).Tags ?? {})
}

const prefixed = (prefix: string, tags: Record<string, string>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]))

/**
 * moto's SQS with IAM in front of it: each call is allowed or refused by the caller's policy, the tags of the queue and
 * those that the call brings. moto's own enforcement knows no tags and no variables.
 */
export async function aGuardedSqs(principals: readonly Principal[]) {
  const judge = async (
    operation: string,
    request: IncomingMessage,
    body: string
  ): Promise<FaultAnswer | null> => {
    const key = /Credential=([^/]+)/.exec(String(request.headers['authorization']))?.[1]
    const principal = principals.find(({ accessKeyId }) => accessKeyId === key)
    if (operation === 'GetCallerIdentity' && principal) return { xml: identityOf(principal) }
    if (!String(request.headers['x-amz-target'] ?? '').startsWith('AmazonSQS.')) return null
    const input = JSON.parse(body) as SqsInput
    const resource = `arn:aws:sqs:${region}:${account}:${nameOf(input)}`
    const given = input.tags ?? input.Tags ?? {}
    const actions = [actionOf(operation)]
    // AWS: who creates a queue with tags needs the permission to tag as well.
    if (operation === 'CreateQueue' && Object.keys(given).length > 0) actions.push('sqs:TagQueue')
    const context = {
      ...prefixed('aws:ResourceTag', await tagsOf(nameOf(input))),
      ...prefixed('aws:RequestTag', given),
      'aws:TagKeys': Object.keys(given)
    }
    for (const action of actions) {
      if (principal && (await isAllowed(principal, { action, resource, context }))) continue
      const message = `User: ${key} is not authorized to perform: ${action.toLowerCase()} on resource: ${resource}`
      return { error: 'AccessDeniedException', status: 400, message }
    }
    return null
  }
  return await aFaultyFront(judge)
}

/** The tag by which a queue is bound, for a principal. */
export const boundTo = ({ userId }: Principal): Record<string, string> => ({ [CALLER_TAG]: userId })

const arnOf = ({ userId }: Principal): string =>
  userId.includes(':')
    ? `arn:aws:sts::${account}:assumed-role/ChatUsers/${userId.split(':')[1]}`
    : `arn:aws:iam::${account}:user/${userId}`

const identityOf = (principal: Principal): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
  `<Arn>${arnOf(principal)}</Arn><UserId>${principal.userId}</UserId><Account>${account}</Account>` +
  `</GetCallerIdentityResult></GetCallerIdentityResponse>`
