// @ts-nocheck -- the peers are installed when somebody measures, and not before: their types are not here
// What people would use instead, on the same backend: a producer, an echo consumer and a reader of the answers, each on
// queues of its own. The echo consumer stands for our Lambda and does less: it stores nothing and answers with the body.
import { randomUUID } from 'node:crypto'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQS,
  SQSClient
} from '@aws-sdk/client-sqs'

/**
 * @typedef {{ url: string, region: string, accessKeyId: string, secretAccessKey: string }} Endpoint
 * @typedef {{ send: (ids: readonly string[]) => Promise<void>, stop: () => Promise<void> }} Peer
 *   `send` hands bodies over as the library's users would; every answer is told by its id
 * @typedef {(place: { endpoint: Endpoint, requests: string, responses: string, answered: (id: string) => void, signedHeaders: Function }) => Promise<Peer>} MakePeer
 */

const BATCH = 10
/** Batches on their way at once: as many as the libraries' users commonly allow, and more than two cores can use. */
const AT_ONCE = 8

/** @param {Endpoint} endpoint */
const settingsOf = ({ url, region, accessKeyId, secretAccessKey }) => ({
  endpoint: url,
  region,
  credentials: { accessKeyId, secretAccessKey },
  md5: /** @type {const} */ (false)
})
/** @param {Endpoint} endpoint */
const clientOf = (endpoint) => new SQSClient(settingsOf(endpoint))

/** Queues of a peer's own. @param {Endpoint} endpoint @param {string} name */
export async function queuesOf(endpoint, name) {
  const client = clientOf(endpoint)
  const make = async (/** @type {string} */ end) =>
    (
      await client.send(
        new CreateQueueCommand({ QueueName: `bench-${name}-${end}-${randomUUID().slice(0, 8)}` })
      )
    ).QueueUrl ?? ''
  const queues = { requests: await make('requests'), responses: await make('responses') }
  client.destroy()
  return queues
}

/** Runs a job for every batch of ten, some at once. @param {readonly string[]} ids @param {(batch: string[]) => Promise<unknown>} job */
async function inBatches(ids, job) {
  const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) =>
    ids.slice(n * BATCH, (n + 1) * BATCH)
  )
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) await job(batch)
    })
  )
}

/** A body of about the size of ours. @param {string} id */
export const bodyOf = (id) =>
  JSON.stringify({ id, text: 'bench', sender: { id: 'bench', name: 'Bench' }, sentAt: Date.now() })
/** @param {string | undefined} body */
const idIn = (body) => JSON.parse(body ?? '{}').id

/** Loops until it is stopped; a call that is under way ends first. @param {(ending: AbortSignal) => Promise<void>} work */
function loop(work) {
  const ending = new AbortController()
  const done = (async () => {
    while (!ending.signal.aborted)
      await work(ending.signal).catch((error) => ending.signal.aborted || Promise.reject(error))
  })()
  return async () => {
    ending.abort()
    await done
  }
}

/**
 * The calls of SQS that a peer without a library makes, one batch each.
 * @typedef {{ ReceiptHandle?: string, Body?: string }} Received
 * @typedef {object} Calls
 * @property {(queueUrl: string, body: string) => Promise<unknown>} sendOne
 * @property {(queueUrl: string, bodies: string[]) => Promise<unknown>} sendBatch
 * @property {(queueUrl: string) => Promise<Received[]>} receive
 * @property {(queueUrl: string, all: Received[]) => Promise<unknown>} remove
 */

/**
 * A producer, an echo consumer and a reader made of plain calls: long polls, batches, deletes.
 * @param {Parameters<MakePeer>[0]} place @param {{ sender: Calls, echoer: Calls, reader: Calls, close: () => unknown }} calls
 * @returns {Peer}
 */
function peerOf({ requests, responses, answered }, { sender, echoer, reader, close }) {
  const stopEcho = loop(async () => {
    const messages = await echoer.receive(requests)
    if (messages.length === 0) return
    await echoer.sendBatch(
      responses,
      messages.map(({ Body = '' }) => Body)
    )
    await echoer.remove(requests, messages)
  })
  const stopReader = loop(async () => {
    const messages = await reader.receive(responses)
    for (const { Body } of messages) answered(idIn(Body))
    if (messages.length > 0) await reader.remove(responses, messages)
  })
  return {
    send: async (ids) => {
      if (ids.length === 1 && ids[0]) await sender.sendOne(requests, bodyOf(ids[0]))
      else await inBatches(ids, (batch) => sender.sendBatch(requests, batch.map(bodyOf)))
    },
    stop: async () => {
      await Promise.all([stopEcho(), stopReader()])
      await close()
    }
  }
}

/** Entries of a batch, each with its place as its id. @template T @param {readonly T[]} all @param {(one: T) => object} entryOf */
const entriesOf = (all, entryOf) => all.map((one, n) => ({ Id: `${n}`, ...entryOf(one) }))
const sendEntries = (/** @type {string[]} */ bodies) => entriesOf(bodies, (MessageBody) => ({ MessageBody }))
const removeEntries = (/** @type {Received[]} */ all) =>
  entriesOf(all, ({ ReceiptHandle }) => ({ ReceiptHandle }))
const polled = { MaxNumberOfMessages: BATCH, WaitTimeSeconds: 2 }

