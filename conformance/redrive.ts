import assert from 'node:assert/strict'
import {
  CancelMessageMoveTaskCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput
} from '@aws-sdk/client-sqs'
import { api, guide, type Row, type Trial } from './trial.ts'

/** How long a move of a few messages may take, in tenths of a second. */
const MOVE_BOUND = 50

/** Receives until a message is over its count and lies in the dead-letter queue; gives what was received last. */
async function die(t: Trial, queue: string, body: string, times = 1) {
  await t.send(queue, body)
  for (let n = 0; n < times; n++) await t.hide(queue, await t.one(queue), 0)
  // The move happens when somebody receives again.
  assert.deepEqual(await t.receive(queue, { WaitTimeSeconds: 1 }), [])
}

const move = async (t: Trial, input: StartMessageMoveTaskCommandInput) =>
  (await t.client.send(new StartMessageMoveTaskCommand(input))).TaskHandle

async function moved(t: Trial, SourceArn: string) {
  for (let n = 0; n < MOVE_BOUND; n++) {
    const { Results = [] } = await t.client.send(new ListMessageMoveTasksCommand({ SourceArn }))
    if (Results[0]?.Status !== 'RUNNING') return Results
    await t.seconds(0.1)
  }
  throw new assert.AssertionError({ message: 'the move did not end' })
}

const policies: Row[] = [
  {
    says: 'A redrive policy that is no JSON, or without a count of 1 to 1,000 or an ARN, is refused',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue()
      const deadLetterTargetArn = await t.arn(await t.queue())
      const bad = [
        'garbage',
        '[]',
        JSON.stringify({ deadLetterTargetArn }),
        JSON.stringify({ maxReceiveCount: 3 }),
        ...[0, 1001, 'many'].map((maxReceiveCount) =>
          JSON.stringify({ deadLetterTargetArn, maxReceiveCount })
        )
      ]
      for (const RedrivePolicy of bad) {
        await t.refused(t.set(url, { RedrivePolicy }), 'InvalidParameterValue', 'InvalidAttributeValue')
      }
    }
  },
  {
    says: 'A redrive policy to a queue that does not exist is refused',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue()
      const deadLetterTargetArn = `${await t.arn(url)}-missing`
      await t.refused(
        t.set(url, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }) }),
        'InvalidParameterValue',
        'InvalidAttributeValue',
        'QueueDoesNotExist',
        'NonExistentQueue'
      )
    }
  },
  {
    says: 'The dead-letter queue of a FIFO queue is FIFO, of a standard queue standard',
    source: guide('sqs-dead-letter-queues'),
    check: async (t) => {
      for (const [queue, dead] of [
        [await t.fifo(), await t.queue()],
        [await t.queue(), await t.fifo()]
      ] as const) {
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await t.arn(dead), maxReceiveCount: 3 })
        await t.refused(t.set(queue, { RedrivePolicy }), 'InvalidParameterValue', 'InvalidAttributeValue')
      }
    }
  },
  {
    says: 'An empty redrive policy takes the dead-letter queue away',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      const { queue } = await t.withDeadLetters()
      await t.set(queue, { RedrivePolicy: '' })
      assert.equal((await t.attributes(queue))['RedrivePolicy'], undefined)
    }
  },
  {
    says: 'A RedriveAllowPolicy of another shape is refused: an unknown permission, more than ten sources, byQueue without any',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue()
      const arn = await t.arn(url)
      for (const policy of [
        { redrivePermission: 'some' },
        { redrivePermission: 'byQueue' },
        { redrivePermission: 'byQueue', sourceQueueArns: Array.from({ length: 11 }, (_, n) => `${arn}${n}`) },
        { redrivePermission: 'denyAll', sourceQueueArns: [arn] }
      ]) {
        const RedriveAllowPolicy = JSON.stringify(policy)
        await t.refused(t.set(url, { RedriveAllowPolicy }), 'InvalidParameterValue', 'InvalidAttributeValue')
      }
    }
  },
  {
    says: 'A queue that denies all sources, or names others, cannot become a dead-letter queue',
    source: guide('sqs-dead-letter-queues'),
    check: async (t) => {
      const other = await t.arn(await t.queue())
      for (const policy of [
        { redrivePermission: 'denyAll' },
        { redrivePermission: 'byQueue', sourceQueueArns: [other] }
      ]) {
        const dead = await t.queue({ RedriveAllowPolicy: JSON.stringify(policy) })
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await t.arn(dead), maxReceiveCount: 3 })
        await t.refused(
          t.queue({ RedrivePolicy }),
          'InvalidParameterValue',
          'InvalidAttributeValue',
          'AccessDenied'
        )
      }
    }
  }
]

