// Rooms: what one message costs in calls, what a room and many rooms take in a second, how long a long room takes to come
// into, and a message to come back. Members are clients of SQS alone, each with a key and a response queue of its own, but
// one, which is ChatAPP. Queues and table on disk. `--table` prints the model of room-scale.mjs, and measures nothing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { loadCore, startCore } from './core.mjs'
import { percentile, state } from './measure.mjs'
import { app as modelled, headBytesOf, mostOfRoom, roomModelOf, unitsOf } from './room-scale.mjs'

const number = (/** @type {number} */ value) =>
  value >= 10 ? Math.round(value).toLocaleString('en') : value.toPrecision(2)

if (process.argv.includes('--table')) table()
else await measure()

function table() {
  const rows = [1, 1e3, 1e5, 1e7].map((clients) => {
    const { actsASecond, callsASecond, writesASecond, concurrency, dollars, parts, first, change } =
      roomModelOf(clients)
    const of = `${number(dollars)} (SQS ${number(parts.sqs)}, table ${number(parts.table + parts.storage)})`
    return `| ${number(clients)} | ${number(actsASecond)} | ${number(callsASecond)} | ${number(writesASecond)} | ${number(concurrency)} | ${of} | ${first} | ${change} |`
  })
  const rooms = [2, 10, 100, 250].map((members) => {
    const { alone, together } = mostOfRoom(members)
    const { writes, reads } = unitsOf(members, 1)
    return `| ${members} | ${number(headBytesOf(members) / 1024)} KB | ${writes}; ${reads} | ${number(alone)} | ${number(together)} |`
  })
  const lines = [
    '| people | acts a second, peak | SQS calls a second | write units a second | concurrent invocations | $ a month | what breaks first | what to change |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '| members of one room | its head | write; read units of a message | messages a second, one a write | ten a write |',
    '| --- | --- | --- | --- | --- |',
    ...rooms,
    ''
  ]
  process.stdout.write(lines.join('\n'))
}

async function measure() {
  const quick = process.argv.includes('--quick')
  for (const members of quick ? [2, 10] : [2, 10, 100]) await callsOf(members, quick ? 10 : 20)
  await throughput({ rooms: 1, messages: quick ? 200 : 1000 })
  await throughput({ rooms: quick ? 20 : 100, messages: quick ? 200 : 1000 })
  await asChatApp(quick ? { entries: 1000, trips: 50 } : { entries: 10_000, trips: 300 })
}

/** The backend's parts in this process, where each call can be counted. */
async function startHouse() {
  const core = await loadCore()
  const { EventSourceMapping, LambdaRunner, ensureTemplateQueues, readBackendTemplate, startQueueServer } =
    core
  const root = resolve(import.meta.dirname, '..')
  const region = 'us-east-1'
  const key = { region, accessKeyId: 'BENCH', secretAccessKey: 'bench' }
  const template = readBackendTemplate(readFileSync(join(root, 'resources/backend.template'), 'utf8'), region)
  const dataDir = mkdtempSync(join(tmpdir(), 'chatapp-bench-'))
  const server = await startQueueServer({ ...key, dataDir, port: 0, tables: [template.table] })
  const calls = { mapping: 0, function: 0, table: 0 }
  const runner = new LambdaRunner({
    lambda: template.lambda,
    bundleFile: join(root, 'out/lambda/index.js'),
    workerFile: join(root, 'out/main/lambda-worker.cjs'),
    runtimeEnvironment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_ENDPOINT_URL_SQS: server.url,
      AWS_ENDPOINT_URL_DYNAMODB: server.url
    },
    answer: (wire, gone) => {
      if (wire.target.startsWith('DynamoDB')) calls.table++
      // On AWS a queue's URL is made from its name; elsewhere it is asked for once.
      else if (!wire.target.endsWith('GetQueueUrl')) calls.function++
      return server.service.answer(wire, gone)
    },
    log: () => {}
  })
  await runner.warm()
  /** @type {import('../src/local-backend/sqs/queue-service').QueueCall} */
  const call = async (action, body, signal) => {
    const answer = await server.service.call(action, body, signal)
    // A poll that brings nothing belongs to no message.
    if (action !== 'ReceiveMessage' || /** @type {{ Messages?: unknown[] }} */ (answer).Messages)
      calls.mapping++
    return answer
  }
  const mapping = new EventSourceMapping({
    source: { arn: template.queues.request.arn, region },
    settings: template.mapping,
    provision: () => ensureTemplateQueues(template.queues, server.service.call),
    call,
    invoke: (event) => runner.invoke(event),
    log: () => {}
  })
  await mapping.start()
  return {
    core,
    calls,
    endpoint: { ...key, url: server.url, pid: process.pid },
    async stop() {
      server.endPolls()
      await mapping.stop()
      await runner.stop()
      await server.close()
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    }
  }
}

/**
 * A room of so many, the first of whom owns it.
 * @param {Awaited<ReturnType<typeof loadCore>>} core @param {import('../src/local-backend/protocol/backend-protocol').LocalEndpoint} endpoint
 * @param {number} members
 */
