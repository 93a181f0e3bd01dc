// Export and import of very much, as a page does them, by calls of the contract: how long, how much memory they take on top
// of an idle host, and the longest that another call waits meanwhile.
import { loadCore } from './core.mjs'
import { inEmptyHome } from './host.mjs'
import { state } from './measure.mjs'
import { seedInto } from './seed.mjs'

const size = process.argv.includes('--quick') ? 10_000 : 1_000_000
const MB = 1e6
const { createChatApp } = await loadCore()
/** @typedef {Awaited<ReturnType<typeof createChatApp>>} App */

/** @param {App} app @param {() => Promise<unknown>} work */
async function measured(app, work) {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const running = { over: false }
  let [peak, longest] = [before, 0]
  const startedAt = performance.now()
  const working = work().finally(() => (running.over = true))
  while (!running.over) {
    const askedAt = performance.now()
    await new Promise((resolve) => setImmediate(resolve))
    await app.handlers['conversations.list'](undefined)
    longest = Math.max(longest, performance.now() - askedAt)
    peak = Math.max(peak, process.memoryUsage.rss())
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await working
  return { seconds: (performance.now() - startedAt) / 1000, memory: (peak - before) / MB, longest }
}

/** @param {App} app @param {(lines: string[]) => Promise<unknown>} take */
async function exported(app, take) {
  for (let cursor = /** @type {number | null} */ (0); cursor !== null;) {
    const { lines, next } = await app.handlers['data.export']({ cursor })
    await take(lines)
    // Each call of a page comes in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve))
    cursor = next
  }
}

/** @param {string} what @param {Awaited<ReturnType<typeof measured>>} figures */
function tell(what, { seconds, memory, longest }) {
  state({ name: `${what} of ${size}`, ours: seconds, unit: 's' })
  state({ name: `${what} of ${size}, memory on top`, ours: memory, unit: 'MB', atMost: 100 })
  state({ name: `${what} of ${size}, longest wait of a call`, ours: longest, unit: 'ms', atMost: 50 })
}

await inEmptyHome(async (home) => {
  seedInto(size, home)
  const from = await createChatApp({ host: 'cli', version: 'bench', dataDir: home, connect: false })
  tell('export', await measured(from, () => exported(from, async () => {})))
  await inEmptyHome(async (other) => {
    const to = await createChatApp({ host: 'cli', version: 'bench', dataDir: other, connect: false })
    const { importId } = await to.handlers['data.import.begin'](undefined)
    const work = async () => {
      await exported(from, (lines) => to.handlers['data.import.add']({ importId, lines, continued: false }))
      await to.handlers['data.import.commit']({ importId })
    }
    tell('export and import', await measured(to, work))
    await to.stop()
  })
  await from.stop()
})
