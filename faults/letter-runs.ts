import { setTimeout as pause } from 'node:timers/promises'
import type { LetterCrashPoint } from '../src/platform/crash-point'
import type { LetterRef, LetterSummary } from '../src/shared/contract'
import { Home, type Host } from './home'
import { quiet, sendAll } from './sending'
import type { Killing } from './crash-runs'
import { lookInto, type Acknowledged, type Verdict } from './verdict'

/** Nothing is asked again while a letter waits at the desk: it is the desk that sends it. */
const env = { CHATAPP_ANSWER_WITHIN_MS: '3600000' }

/** How long the last letters may take once nothing is killed any more, in milliseconds. */
const SETTLE_MS = 600_000
/** Enough for each point to be passed more than once in one life. */
const CRASH_MESSAGES = 250
const DIES_WITHIN_MS = 20_000
/** How long a host lives at the desk before it is killed, at most, in milliseconds. */
const LIFE_MS = 2500
/** Letters that are worked on together. */
const SHARE = 100
const PART = 1000

/**
 * Lets messages die, then takes, edits and sends each of them again at the desk, while host and backend are killed at
 * random moments; judges whether each was answered once, as it was edited.
 */
export async function killDesk({ kills, messages }: Killing): Promise<Verdict> {
  await using home = new Home()
  const acknowledged = await letDie(home, messages)
  for (let kill = 0; kill < kills; kill++) {
    const host = await home.start(env)
    const working = work(host).catch(() => {})
    await pause(300 + Math.random() * LIFE_MS)
    const backend = home.endpoint()?.pid
    // The host's death ends its backend; every third time the backend dies alone, and the host starts it again.
    if (kill % 3 === 2 && backend !== undefined) {
      process.kill(backend, 'SIGKILL')
      await pause(Math.random() * 1000)
    }
    await host.kill()
    await working
  }
  return await finish(home, acknowledged)
}

/** Lets the host die at a named point of a letter's way; judges the end. */
export async function crashDesk(point: LetterCrashPoint, times: readonly number[]): Promise<Verdict> {
  await using home = new Home()
  const acknowledged = await letDie(home, CRASH_MESSAGES)
  for (const time of times) {
    const host = await home.start({ ...env, CHATAPP_CRASH_AT: `${point}:${time}` })
    const working = work(host, point === 'after-letter-send').catch(() => {})
    const died = await Promise.race([host.ended().then(() => true), pause(DIES_WITHIN_MS, false)])
    // A crash point that is never reached would make a run that proves nothing.
    if (!died) throw new Error(`The host did not die at ${point}.`)
    await working
  }
  return await finish(home, acknowledged)
}

/** Sends messages that fail for good, and waits until all of them lie in the dead-letter queue. */
async function letDie(home: Home, messages: number): Promise<Acknowledged[]> {
  const host = await home.start(env)
  const all = Array.from({ length: messages }, (_, n) => `/fail ${n}`)
  const acknowledged: Acknowledged[] = []
  while (all.length > 0) acknowledged.push(...(await sendAll(host, all.splice(0, 500), 0)))
  const deadline = performance.now() + SETTLE_MS
  for (;;) {
    const { total } = await host.call('letters.list', { limit: 1 })
    if (total >= messages) break
    if (performance.now() > deadline) throw new Error(`Only ${total} of ${messages} messages died.`)
    await pause(500)
  }
  await quiet(home, host, SETTLE_MS)
  await host.stop()
  return acknowledged
}

/** Works at the desk until nothing lies in the queue or the tray; `back`: letters are put back once before. */
async function work(host: Host, back = false): Promise<void> {
  for (let toReturn = back; ;) {
    const tray = (await host.call('letters.tray', { limit: PART })).letters
    const held = tray.filter(({ state }) => state === 'free')
    if (toReturn && held.length > 0) {
      await run(host, 'letters.return', refsOf(held.slice(0, 40)))
      toReturn = false
    }
    const mended = held.filter(({ edited }) => edited)
    if (mended.length > 0) await run(host, 'letters.resend', refsOf(mended.slice(0, SHARE)))
    const left = held.filter(({ edited }) => !edited).slice(0, SHARE)
    while (left.length > 0) await Promise.all(left.splice(0, 5).map((letter) => mend(host, letter)))
    const { letters } = await host.call('letters.list', { limit: SHARE })
    const free = letters.filter(({ state }) => state === 'free')
    if (free.length > 0) await run(host, 'letters.take', refsOf(free))
    else if (letters.length === 0 && tray.length === 0) return
    else await pause(50)
  }
}

async function mend(host: Host, { id, text }: LetterSummary): Promise<void> {
  await host.call('letters.edit', { id, text: text.replace('/fail', '/echo mended') })
}

const refsOf = (letters: readonly LetterRef[]): LetterRef[] => letters.map(({ place, id }) => ({ place, id }))

async function run(
  host: Host,
  name: 'letters.take' | 'letters.resend' | 'letters.return',
  letters: LetterRef[]
): Promise<void> {
  if (letters.length === 0) return
  // What somebody took meanwhile, or has edited in another window, is met again in the next round.
  const { job } = await host.call(name, { letters })
  for (;;) {
    const now = await host.call('letters.job', undefined)
    if (now?.id !== job.id || now.over) return
    await pause(20)
  }
}

async function finish(home: Home, acknowledged: readonly Acknowledged[]): Promise<Verdict> {
  const host = await home.start(env)
  await Promise.race([work(host), pause(SETTLE_MS)])
  // What is doubled, or was told late, has had its chance too.
  await quiet(home, host, SETTLE_MS)
  return judgeDesk(home.database(), acknowledged)
}

/** Each message must have been answered once, by what it was edited to. */
function judgeDesk(file: string, acknowledged: readonly Acknowledged[]): Verdict {
  using db = lookInto(file)
  const request = db.prepare('SELECT status, body FROM messages WHERE id = ?')
  const current = db.prepare(
    `SELECT kind, body FROM messages WHERE in_reply_to = ? AND role = 'reply' AND superseded = 0`
  )
  const verdict = { messages: acknowledged.length, lost: 0, twice: 0, stuck: 0, failed: 0, quarantined: 0 }
  for (const { id, text } of acknowledged) {
    const row = request.get(id)
    const replies = current.all(id)
    const mended = text.replace('/fail ', 'mended ')
    const answers = replies.filter((reply) => String(reply['body']).includes(`"text":"${mended}"`))
    if (row?.['status'] === 'queued' || row?.['status'] === 'sent') verdict.stuck++
    else if (answers.length === 0 || !String(row?.['body']).includes(mended)) verdict.lost++
    else if (replies.length > 1) verdict.twice++
  }
  const left = db.prepare(`SELECT count(*) AS size FROM letters WHERE state <> 'gone'`).get()?.['size']
  // A letter that lay in the queue and in the tray would have been sent again twice.
  const again = db.prepare(
    `SELECT count(*) AS size FROM
         (SELECT 1 FROM letter_acts WHERE act = 'resend' GROUP BY correlation_id HAVING count(*) > 1)`
  )
  verdict.stuck += Number(left)
  verdict.twice += Number(again.get()?.['size'])
  return verdict
}
