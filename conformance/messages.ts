import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type MessageAttributeValue,
  type QueueAttributeName,
  type SendMessageBatchRequestEntry
} from '@aws-sdk/client-sqs'
import { api, guide, type Row, type Trial } from './trial.ts'

const MIB = 1_048_576
const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue })

const batch = (t: Trial, QueueUrl: string, Entries: SendMessageBatchRequestEntry[]) =>
  t.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))

/** Attributes as plain data that can be compared. */
const flat = (all: Record<string, MessageAttributeValue> = {}) =>
  new Map(
    Object.entries(all).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      [DataType, StringValue ?? Buffer.from(BinaryValue ?? []).toString('hex')]
    ])
  )

/** A part of what AWS takes the MD5 of. */
const part = (value: string) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(value))
  return Buffer.concat([length, Buffer.from(value)])
}

const manyAttributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, text('x')]))

const entries = (count: number) => Array.from({ length: count }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' }))

/** Attributes that a message may not have. */
const refusedAttributes = (says: string, ...all: Record<string, MessageAttributeValue>[]): Row => ({
  says,
  source: guide('sqs-message-metadata'),
  check: async (t) => {
    const url = await t.queue()
    for (const MessageAttributes of all) {
      await t.refused(t.send(url, 'x', { MessageAttributes }), 'InvalidParameterValue', 'MissingParameter')
    }
  }
})

const sending: Row[] = [
  {
    says: 'SendMessage answers with an id and the MD5 of the body; the receiver gets the same body',
    source: api('SendMessage'),
    check: async (t) => {
      const url = await t.queue()
      const body = 'Grüße 👋 \t\r\n "quoted" <&> \\u0041'
      const { MessageId, MD5OfMessageBody } = await t.send(url, body)
      assert.equal(MD5OfMessageBody, createHash('md5').update(body).digest('hex'))
      const { Body, MessageId: id, MD5OfBody } = await t.one(url)
      assert.deepEqual([Body, id, MD5OfBody], [body, MessageId, MD5OfMessageBody])
    }
  },
  {
    says: 'SendMessage refuses an empty body',
    source: api('SendMessage'),
    check: async (t) => {
      const call = t.send(await t.queue(), '')
      await t.refused(call, 'MissingParameter', 'InvalidParameterValue', 'EmptyValue')
    }
  },
  {
    says: 'SendMessage takes 1 MiB, attributes counted, and not a byte more',
    source: api('SendMessage'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'x'.repeat(MIB))
      await t.refused(t.send(url, 'x'.repeat(MIB + 1)), 'InvalidParameterValue')
      const MessageAttributes = { key: text('value') }
      await t.refused(t.send(url, 'x'.repeat(MIB - 13), { MessageAttributes }), 'InvalidParameterValue')
      await t.send(url, 'x'.repeat(MIB - 14), { MessageAttributes })
    }
  },
  {
    says: 'SendMessage refuses what is larger than the queue’s MaximumMessageSize',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue({ MaximumMessageSize: '1024' })
      await t.send(url, 'x'.repeat(1024))
      await t.refused(t.send(url, 'x'.repeat(1025)), 'InvalidParameterValue')
    }
  },
  {
    says: 'SendMessage refuses characters that XML 1.0 does not know',
    source: api('SendMessage'),
    check: async (t) => {
      const url = await t.queue()
      for (const body of ['a\u0000b', '\u0008', '\uFFFE', '\u001B[31m'])
        await t.refused(t.send(url, body), 'InvalidMessageContents')
    }
  },
  {
    says: 'SendMessage refuses a delay below 0 and above 900 seconds',
    source: api('SendMessage'),
    check: async (t) => {
      const url = await t.queue()
      for (const DelaySeconds of [-1, 901])
        await t.refused(t.send(url, 'x', { DelaySeconds }), 'InvalidParameterValue')
    }
  },
  {
    says: 'A message’s delay hides it until it is over',
    source: guide('sqs-message-timers'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'later', { DelaySeconds: 1 })
      assert.deepEqual(await t.now(url), [])
      assert.equal((await t.one(url)).Body, 'later')
    }
  },
  {
    says: 'A queue’s delay holds for its messages; one’s own delay, 0 too, goes first',
    source: guide('sqs-delay-queues'),
    check: async (t) => {
      const url = await t.queue({ DelaySeconds: '600' })
      await t.send(url, 'waits')
      await t.send(url, 'at once', { DelaySeconds: 0 })
      assert.equal((await t.one(url)).Body, 'at once')
    }
  },
  {
    says: 'SendMessage to a queue that does not exist is QueueDoesNotExist',
    source: api('SendMessage'),
    check: async (t) => {
      const url = (await t.queue()).replace(/[^/]+$/, 'no-such-queue')
      await t.refused(t.send(url, 'x'), 'QueueDoesNotExist', 'NonExistentQueue')
    }
  },
  {
    says: 'A standard queue takes a MessageGroupId (a fair queue) and gives it to the receiver',
    source: guide('sqs-fair-queues'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'x', { MessageGroupId: 'tenant-a' })
      const { Attributes } = await t.one(url, { MessageSystemAttributeNames: ['All'] })
      assert.equal(Attributes?.MessageGroupId, 'tenant-a')
    }
  },
  {
    says: 'A MessageGroupId has 1 to 128 letters, digits and punctuation marks',
    source: api('SendMessage'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'x', { MessageGroupId: 'x'.repeat(128) })
      for (const MessageGroupId of ['x'.repeat(129), 'with space', 'ä'])
        await t.refused(t.send(url, 'x', { MessageGroupId }), 'InvalidParameterValue')
    }
  },
  {
    says: 'The system attribute AWSTraceHeader goes with a message',
    source: guide('sqs-message-metadata'),
    check: async (t) => {
      const url = await t.queue()
      const StringValue = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1'
      await t.send(url, 'x', {
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue } }
      })
      const { Attributes } = await t.one(url, { MessageSystemAttributeNames: ['AWSTraceHeader'] })
      assert.equal(Attributes?.AWSTraceHeader, StringValue)
    }
  }
]