const deadLetters: Row[] = [
  {
    says: 'A message goes to the dead-letter queue when its receive count exceeds maxReceiveCount, not before',
    source: guide('sqs-dead-letter-queues'),
    check: async (t) => {
      const { queue, dead } = await t.withDeadLetters(2)
      await die(t, queue, 'poison', 2)
      assert.equal((await t.one(dead)).Body, 'poison')
    }
  },
  {
    says: 'A dead letter keeps its id, its attributes and when it was sent, and names the queue it came from',
    source: guide('sqs-dead-letter-queues'),
    check: async (t) => {
      const { queue, dead } = await t.withDeadLetters()
      const { MessageId } = await t.send(queue, 'poison', {
        MessageAttributes: { a: { DataType: 'String', StringValue: '1' } }
      })
      const asked = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] }
      const before = await t.one(queue, asked)
      await t.hide(queue, before, 0)
      await t.receive(queue, { WaitTimeSeconds: 1 })
      const letter = await t.one(dead, asked)
      assert.equal(letter.MessageId, MessageId)
      assert.equal(letter.MessageAttributes?.['a']?.StringValue, '1')
      assert.equal(letter.Attributes?.SentTimestamp, before.Attributes?.SentTimestamp)
      assert.equal(letter.Attributes?.DeadLetterQueueSourceArn, await t.arn(queue))
    }
  },
  {
    says: 'ListDeadLetterSourceQueues gives the queues that send their dead letters here, in pages',
    source: api('ListDeadLetterSourceQueues'),
    check: async (t) => {
      const { queue, dead: QueueUrl } = await t.withDeadLetters()
      const listed = await t.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl }))
      assert.deepEqual(listed.queueUrls, [queue])
      await t.refused(
        t.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: `${QueueUrl}-missing` })),
        'QueueDoesNotExist',
        'NonExistentQueue'
      )
    }
  },
  {
    says: 'StartMessageMoveTask brings dead letters back to where they came from',
    source: api('StartMessageMoveTask'),
    check: async (t) => {
      const { queue, dead } = await t.withDeadLetters()
      await die(t, queue, 'poison')
      const SourceArn = await t.arn(dead)
      assert.ok(await move(t, { SourceArn }), 'no TaskHandle')
      const [task] = await moved(t, SourceArn)
      assert.equal(task?.Status, 'COMPLETED')
      assert.equal(Number(task.ApproximateNumberOfMessagesMoved), 1)
      assert.equal((await t.one(queue)).Body, 'poison')
    }
  },
  {
    says: 'StartMessageMoveTask moves to another queue when one is named',
    source: api('StartMessageMoveTask'),
    check: async (t) => {
      const { queue, dead } = await t.withDeadLetters()
      await die(t, queue, 'poison')
      const other = await t.queue()
      const SourceArn = await t.arn(dead)
      await move(t, { SourceArn, DestinationArn: await t.arn(other) })
      await moved(t, SourceArn)
      assert.equal((await t.one(other)).Body, 'poison')
    }
  },
  {
    says: 'A moved message is a new one: its receive count begins anew',
    source: guide('sqs-configure-dead-letter-queue-redrive'),
    check: async (t) => {
      const { queue, dead } = await t.withDeadLetters()
      await die(t, queue, 'poison')
      const SourceArn = await t.arn(dead)
      await move(t, { SourceArn })
      await moved(t, SourceArn)
      const { Attributes } = await t.one(queue, { MessageSystemAttributeNames: ['All'] })
      assert.equal(Attributes?.ApproximateReceiveCount, '1')
    }
  },
  {
    says: 'StartMessageMoveTask refuses a queue that is nobody’s dead-letter queue, one that is missing, and 501 a second',
    source: api('StartMessageMoveTask'),
    check: async (t) => {
      const arn = await t.arn(await t.queue())
      const names = [
        'InvalidParameterValue',
        'UnsupportedOperation',
        'ResourceNotFoundException',
        'InvalidAddress'
      ]
      await t.refused(move(t, { SourceArn: arn }), ...names)
      await t.refused(move(t, { SourceArn: `${arn}-missing` }), ...names)
      const { dead } = await t.withDeadLetters()
      const tooFast = { SourceArn: await t.arn(dead), MaxNumberOfMessagesPerSecond: 501 }
      await t.refused(move(t, tooFast), ...names)
    }
  },
  {
    says: 'CancelMessageMoveTask of an unknown task is ResourceNotFoundException; ListMessageMoveTasks of none is empty',
    source: api('CancelMessageMoveTask'),
    check: async (t) => {
      const { dead } = await t.withDeadLetters()
      const SourceArn = await t.arn(dead)
      const { Results = [] } = await t.client.send(new ListMessageMoveTasksCommand({ SourceArn }))
      assert.deepEqual(Results, [])
      const TaskHandle = Buffer.from(JSON.stringify({ taskId: 'none', sourceArn: SourceArn })).toString(
        'base64'
      )
      await t.refused(
        t.client.send(new CancelMessageMoveTaskCommand({ TaskHandle })),
        'ResourceNotFoundException',
        'InvalidParameterValue'
      )
    }
  }
]

