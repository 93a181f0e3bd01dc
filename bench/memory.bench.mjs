// Memory of the browser host and of its local backend: before, right after 10,000 messages, and a minute later.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inEmptyHome, sendAndWait, startHost } from './host.mjs'
import { state } from './measure.mjs'

const quick = process.argv.includes('--quick')
const [many, restSeconds] = quick ? [1000, 5] : [10_000, 60]
const AT_ONCE = 100

/** What a process holds in memory, in megabytes. @param {number} pid */
function heldBy(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return Number(stdout.trim()) / 1024
}

await inEmptyHome(async (home) => {
  const host = await startHost(home)
  await sendAndWait(host, 'hello')
  const { pid } = JSON.parse(readFileSync(join(home, 'local-backend/endpoint.json'), 'utf8'))
  const hold = () => ({ host: heldBy(host.pid), backend: heldBy(pid) })
  const before = hold()

  /** @type {string[]} */
  const ids = []
  while (ids.length < many) {
    const sent = Array.from({ length: AT_ONCE }, () => host.call('chat.send', { text: '/echo bench' }))
    ids.push(...(await Promise.all(sent)).map(({ id }) => id))
  }
  for (const id of ids) {
    while ((await host.call('chat.detail', { id })).message.status !== 'answered') await pause(20)
  }
  const after = hold()
  await pause(restSeconds * 1000)
  const later = hold()
  await host.stop()

  const goals = { host: 130, backend: 160 }
  for (const who of /** @type {const} */ (['host', 'backend'])) {
    state({ name: `memory of the ${who}, idle`, ours: before[who], unit: 'MB' })
    state({
      name: `memory of the ${who} after ${many} messages`,
      ours: after[who],
      unit: 'MB',
      atMost: goals[who]
    })
    const name = `memory of the ${who}, ${restSeconds} s after ${many} messages`
    state({ name, ours: later[who], unit: 'MB', atMost: goals[who] })
  }
})