const attributes: Row[] = [
  {
    says: 'Attributes of type String, Number, Binary and of one’s own labels come as they were sent',
    source: guide('sqs-message-metadata'),
    check: async (t) => {
      const url = await t.queue()
      const sent: Record<string, MessageAttributeValue> = {
        word: text('Grüße'),
        count: { DataType: 'Number', StringValue: '-12.5e3' },
        bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 128]) },
        own: { DataType: 'String.Json', StringValue: '{}' },
        ownNumber: { DataType: 'Number.int', StringValue: '7' }
      }
      await t.send(url, 'x', { MessageAttributes: sent })
      const { MessageAttributes } = await t.one(url, { MessageAttributeNames: ['All'] })
      assert.deepEqual(flat(MessageAttributes), flat(sent))
    }
  },
  {
    says: 'SendMessage answers with the MD5 of the attributes, reckoned as AWS says',
    source: guide('sqs-message-metadata'),
    check: async (t) => {
      const hash = createHash('md5')
      for (const [name, value] of [
        ['alpha', 'one'],
        ['beta', 'two']
      ] as const)
        hash.update(Buffer.concat([part(name), part('String'), Buffer.from([1]), part(value)]))
      const MessageAttributes = { beta: text('two'), alpha: text('one') }
      const { MD5OfMessageAttributes } = await t.send(await t.queue(), 'x', { MessageAttributes })
      assert.equal(MD5OfMessageAttributes, hash.digest('hex'))
    }
  },
  {
    says: 'A message has at most ten attributes',
    source: guide('sqs-message-metadata'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'x', { MessageAttributes: manyAttributes(10) })
      await t.refused(t.send(url, 'x', { MessageAttributes: manyAttributes(11) }), 'InvalidParameterValue')
    }
  },
  refusedAttributes(
    'An attribute’s name has at most 256 letters, digits, hyphens, underscores and periods',
    { ['x'.repeat(257)]: text('x') },
    { 'with space': text('x') },
    { ä: text('x') }
  ),
  refusedAttributes(
    'An attribute’s name does not begin or end with a period, nor has two in a row',
    { '.a': text('x') },
    { 'a.': text('x') },
    { 'a..b': text('x') }
  ),
  refusedAttributes(
    'An attribute’s name does not begin with AWS. or Amazon., in any case',
    { 'AWS.x': text('x') },
    { 'aws.x': text('x') },
    { 'Amazon.x': text('x') }
  ),
  refusedAttributes(
    'An attribute of type Number is a number',
    { count: { DataType: 'Number', StringValue: 'many' } },
    { count: { DataType: 'Number', StringValue: '1 2' } }
  ),
  refusedAttributes(
    'An attribute has a value that is not empty, of the kind that its type says',
    { a: { DataType: 'String', StringValue: '' } },
    { a: { DataType: 'String' } },
    { a: { DataType: 'Binary', StringValue: 'x' } }
  ),
  refusedAttributes(
    'An attribute’s type is String, Number or Binary, with at most a label after a period',
    { a: { DataType: 'Boolean', StringValue: 'true' } },
    { a: { DataType: '', StringValue: 'x' } }
  ),
  refusedAttributes('An attribute’s value has no characters that XML 1.0 does not know', {
    a: text('a\u0000b')
  }),
  {
    says: 'A receiver gets the attributes that it names, also by prefix.* and All, and none unasked',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.queue({ VisibilityTimeout: '0' })
      const MessageAttributes = { 'a.x': text('1'), 'a.y': text('2'), b: text('3') }
      await t.send(url, 'x', { MessageAttributes })
      const names = async (...MessageAttributeNames: string[]) =>
        Object.keys((await t.one(url, { MessageAttributeNames })).MessageAttributes ?? {}).toSorted()
      assert.deepEqual(await names(), [])
      assert.deepEqual(await names('b', 'unknown'), ['b'])
      assert.deepEqual(await names('a.*'), ['a.x', 'a.y'])
      assert.deepEqual(await names('All'), ['a.x', 'a.y', 'b'])
    }
  }
]

