import { setTimeout as pause } from 'node:timers/promises'
import { Home, type Sent } from './home'
import { quiet, sendAll, texts } from './sending'
import { judge, sum, type Acknowledged, type Verdict } from './verdict'

const SETTLE_MS = 120_000

/** What the command line printed, as what it promised. */
export const promised = (sent: readonly Sent[]): Acknowledged[] => sent.map(({ id, text }) => ({ id, text }))

/** Replies that did not reach the command that waited for them, or were somebody else's. */
export const astray = (sent: readonly Sent[], lines: readonly string[]): number =>
  lines.length -
  sent.filter(({ text, reply }) => lines.includes(text) && reply?.text === text.replace('/echo ', '')).length

/** A window and two command lines send on one profile at the same time. */
export async function windowAndCommandLine(messages: number): Promise<Verdict> {
  await using home = new Home()
  const host = await home.start()
  const [one, two] = [texts('cli one', messages), texts('cli two', messages)]

  const [shown, first, second] = await Promise.all([
    sendAll(host, texts('window', messages), 1500),
    home.send(one),
    pause(Math.random() * 500).then(() => home.send(two))
  ])
  await quiet(home, host, SETTLE_MS)

  const verdict = judge(home.database(), [...shown, ...promised(first), ...promised(second)])
  return { ...verdict, lost: verdict.lost + astray(first, one) + astray(second, two) }
}

/** Two windows on one profile: the one that moves the messages is killed, the other takes over. */
export async function takeOver(messages: number): Promise<Verdict> {
  await using home = new Home()
  const window = await home.start()
  const lines = texts('cli', messages)
  const command = home.send(lines)
  await pause(100 + Math.random() * 800)
  const shown = sendAll(window, texts('window', messages), 400)
  await pause(Math.random() * 400)
  await window.kill()

  const [acknowledged, sent] = await Promise.all([shown, command])
  const next = await home.start()
  await quiet(home, next, SETTLE_MS)

  const verdict = judge(home.database(), [...acknowledged, ...promised(sent)])
  return { ...verdict, lost: verdict.lost + astray(sent, lines) }
}

/** Three profiles, at random times, on one backend; whoever runs the backend may end while the others go on. */
export async function threeProfiles(messages: number): Promise<Verdict> {
  await using home = new Home()
  const profiles = ['ada', 'grace', 'mary']
  const verdicts = await Promise.all(
    profiles.map(async (profile) => {
      let lost = 0
      const all: Sent[] = []
      for (const round of [1, 2, 3]) {
        await pause(Math.random() * 800)
        const lines = texts(`${profile} ${round}`, messages)
        const sent = await home.send(lines, ['--profile', profile])
        lost += astray(sent, lines)
        all.push(...sent)
      }
      await home.settled(SETTLE_MS, profile)
      const verdict = judge(home.database(profile), promised(all))
      return { ...verdict, lost: verdict.lost + lost }
    })
  )
  return sum(verdicts)
}
