// A day in short: the page open, 10 messages a second for half an hour, then nothing. Does memory grow, does it idle?
// `--minutes=30` says how long; a run with `npm run bench` takes one minute of it.
import { chromium } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromiumPath } from '../test/chromium.ts'
import { inEmptyHome, sendAndWait, startHost } from './host.mjs'
import { state } from './measure.mjs'

const PER_SECOND = 10
const minutes = Number(
  process.argv.find((one) => one.startsWith('--minutes='))?.slice('--minutes='.length) ?? 1
)
const idleSeconds = minutes < 10 ? 20 : 120

/** Megabytes that a process holds, and milliseconds of CPU that it has used. @param {number} pid */
function lookAt(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'rss=,cputimes=', '-p', String(pid)], { encoding: 'utf8' })
  const [rss = 0, seconds = 0] = stdout.trim().split(/\s+/).map(Number)
  return { mb: rss / 1024, cpuMs: cpuMsOf(pid) ?? seconds * 1000 }
}

/** Finer than ps, where the system has it. @param {number} pid */
function cpuMsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    // Clock ticks of 10 ms, as Linux tells them to programs.
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

const browser = await chromium.launch({
  executablePath: await chromiumPath(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
})
await inEmptyHome(async (home) => {
  const host = await startHost(home)
  await sendAndWait(host, 'hello')
  const { pid } = JSON.parse(readFileSync(join(home, 'local-backend/endpoint.json'), 'utf8'))
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
  await context.addInitScript((session) => sessionStorage.setItem('chatapp.session', session), host.session)
  const page = await context.newPage()
  await page.goto(host.origin)
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
  const pageHeap = async () => {
    const session = await context.newCDPSession(page)
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    await session.detach()
    return usedSize / 1_000_000
  }
  const look = async () => ({ host: lookAt(host.pid), backend: lookAt(pid), page: await pageHeap() })

  const start = await look()
  let last = ''
  let sent = 0
  const startedAt = performance.now()
  const marks = [start]
  for (let mark = 1; mark <= 3; mark++) {
    const until = startedAt + (minutes * 60_000 * mark) / 3
    while (performance.now() < until) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * PER_SECOND)
      for (; sent < due; sent++) last = (await host.call('chat.send', { text: `/echo steady ${sent}` })).id
      await pause(20)
    }
    const now = await look()
    marks.push(now)
    process.stderr.write(`  ${(minutes * mark) / 3} min, ${sent} sent: ${JSON.stringify(now)}\n`)
  }
  while ((await host.call('chat.detail', { id: last })).message.status !== 'answered') await pause(20)
  const busy = await look()
  await pause(idleSeconds * 500)
  const idleFrom = await look()
  const from = performance.now()
  await pause(idleSeconds * 1000)
  const idleTo = await look()
  const idleMs = performance.now() - from
  const logs = join(home, 'profiles/default/logs')
  const logBytes = readdirSync(logs).reduce((sum, name) => sum + statSync(join(logs, name)).size, 0)
  await context.close()
  await host.stop()

  for (const who of /** @type {const} */ (['host', 'backend'])) {
    const at = marks.map((one) => Math.round(one[who].mb)).join(', ')
    const what = `${who}, ${PER_SECOND} messages a second for ${minutes} min`
    state({
      name: `${what}: memory at a third, to the end (${at})`,
      ours: marks[3]?.[who].mb ?? 0,
      peer: marks[1]?.[who].mb ?? 0,
      against: 'at a third',
      unit: 'MB',
      atMost: 1.1
    })
    state({
      name: `${what}: of a core`,
      ours: (100 * (busy[who].cpuMs - start[who].cpuMs)) / (minutes * 60_000),
      unit: '%'
    })
    state({
      name: `${who}, idle with the page open: of a core`,
      ours: (100 * (idleTo[who].cpuMs - idleFrom[who].cpuMs)) / idleMs,
      unit: '%',
      atMost: 1
    })
  }
  state({
    name: 'the page’s heap at the end',
    ours: marks[3]?.page ?? 0,
    peer: marks[1]?.page ?? 0,
    against: 'at a third',
    unit: 'MB',
    atMost: 1.1
  })
  state({ name: 'log of the profile at the end', ours: logBytes / 1_000_000, unit: 'MB' })
})
await browser.close()
