import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { Home } from './home'
import { quiet, sendAll, texts } from './sending'
import { judge, type Acknowledged, type Verdict } from './verdict'

const SETTLE_MS = 120_000

/** A version that no ChatAPP has: to the one under test, the running host is a newer one. */
const NEWER = 999

const answerSchema = z.object({
  id: z.string(),
  text: z.string(),
  reply: z.object({ text: z.string() }).nullable()
})

/** Processes that send one message each and start at the same moment in a new data folder: none may be refused. */
export async function startTogether(processes: number): Promise<Verdict> {
  await using home = new Home()
  const lines = texts('together', processes)
  const acknowledged: Acknowledged[] = []
  let refused = 0
  await Promise.all(
    lines.map(async (text) => {
      const { code, out } = await home.run(['send', text, '--json', '--timeout', '120'])
      const answer = answerSchema.safeParse(code === 0 ? JSON.parse(out) : null)
      if (answer.success && answer.data.reply?.text === text.replace('/echo ', ''))
        acknowledged.push(answer.data)
      else refused++
    })
  )
  await home.settled(SETTLE_MS)
  const verdict = judge(home.database(), acknowledged)
  return { ...verdict, lost: verdict.lost + refused + home.databases().length - 1 }
}

/** Command lines of an older version beside a running host: each says so and ends, and nothing of the host is moved. */
export async function olderBesideNewer(messages: number): Promise<Verdict> {
  await using home = new Home()
  const host = await home.start()
  const before = await sendAll(host, texts('before', messages), 200)
  const version = setVersion(home.database(), NEWER)
  const older = await Promise.all(['history', 'export', 'receive'].map((command) => home.run([command])))
  const after = await sendAll(host, texts('after', messages), 200)
  await quiet(home, host, SETTLE_MS)
  await host.stop()
  setVersion(home.database(), version)
  await quiet(home, await home.start(), SETTLE_MS)

  const verdict = judge(home.database(), [...before, ...after])
  const wrong = older.filter(({ code, err }) => code !== 1 || !err.includes('newer ChatAPP')).length
  return { ...verdict, lost: verdict.lost + wrong + home.databases().length - 1 }
}

/** Marks a database as one of another version, past everything that has it open; returns the version before. */
function setVersion(file: string, version: number): number {
  using db = new DatabaseSync(file, { timeout: 5000 })
  const before = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  db.exec(`PRAGMA user_version = ${version}`)
  return before
}
