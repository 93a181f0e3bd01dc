import { setTimeout as pause } from 'node:timers/promises'
import { GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { createLocalClient } from '../src/local-backend/sqs/sqs-client'
import { faultsSchema, type Faults } from '../src/shared/contract'
import { Home, type Host } from './home'
import { quiet, sendAll, texts } from './sending'
import { judge, type Verdict } from './verdict'

/** One fault, or several at a time, and what it takes to see what becomes of it. */
export interface FaultRun {
  readonly name: string
  readonly faults: Partial<Faults>
  /** How long an answer may take before its request is sent again, in milliseconds. */
  readonly answerWithinMs: number
  /** Seconds after which a request comes back whose processor died; the template's 90 when left out. */
  readonly visibilitySeconds?: number
  /** Comes only when half of the messages are sent, for this long, in milliseconds. */
  readonly outageMs?: number
  /** Switched on and off all the time, in milliseconds. */
  readonly flapMs?: number
}

export const faultRuns: readonly FaultRun[] = [
  { name: 'duplicate', faults: { duplicate: 0.3 }, answerWithinMs: 10_000 },
  { name: 'delay', faults: { delayMs: 1500 }, answerWithinMs: 10_000 },
  { name: 'delay beyond patience', faults: { delayMs: 4000 }, answerWithinMs: 3000 },
  { name: 'reorder', faults: { reorder: 1, delayMs: 300 }, answerWithinMs: 10_000 },
  { name: 'drop', faults: { drop: 0.1 }, answerWithinMs: 2500 },
  { name: 'throttle', faults: { throttle: 0.5 }, answerWithinMs: 10_000 },
  {
    name: 'expired credentials',
    faults: { expireCredentials: true },
    answerWithinMs: 10_000,
    outageMs: 3000
  },
  { name: 'offline', faults: { offline: true }, answerWithinMs: 10_000, outageMs: 3000 },
  { name: 'offline, on and off', faults: { offline: true }, answerWithinMs: 10_000, flapMs: 300 },
  { name: 'poison', faults: { poison: 0.1 }, answerWithinMs: 60_000 },
  {
    name: 'crash the processor',
    faults: { crashProcessor: 0.2 },
    answerWithinMs: 30_000,
    visibilitySeconds: 2
  },
  {
    name: 'time out the processor',
    faults: { timeoutProcessor: 0.2 },
    answerWithinMs: 30_000,
    visibilitySeconds: 2
  },
  {
    name: 'duplicate + reorder + delay',
    faults: { duplicate: 0.3, reorder: 1, delayMs: 1000 },
    answerWithinMs: 10_000
  },
  { name: 'duplicate + drop', faults: { duplicate: 0.3, drop: 0.1 }, answerWithinMs: 2500 },
  { name: 'poison + duplicate', faults: { poison: 0.1, duplicate: 0.3 }, answerWithinMs: 60_000 },
  {
    name: 'throttle + crash + duplicate',
    faults: { throttle: 0.3, crashProcessor: 0.1, duplicate: 0.2 },
    answerWithinMs: 30_000,
    visibilitySeconds: 2
  },
  {
    name: 'all but poison, a little of each',
    faults: {
      duplicate: 0.1,
      reorder: 0.5,
      drop: 0.03,
      delayMs: 500,
      throttle: 0.2,
      crashProcessor: 0.05,
      timeoutProcessor: 0.05
    },
    answerWithinMs: 8000,
    visibilitySeconds: 2
  }
]

/** How long the last messages may take once nothing goes wrong any more: three sends and their waits fit in. */
const SETTLE_MS = 120_000

/** Runs the app with a fault on while messages are sent, then with none, and judges what became of them. */
export async function runFault(run: FaultRun, messages: number): Promise<Verdict> {
  await using home = new Home()
  const host = await home.start({ CHATAPP_ANSWER_WITHIN_MS: String(run.answerWithinMs) })
  if (run.visibilitySeconds !== undefined) await setVisibility(home, run.visibilitySeconds)
  const on = faultsSchema.parse(run.faults)
  const off = faultsSchema.parse({})
  const all = texts(run.name, messages)
  const acknowledged = []
  if (run.outageMs !== undefined) {
    acknowledged.push(...(await sendAll(host, all.splice(0, messages / 2), 500)))
    await host.call('faults.set', on)
    acknowledged.push(...(await sendAll(host, all, run.outageMs / 2)))
    await pause(run.outageMs / 2)
  } else if (run.flapMs !== undefined) {
    const flapping = new AbortController()
    const flaps = flap(host, { on, off, ms: run.flapMs, signal: flapping.signal })
    acknowledged.push(...(await sendAll(host, all, 5000)))
    flapping.abort()
    await flaps
  } else {
    await host.call('faults.set', on)
    acknowledged.push(...(await sendAll(host, all, 1500)))
    // Most of the way goes on with the fault: until half of the longest wait is over, or nothing is left to do.
    await home.settled(run.faults.poison ? 20_000 : Math.min(10_000, run.answerWithinMs * 1.5))
  }
  await host.call('faults.set', off)
  await quiet(home, host, SETTLE_MS)
  return judge(home.database(), acknowledged)
}

async function flap(
  host: Host,
  { on, off, ms, signal }: { on: Faults; off: Faults; ms: number; signal: AbortSignal }
): Promise<void> {
  while (!signal.aborted) {
    for (const faults of [on, off]) {
      await host.call('faults.set', faults)
      await pause(ms * (0.5 + Math.random()))
    }
  }
}

/** Shorter than the template's, so that a run does not wait 90 s for what a dead processor held. */
export async function setVisibility(home: Home, seconds: number): Promise<void> {
  const client = createLocalClient(await home.whenUp())
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP' }))
    const Attributes = { VisibilityTimeout: String(seconds) }
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
  } finally {
    client.destroy()
  }
}
