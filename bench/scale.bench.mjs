// Holds the model of bench/scale.mjs against the app that runs: the SQS calls of its client, alone, in bulk and idle.
// `--table` prints the model for 1 to 10⁷ clients as a Markdown table, and measures nothing.
import { subscribe } from 'node:diagnostics_channel'
import { setTimeout as pause } from 'node:timers/promises'
import { state } from './measure.mjs'
import { app as modelled, modelOf } from './scale.mjs'

const number = (/** @type {number} */ value) =>
  value >= 10 ? Math.round(value).toLocaleString('en') : value.toPrecision(2)

if (process.argv.includes('--table')) table()
else await measure()

function table() {
  const rows = [1, 1e3, 1e5, 1e7].map((clients) => {
    const { messagesASecond, callsASecond, idleShare, concurrency, dollars, first, change } = modelOf(clients)
    const share = `${Math.round(idleShare * 100)} %`
    return `| ${number(clients)} | ${number(messagesASecond)} | ${number(callsASecond)} (${share}) | ${number(concurrency)} | ${number(dollars)} | ${number(dollars / clients)} | ${first} | ${change} |`
  })
  process.stdout.write(
    [
      '| clients | messages a second, peak | SQS calls a second (idle polls) | concurrent invocations | $ a month | $ a client | what breaks first | what to change |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
      ''
    ].join('\n')
  )
}

async function measure() {
  const quick = process.argv.includes('--quick')
  const many = quick ? 1000 : 10_000
  const { startCore } = await import('./core.mjs')
  let calls = 0
  subscribe('http.client.request.start', (message) => {
    const { request } = /** @type {{ request: import('node:http').ClientRequest }} */ (message)
    if (String(request.getHeader('x-amz-target') ?? '').startsWith('AmazonSQS.')) calls++
  })
  const core = await startCore()
  const counted = async (/** @type {() => Promise<unknown>} */ work) => {
    const before = calls
    await work()
    return calls - before
  }
  const answered = (/** @type {number} */ size) =>
    new Promise((resolve) => {
      let left = size
      const stop = core.app.on('message.changed', (message) => {
        if (message.role !== 'request' || message.status !== 'answered' || --left > 0) return
        stop()
        // The deletion of what came last is a call too.
        setTimeout(resolve, 200)
      })
    })
  const exchange = async (/** @type {number} */ size) => {
    const all = answered(size)
    await Promise.all(
      Array.from({ length: size }, (_, n) => core.app.handlers['chat.send']({ text: `/echo ${n}` }))
    )
    await all
  }
  await exchange(1)
  const singles = 20
  const alone = await counted(async () => {
    for (let n = 0; n < singles; n++) await exchange(1)
  })
  state({
    name: 'SQS calls of one answer, alone',
    ours: alone / singles,
    peer: modelled.clientCallsAlone,
    against: 'the model',
    unit: 'calls',
    atMost: 1.15
  })
  const bulk = await counted(async () => await exchange(many))
  state({
    name: `SQS calls of one answer, ${many} at once`,
    ours: bulk / many,
    peer: modelled.clientCallsInBulk,
    against: 'the model',
    unit: 'calls',
    atMost: 1.15
  })
  const minutes = quick ? 0.7 : 2
  const idle = await counted(async () => await pause(minutes * 60_000))
  state({
    name: 'SQS calls of an idle client in a minute',
    ours: idle / minutes,
    peer: modelled.pollsAMinute,
    against: 'the model',
    unit: 'calls',
    atMost: 1.15
  })
  await core.stop()
}