async function aRoom(core, endpoint, members) {
  const { Stranger } = core
  const room = uuidv7()
  const secret = '0123456789abcdef0123456789abcdef'
  /** @type {import('../faults/room-stranger').Stranger[]} */
  const all = []
  for (let at = 0; at < members; at++) {
    const one = await new Stranger(endpoint, `Member ${at} of ${room.slice(-6)}`).arrive()
    if (at === 0) {
      await one.ask({ op: 'create', room, title: 'Bench' })
      const hash = core.secretHash(secret)
      await one.ask({ op: 'invite', room, hash, expiresAt: Date.now() + 3_600_000, uses: 0 })
    } else await one.ask({ op: 'join', room, secret })
    all.push(one)
  }
  return { room, all, secret }
}

/** Counts what messages cost that are said one after another, each to everybody. @param {number} members @param {number} messages */
async function callsOf(members, messages) {
  const house = await startHouse()
  const { room, all } = await aRoom(house.core, house.endpoint, members)
  const [first, ...others] = all
  if (!first) return
  // What is told of those who came is over.
  await first.ask({ op: 'say', room }, { text: 'first' })
  await Promise.all(
    others.map((one) => one.hear(({ room: { entries } }) => entries?.at(-1)?.text === 'first'))
  )
  const before = { ...house.calls, clients: all.reduce((sum, { calls }) => sum + calls, 0) }
  for (let at = 0; at < messages; at++) {
    await first.ask({ op: 'say', room }, { text: `message ${at}` })
    await Promise.all(
      others.map((one) => one.hear(({ room: { entries } }) => entries?.at(-1)?.text === `message ${at}`))
    )
  }
  const clients = all.reduce((sum, { calls }) => sum + calls, 0) - before.clients
  const sqs = clients + house.calls.mapping - before.mapping + house.calls.function - before.function
  state({
    name: `SQS calls of a room message, ${members} members`,
    ours: sqs / messages,
    peer: modelled.sqsCalls(members),
    against: '3 n + 3',
    unit: 'calls',
    atMost: 1
  })
  state({
    name: `table calls of a room message, ${members} members`,
    ours: (house.calls.table - before.table) / messages,
    unit: 'calls',
    atMost: modelled.tableCalls
  })
  state({
    name: `bytes of a room's head, ${members} members`,
    ours: await house.core.headBytes(house.endpoint, room),
    peer: headBytesOf(members),
    against: 'the model',
    unit: 'bytes',
    atMost: 1.15
  })
  await house.stop()
}

/** @param {{ rooms: number, messages: number }} size */
async function throughput({ rooms, messages }) {
  const house = await startHouse()
  const houses = []
  for (let at = 0; at < rooms; at++) houses.push(await aRoom(house.core, house.endpoint, 2))
  const startedAt = performance.now()
  const sent = houses.flatMap(({ room, all: [one, other] }) =>
    Array.from({ length: messages / rooms }, (_, at) => ({ room, at, by: at % 2 === 0 ? one : other }))
  )
  const ids = await Promise.all(
    sent.map(async ({ room, at, by }) => ({
      by,
      id: (await by?.say({ op: 'say', room }, { text: `${at}` }))?.id
    }))
  )
  for (const { by, id } of ids)
    await by?.hear(({ inReplyTo, kind }) => inReplyTo === id && kind !== 'room', 120_000)
  state({
    name: `messages a second, ${rooms} ${rooms === 1 ? 'room' : 'rooms'} of 2`,
    ours: (messages * 1000) / (performance.now() - startedAt),
    unit: '/s',
    better: 'higher'
  })
  await house.stop()
}

/** ChatAPP comes into a long room, and talks there. @param {{ entries: number, trips: number }} size */
async function asChatApp({ entries, trips }) {
  const core = await startCore()
  const { app } = core
  const { room, secret } = await aRoom(core.core, core.endpoint, 1)
  await core.core.fillLog(core.endpoint, room, entries)
  const code = core.core.invitationCode({ room, secret })
  const startedAt = performance.now()
  const joined = await app.handlers['rooms.join']({ invitation: code })
  await until(app, 'room.changed', async () => {
    const now = await app.handlers['rooms.get']({ id: joined.id })
    return now?.state === 'open' && now.here >= entries && now.here >= now.known
  })
  state({
    name: `joining a room of ${entries} messages`,
    ours: (performance.now() - startedAt) / 1000,
    unit: 's',
    atMost: 2
  })
  const times = []
  for (let at = 0; at < trips; at++) {
    const from = performance.now()
    const { promise, resolve } = Promise.withResolvers()
    const off = app.on('message.changed', (message) => {
      if (message.role === 'request' && message.text === `trip ${at}` && message.room?.seq) resolve(undefined)
    })
    await app.handlers['chat.send']({ conversationId: joined.id, text: `trip ${at}` })
    await promise
    times.push(performance.now() - from)
    off()
  }
  state({ name: 'round trip of a room message, p50', ours: percentile(times, 0.5), unit: 'ms' })
  state({ name: 'round trip of a room message, p99', ours: percentile(times, 0.99), unit: 'ms' })
  await core.stop()
}

/** @param {import('../src/core/chat-app').ChatApp} app @param {import('../src/shared/contract').EventName} event @param {() => Promise<boolean>} look */
async function until(app, event, look) {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers()
    const off = app.on(event, resolve)
    if (await look()) return off()
    await promise
    off()
  }
}
