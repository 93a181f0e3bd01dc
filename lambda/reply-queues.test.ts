import {
  ChangeMessageVisibilityCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient
} from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { startQueueServer } from './queue-server'
import { derivedId } from './reply-id'
import { awsQueueUrl, SqsReplyQueues } from './reply-queues'
import type { OutgoingReply } from './write-reply'

const QUEUE = 'ChatAPP-responses-install-1'

const aReply = (body: string, change: Partial<OutgoingReply> = {}): OutgoingReply => ({
  queue: QUEUE,
  id: derivedId(body),
  body,
  groupId: 'processor',
  delaySeconds: 0,
  ...change
})

/** The real client, with a list of the calls it makes. */
function listening(sqs: SQSClient) {
  const calls: { name: string; input: unknown }[] = []
  const send = ((command: { constructor: { name: string }; input: unknown }) => {
    calls.push({ name: command.constructor.name, input: command.input })
    return sqs.send(command as SendMessageBatchCommand)
  }) as SQSClient['send']
  return {
    client: { send },
    calls: (type: { name: string }) => calls.filter(({ name }) => name === type.name)
  }
}

const bodies = (messages: readonly { Body?: string | undefined }[]) => messages.map(({ Body }) => Body)

describe('SqsReplyQueues', () => {
  it('sends what is ready in the same turn in one call per queue', async () => {
    await using server = await startQueueServer()
    await server.createQueue(QUEUE)
    await server.createQueue('ChatAPP-responses')
    const { client, calls } = listening(server.sqs)
    const queues = new SqsReplyQueues(client)

    const sent = await Promise.all([
      ...['a', 'b', 'c'].map((body) => queues.send(aReply(body))),
      queues.send(aReply('d', { queue: 'ChatAPP-responses' }))
    ])

    expect(sent).toEqual(Array.from({ length: 4 }, () => ({ status: 'sent' })))
    expect(calls(SendMessageBatchCommand)).toHaveLength(2)
    expect(new Set(bodies(await server.receive(QUEUE)))).toEqual(new Set(['a', 'b', 'c']))
    expect(bodies(await server.receive('ChatAPP-responses'))).toEqual(['d'])
  })

  it('cuts batches at ten messages and at one mebibyte', async () => {
    await using server = await startQueueServer()
    await server.createQueue(QUEUE)
    const { client, calls } = listening(server.sqs)
    const queues = new SqsReplyQueues(client)

    const small = await Promise.all(
      Array.from({ length: 11 }, (_, index) => queues.send(aReply(`s${index}`)))
    )
    const large = await Promise.all(
      ['x', 'y', 'z'].map((letter) => queues.send(aReply(letter.repeat(500_000))))
    )

    expect([...small, ...large].every(({ status }) => status === 'sent')).toBe(true)
    expect(calls(SendMessageBatchCommand)).toHaveLength(4)
  })

  it('reports a queue that does not exist as gone, and finds it when it is there later', async () => {
    await using server = await startQueueServer()
    const queues = new SqsReplyQueues(server.sqs)

    expect(await queues.send(aReply('lost'))).toEqual({ status: 'gone' })
    await server.createQueue(QUEUE)
    expect(await queues.send(aReply('found'))).toEqual({ status: 'sent' })
  })

  it('forgets the URL of a queue that was deleted', async () => {
    await using server = await startQueueServer()
    await server.createQueue(QUEUE)
    const { client, calls } = listening(server.sqs)
    const queues = new SqsReplyQueues(client)
    await queues.send(aReply('first'))
    const { QueueUrl } = await server.sqs.send(new GetQueueUrlCommand({ QueueName: QUEUE }))
    await server.sqs.send(new DeleteQueueCommand({ QueueUrl }))

    const [deleted, again] = [await queues.send(aReply('second')), await queues.send(aReply('third'))]

    expect([deleted, again]).toEqual([{ status: 'gone' }, { status: 'gone' }])
    expect(calls(GetQueueUrlCommand)).toHaveLength(2)
    expect(calls(SendMessageBatchCommand)).toHaveLength(2)
  })

  it('fails only the entries that SQS refuses', async () => {
    const client = {
      send: ((command: unknown) =>
        Promise.resolve(
          command instanceof SendMessageBatchCommand
            ? {
                Successful: [{ Id: '0' }, { Id: '2' }],
                Failed: [{ Id: '1', Code: 'InternalError', Message: 'try again', SenderFault: false }]
              }
            : { QueueUrl: 'http://127.0.0.1/q' }
        )) as SQSClient['send']
    }
    const queues = new SqsReplyQueues(client)

    const sent = await Promise.all(['a', 'b', 'c'].map((body) => queues.send(aReply(body))))

    expect(sent.map(({ status }) => status)).toEqual(['sent', 'failed', 'sent'])
    expect(sent[1]).toHaveProperty('cause.message', 'SQS refused the reply: InternalError: try again')
  })

  it('fails what it cannot hand over, keeping the cause', async () => {
    const cause = new Error('no network')
    const queues = new SqsReplyQueues({ send: (() => Promise.reject(cause)) as SQSClient['send'] })

    expect(await queues.send(aReply('a'))).toEqual({ status: 'failed', cause })
  })

  it('keeps the order on a FIFO queue and lets SQS drop a repeated reply', async () => {
    await using server = await startQueueServer()
    const queue = `${QUEUE}.fifo`
    await server.createQueue(queue, { FifoQueue: 'true' })
    const queues = new SqsReplyQueues(server.sqs)

    await Promise.all(['1', '2', '3'].map((body) => queues.send(aReply(body, { queue }))))
    await queues.send(aReply('2', { queue }))

    const [first] = await server.receive(queue)
    expect(first?.Body).toBe('1')
    expect(first?.Attributes).toMatchObject({
      MessageGroupId: 'processor',
      MessageDeduplicationId: derivedId('1')
    })
  })

  it('holds a delayed reply back', async () => {
    await using server = await startQueueServer()
    await server.createQueue(QUEUE)
    const { client, calls } = listening(server.sqs)

    await new SqsReplyQueues(client).send(aReply('later', { delaySeconds: 900 }))

    expect(calls(SendMessageBatchCommand)).toMatchObject([{ input: { Entries: [{ DelaySeconds: 900 }] } }])
    expect(await server.receive(QUEUE, 0)).toEqual([])
  })

  it('brings a request back after the given time, and never asks for 0 s', async () => {
    await using server = await startQueueServer()
    await server.createQueue('ChatAPP')
    const { QueueUrl } = await server.sqs.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP' }))
    await server.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'again' }))
    const [held] = await server.receive('ChatAPP')

    const { client, calls } = listening(server.sqs)

    await new SqsReplyQueues(client).retryAfter('ChatAPP', held?.ReceiptHandle ?? '', 0)

    expect(calls(ChangeMessageVisibilityCommand)).toMatchObject([{ input: { VisibilityTimeout: 1 } }])
    const [back] = await server.receive('ChatAPP', 5)
    expect(back).toMatchObject({ Body: 'again', Attributes: { ApproximateReceiveCount: '2' } })
  })

  it.each([{}, { Successful: [] }, { Successful: [{ Id: '7' }] }])(
    'takes a reply that the answer does not name for one that was not sent: %j',
    async (answer) => {
      const send = (async (command: object) =>
        command instanceof SendMessageBatchCommand
          ? answer
          : { QueueUrl: 'https://sqs/q' }) as SQSClient['send']

      expect(await new SqsReplyQueues({ send }).send(aReply('a'))).toMatchObject({ status: 'failed' })
    }
  )

  it.each(['each entry', 'the whole call'])(
    'sends without a group id to a standard queue that refuses it for %s, and remembers that',
    async (refusal) => {
      await using server = await startQueueServer()
      await server.createQueue(QUEUE)
      const groups: boolean[] = []
      const send = (async (command: SendMessageBatchCommand) => {
        const { Entries = [] } = command.input
        if (command instanceof SendMessageBatchCommand) groups.push(Entries.some((one) => one.MessageGroupId))
        if (!Entries.some((one) => one.MessageGroupId)) return await server.sqs.send(command)
        if (refusal === 'the whole call')
          throw Object.assign(new Error('no'), { name: 'InvalidParameterValue' })
        return { Failed: Entries.map(({ Id }) => ({ Id, Code: 'InvalidParameterValue', SenderFault: true })) }
      }) as SQSClient['send']
      const queues = new SqsReplyQueues({ send })

      expect(await queues.send(aReply('a'))).toEqual({ status: 'sent' })
      expect(await queues.send(aReply('b'))).toEqual({ status: 'sent' })

      expect(groups).toEqual([true, false, false])
      expect(new Set(bodies(await server.receive(QUEUE)))).toEqual(new Set(['a', 'b']))
    }
  )

  it('makes the URL of a queue on AWS from region, account and name, without a call', async () => {
    await using server = await startQueueServer()
    await server.createQueue(QUEUE)
    const { client, calls } = listening(server.sqs)
    const queues = new SqsReplyQueues(client, (queue) => `${server.endpoint}/000000000000/${queue}`)

    expect(await queues.send(aReply('a'))).toEqual({ status: 'sent' })
    expect(await queues.send(aReply('b', { queue: 'ChatAPP-responses-gone' }))).toEqual({ status: 'gone' })

    expect(calls(GetQueueUrlCommand)).toEqual([])
    expect(bodies(await server.receive(QUEUE))).toEqual(['a'])
  })

  it.each([
    ['eu-central-1', 'https://sqs.eu-central-1.amazonaws.com/123456789012/q'],
    ['cn-north-1', 'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q'],
    ['eusc-de-east-1', 'https://sqs.eusc-de-east-1.amazonaws.eu/123456789012/q']
  ])('knows the hosts of SQS in %s', (region, url) => {
    expect(awsQueueUrl(region, '123456789012', 'q')).toBe(url)
  })

  it('remembers a thousand queues of another server and no more', async () => {
    const asked: string[] = []
    const send = (async (command: GetQueueUrlCommand | SendMessageBatchCommand) => {
      if (command instanceof SendMessageBatchCommand) return { Successful: [{ Id: '0' }] }
      asked.push(String(command.input.QueueName))
      return { QueueUrl: 'http://127.0.0.1/q' }
    }) as SQSClient['send']
    const queues = new SqsReplyQueues({ send })
    const answer = async (client: number) => await queues.send(aReply('a', { queue: `${QUEUE}-${client}` }))
    for (let client = 0; client <= 1000; client++) await answer(client)

    await answer(1000)
    expect(asked).toHaveLength(1001)
    await answer(0)

    expect(asked).toHaveLength(1002)
  })
})