/** The SDK alone. @type {MakePeer} */
export const plainSdk = async (place) => {
  const clients = [clientOf(place.endpoint), clientOf(place.endpoint), clientOf(place.endpoint)]
  const [sender, echoer, reader] = clients.map((client) => ({
    sendOne: (QueueUrl, MessageBody) => client.send(new SendMessageCommand({ QueueUrl, MessageBody })),
    sendBatch: (QueueUrl, bodies) =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries: sendEntries(bodies) })),
    receive: async (QueueUrl) =>
      (await client.send(new ReceiveMessageCommand({ QueueUrl, ...polled }))).Messages ?? [],
    remove: (QueueUrl, all) =>
      client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: removeEntries(all) }))
  }))
  return peerOf(place, { sender, echoer, reader, close: () => clients.forEach((client) => client.destroy()) })
}

/** sqs-producer sends, sqs-consumer echoes and reads. @type {MakePeer} */
export const producerAndConsumer = async ({ endpoint, requests, responses, answered }) => {
  const { Producer } = await import('sqs-producer')
  const { Consumer } = await import('sqs-consumer')
  const clients = [clientOf(endpoint), clientOf(endpoint), clientOf(endpoint)]
  const [sqs, echoSqs, readSqs] = /** @type {[any, any, any]} */ (clients)
  const producer = Producer.create({ queueUrl: requests, region: endpoint.region, sqs })
  const answers = Producer.create({ queueUrl: responses, region: endpoint.region, sqs: echoSqs })
  const common = { batchSize: BATCH, waitTimeSeconds: 2, suppressFifoWarning: true, alwaysAcknowledge: true }
  const echo = Consumer.create({
    ...common,
    queueUrl: requests,
    sqs: echoSqs,
    handleMessageBatch: async (messages) => {
      await answers.send(messages.map(({ Body = '' }) => ({ id: randomUUID(), body: Body })))
      return messages
    }
  })
  const reader = Consumer.create({
    ...common,
    queueUrl: responses,
    sqs: readSqs,
    handleMessageBatch: async (messages) => {
      for (const { Body } of messages) answered(idIn(Body))
      return messages
    }
  })
  echo.start()
  reader.start()
  return {
    send: async (ids) => {
      if (ids.length === 1) await producer.send(ids.map((id) => ({ id, body: bodyOf(id) })))
      else await inBatches(ids, (batch) => producer.send(batch.map((id) => ({ id, body: bodyOf(id) }))))
    },
    stop: async () => {
      const stopped = [echo, reader].map((consumer) => new Promise((done) => consumer.once('stopped', done)))
      echo.stop()
      reader.stop()
      await Promise.all(stopped)
      for (const client of clients) client.destroy()
    }
  }
}

/** squiss-ts on both queues. @type {MakePeer} */
export const squiss = async ({ endpoint, requests, responses, answered }) => {
  const { Squiss } = await import('squiss-ts')
  const client = new SQS(settingsOf(endpoint))
  const make = (/** @type {string} */ queueUrl) =>
    new Squiss({
      SQS: /** @type {any} */ (client),
      queueUrl,
      correctQueueUrl: false,
      receiveWaitTimeSecs: 2,
      maxInFlight: 100,
      bodyFormat: 'plain'
    })
  const [echo, out] = [make(requests), make(responses)]
  const echoed = async (/** @type {any} */ message) => {
    await out.sendMessage(message.body)
    message.del()
  }
  echo.on('message', (/** @type {any} */ message) => void echoed(message))
  out.on('message', (/** @type {any} */ message) => {
    answered(idIn(message.body))
    message.del()
  })
  await Promise.all([echo.start(), out.start()])
  return {
    send: async (ids) => {
      if (ids.length === 1 && ids[0]) await echo.sendMessage(bodyOf(ids[0]))
      else await inBatches(ids, (batch) => echo.sendMessages(batch.map(bodyOf)))
    },
    stop: async () => {
      await Promise.all([echo.stop(false, 5000), out.stop(false, 5000)])
      client.destroy()
    }
  }
}

/** undici without any library of SQS: the wire protocol by hand, signed. @type {MakePeer} */
export const rawUndici = async (place) => {
  const { endpoint, signedHeaders } = place
  const { Pool } = await import('undici')
  const pool = new Pool(endpoint.url, { connections: 16 })
  const call = async (/** @type {string} */ action, /** @type {object} */ input) => {
    const sent = JSON.stringify(input)
    const headers = signedHeaders(endpoint, { target: `AmazonSQS.${action}`, body: sent, now: Date.now() })
    const { body, statusCode } = await pool.request({ path: '/', method: 'POST', headers, body: sent })
    const answer = await body.text()
    if (statusCode !== 200) throw new Error(answer)
    return answer === '' ? {} : JSON.parse(answer)
  }
  const calls = {
    sendOne: (QueueUrl, MessageBody) => call('SendMessage', { QueueUrl, MessageBody }),
    sendBatch: (QueueUrl, bodies) => call('SendMessageBatch', { QueueUrl, Entries: sendEntries(bodies) }),
    receive: async (QueueUrl) => (await call('ReceiveMessage', { QueueUrl, ...polled })).Messages ?? [],
    remove: (QueueUrl, all) => call('DeleteMessageBatch', { QueueUrl, Entries: removeEntries(all) })
  }
  return peerOf(place, { sender: calls, echoer: calls, reader: calls, close: () => pool.close() })
}
