import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aReply, aRequest, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { temporaryFolder } from '../../../test/temporary-folder'
import { encodeBody } from '../../shared/message'
import { ConversationStore } from './conversation-store'
import { DataExport } from './data-export'
import { DataImports } from './data-imports'
import type { ProfileDatabase } from './database'
import { openDatabase } from './open-database'
import { fillSearch } from './fill-search'
import { MessageStore } from './message-store'
import { migrations } from './migrations'
import { SearchIndex } from './search-index'

const texts = (store: MessageStore, query: string, limit = 50, before?: string): string[] =>
  store.search({ query, limit, before }).hits.map(({ message }) => message.text)

const aLongText = (end: string): string => `${'lorem ipsum '.repeat(90_000)}${end}`

describe('finds what is stored', () => {
  it.each([
    ['会議は東京で', ['東京', '京', '会議', 'は東京で', '議 東']],
    ['今日は天気がいい', ['天気', '気']],
    ['call checkoutService now', ['Service', 'service', 'outs', 'kout', 'ck', 'k', 'now serv']],
    ['done 🎉', ['🎉', 'done 🎉', '🎉 d']],
    ['a family 👩‍👩‍👧', ['👩', '👩‍👩‍👧', 'family 👧']],
    ['I write C++ and c#', ['C++', 'c++', 'c#', '++', '+', '#', 'write ++ c']],
    ['Der Käse aus Münster\0 ist gut', ['kase', 'mün', 'gut münst', 'KÄSE', 'ä']],
    ['un café noir', ['cafe', 'café', 'cafe\u0301', 'CAFÉ', 'fe no']],
    ['in der Straße', ['strasse', 'STRASSE', 'straße']],
    ['ﬁle ＡＢＣ', ['file', 'abc', 'fi']],
    ['path C:\\Users\\_new\\*.txt "x" \'y\' a*b', ['\\*.txt', '_new', '"x"', "'y'", 'a*b', '*', '"']],
    ['สวัสดีครับ', ['ครับ', 'สวัส']],
    ['x', ['x', 'X']]
  ])('in %j: %j', (text, queries) => {
    const { store, add } = aProfile()
    add({ text })
    add({ text: '~' })

    for (const query of queries) expect([query, texts(store, query)]).toEqual([query, [text]])
  })

  it('and nothing else', () => {
    const { store, add } = aProfile()
    add({ text: 'C is older than C sharp; 京東 and a+b' })

    for (const query of ['c++', '東京', '🎉', 'sharp東', 'c#', '  ', '', '\0', '\u200B'])
      expect([query, texts(store, query)]).toEqual([query, []])
    for (const query of ['* OR NEAR(', "'; DROP TABLE messages", '"', '\uD800', 'text:c', '^c', '-c'])
      expect([query, texts(store, query)]).toEqual([query, []])
  })

  it('in a text of a megabyte, near its end', () => {
    const { store, db, add } = aProfile()
    const text = aLongText('and the Needle, 東京')
    add({ text })
    new SearchIndex(db).fill(1)

    const { hits } = store.search({ query: 'needle 東京', limit: 10 })

    expect(hits[0]?.message.text).toBe(text)
    expect(hits[0]?.snippet).toMatch(/^….*and the Needle, 東京$/)
  })

  it('no longer once it is deleted', () => {
    const { store, conversations, add } = aProfile()
    const { id } = conversations.create('Other', 0)
    add({ text: '東京 deleted', conversationId: id })

    conversations.delete(id, 0)

    expect([texts(store, '東京'), texts(store, 'deleted')]).toEqual([[], []])
  })
})

it('shows the newest first, page by page, without a gap', () => {
  const { store, add } = aProfile()
  const numbers = Array.from({ length: 7 }, (_, index) => index + 1)
  for (const number of numbers) add({ text: `東京 number ${number}`, sentAt: 1000 * number })

  for (const query of ['東京', 'number', '東京 number', 'n']) {
    const first = store.search({ query, limit: 3 })
    const second = store.search({ query, limit: 3, before: first.hits.at(-1)?.message.id })
    const third = store.search({ query, limit: 3, before: second.hits.at(-1)?.message.id })
    const pages = [first, second, third]

    expect(pages.map(({ hasMore }) => hasMore)).toEqual([true, true, false])
    expect(pages.flatMap(({ hits }) => hits.map(({ message }) => message.text.at(-1)))).toEqual(
      '7654321'.split('')
    )
  }
})

