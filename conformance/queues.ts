import assert from 'node:assert/strict'
import {
  AddPermissionCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  RemovePermissionCommand,
  TagQueueCommand,
  UntagQueueCommand,
  type QueueAttributeName
} from '@aws-sdk/client-sqs'
import { api, guide, type Row, type Trial } from './trial.ts'

const create = (t: Trial, QueueName: string, Attributes: Partial<Record<QueueAttributeName, string>> = {}) =>
  t.client.send(new CreateQueueCommand({ QueueName, Attributes }))

/** A value that an attribute may not have, by AWS's limits. */
const outOfRange = (name: QueueAttributeName, ...values: string[]): Row => ({
  says: `CreateQueue and SetQueueAttributes refuse ${name} ${values.map((value) => `"${value}"`).join(', ')}`,
  source: api('SetQueueAttributes'),
  check: async (t) => {
    const url = await t.queue()
    for (const value of values) {
      const attributes = { [name]: value }
      await t.refused(create(t, t.name(), attributes), 'InvalidAttributeValue', 'InvalidParameterValue')
      await t.refused(t.set(url, attributes), 'InvalidAttributeValue', 'InvalidParameterValue')
    }
  }
})

export const queueRows: Row[] = [
  {
    says: 'CreateQueue answers with a URL that ends with the account and the name',
    source: api('CreateQueue'),
    check: async (t) => {
      const name = t.name()
      const { QueueUrl } = await create(t, name)
      assert.match(QueueUrl ?? '', new RegExp(`^https?://[^/]+/\\d{12}/${name}$`))
    }
  },
  {
    says: 'CreateQueue of a queue that is there, with the same attributes or none, answers with its URL',
    source: api('CreateQueue'),
    check: async (t) => {
      const name = t.name()
      const { QueueUrl } = await create(t, name, { DelaySeconds: '3' })
      assert.equal((await create(t, name, { DelaySeconds: '3' })).QueueUrl, QueueUrl)
      assert.equal((await create(t, name)).QueueUrl, QueueUrl)
    }
  },
  {
    says: 'CreateQueue of a queue that is there, with another value of an attribute, is QueueNameExists',
    source: api('CreateQueue'),
    check: async (t) => {
      const name = t.name()
      await create(t, name, { DelaySeconds: '3' })
      await t.refused(create(t, name, { DelaySeconds: '4' }), 'QueueNameExists', 'QueueAlreadyExists')
    }
  },
  {
    says: 'A queue name has 1 to 80 letters, digits, hyphens and underscores',
    source: api('CreateQueue'),
    check: async (t) => {
      const long = t.name().padEnd(80, 'x')
      await create(t, long)
      for (const name of [`${long}y`, 'with space', 'a/b', 'ä', 'a.b'])
        await t.refused(create(t, name), 'InvalidParameterValue')
    }
  },
  {
    says: 'A FIFO queue ends with .fifo, and only a FIFO queue does',
    source: api('CreateQueue'),
    check: async (t) => {
      await t.refused(create(t, t.name(), { FifoQueue: 'true' }), 'InvalidParameterValue')
      await t.refused(create(t, t.name('.fifo')), 'InvalidParameterValue')
    }
  },
  {
    says: 'CreateQueue refuses an attribute that does not exist',
    source: api('CreateQueue'),
    check: async (t) => {
      const attributes = { Colour: 'red' } as Record<string, string>
      await t.refused(create(t, t.name(), attributes), 'InvalidAttributeName')
    }
  },
  outOfRange('VisibilityTimeout', '-1', '43201', 'soon', ''),
  outOfRange('DelaySeconds', '-1', '901', '1.5'),
  outOfRange('MessageRetentionPeriod', '59', '1209601'),
  outOfRange('MaximumMessageSize', '1023', '1048577'),
  outOfRange('ReceiveMessageWaitTimeSeconds', '-1', '21'),
  outOfRange('KmsDataKeyReusePeriodSeconds', '59', '86401'),
  outOfRange('Policy', 'not a policy', '{'),
  {
    says: 'GetQueueAttributes of a new queue has AWS’s defaults: 30 s hidden, kept 4 days, no delay, 1 MiB, encrypted by SQS',
    source: api('CreateQueue'),
    check: async (t) => {
      const {
        VisibilityTimeout,
        MessageRetentionPeriod,
        DelaySeconds,
        MaximumMessageSize,
        ReceiveMessageWaitTimeSeconds,
        SqsManagedSseEnabled
      } = await t.attributes(await t.queue())
      assert.deepEqual(
        {
          VisibilityTimeout,
          MessageRetentionPeriod,
          DelaySeconds,
          MaximumMessageSize,
          ReceiveMessageWaitTimeSeconds,
          SqsManagedSseEnabled
        },
        {
          VisibilityTimeout: '30',
          MessageRetentionPeriod: '345600',
          DelaySeconds: '0',
          MaximumMessageSize: '1048576',
          ReceiveMessageWaitTimeSeconds: '0',
          SqsManagedSseEnabled: 'true'
        }
      )
    }
  },
  {
    says: 'GetQueueAttributes gives the ARN, and when the queue was made and changed in epoch seconds',
    source: api('GetQueueAttributes'),
    check: async (t) => {
      const name = t.name()
      const { QueueUrl = '' } = await create(t, name)
      const { QueueArn, CreatedTimestamp, LastModifiedTimestamp } = await t.attributes(QueueUrl)
      assert.match(QueueArn ?? '', new RegExp(`^arn:aws:sqs:[a-z0-9-]+:\\d{12}:${name}$`))
      for (const stamp of [CreatedTimestamp, LastModifiedTimestamp])
        assert.ok(Math.abs(Number(stamp) - Date.now() / 1000) < 300, `${stamp}`)
    }
  },
  {
    says: 'GetQueueAttributes gives what is asked for and nothing else, and refuses what does not exist',
    source: api('GetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue()
      assert.deepEqual(await t.attributes(url, ['DelaySeconds']), { DelaySeconds: '0' })
      assert.deepEqual(await t.attributes(url, []), {})
      await t.refused(t.attributes(url, ['Colour' as QueueAttributeName]), 'InvalidAttributeName')
    }
  },
  {
    says: 'SetQueueAttributes changes what it names and leaves the rest',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue({ DelaySeconds: '2' })
      await t.set(url, { VisibilityTimeout: '77' })
      const { DelaySeconds, VisibilityTimeout } = await t.attributes(url)
      assert.deepEqual([DelaySeconds, VisibilityTimeout], ['2', '77'])
    }
  },
  {
    says: 'SetQueueAttributes with one value that is refused changes nothing',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      const url = await t.queue()
      const attributes = { VisibilityTimeout: '77', DelaySeconds: '901' }
      await t.refused(t.set(url, attributes), 'InvalidAttributeValue', 'InvalidParameterValue')
      assert.equal((await t.attributes(url))['VisibilityTimeout'], '30')
    }
  },
  {
    says: 'A queue does not become FIFO, nor a FIFO queue a standard one',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      await t.refused(
        t.set(await t.queue(), { FifoQueue: 'true' }),
        'InvalidAttributeName',
        'InvalidAttributeValue'
      )
      await t.refused(
        t.set(await t.fifo(), { FifoQueue: 'false' }),
        'InvalidAttributeName',
        'InvalidAttributeValue'
      )
    }
  },
  {
    says: 'ContentBasedDeduplication is refused on a standard queue',
    source: api('SetQueueAttributes'),
    check: async (t) => {
      await t.refused(
        t.set(await t.queue(), { ContentBasedDeduplication: 'true' }),
        'InvalidAttributeName',
        'InvalidAttributeValue'
      )
    }
  },
  {
    says: 'GetQueueUrl finds a queue by its name; of an unknown one it is QueueDoesNotExist',
    source: api('GetQueueUrl'),
    check: async (t) => {
      const name = t.name()
      const { QueueUrl } = await create(t, name)
      assert.equal((await t.client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl, QueueUrl)
      await t.refused(
        t.client.send(new GetQueueUrlCommand({ QueueName: t.name() })),
        'QueueDoesNotExist',
        'NonExistentQueue'
      )
    }
  },
  {
    says: 'DeleteQueue takes the queue away: what is asked of it then is QueueDoesNotExist',
    source: api('DeleteQueue'),
    check: async (t) => {
      const url = await t.queue()
      await t.client.send(new DeleteQueueCommand({ QueueUrl: url }))
      await t.refused(t.send(url, 'x'), 'QueueDoesNotExist', 'NonExistentQueue')
      await t.refused(t.now(url), 'QueueDoesNotExist', 'NonExistentQueue')
      await t.refused(t.attributes(url), 'QueueDoesNotExist', 'NonExistentQueue')
    }
  },
  {
    says: 'A queue of the same name can be made 60 seconds after one was deleted, not before',
    source: api('DeleteQueue'),
    check: async (t) => {
      const name = t.name()
      const { QueueUrl } = await create(t, name)
      await t.client.send(new DeleteQueueCommand({ QueueUrl }))
      await t.refused(create(t, name), 'QueueDeletedRecently')
    }
  },
  {
    says: 'ListQueues gives the queues with a prefix, standard and FIFO',
    source: api('ListQueues'),
    check: async (t) => {
      const prefix = `${t.name()}-list`
      const urls: (string | undefined)[] = []
      for (const [suffix, attributes] of [
        ['-a', {}],
        ['-b.fifo', { FifoQueue: 'true' }]
      ] as const)
        urls.push((await create(t, `${prefix}${suffix}`, attributes)).QueueUrl)
      await create(t, t.name())
      const listed = await t.client.send(new ListQueuesCommand({ QueueNamePrefix: prefix }))
      assert.deepEqual(listed.QueueUrls?.toSorted(), urls)
    }
  },
  {
    says: 'ListQueues gives pages of MaxResults with a NextToken, and refuses MaxResults 0 and 1,001',
    source: api('ListQueues'),
    check: async (t) => {
      const QueueNamePrefix = `${t.name()}-page`
      for (const end of ['1', '2', '3']) await create(t, `${QueueNamePrefix}${end}`)
      const first = await t.client.send(new ListQueuesCommand({ QueueNamePrefix, MaxResults: 2 }))
      assert.equal(first.QueueUrls?.length, 2)
      assert.ok(first.NextToken, 'no NextToken')
      const { NextToken } = first
      const rest = await t.client.send(new ListQueuesCommand({ QueueNamePrefix, MaxResults: 2, NextToken }))
      assert.equal(rest.QueueUrls?.length, 1)
      assert.equal(rest.NextToken, undefined)
      for (const MaxResults of [0, 1001]) {
        const call = t.client.send(new ListQueuesCommand({ QueueNamePrefix, MaxResults }))
        await t.refused(call, 'InvalidParameterValue')
      }
    }
  },
  {
    says: 'TagQueue, UntagQueue and ListQueueTags keep tags, also those of CreateQueue',
    source: api('TagQueue'),
    check: async (t) => {
      const command = new CreateQueueCommand({ QueueName: t.name(), tags: { born: 'yes', old: '1' } })
      const { QueueUrl } = await t.client.send(command)
      await t.client.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'a', old: '2' } }))
      await t.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['born', 'unknown'] }))
      const { Tags } = await t.client.send(new ListQueueTagsCommand({ QueueUrl }))
      assert.deepEqual({ ...Tags }, { team: 'a', old: '2' })
    }
  },
  {
    says: 'A queue has at most 50 tags',
    source: guide('sqs-queue-tags'),
    check: async (t) => {
      const QueueUrl = await t.queue()
      const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`key${n}`, 'x']))
      await t.refused(t.client.send(new TagQueueCommand({ QueueUrl, Tags })), 'InvalidParameterValue')
    }
  },
  {
    says: 'PurgeQueue takes every message away, also those in flight; again within 60 seconds it is PurgeQueueInProgress',
    source: api('PurgeQueue'),
    check: async (t) => {
      const QueueUrl = await t.queue({ VisibilityTimeout: '1' })
      await t.send(QueueUrl, 'in flight')
      await t.one(QueueUrl)
      await t.send(QueueUrl, 'waits')
      await t.client.send(new PurgeQueueCommand({ QueueUrl }))
      assert.deepEqual(await t.receive(QueueUrl, { WaitTimeSeconds: 2 }), [])
      await t.refused(t.client.send(new PurgeQueueCommand({ QueueUrl })), 'PurgeQueueInProgress')
    }
  },
  {
    says: 'AddPermission writes a statement into the queue’s policy, RemovePermission takes it out',
    source: api('AddPermission'),
    check: async (t) => {
      const QueueUrl = await t.queue()
      const permission = { Label: 'friend', AWSAccountIds: ['123456789012'], Actions: ['SendMessage'] }
      await t.client.send(new AddPermissionCommand({ QueueUrl, ...permission }))
      assert.match((await t.attributes(QueueUrl))['Policy'] ?? '', /"friend"/)
      await t.client.send(new RemovePermissionCommand({ QueueUrl, Label: 'friend' }))
      assert.doesNotMatch((await t.attributes(QueueUrl))['Policy'] ?? '', /"friend"/)
    }
  }
]