const batches: Row[] = [
  {
    says: 'SendMessageBatch judges each message by itself: what is refused holds up none of the others',
    source: api('SendMessageBatch'),
    check: async (t) => {
      const url = await t.queue()
      const { Successful, Failed } = await batch(t, url, [
        { Id: 'good', MessageBody: 'x' },
        { Id: 'bad', MessageBody: '\u0000' }
      ])
      assert.deepEqual([Successful?.map(({ Id }) => Id), Failed?.map(({ Id }) => Id)], [['good'], ['bad']])
      assert.deepEqual(
        [Failed?.[0]?.SenderFault, Failed?.[0]?.Code?.split('.').at(-1)],
        [true, 'InvalidMessageContents']
      )
      assert.equal((await t.receive(url)).length, 1)
    }
  },
  {
    says: 'A batch has 1 to 10 entries',
    source: api('SendMessageBatch'),
    check: async (t) => {
      const url = await t.queue()
      await t.refused(batch(t, url, []), 'EmptyBatchRequest', 'MissingParameter')
      await t.refused(batch(t, url, entries(11)), 'TooManyEntriesInBatchRequest')
      assert.equal((await batch(t, url, entries(10))).Successful?.length, 10)
    }
  },
  {
    says: 'The ids of a batch are distinct, of 1 to 80 letters, digits, hyphens and underscores',
    source: api('SendMessageBatch'),
    check: async (t) => {
      const url = await t.queue()
      const of = (...ids: string[]) =>
        batch(
          t,
          url,
          ids.map((Id) => ({ Id, MessageBody: 'x' }))
        )
      await t.refused(of('a', 'a'), 'BatchEntryIdsNotDistinct')
      for (const id of ['with space', 'x'.repeat(81), '']) await t.refused(of(id), 'InvalidBatchEntryId')
    }
  },
  {
    says: 'A batch has at most 1 MiB in all',
    source: api('SendMessageBatch'),
    check: async (t) => {
      const MessageBody = 'x'.repeat(MIB / 2)
      const entries = [
        { Id: 'a', MessageBody },
        { Id: 'b', MessageBody }
      ]
      const url = await t.queue()
      assert.equal((await batch(t, url, entries)).Successful?.length, 2)
      await t.refused(batch(t, url, [...entries, { Id: 'c', MessageBody: 'x' }]), 'BatchRequestTooLong')
    }
  },
  {
    says: 'DeleteMessageBatch and ChangeMessageVisibilityBatch judge each entry by itself',
    source: api('DeleteMessageBatch'),
    check: async (t) => {
      const QueueUrl = await t.queue()
      await t.send(QueueUrl, 'x')
      const { ReceiptHandle } = await t.one(QueueUrl)
      const Entries = [
        { Id: 'good', ReceiptHandle, VisibilityTimeout: 60 },
        { Id: 'bad', ReceiptHandle: 'garbage', VisibilityTimeout: 60 }
      ]
      const changed = await t.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
      const plain = Entries.map(({ Id, ReceiptHandle }) => ({ Id, ReceiptHandle }))
      const deleted = await t.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: plain }))
      for (const { Successful, Failed } of [changed, deleted]) {
        assert.deepEqual([Successful?.map(({ Id }) => Id), Failed?.map(({ Id }) => Id)], [['good'], ['bad']])
        assert.equal(Failed?.[0]?.Code?.split('.').at(-1), 'ReceiptHandleIsInvalid')
      }
    }
  },
  {
    says: 'Empty, too long and ambiguous batches of deletions and changes are refused as a whole',
    source: api('ChangeMessageVisibilityBatch'),
    check: async (t) => {
      const QueueUrl = await t.queue()
      await t.send(QueueUrl, 'x')
      const { ReceiptHandle = '' } = await t.one(QueueUrl)
      const entry = (Id: string) => ({ Id, ReceiptHandle, VisibilityTimeout: 60 })
      const eleven = Array.from({ length: 11 }, (_, n) => entry(`${n}`))
      for (const [Entries, ...names] of [
        [[], 'EmptyBatchRequest', 'MissingParameter'],
        [eleven, 'TooManyEntriesInBatchRequest'],
        [[entry('a'), entry('a')], 'BatchEntryIdsNotDistinct']
      ] as [ReturnType<typeof entry>[], ...string[]][]) {
        await t.refused(
          t.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
          ...names
        )
        const plain = Entries.map(({ Id, ReceiptHandle }) => ({ Id, ReceiptHandle }))
        await t.refused(t.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: plain })), ...names)
      }
    }
  }
]