const fifo: Row[] = [
  {
    says: 'A FIFO queue demands a MessageGroupId, and a deduplication id unless it is content-based',
    source: api('SendMessage'),
    check: async (t) => {
      const url = await t.fifo()
      await t.refused(t.send(url, 'x', { MessageDeduplicationId: 'a' }), 'MissingParameter')
      await t.refused(t.send(url, 'x', { MessageGroupId: 'g' }), 'InvalidParameterValue')
      await t.refused(
        t.send(url, 'x', { MessageGroupId: 'g', MessageDeduplicationId: 'x'.repeat(129) }),
        'InvalidParameterValue'
      )
    }
  },
  {
    says: 'A repeated deduplication id within five minutes is accepted and not stored again: same message id',
    source: guide('using-messagededuplicationid-property'),
    check: async (t) => {
      const url = await t.fifo()
      const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'once' }
      const first = await t.send(url, 'first', ids)
      const second = await t.send(url, 'second', ids)
      assert.equal(second.MessageId, first.MessageId)
      assert.equal(second.SequenceNumber, first.SequenceNumber)
      assert.equal((await t.one(url)).Body, 'first')
    }
  },
  {
    says: 'A deduplication id is refused also after its message was deleted',
    source: guide('using-messagededuplicationid-property'),
    check: async (t) => {
      const url = await t.fifo()
      const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'once' }
      await t.send(url, 'first', ids)
      await t.delete(url, await t.one(url))
      await t.send(url, 'second', ids)
      assert.deepEqual(await t.receive(url, { WaitTimeSeconds: 1 }), [])
    }
  },
  {
    says: 'Content-based deduplication tells messages by their bodies',
    source: api('CreateQueue'),
    check: async (t) => {
      const url = await t.fifo({ ContentBasedDeduplication: 'true' })
      for (const body of ['a', 'a', 'b']) await t.send(url, body, { MessageGroupId: 'g' })
      assert.deepEqual(
        (await t.receive(url)).map(({ Body }) => Body),
        ['a', 'b']
      )
    }
  },
  {
    says: 'Messages of a group come in the order in which they were sent, with growing sequence numbers',
    source: guide('FIFO-queues-understanding-logic'),
    check: async (t) => {
      const url = await t.fifo({ ContentBasedDeduplication: 'true' })
      const numbers: bigint[] = []
      const bodies = Array.from({ length: 10 }, (_, n) => `${n}`)
      for (const body of bodies)
        numbers.push(BigInt((await t.send(url, body, { MessageGroupId: 'g' })).SequenceNumber ?? ''))
      assert.ok(numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0n)))
      assert.deepEqual(
        (await t.receive(url)).map(({ Body }) => Body),
        bodies
      )
    }
  },
  {
    says: 'While a message of a group is in flight the rest of the group waits; another group goes on',
    source: guide('FIFO-queues-understanding-logic'),
    check: async (t) => {
      const url = await t.fifo({ ContentBasedDeduplication: 'true' })
      for (const [body, MessageGroupId] of [
        ['a1', 'a'],
        ['a2', 'a'],
        ['b1', 'b']
      ] as const)
        await t.send(url, body, { MessageGroupId })
      const first = await t.one(url, { MaxNumberOfMessages: 1 })
      assert.equal(first.Body, 'a1')
      assert.deepEqual(
        (await t.receive(url)).map(({ Body }) => Body),
        ['b1']
      )
      await t.delete(url, first)
      assert.equal((await t.one(url)).Body, 'a2')
    }
  },
  {
    says: 'A message that comes back is received before the rest of its group',
    source: guide('FIFO-queues-understanding-logic'),
    check: async (t) => {
      const url = await t.fifo({ ContentBasedDeduplication: 'true' })
      for (const body of ['a1', 'a2']) await t.send(url, body, { MessageGroupId: 'a' })
      await t.hide(url, await t.one(url, { MaxNumberOfMessages: 1 }), 0)
      assert.deepEqual(
        (await t.receive(url)).map(({ Body }) => Body),
        ['a1', 'a2']
      )
    }
  },
  {
    says: 'A message of a FIFO queue has no delay of its own; the queue’s holds',
    source: api('SendMessage'),
    check: async (t) => {
      const url = await t.fifo({ ContentBasedDeduplication: 'true', DelaySeconds: '1' })
      await t.refused(t.send(url, 'x', { MessageGroupId: 'g', DelaySeconds: 5 }), 'InvalidParameterValue')
      await t.send(url, 'y', { MessageGroupId: 'g' })
      assert.deepEqual(await t.now(url), [])
      assert.equal((await t.one(url)).Body, 'y')
    }
  },
  {
    says: 'The receiver learns group, deduplication id and sequence number',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.fifo()
      const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' }
      const { SequenceNumber } = await t.send(url, 'x', ids)
      const { Attributes = {} } = await t.one(url, { MessageSystemAttributeNames: ['All'] })
      const { MessageGroupId, MessageDeduplicationId } = Attributes
      assert.deepEqual({ MessageGroupId, MessageDeduplicationId }, ids)
      assert.equal(Attributes.SequenceNumber, SequenceNumber)
    }
  },
  {
    says: 'A repeated ReceiveRequestAttemptId gives the same messages again while they are hidden',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.fifo({ ContentBasedDeduplication: 'true' })
      await t.send(url, 'x', { MessageGroupId: 'g' })
      const attempt = { ReceiveRequestAttemptId: 'attempt-1' }
      const first = await t.one(url, attempt)
      const again = await t.one(url, { ...attempt, WaitTimeSeconds: 0 })
      assert.equal(again.MessageId, first.MessageId)
    }
  },
  {
    says: 'FifoThroughputLimit perMessageGroupId demands DeduplicationScope messageGroup',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      await t.refused(
        t.fifo({ FifoThroughputLimit: 'perMessageGroupId', DeduplicationScope: 'queue' }),
        'InvalidAttributeValue',
        'InvalidParameterValue',
        'InvalidAttributeName'
      )
      await t.fifo({ FifoThroughputLimit: 'perMessageGroupId', DeduplicationScope: 'messageGroup' })
    }
  },
  {
    says: 'With DeduplicationScope messageGroup the same id in two groups is two messages',
    source: guide('high-throughput-fifo'),
    check: async (t) => {
      const url = await t.fifo({
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId'
      })
      for (const MessageGroupId of ['a', 'b'])
        await t.send(url, MessageGroupId, { MessageGroupId, MessageDeduplicationId: 'same' })
      assert.deepEqual(new Set((await t.receive(url)).map(({ Body }) => Body)), new Set(['a', 'b']))
    }
  }
]

export const redriveRows: Record<string, Row[]> = {
  'Redrive policies': policies,
  'Dead letters': deadLetters,
  'FIFO queues': fifo
}
