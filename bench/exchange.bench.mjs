// Sending and being answered, beside what people would use instead: one message at a time, and 10,000 at once.
//
// All sides talk to one local backend with its queues on disk. Ours goes through the whole of ChatAPP: stored, sent from
// the outbox, processed by MessageProcessor in its Lambda worker, received, stored, announced. A hop is one message
// brought from one end of a queue to the other; an answered message makes two.
import { randomUUID } from 'node:crypto'
import { startCore } from './core.mjs'
import { interleaved, percentile, state } from './measure.mjs'
import { plainSdk, producerAndConsumer, queuesOf, rawUndici, squiss } from './peers.mjs'

const quick = process.argv.includes('--quick')
const [rounds, singles, many] = quick ? [1, 100, 1000] : [5, 300, 10_000]

const core = await startCore()

/** Waits for answers by id. */
function answers() {
  /** @type {Map<string, (at: number) => void>} */
  const waiting = new Map()
  return {
    /** @param {string} id @param {number} [at] when it was answered, on the clock of `performance` */
    told: (id, at = performance.now()) => {
      waiting.get(id)?.(at)
      waiting.delete(id)
    },
    /** Resolves to when it was answered. @param {string} id @returns {Promise<number>} */
    to: (id) => new Promise((resolve) => waiting.set(id, resolve)),
    ids: () => [...waiting.keys()]
  }
}

/** @param {(ids: string[]) => Promise<unknown>} send @param {ReturnType<typeof answers>} waiting */
async function measure(send, waiting) {
  /** @type {number[]} */
  const times = []
  for (let n = 0; n < singles; n++) {
    const id = randomUUID()
    const answered = waiting.to(id)
    const startedAt = performance.now()
    await send([id])
    times.push((await answered) - startedAt)
  }
  const ids = Array.from({ length: many }, () => randomUUID())
  const all = ids.map((id) => waiting.to(id))
  const startedAt = performance.now()
  await send(ids)
  const ends = await Promise.all(all)
  const seconds = (Math.max(...ends) - startedAt) / 1000
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), perHop: (2 * many) / seconds }
}

const ours = answers()
core.app.on('message.changed', (message) => {
  if (message.role === 'request' && message.status === 'answered') ours.told(message.id)
})
// Of thousands that changed at once the app says only that: what may have been answered among them is asked for, once
// nothing more is told, so that asking takes no time from what is measured. When it was answered it says itself.
/** @type {NodeJS.Timeout | undefined} */
let quiet
core.app.on('data.changed', () => (quiet ??= setTimeout(() => void lookUp(), 2000)))
core.app.on('message.changed', () => quiet?.refresh())
async function lookUp() {
  quiet = undefined
  for (const id of ours.ids()) {
    const { message } = await core.app.handlers['chat.detail']({ id })
    if (message.role === 'request' && message.status === 'answered')
      ours.told(id, (message.timeline.received ?? Infinity) - performance.timeOrigin)
  }
}
const sendOurs = async (/** @type {string[]} */ ids) =>
  await Promise.all(ids.map((id) => core.app.handlers['chat.send']({ id, text: '/echo bench' })))

const peers = {
  'sqs-producer + sqs-consumer': producerAndConsumer,
  'plain SDK': plainSdk,
  'squiss-ts': squiss,
  undici: rawUndici
}

/** @type {Record<string, { p50: number, p99: number, perHop: number }>} */
const medians = await interleaved(rounds, {
  ours: () => measure(sendOurs, ours),
  ...Object.fromEntries(
    Object.entries(peers).map(([name, make]) => [
      name,
      async () => {
        const waiting = answers()
        const queues = await queuesOf(core.endpoint, name.replaceAll(/\W/g, ''))
        const { endpoint, signedHeaders } = core
        const peer = await make({ endpoint, signedHeaders, ...queues, answered: waiting.told })
        const figures = await measure(peer.send, waiting)
        await peer.stop()
        return figures
      }
    ])
  )
})

const goals = /** @type {Record<string, { atMost?: number, atLeast?: number }>} */ ({
  'sqs-producer + sqs-consumer': { atMost: 0.8, atLeast: 1 },
  'plain SDK': { atMost: 1, atLeast: 0.8 }
})
for (const against of Object.keys(peers)) {
  const peer = medians[against]
  const { atMost, atLeast } = goals[against] ?? {}
  if (!peer || !medians['ours']) continue
  const { p50, p99, perHop } = medians['ours']
  state({
    name: 'round trip, p50',
    ours: p50,
    peer: peer.p50,
    against,
    unit: 'ms',
    rounds,
    ...(atMost ? { atMost } : {})
  })
  state({
    name: 'round trip, p99',
    ours: p99,
    peer: peer.p99,
    against,
    unit: 'ms',
    rounds,
    ...(atMost ? { atMost } : {})
  })
  state({
    name: `bulk of ${many}, per hop`,
    ours: perHop,
    peer: peer.perHop,
    against,
    unit: '/s',
    rounds,
    better: 'higher',
    ...(atLeast ? { atLeast } : {})
  })
}
await core.stop()
