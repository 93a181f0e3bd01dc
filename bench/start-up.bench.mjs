// From the start of the built browser host to its ready line, with nothing and with very much stored; and the first reply.
import { inEmptyHome, sendAndWait, startHost } from './host.mjs'
import { interleaved, state } from './measure.mjs'
import { seedInto } from './seed.mjs'

const quick = process.argv.includes('--quick')
const sizes = quick ? [0, 10_000] : [0, 100_000, 1_000_000]
const rounds = quick ? 1 : 5

const medians = await interleaved(
  rounds,
  Object.fromEntries(
    sizes.map((size) => [
      String(size),
      () =>
        inEmptyHome(async (home) => {
          seedInto(size, home)
          const host = await startHost(home)
          const startedAt = performance.now()
          await sendAndWait(host, 'hello')
          const firstReplyMs = performance.now() - startedAt
          await host.stop()
          return { readyMs: host.readyMs, firstReplyMs }
        })
    ])
  )
)
const empty = medians['0']
for (const size of sizes) {
  const { readyMs = Number.NaN, firstReplyMs = Number.NaN } = medians[String(size)] ?? {}
  if (size === 0) {
    state({ name: 'start to ready, nothing stored', ours: readyMs, unit: 'ms', rounds, atMost: 400 })
    state({
      name: 'ready to first reply, nothing stored',
      ours: firstReplyMs,
      unit: 'ms',
      rounds,
      atMost: 1000
    })
  } else if (empty) {
    const of = { peer: empty.readyMs, against: 'nothing stored', unit: 'ms', rounds, atMost: 1.15 }
    state({ name: `start to ready, ${size} stored`, ours: readyMs, ...of })
  }
}
