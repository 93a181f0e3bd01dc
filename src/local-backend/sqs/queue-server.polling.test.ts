import { request } from 'node:http'
import {
  ChangeMessageVisibilityCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand
} from '@aws-sdk/client-sqs'
import { expect, it, vi } from 'vitest'
import { LocalQueue } from './local-queue'
import { signedHeaders } from '../protocol/signed-post'
import { aFolder, aServer, testKey } from './test-server'

/** Resolves when a poll has begun to wait, as the server itself sees it. */
function whenPolling(): Promise<LocalQueue> {
  const original = Object.getOwnPropertyDescriptor(LocalQueue.prototype, 'waitForWork')?.value
  return new Promise((resolve) => {
    const spy = vi.spyOn(LocalQueue.prototype, 'waitForWork').mockImplementation(function (
      this: LocalQueue,
      ...args
    ) {
      const waiting = original.apply(this, args)
      spy.mockRestore()
      resolve(this)
      return waiting
    })
  })
}

/** A client that polls and can be cut off, as a killed process is. */
async function aDyingPoll(url: string, queue: string) {
  const polling = whenPolling()
  const body = JSON.stringify({ QueueUrl: queue, WaitTimeSeconds: 20 })
  const dead = request(url, {
    method: 'POST',
    headers: signedHeaders({ ...testKey, url }, { target: 'AmazonSQS.ReceiveMessage', body, now: Date.now() })
  })
  dead.on('error', () => {}).end(body)
  const seenByServer = await polling
  const cut = async (): Promise<void> => {
    dead.destroy()
    await new Promise((resolve) => dead.once('close', resolve))
  }
  return { seenByServer, cut }
}

it('lets go of a long poll when its client is gone, so the next message is received for the first time', async () => {
  const { server, createQueue, send, receive } = await aServer()
  const queue = await createQueue('dropped')
  const { seenByServer, cut } = await aDyingPoll(server.url, queue)
  await cut()
  await expect.poll(() => seenByServer.pollWaiters.length).toBe(0)

  await send(queue, 'hello')
  const received = await receive(queue, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })

  expect(received).toMatchObject([{ Body: 'hello', Attributes: { ApproximateReceiveCount: '1' } }])
})

it('loses no message to a client that dies in the moment it is sent, 30 times', async () => {
  const { server, createQueue, send, receive } = await aServer()
  const queue = await createQueue('dropped')
  let lost = 0
  for (let round = 0; round < 30; round++) {
    const { cut } = await aDyingPoll(server.url, queue)
    await cut()

    await send(queue, `message ${round}`)
    const received = await receive(queue, { WaitTimeSeconds: 1 })
    if (received.length !== 1) lost++
  }

  expect(lost).toBe(0)
})

it('answers QueueDoesNotExist to a long poll whose queue is deleted', async () => {
  const { client, createQueue, receive } = await aServer()
  const QueueUrl = await createQueue('deleted')
  const polling = whenPolling()
  const poll = receive(QueueUrl, { WaitTimeSeconds: 20 })
  const outcome = poll.catch((error: Error) => error.name)
  await polling

  await client.send(new DeleteQueueCommand({ QueueUrl }))

  expect(await outcome).toBe('QueueDoesNotExist')
})

it('keeps a long poll waiting when another one took the message', async () => {
  const { createQueue, send, receive } = await aServer()
  const queue = await createQueue('race')
  const polls = [receive(queue, { WaitTimeSeconds: 20 }), receive(queue, { WaitTimeSeconds: 20 })]
  await send(queue, 'one')
  const first = await Promise.race(polls)

  await send(queue, 'two')
  const all = await Promise.all(polls)

  expect(first).toHaveLength(1)
  expect(
    all
      .flat()
      .map(({ Body }) => Body)
      .toSorted((a = '', b = '') => a.localeCompare(b))
  ).toEqual(['one', 'two'])
})

it('ends a long poll when a hidden message becomes visible, not when its time is over', async () => {
  const { createQueue, send, receive } = await aServer()
  const queue = await createQueue('hidden')
  await send(queue, 'back soon')
  await receive(queue, { VisibilityTimeout: 1 })

  const started = performance.now()
  const received = await receive(queue, { WaitTimeSeconds: 20 })

  expect(received.map(({ Body }) => Body)).toEqual(['back soon'])
  expect(performance.now() - started).toBeLessThan(5000)
})

it('ends a long poll when a delayed message is due', async () => {
  const { createQueue, send, receive } = await aServer()
  const queue = await createQueue('delayed')
  const poll = receive(queue, { WaitTimeSeconds: 20 })

  await send(queue, 'later', { DelaySeconds: 1 })

  expect((await poll).map(({ Body }) => Body)).toEqual(['later'])
})

it('ends every long poll, empty, when the backend is about to stop', async () => {
  const { server, createQueue, receive } = await aServer()
  const queue = await createQueue('stopping')
  const polling = whenPolling()
  const poll = receive(queue, { WaitTimeSeconds: 20 })
  await polling

  server.endPolls()

  expect(await poll).toEqual([])
})

it('makes a message visible again with a visibility timeout of 0, kept on disk or not', async () => {
  for (const dataDir of [null, aFolder()]) {
    const { client, createQueue, send, receive } = await aServer({ dataDir })
    const QueueUrl = await createQueue('zero')
    await send(QueueUrl, 'again')
    const [first] = await receive(QueueUrl)

    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 0
      })
    )
    const [second] = await receive(QueueUrl, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    const left = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))

    expect(second).toMatchObject({ Body: 'again', Attributes: { ApproximateReceiveCount: '2' } })
    expect(left.Attributes?.['ApproximateNumberOfMessagesNotVisible']).toBe('1')
  }
})