it('keeps more messages of one moment apart than a moment has rows', () => {
  const { store, add, db } = aProfile()
  for (let number = 1; number <= 600; number += 1) add({ text: 'same' })
  db.sql('UPDATE messages SET position = 5000').run()
  for (const table of ['search_rows', 'search_trigrams', 'search_short']) db.sql(`DELETE FROM ${table}`).run()
  db.sql(`INSERT INTO meta (key, value) VALUES ('search_pending_below', '601')`).run()

  new SearchIndex(db).fill(1000)

  expect(store.search({ query: 'same', limit: 1000 }).hits).toHaveLength(600)
})

/** Rows of messages and of what each index holds of them. */
const rowsOf = (db: ProfileDatabase): number[] =>
  ['messages', 'search_trigrams', 'search_short'].map((table) =>
    Number(db.sql(`SELECT count(*) AS size FROM ${table}`).get()?.['size'])
  )

describe('a text of a megabyte', () => {
  it('is stored without its place in the index, and found in its order once that was filled', () => {
    const { store, db, add } = aProfile()
    const search = new SearchIndex(db)
    add({ text: 'the first Needle', sentAt: 1000 })
    const long = add({ text: aLongText('the long Needle'), sentAt: 2000 })
    add({ text: 'the last Needle', sentAt: 3000 })
    const numbers = (): (number | undefined)[] =>
      store.search({ query: 'needle th', limit: 9 }).hits.map(({ message }) => message.timeline.queued)

    search.catchUp(1000)

    expect(rowsOf(db)).toEqual([3, 2, 2])
    expect([numbers(), store.search({ query: 'needle', limit: 9 }).pending]).toEqual([[3000, 1000], 1])

    expect([search.fill(9), search.fill(9)]).toEqual([false, false])

    expect(rowsOf(db)).toEqual([3, 3, 3])
    expect([numbers(), store.search({ query: 'needle', limit: 9 }).pending]).toEqual([[3000, 2000, 1000], 0])
    expect(texts(store, 'needle', 9, long.id)).toEqual(['the first Needle'])
  })

  it('that comes as a reply, and one that is imported, is stored so as well', async () => {
    const { store, db, add } = aProfile()
    const request = add({ text: 'short' })
    const body = aReply(request, { text: aLongText('of a reply') })
    store.addReplies([received(body)])
    const other = aProfile()
    const imports = new DataImports(other.db)
    const id = imports.begin()
    const exporter = new DataExport(db, () => 0)
    for (let cursor: number | null = 0; cursor !== null;) {
      const { lines, next } = exporter.part(cursor)
      await imports.add(id, lines)
      cursor = next
    }
    await imports.commit(id)

    for (const profile of [{ store, db }, other]) {
      new SearchIndex(profile.db).catchUp(1000)
      expect(rowsOf(profile.db)).toEqual([2, 1, 1])
      expect(new SearchIndex(profile.db).fill(1)).toBe(false)
      expect(texts(profile.store, 'of a reply')).toEqual([body.text])
    }
  })

  it('is taken in by the next start when this one ends before', () => {
    const file = join(temporaryFolder(), 'chatapp.sqlite')
    const { db } = openDatabase(file, 'alone')
    new ConversationStore(db).ensureDefault(0)
    for (const text of [aLongText('the first end'), aLongText('the second end')]) {
      const body = aRequest({ text })
      new MessageStore(db).addRequest(body, encodeBody(body), { now: 1000 })
    }
    db.close()
    const { db: again } = openDatabase(file, 'alone')
    onTestFinished(() => again.close())
    const store = new MessageStore(again)
    const search = new SearchIndex(again)

    expect(store.search({ query: 'end', limit: 9 })).toMatchObject({ hits: [], hasMore: false, pending: 2 })
    expect(search.fill(9)).toBe(true)
    expect(texts(store, 'second end')).toHaveLength(1)
    expect(search.fill(9)).toBe(false)
    expect(store.search({ query: 'end', limit: 9 })).toMatchObject({ pending: 0, hits: [{}, {}] })
  })

  it('that is deleted before is not taken in', () => {
    const { store, db, add } = aProfile()
    store.delete(add({ text: aLongText('gone') }).id)

    expect([store.search({ query: 'gone', limit: 9 }).pending, new SearchIndex(db).fill(9)]).toEqual([
      0,
      false
    ])
    expect(rowsOf(db)).toEqual([0, 0, 0])
  })
})