const receiving: Row[] = [
  {
    says: 'ReceiveMessage gives at most MaxNumberOfMessages, of 1 to 10',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.queue()
      await batch(
        t,
        url,
        Array.from({ length: 10 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' }))
      )
      assert.ok((await t.receive(url, { MaxNumberOfMessages: 3 })).length <= 3)
      for (const MaxNumberOfMessages of [0, 11])
        await t.refused(t.now(url, { MaxNumberOfMessages }), 'InvalidParameterValue', 'ReadCountOutOfRange')
    }
  },
  {
    says: 'ReceiveMessage gives one message when nothing is said of how many',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.queue()
      for (const body of ['a', 'b']) await t.send(url, body)
      assert.equal((await t.receive(url, { MaxNumberOfMessages: undefined })).length, 1)
    }
  },
  {
    says: 'System attributes come when they are asked for: sender, times in milliseconds, receive count',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'x')
      const { Attributes = {} } = await t.one(url, { MessageSystemAttributeNames: ['All'] })
      assert.equal(Attributes.ApproximateReceiveCount, '1')
      assert.ok(Attributes.SenderId, 'no SenderId')
      for (const stamp of [Attributes.SentTimestamp, Attributes.ApproximateFirstReceiveTimestamp])
        assert.ok(Math.abs(Number(stamp) - Date.now()) < 300_000, `${stamp}`)
    }
  },
  {
    says: 'No system attribute comes unasked, and the older AttributeNames still asks',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.queue({ VisibilityTimeout: '0' })
      await t.send(url, 'x')
      assert.deepEqual(Object.keys((await t.one(url)).Attributes ?? {}), [])
      const { Attributes = {} } = await t.one(url, {
        AttributeNames: ['SentTimestamp' as QueueAttributeName]
      })
      assert.deepEqual(Object.keys(Attributes), ['SentTimestamp'])
    }
  },
  {
    says: 'A long poll returns as soon as a message comes',
    source: guide('sqs-short-and-long-polling'),
    check: async (t) => {
      const url = await t.queue()
      const startedAt = performance.now()
      const poll = t.receive(url, { WaitTimeSeconds: 15 })
      await t.seconds(0.5)
      await t.send(url, 'x')
      assert.equal((await poll).length, 1)
      assert.ok(performance.now() - startedAt < 10_000, 'it waited to its end')
    }
  },
  {
    says: 'A poll waits as long as the queue says when it does not say itself',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.queue({ ReceiveMessageWaitTimeSeconds: '1' })
      const startedAt = performance.now()
      assert.deepEqual(await t.receive(url, { WaitTimeSeconds: undefined }), [])
      assert.ok(performance.now() - startedAt > 900, 'it did not wait')
    }
  },
  {
    says: 'ReceiveMessage refuses to wait for -1 and 21 seconds, and to hide for -1 and 43,201',
    source: api('ReceiveMessage'),
    check: async (t) => {
      const url = await t.queue()
      for (const WaitTimeSeconds of [-1, 21])
        await t.refused(t.receive(url, { WaitTimeSeconds }), 'InvalidParameterValue')
      for (const VisibilityTimeout of [-1, 43_201])
        await t.refused(t.now(url, { VisibilityTimeout }), 'InvalidParameterValue')
    }
  },
  {
    says: 'A received message is hidden for the visibility timeout and comes again, with another handle and a higher count',
    source: guide('sqs-visibility-timeout'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'x')
      const all = { MessageSystemAttributeNames: ['All' as const] }
      const first = await t.one(url, { VisibilityTimeout: 1, ...all })
      assert.deepEqual(await t.now(url), [])
      const second = await t.one(url, all)
      assert.equal(second.MessageId, first.MessageId)
      assert.notEqual(second.ReceiptHandle, first.ReceiptHandle)
      assert.equal(second.Attributes?.ApproximateReceiveCount, '2')
      assert.equal(
        second.Attributes?.ApproximateFirstReceiveTimestamp,
        first.Attributes?.ApproximateFirstReceiveTimestamp
      )
    }
  },
  {
    says: 'ChangeMessageVisibility shows a message at once by 0, and hides it longer',
    source: api('ChangeMessageVisibility'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'x')
      await t.hide(url, await t.one(url), 0)
      const again = await t.one(url, { VisibilityTimeout: 1 })
      await t.hide(url, again, 30)
      await t.seconds(1.2)
      assert.deepEqual(await t.now(url), [])
    }
  },
  {
    says: 'ChangeMessageVisibility refuses more than 12 hours, garbage, and a message that is not in flight',
    source: api('ChangeMessageVisibility'),
    check: async (t) => {
      const url = await t.queue()
      await t.send(url, 'x')
      const message = await t.one(url)
      await t.refused(t.hide(url, message, 43_201), 'InvalidParameterValue')
      await t.refused(t.hide(url, { ReceiptHandle: 'garbage' }, 5), 'ReceiptHandleIsInvalid')
      await t.hide(url, message, 0)
      await t.refused(t.hide(url, message, 5), 'MessageNotInflight', 'InvalidParameterValue')
    }
  },
  {
    says: 'DeleteMessage takes a message away for good; once more it does nothing, and garbage is refused',
    source: api('DeleteMessage'),
    check: async (t) => {
      const url = await t.queue({ VisibilityTimeout: '1' })
      await t.send(url, 'x')
      const message = await t.one(url)
      await t.delete(url, message)
      await t.delete(url, message)
      assert.deepEqual(await t.receive(url, { WaitTimeSeconds: 2 }), [])
      await t.refused(t.delete(url, { ReceiptHandle: 'garbage' }), 'ReceiptHandleIsInvalid')
    }
  },
  {
    says: 'A receipt handle is good after its message became visible again',
    source: api('DeleteMessage'),
    check: async (t) => {
      const url = await t.queue({ VisibilityTimeout: '1' })
      await t.send(url, 'x')
      const message = await t.one(url)
      await t.seconds(1.2)
      assert.equal((await t.attributes(url))['ApproximateNumberOfMessages'], '1')
      await t.delete(url, message)
      assert.deepEqual(await t.receive(url, { WaitTimeSeconds: 1 }), [])
    }
  },
  {
    says: 'DeleteMessage and ChangeMessageVisibility without a handle are MissingParameter',
    source: api('DeleteMessage'),
    check: async (t) => {
      const QueueUrl = await t.queue()
      const none = { QueueUrl, ReceiptHandle: undefined }
      const names = ['MissingParameter', 'InvalidParameterValue', 'ReceiptHandleIsInvalid']
      await t.refused(t.client.send(new DeleteMessageCommand(none)), ...names)
      await t.refused(
        t.client.send(new ChangeMessageVisibilityCommand({ ...none, VisibilityTimeout: 1 })),
        ...names
      )
    }
  },
  {
    says: 'The counts say what is visible, in flight and delayed',
    source: api('GetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue()
      for (const DelaySeconds of [0, 0, 0, 600]) await t.send(url, 'x', { DelaySeconds })
      await t.one(url, { MaxNumberOfMessages: 1 })
      const of = await t.attributes(url)
      assert.deepEqual(
        [
          of['ApproximateNumberOfMessages'],
          of['ApproximateNumberOfMessagesNotVisible'],
          of['ApproximateNumberOfMessagesDelayed']
        ],
        ['2', '1', '1']
      )
    }
  },
  {
    says: 'A message that is older than MessageRetentionPeriod (here 60 seconds) is gone',
    slow: true,
    source: api('SetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue({ MessageRetentionPeriod: '60' })
      await t.send(url, 'old')
      await t.seconds(62)
      assert.deepEqual(await t.now(url), [])
      assert.equal((await t.attributes(url))['ApproximateNumberOfMessages'], '0')
    }
  }
]

export const messageRows: Record<string, Row[]> = {
  Sending: sending,
  'Message attributes': attributes,
  Batches: batches,
  Receiving: receiving
}
