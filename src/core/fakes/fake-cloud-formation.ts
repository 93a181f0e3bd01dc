import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createCloudFormationClient } from '../backends/aws-clients'

/** What the fake answers: fields of the result (as XML), or an error as AWS words it. */
export type Answer = string | { status: number; code: string; message: string } | { html: string }

interface FakeEvent {
  readonly id: string
  readonly logicalId: string
  readonly type?: string
  readonly status: string
  readonly reason?: string
}

const STACK_ID = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/ChatAPP/1'

/**
 * CloudFormation's HTTP protocol with one stack behind it, for the real SDK: answers as the API reference shows them.
 *
 * A test moves the stack on by hand, usually in its `pause`.
 */
export async function aCloudFormation() {
  const calls: { action: string; fields: URLSearchParams }[] = []
  const answers = new Map<string, Answer[]>()
  const reactions = new Map<string, () => void>()
  const stack = {
    status: null as string | null,
    events: [] as FakeEvent[],
    outputs: {} as Record<string, string>,
    parameters: {} as Record<string, string>,
    changes: [] as { action: string; logicalId: string; type: string; replacement?: string }[],
    changeSet: { status: 'CREATE_COMPLETE', reason: '' },
    isProtected: false,
    /** URLs of the queues that are in the account already, by their names. */
    queues: {} as Record<string, string>
  }
  let events = 0

  const defaults: Record<string, (fields: URLSearchParams) => Answer> = {
    DescribeStacks: () =>
      stack.status === null
        ? { status: 400, code: 'ValidationError', message: 'Stack with id ChatAPP does not exist' }
        : `<Stacks><member><StackId>${STACK_ID}</StackId><StackName>ChatAPP</StackName>
           <CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${stack.status}</StackStatus>
           <EnableTerminationProtection>${stack.isProtected}</EnableTerminationProtection>
           <Parameters>${pairs(stack.parameters, 'Parameter')}</Parameters>
           <Outputs>${pairs(stack.outputs, 'Output')}</Outputs></member></Stacks>`,
    GetCallerIdentity: () => '<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/ada</Arn>',
    CreateChangeSet: () => {
      stack.status ??= 'REVIEW_IN_PROGRESS'
      return `<Id>arn:aws:cloudformation:eu-central-1:123456789012:changeSet/c/1</Id><StackId>${STACK_ID}</StackId>`
    },
    DescribeChangeSet: () =>
      `<Status>${stack.changeSet.status}</Status><StatusReason>${stack.changeSet.reason}</StatusReason><Changes>${stack.changes
        .map(
          ({ action, logicalId, type, replacement = 'False' }) =>
            `<member><Type>Resource</Type><ResourceChange><Action>${action}</Action><LogicalResourceId>${logicalId}</LogicalResourceId>
             <ResourceType>${type}</ResourceType><Replacement>${replacement}</Replacement></ResourceChange></member>`
        )
        .join('')}</Changes>`,
    DeleteChangeSet: () => '',
    ExecuteChangeSet: () => '',
    DeleteStack: () => {
      if (stack.status === 'REVIEW_IN_PROGRESS') stack.status = null
      return ''
    },
    UpdateTerminationProtection: (fields) => {
      stack.isProtected = fields.get('EnableTerminationProtection') === 'true'
      return ''
    },
    CancelUpdateStack: () => '',
    ListStackResources: () =>
      `<StackResourceSummaries>${'<member><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>'.repeat(2)}</StackResourceSummaries>`,
    DescribeStackEvents: () =>
      `<StackEvents>${stack.events
        .toReversed()
        .map(
          ({ id, logicalId, type = 'AWS::SQS::Queue', status, reason }) =>
            `<member><StackId>${STACK_ID}</StackId><EventId>${id}</EventId><StackName>ChatAPP</StackName>
             <LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType>
             <Timestamp>2026-01-01T00:00:0${Number(id) % 10}Z</Timestamp><ResourceStatus>${status}</ResourceStatus>
             ${reason === undefined ? '' : `<ResourceStatusReason>${reason}</ResourceStatusReason>`}</member>`
        )
        .join('')}</StackEvents>`
  }

  const server = createServer((request, response) => void respond(request, response))
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    if (request.headers['x-amz-target'] === 'AmazonSQS.GetQueueUrl') {
      const { QueueName } = JSON.parse(body) as { QueueName: string }
      const QueueUrl = stack.queues[QueueName]
      const missing = { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'There is none.' }
      response.writeHead(QueueUrl ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(JSON.stringify(QueueUrl ? { QueueUrl } : missing))
      return
    }
    const fields = new URLSearchParams(body)
    const action = fields.get('Action') ?? ''
    calls.push({ action, fields })
    reactions.get(action)?.()
    const answer = answers.get(action)?.shift() ?? defaults[action]?.(fields) ?? ''
    if (typeof answer === 'string') {
      response.writeHead(200, { 'content-type': 'text/xml' })
      response.end(
        `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${answer}</${action}Result>` +
          `<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`
      )
    } else if ('html' in answer) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(answer.html)
    } else {
      response.writeHead(answer.status, { 'content-type': 'text/xml' })
      response.end(
        `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>` +
          `<Code>${answer.code}</Code><Message>${answer.message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`
      )
    }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    stack,
    stackId: STACK_ID,
    /** Names of the calls so far. */
    actions: () => calls.map(({ action }) => action),
    fieldsOf: (action: string) =>
      Object.fromEntries(calls.findLast((call) => call.action === action)?.fields ?? []),
    /** The next answers of an action; afterwards it answers as usual again. */
    answer: (action: string, ...next: Answer[]) => answers.set(action, next),
    /** What happens in the account when an action is called, before it is answered. */
    when: (action: string, react: () => void) => reactions.set(action, react),
    /** Adds an event and, for the stack's own, moves its status. */
    report(logicalId: string, status: string, reason?: string): void {
      const own = logicalId === 'ChatAPP'
      if (own) stack.status = status
      stack.events.push({
        id: String(++events),
        logicalId,
        status,
        ...(own ? { type: 'AWS::CloudFormation::Stack' } : {}),
        ...(reason === undefined ? {} : { reason })
      })
    },
    url,
    client: () =>
      createCloudFormationClient({
        endpoint: url,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
        maxAttempts: 1
      })
  }
}

const pairs = (values: Record<string, string>, kind: 'Parameter' | 'Output'): string =>
  Object.entries(values)
    .map(
      ([key, value]) =>
        `<member><${kind}Key>${key}</${kind}Key><${kind}Value>${value}</${kind}Value></member>`
    )
    .join('')

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
  return body
}