it('finds what was stored a moment ago, also when that was the last that its process did', () => {
  const { file, db, add } = aProfile()
  for (let number = 1; number <= 3; number += 1) add({ text: `東京 number ${number}`, sentAt: number })
  expect(rowsOf(db)).toEqual([3, 0, 0])

  // Another connection sees what a process that was killed has left.
  const { db: again } = openDatabase(file, 'alone')
  onTestFinished(() => again.close())

  expect(new MessageStore(again).search({ query: '東京', limit: 2 })).toMatchObject({
    pending: 0,
    hasMore: true
  })
  expect(texts(new MessageStore(db), 'number')).toHaveLength(3)
})

it('searches without what is new while another program keeps it from taking that in, and says so', () => {
  const { file, db, store, add } = aProfile()
  db.letGoSooner()
  add({ text: 'needle one' })
  expect(texts(store, 'needle')).toEqual(['needle one'])
  add({ text: 'needle two' })
  using other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE')

  expect(store.search({ query: 'needle', limit: 9 })).toMatchObject({ pending: 1, hits: [{}] })
  other.exec('ROLLBACK')
  expect(texts(store, 'needle')).toHaveLength(2)
})

it('fills for so long as it is told, and at least one message', () => {
  const { store, search } = anOldDatabase(3)

  expect([search.fill(100, 0), texts(store, '東京').length]).toEqual([true, 1])
  expect([search.fill(100, 0), search.fill(100, 0)]).toEqual([true, false])
  expect(texts(store, '東京')).toHaveLength(3)
})

/** A database as schema version 6 left it, with some messages. */
function anOldDatabase(size: number) {
  const file = join(temporaryFolder(), 'chatapp.sqlite')
  const old = new DatabaseSync(file)
  old.exec('PRAGMA journal_mode = WAL')
  for (const migration of migrations.slice(0, 6)) old.exec(migration)
  old.exec(`INSERT INTO conversations (id, title, created_at, revision) VALUES ('processor', 'x', 0, 1)`)
  const insert = old.prepare(
    `INSERT INTO messages (id, conversation_id, role, body, attributes, status, created_at, position, timeline, revision)
     VALUES (?, 'processor', 'request', ?, '{}', 'answered', ?, ?, '{"queued":1}', 1)`
  )
  const text = old.prepare('INSERT INTO message_text (rowid, text) VALUES (?, ?)')
  for (let at = 1; at <= size; at += 1) {
    const body = aRequest({ text: `会議は東京で ${at}`, sentAt: at })
    text.run(insert.run(body.id, encodeBody(body), at, at).lastInsertRowid, body.text)
  }
  old.exec('PRAGMA user_version = 6')
  old.close()
  const { db } = openDatabase(file, 'alone')
  onTestFinished(() => db.close())
  return { db, store: new MessageStore(db), search: new SearchIndex(db) }
}

describe('of an older version', () => {
  it('is taken in step by step, newest first, and the search says what is missing', () => {
    const { store, search } = anOldDatabase(25)

    expect(store.search({ query: '東京', limit: 50 })).toMatchObject({
      hits: [],
      hasMore: false,
      pending: 25
    })
    expect(search.fill(10)).toBe(true)
    expect(texts(store, '東京')).toHaveLength(10)
    expect(texts(store, '東京')[0]).toBe('会議は東京で 25')
    expect([search.fill(10), search.fill(10), search.fill(10)]).toEqual([true, false, false])

    expect(store.search({ query: '東京', limit: 50 })).toMatchObject({ hasMore: false, pending: 0 })
    expect(texts(store, '東京')).toHaveLength(25)
  })

  it('is found together with what came meanwhile, and each is there once', async () => {
    const { store, search } = anOldDatabase(3)
    const body = aRequest({ text: '東京 now' })
    store.addRequest(body, encodeBody(body), { now: 9000 })

    await new Promise<void>((filled) => {
      fillSearch(
        {
          fill: (limit) => {
            const more = search.fill(limit)
            if (!more) filled()
            return more
          }
        },
        (error) => expect.fail(String(error))
      )
    })

    expect(texts(store, '東京')).toEqual(['東京 now', '会議は東京で 3', '会議は東京で 2', '会議は東京で 1'])
  })
})
