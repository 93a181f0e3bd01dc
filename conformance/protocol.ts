import assert from 'node:assert/strict'
import { GetQueueUrlCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { api, guide, Trial, type Row } from './trial.ts'

/** A call without the SDK: what stands in its headers and body is what the test says. */
async function post(t: Trial, headers: Record<string, string>, body: string) {
  const response = await fetch(t.target.url, { method: 'POST', headers, body })
  return { status: response.status, text: await response.text() }
}

export const protocolRows: Row[] = [
  {
    says: 'A call that is not signed is refused',
    source: 'APIReference/CommonErrors.html',
    check: async (t) => {
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' }
      const { status, text } = await post(t, headers, '{}')
      assert.equal(status, 403)
      assert.match(text, /MissingAuthenticationToken|AccessDenied/)
    }
  },
  {
    says: 'A call that is signed with another secret is refused',
    source: 'APIReference/CommonErrors.html',
    check: async (t) => {
      const other = new Trial({ ...t.target, secretAccessKey: 'another' })
      await t.refused(other.client.send(new ListQueuesCommand({})), 'SignatureDoesNotMatch')
    }
  },
  {
    says: 'A call that is signed more than 15 minutes ago is refused',
    source: guide('sqs-making-api-requests-xml'),
    check: async (t) => {
      const { url: endpoint, region, accessKeyId, secretAccessKey } = t.target
      const late = new SQSClient({
        endpoint,
        region,
        credentials: { accessKeyId, secretAccessKey },
        systemClockOffset: -1_000_000,
        maxAttempts: 1
      })
      await t.refused(
        late.send(new ListQueuesCommand({})),
        'RequestTimeTooSkewed',
        'RequestExpired',
        'InvalidSignatureException',
        'SignatureDoesNotMatch'
      )
    }
  },
  {
    says: 'An action that does not exist is refused',
    source: 'APIReference/CommonErrors.html',
    check: async (t) => {
      // The SDK signs what it is given: the name of the action is changed before.
      t.client.middlewareStack.add(
        (next) => async (args) => {
          const request = args.request as { headers: Record<string, string> }
          request.headers['x-amz-target'] = 'AmazonSQS.MakeCoffee'
          return await next(args)
        },
        { step: 'build', priority: 'low' }
      )
      await t.refused(
        t.client.send(new ListQueuesCommand({})),
        'InvalidAction',
        'UnknownOperationException',
        'InvalidAddress',
        'UnknownOperation'
      )
    }
  },
  {
    says: 'A queue URL that is none, or leads to another host, is refused',
    source: 'APIReference/CommonErrors.html',
    check: async (t) => {
      const { pathname } = new URL(await t.queue())
      const names = ['InvalidAddress', 'QueueDoesNotExist', 'NonExistentQueue', 'InvalidParameterValue']
      for (const url of [
        'nonsense',
        `https://sqs.example.com${pathname}`,
        `https://queue.invalid${pathname}`
      ]) {
        await t.refused(t.send(url, 'x'), ...names)
      }
    }
  },
  {
    says: 'A queue of another account is not there',
    source: api('GetQueueUrl'),
    check: async (t) => {
      const QueueName = new URL(await t.queue()).pathname.split('/').at(-1)
      await t.refused(
        t.client.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId: '999999999999' })),
        'QueueDoesNotExist',
        'NonExistentQueue',
        'AccessDenied',
        'AccessDeniedException'
      )
    }
  },
  {
    says: 'The older protocol (a form in, XML out), which old SDKs and tools speak, is answered',
    source: guide('sqs-making-api-requests-xml'),
    check: async (t) => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        authorization:
          'AWS4-HMAC-SHA256 Credential=none/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0'
      }
      const { text } = await post(t, headers, 'Action=ListQueues&Version=2012-11-05')
      assert.match(text, /^(<\?xml[^>]*>)?\s*<(ListQueuesResponse|ErrorResponse)/)
    }
  }
]
