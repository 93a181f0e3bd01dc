// Searching very much: words that stand in every message, in some and in one, two together, two letters.
import { loadCore } from './core.mjs'
import { inEmptyHome } from './host.mjs'
import { percentile, state } from './measure.mjs'
import { seedInto } from './seed.mjs'

const quick = process.argv.includes('--quick')
const sizes = quick ? [10_000] : [100_000, 1_000_000]
const times = quick ? 20 : 100
/** Most that the 95th percentile may take, in milliseconds, by what is stored. @type {Record<number, number>} */
const goals = { 10_000: 10, 100_000: 20, 1_000_000: 60 }
const queries = {
  'a common word': 'the',
  'two words': 'garden the',
  'two letters': 'th',
  'one message': 'number4242',
  'the best': 'the garden',
  'what was sent': 'from:me garden',
  'another sender': 'from:MessageProcessor letter',
  'a chat': 'in:Bench garden',
  'a time': 'the after:2026-01-01 before:2027',
  'what failed, which is none': 'is:failed',
  'a sender that is none': 'from:nobody the'
}
const { createChatApp } = await loadCore()

for (const size of sizes) {
  await inEmptyHome(async (home) => {
    seedInto(size, home)
    const app = await createChatApp({ host: 'cli', version: 'bench', dataDir: home, connect: false })
    for (const [name, query] of Object.entries(queries)) {
      const taken = []
      for (let n = 0; n < times; n++) {
        const startedAt = performance.now()
        await app.handlers['chat.search']({
          query,
          limit: 50,
          order: name === 'the best' ? 'best' : 'newest'
        })
        taken.push(performance.now() - startedAt)
      }
      const ours = percentile(taken, 0.95)
      state({
        name: `search of ${name}, p95, ${size} stored`,
        ours,
        unit: 'ms',
        rounds: times,
        atMost: goals[size] ?? 10
      })
    }
    await app.stop()
  })
}
