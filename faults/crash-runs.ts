import { setTimeout as pause } from 'node:timers/promises'
import { crashPoints, type CrashPoint } from '../src/platform/crash-point'
import { Home, type Host } from './home'
import { quiet, sendAll, texts } from './sending'
import { judge, type Acknowledged, type Verdict } from './verdict'

/** How long the last messages may take once nothing is killed any more, in milliseconds. */
const SETTLE_MS = 120_000

/** Longer than any restart of the backend: what is sent again then is really lost. */
const env = { CHATAPP_ANSWER_WITHIN_MS: '20000' }

/** Enough for every point to be passed ten times, a few messages at a time. */
const CRASH_MESSAGES = 200
const CRASH_SPREAD_MS = 2000
const CRASH_PATIENCE_MS = 10_000

export interface Killing {
  readonly kills: number
  readonly messages: number
}

/** Kills the host at random moments while it sends, starts it again, and judges the end. */
export async function killHost({ kills, messages }: Killing): Promise<Verdict> {
  await using home = new Home()
  const all = texts('kill host', messages)
  const perLife = Math.ceil(messages / (kills + 1))
  const acknowledged: Acknowledged[] = []
  for (let kill = 0; kill < kills; kill++) {
    const host = await home.start(env)
    const lifeMs = Math.random() * 600
    const share = all.splice(0, perLife)
    const sending = sendAll(host, share, lifeMs)
    await pause(lifeMs)
    await host.kill()
    const sent = await sending
    acknowledged.push(...sent)
    // What was not acknowledged is nobody's promise: the next life sends it.
    all.unshift(...share.slice(sent.length))
  }
  return await finish(home, all, acknowledged)
}

/** Kills the backend's process at random moments while the host sends, and judges the end. */
export async function killBackend({ kills, messages }: Killing): Promise<Verdict> {
  await using home = new Home()
  const all = texts('kill backend', messages)
  const perLife = Math.ceil(messages / (kills + 1))
  const acknowledged: Acknowledged[] = []
  const host = await home.start(env)
  for (let kill = 0; kill < kills; kill++) {
    const { pid } = await home.whenUp()
    const lifeMs = Math.random() * 600
    const sending = sendAll(host, all.splice(0, perLife), lifeMs)
    await pause(lifeMs)
    process.kill(pid, 'SIGKILL')
    acknowledged.push(...(await sending))
  }
  acknowledged.push(...(await sendAll(host, all, 500)))
  await quiet(home, host, SETTLE_MS)
  return judge(home.database(), acknowledged)
}

/** Lets the host die at a named point, when it is passed for the first time and later; judges the end. */
export async function crashAt(point: CrashPoint, times: readonly number[]): Promise<Verdict> {
  await using home = new Home()
  const acknowledged: Acknowledged[] = []
  for (const time of times) {
    const host = await home.start({ ...env, CHATAPP_CRASH_AT: `${point}:${time}` })
    acknowledged.push(...(await sendAll(host, texts(`${point} ${time}`, CRASH_MESSAGES), CRASH_SPREAD_MS)))
    await diesWithin(CRASH_PATIENCE_MS, host, point)
  }
  return await finish(home, texts(`${point} last`, 20), acknowledged)
}

export { crashPoints }

async function finish(home: Home, left: readonly string[], acknowledged: Acknowledged[]): Promise<Verdict> {
  const host = await home.start(env)
  const last = await sendAll(host, left, 300)
  await quiet(home, host, SETTLE_MS)
  return judge(home.database(), [...acknowledged, ...last])
}

/** A crash point that is never reached would make a run that proves nothing. */
async function diesWithin(ms: number, host: Host, point: CrashPoint): Promise<void> {
  const late = new AbortController()
  const tooLate = pause(ms, 'late', { signal: late.signal })
  const outcome = await Promise.race([host.ended(), tooLate])
  if (outcome === 'late') throw new Error(`The host did not die at ${point}.`)
  tooLate.catch(() => {})
  late.abort()
}
