// What a profile is asked most, in this process, with very much stored beside little: opening it, the first page, the list of
// chats, what is unread, a search, a send, and the longest that anything waits while a chat of 100,000 messages is deleted.
import { inEmptyHome } from './host.mjs'
import { loadCore } from './core.mjs'
import { interleaved, median, state } from './measure.mjs'
import { SEED_CHAT, seedInto } from './seed.mjs'

const quick = process.argv.includes('--quick')
const sizes = quick ? [100, 10_000] : [100, 100_000, 1_000_000]
const [rounds, times] = quick ? [1, 20] : [5, 100]
const { createChatApp } = await loadCore()

/** @param {string} home */
const openApp = async (home) =>
  await createChatApp({ host: 'cli', version: 'bench', dataDir: home, connect: false })

/** The median of so many calls, in milliseconds. @param {(n: number) => Promise<unknown>} call */
async function timed(call) {
  const taken = []
  for (let n = 0; n < times; n++) {
    const startedAt = performance.now()
    await call(n)
    taken.push(performance.now() - startedAt)
  }
  return median(taken)
}

/** @param {string} home */
const measure = (home) => async () => {
  const startedAt = performance.now()
  const app = await openApp(home)
  const open = performance.now() - startedAt
  const { handlers } = app
  const page = await timed(() => handlers['chat.history']({ conversationId: SEED_CHAT, limit: 40 }))
  const list = await timed(() => handlers['conversations.list'](undefined))
  const unread = await timed(() => handlers['chat.unread'](undefined))
  const search = await timed(() => handlers['chat.search']({ query: 'garden the', limit: 5 }))
  const send = await timed((n) =>
    handlers['chat.send']({ id: crypto.randomUUID(), conversationId: SEED_CHAT, text: `hello ${n}` })
  )
  await app.stop()
  return { open, page, list, unread, search, send }
}

/** Runs with a data folder of each size. @param {readonly number[]} left @param {Record<string, string>} homes @returns {Promise<any>} */
const withHomes = async (left, homes = {}) => {
  const [size, ...more] = left
  if (size === undefined)
    return await interleaved(
      rounds,
      Object.fromEntries(Object.entries(homes).map(([name, home]) => [name, measure(home)]))
    )
  return await inEmptyHome(async (home) => {
    seedInto(size, home)
    return await withHomes(more, { ...homes, [size]: home })
  })
}

/** @type {Record<string, Awaited<ReturnType<ReturnType<typeof measure>>>>} */
const medians = await withHomes(sizes)
const few = medians[String(sizes[0])]
/** @typedef {keyof NonNullable<typeof few>} What */
for (const size of sizes.slice(1)) {
  for (const [name, ours] of Object.entries(medians[String(size)] ?? {})) {
    const peer = few?.[/** @type {What} */ (name)]
    if (peer === undefined) continue
    state({
      name: `${name}, ${size} stored`,
      ours,
      peer,
      against: `${sizes[0]} stored`,
      unit: 'ms',
      rounds,
      // A search counts what it finds, up to a thousand or for 4 ms: that is more work where more is found.
      ...(name === 'search' ? {} : { atMost: 1.15 })
    })
  }
}

/** The same as a table: a row for what is asked, a column for how much is stored. */
const rowOf = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |\n`
process.stderr.write(
  rowOf(['ms with so many messages', ...sizes.map(String)]) + rowOf(['---', ...sizes.map(() => '---')])
)
for (const what of /** @type {What[]} */ (Object.keys(few ?? {})))
  process.stderr.write(
    rowOf([what, ...sizes.map((size) => (medians[String(size)]?.[what] ?? Number.NaN).toPrecision(2))])
  )

const large = quick ? 10_000 : 100_000
await inEmptyHome(async (home) => {
  seedInto(large, home)
  const app = await openApp(home)
  const startedAt = performance.now()
  const deleted = app.handlers['conversations.delete']({ id: SEED_CHAT }).then(() => true)
  let longest = 0
  for (let over = false; !over;) {
    const askedAt = performance.now()
    await app.handlers['conversations.list'](undefined)
    longest = Math.max(longest, performance.now() - askedAt)
    over = await Promise.race([deleted, new Promise((resolve) => setImmediate(() => resolve(false)))])
    longest = Math.max(longest, performance.now() - askedAt)
  }
  state({ name: `deleting a chat of ${large}, in all`, ours: performance.now() - startedAt, unit: 'ms' })
  state({
    name: `deleting a chat of ${large}, longest wait of a call`,
    ours: longest,
    unit: 'ms',
    atMost: 50
  })
  await app.stop()
})
