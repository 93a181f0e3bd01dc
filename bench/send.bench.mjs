// `chatapp send` as a command of its own, beside a host that has the profile open: from its start to its end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { inEmptyHome, startHost } from './host.mjs'
import { median, state } from './measure.mjs'
import { cli } from './seed.mjs'

const count = process.argv.includes('--quick') ? 3 : 15

/** @param {string} home @param {string[]} args */
async function run(home, ...args) {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [cli, ...args, '--data-dir', home], { stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`chatapp ${args.join(' ')} ended with ${code}`)
  return performance.now() - startedAt
}

await inEmptyHome(async (home) => {
  const host = await startHost(home)
  await run(home, 'send', 'warm up')
  /** @type {number[]} */
  const sends = []
  /** @type {number[]} */
  const nothing = []
  for (let n = 0; n < count; n++) {
    sends.push(await run(home, 'send', `message ${n}`))
    nothing.push(await run(home, '--version'))
  }
  await host.stop()
  state({
    name: 'chatapp send in a running profile',
    ours: median(sends),
    unit: 'ms',
    rounds: count,
    atMost: 120
  })
  state({
    name: 'chatapp --version, the least a command takes',
    ours: median(nothing),
    unit: 'ms',
    rounds: count
  })
})
