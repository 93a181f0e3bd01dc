import { expect, it } from 'vitest'
import { aReply, aRequest } from '../test/fake-host'
import {
  appendPage,
  changeLog,
  cutToEnd,
  newestHeadId,
  openLog,
  openWindow,
  prependPage,
  refreshLog
} from './log'

const keys = (log: ReturnType<typeof openLog>) =>
  log.items.filter((item) => item.kind !== 'day').map((item) => item.key)

it('puts each reply under its request, also when replies come in another order', () => {
  const requests = ['a', 'b'].map((id, index) => aRequest({ id, createdAt: 10 + index }))
  const log = openLog({ messages: requests, hasMore: false })

  const later = changeLog(log, [
    aReply({ id: 'to b', inReplyTo: 'b', createdAt: 20 }),
    aReply({ id: 'to a', inReplyTo: 'a', createdAt: 21 }),
    aReply({ id: 'to a again', inReplyTo: 'a', createdAt: 22 })
  ])

  expect(keys(later)).toEqual(['a', 'to a', 'to a again', 'b', 'to b'])
})

it('shows a reply whose request is not loaded by itself', () => {
  const log = openLog({ messages: [aReply({ id: 'r', inReplyTo: 'elsewhere' })], hasMore: false })

  expect(log.items.at(-1)).toMatchObject({ kind: 'reply', key: 'r', request: null })
})

it('prefers what changed while a page was fetched to the page', () => {
  const log = openLog({ messages: [aRequest({ id: 'a', status: 'sent' })], hasMore: false }, [
    aRequest({ id: 'a', status: 'answered' })
  ])

  expect(log.messages.get('a')).toMatchObject({ status: 'answered' })
})

it('moves the first index by what an older page puts before it, so that the pane keeps its place', () => {
  const log = openLog({ messages: [aRequest({ id: 'c', createdAt: 300_000_000 })], hasMore: true })
  const page = {
    messages: [aRequest({ id: 'a', createdAt: 1 }), aRequest({ id: 'b', createdAt: 2 })],
    hasMore: false
  }

  const longer = prependPage(log, page)

  expect(keys(longer)).toEqual(['a', 'b', 'c'])
  expect(longer.firstIndex - log.firstIndex).toBe(log.items.length - longer.items.length)
})

it('leaves a changed message of a page that is not loaded to that page', () => {
  const log = openLog({ messages: [aRequest({ id: 'b', createdAt: 100 })], hasMore: true })

  expect(keys(changeLog(log, [aRequest({ id: 'a', createdAt: 50 })]))).toEqual(['b'])
})

it('keeps the older pages of a reader when the newest page is read anew, and drops what is gone from it', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id, index) => aRequest({ id, createdAt: index + 1 }))
  const log = openLog({ messages: [a!, b!, c!], hasMore: false })

  expect(keys(refreshLog(log, { messages: [b!, d!], hasMore: true }, []))).toEqual(['a', 'b', 'd'])
})

it('starts over when the newest page does not reach back to what was loaded', () => {
  const log = openLog({ messages: [aRequest({ id: 'a', createdAt: 1 })], hasMore: false })

  const fresh = refreshLog(log, { messages: [aRequest({ id: 'z', createdAt: 9 })], hasMore: true }, [])

  expect(keys(fresh)).toEqual(['z'])
  expect(fresh.hasMore).toBe(true)
})

it('keeps the order of the log when the clock stepped back over a day, with a key of its own for every row', () => {
  const day = 86_400_000
  const texts = [5 * day, 3 * day, 5 * day].map((createdAt, index) =>
    aRequest({ id: `${3 - index}`, createdAt, position: 5 * day + index })
  )
  const log = openLog({ messages: texts, hasMore: false })

  expect(keys(log)).toEqual(['3', '2', '1'])
  expect(new Set(log.items.map(({ key }) => key)).size).toBe(6)
})

/** Exchanges from one number to another: each a request and its reply. */
const exchanges = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n).flatMap((n) => [
    aRequest({ id: `q${n}`, createdAt: n * 10 }),
    aReply({ id: `a${n}`, inReplyTo: `q${n}`, createdAt: n * 10 + 1 })
  ])

it('holds a window around a message, and takes nothing into it that stands beyond its end', () => {
  const log = openWindow({ messages: exchanges(4, 7), hasMore: true, hasNewer: true })

  const later = changeLog(log, [
    aRequest({ id: 'newest', createdAt: 900 }),
    aReply({ id: 'late', inReplyTo: 'q7', createdAt: 901 })
  ])

  expect(log).toMatchObject({ hasMore: true, hasNewer: true })
  expect(keys(later)).toEqual(['q4', 'a4', 'q5', 'a5', 'q6', 'a6', 'q7', 'a7', 'late'])
  expect(newestHeadId(later)).toBe('q7')
})

it('grows at its newer end page by page until it reaches the end of the conversation', () => {
  const log = openWindow({ messages: exchanges(1, 1), hasMore: true, hasNewer: true })

  const longer = appendPage(log, { messages: exchanges(2, 3), hasMore: false })

  expect(keys(longer)).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
  expect(longer).toMatchObject({ firstIndex: log.firstIndex, hasNewer: false })
  expect(keys(changeLog(longer, [aRequest({ id: 'new', createdAt: 900 })])).at(-1)).toBe('new')
})

it('lets go of what stands far above its end, whole exchanges, and says that there is more', () => {
  const log = openLog({ messages: exchanges(1, 600), hasMore: false })

  const cut = cutToEnd(log)

  expect(keys(cut)[0]).toBe('q351')
  expect(keys(cut)).toHaveLength(500)
  expect(cut.hasMore).toBe(true)
  // The rows that stay keep their indexes, so that nothing moves.
  expect(cut).toMatchObject({
    stretch: log.stretch,
    firstIndex: log.firstIndex + log.items.length - cut.items.length
  })
  expect(cutToEnd(cut)).toBe(cut)
})
