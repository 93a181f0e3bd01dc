import { expect, it } from 'vitest'
import { aReply, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import type { ProfileDatabase } from './database'
import { SearchIndex } from './search-index'

const NOON = new Date(2026, 10, 26, 12).getTime()
const DAY = 86_400_000

/** Takes in all that is stored, however slow this computer is. */
function takeIn(db: ProfileDatabase): void {
  const index = new SearchIndex(db)
  while (index.fill(500));
}

/** Three chats with some messages, the newest last. */
function aHistory() {
  const profile = aProfile()
  const { db, conversations, store, add } = profile
  const plans = conversations.create('Weekend plans', 0).id
  const work = conversations.create('Work', 0).id
  const ada = { id: 'ada', name: 'Ada Lovelace' }
  const old = add({ text: 'old note on getQueueUrlFromName', sentAt: NOON - 40 * DAY, sender: ada })
  const trip = add({ text: 'a trip, see https://example.org', conversationId: plans, sentAt: NOON - DAY })
  const code = add({ text: 'note:\n```js\nrun()\n```', conversationId: work, sentAt: NOON })
  store.markSent([{ ids: [old.id, trip.id], replyTo: 'q', at: NOON }])
  store.addReplies([received(aReply(trip, { text: 'noted the trip' }), NOON + 1)])
  store.fail(code.id, { code: 'offline', message: 'no way', retryable: true })
  takeIn(db)
  const found = (query: string, more: { order?: 'best'; limit?: number } = {}) =>
    store.search({ query, limit: 50, ...more }).hits.map(({ message }) => message.text.split(/[\n,]/)[0])
  return { ...profile, found, ids: { plans, work, old: old.id } }
}

it.each([
  ['note', ['noted the trip', 'note:', 'old note on getQueueUrlFromName']],
  ['from:me trip', ['a trip']],
  ['from:messageproc', ['noted the trip']],
  ['from:"ada love"', ['old note on getQueueUrlFromName']],
  ['in:weekend', ['noted the trip', 'a trip']],
  ['in:work note', ['note:']],
  ['in:weekend in:work', []],
  ['before:2026-11-26', ['a trip', 'old note on getQueueUrlFromName']],
  ['after:2026-10 before:2026-11-26', ['a trip']],
  ['after:2026', []],
  ['is:failed', ['note:']],
  ['is:waiting', ['old note on getQueueUrlFromName']],
  ['is:answered', ['a trip']],
  ['is:unread', ['noted the trip']],
  ['is:failed is:waiting', []],
  ['is:unread in:work', []],
  ['has:link', ['a trip']],
  ['has:code no', ['note:']],
  ['has:reply', ['a trip']],
  ['"see https"', ['a trip']],
  ['"trip see"', []],
  ['url FROM name', ['old note on getQueueUrlFromName']]
])('finds by %s', (query, texts) => {
  expect(aHistory().found(query)).toEqual(texts)
})

it.each([
  ['in:nowhere', 'No chat is called “nowhere”.'],
  ['is:green', '“green” is nothing that is: knows. It takes failed, waiting, answered, unread.'],
  ['after:soon x', '“soon” is no date for after:'],
  ['has:', 'Something is missing after has: – for example has:link']
])('explains what is wrong with %s', (query, words) => {
  expect(() => aHistory().found(query)).toThrow(words)
})

it('says how many there are, and more than it counts where that would take long', () => {
  const { db, store, add } = aProfile()
  for (let n = 0; n < 312; n++) add({ text: `found ${n}`, sentAt: n })
  takeIn(db)

  const first = store.search({ query: 'found', limit: 50 })
  expect(first.total).toEqual({ count: 312, exact: true })
  for (let n = 0; n < 700; n++) add({ text: `found ${n}`, sentAt: 1000 + n })
  takeIn(db)

  expect(store.search({ query: 'found', limit: 50 }).total).toEqual({ count: 1000, exact: false })
})

it.each(['found', 'found in:Others', 'from:grace', 'fo und'])(
  'pages through all that %s finds, each once, newest first',
  (query) => {
    const { db, store, conversations, add } = aProfile()
    const { id } = conversations.create('Others', 0)
    const sender = { id: 'grace', name: 'Grace' }
    const ids = Array.from({ length: 700 }, (_, n) =>
      n % 3 === 0
        ? add({ text: `found ${n}`, sentAt: n, conversationId: id, sender }).id
        : (add({ text: 'another', sentAt: n }), null)
    ).filter((one) => one !== null)

    takeIn(db)

    const seen: string[] = []
    for (let before: string | null | undefined; before !== null;) {
      const page = store.search({ query, limit: 40, ...(before === undefined ? {} : { before }) })
      seen.push(...page.hits.map(({ message }) => message.id))
      before = page.next
      expect(page.hasMore).toBe(before !== null)
    }

    expect(seen).toEqual(ids.toReversed())
  }
)

it('puts the best first: whole words together, before pieces of words', () => {
  const { db, store, add } = aProfile()
  const texts = ['deploy plan', 'the deploymentplan of the queue', 'a plan, and much later how to deploy it']
  texts.forEach((text, n) => add({ text, sentAt: n }))
  takeIn(db)
  const found = (order?: 'best') =>
    store.search({ query: 'deploy plan', limit: 9, ...(order ? { order } : {}) }).hits

  expect(found().map(({ message }) => message.text)).toEqual(texts.toReversed())
  expect(found('best').map(({ message }) => message.text)).toEqual([texts[0], texts[2], texts[1]])
})

it('pages through the best without a gap', () => {
  const { db, store, add } = aProfile()
  for (let n = 0; n < 90; n++) add({ text: `word ${'x'.repeat(n)}`, sentAt: n })
  takeIn(db)
  const page = (before?: string) =>
    store.search({ query: 'word', limit: 40, order: 'best', ...(before === undefined ? {} : { before }) })

  const first = page()
  const second = page(first.next ?? '')
  const third = page(second.next ?? '')

  expect([first, second, third].map(({ hits }) => hits.length)).toEqual([40, 40, 10])
  expect(
    new Set([first, second, third].flatMap(({ hits }) => hits.map(({ message }) => message.id))).size
  ).toBe(90)
  expect(third.next).toBeNull()
})

it('finds nothing of a chat that is to be deleted', () => {
  const { conversations, found, ids } = aHistory()
  conversations.deleteAt(ids.plans, 1)

  expect(found('trip')).toEqual([])
  expect(() => found('in:weekend')).toThrow('No chat is called')
})
