import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { aReply, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { DataExport } from './data-export'
import { DataImports } from './data-imports'
import { TemplateStore } from './template-store'

function aFilledProfile() {
  const { db, store, conversations, add } = aProfile()
  const other = conversations.create('Other ✓', 5)
  const answered = add({ text: 'NUL \0 and half \ud83d an emoji' })
  const queued = add({ conversationId: other.id })
  store.addReplies([received(aReply(answered))])
  return { db, store, conversations, ids: { answered: answered.id, queued: queued.id, other: other.id } }
}

const exported = (db: ReturnType<typeof aProfile>['db']): string[] => {
  const exporter = new DataExport(db, () => 1)
  const lines: string[] = []
  for (let cursor: number | null = 0; cursor !== null;) {
    const part = exporter.part(cursor)
    lines.push(...part.lines)
    cursor = part.next
  }
  return lines
}

async function imported(db: ReturnType<typeof aProfile>['db'], lines: readonly string[]) {
  const imports = new DataImports(db)
  const importId = imports.begin()
  await imports.add(importId, lines)
  return await imports.commit(importId)
}

it('brings everything into another profile, every character and every reply', async () => {
  const from = aFilledProfile()
  const to = aProfile()

  const result = await imported(to.db, exported(from.db))

  expect(result).toEqual({ conversations: 1, messages: 3, present: 0, templates: 0, scheduled: 0 })
  expect(to.store.get(from.ids.answered)).toEqual(from.store.get(from.ids.answered))
  expect(to.store.repliesTo(from.ids.answered)).toEqual(from.store.repliesTo(from.ids.answered))
  expect(to.conversations.get(from.ids.other).title).toBe('Other ✓')
  expect(to.store.search({ query: 'emoji', limit: 5 }).hits).toHaveLength(1)
})

it('takes a line that comes in parts, as one that is larger than a call must', async () => {
  const from = aFilledProfile()
  const to = aProfile()
  const transfer = new DataImports(to.db)
  const importId = transfer.begin()

  const pieces =
    exported(from.db)
      .join('\n')
      .match(/[^]{1,50}/g) ?? []
  for (const piece of pieces) await transfer.add(importId, piece.split('\n'), true)

  expect(await transfer.commit(importId)).toMatchObject({ conversations: 1, messages: 3, present: 0 })
  expect(to.store.get(from.ids.answered)).toEqual(from.store.get(from.ids.answered))
})

it.each([
  [
    '{"x":1}',
    'Line 2 of the file is damaged: it is of no kind that this ChatAPP knows. Nothing was changed.'
  ],
  ['[]', 'Line 2 of the file is damaged: it is not a line of a ChatAPP export. Nothing was changed.'],
  [
    '{"type":"conversation","id":"c","title":"C","createdAt":-1}',
    'Line 2 of the file is damaged: the field createdAt is wrong. It is at least 0. Nothing was changed.'
  ]
])('says in words why it refuses %s', async (line, words) => {
  const [header = ''] = exported(aFilledProfile().db)

  await expect(imported(aProfile().db, [header, line])).rejects.toThrow(words)
})

it('refuses a line that never ends instead of keeping it in memory', async () => {
  const transfer = new DataImports(aProfile().db)
  const importId = transfer.begin()
  const megabyte = 'x'.repeat(1_000_000)

  const feed = async (): Promise<void> => {
    for (let index = 0; index < 10; index++) await transfer.add(importId, [megabyte], true)
  }

  await expect(feed).rejects.toThrow('Line 1 of the file is longer than any that ChatAPP writes.')
})

it('does not send what was on its way elsewhere, but lets the user retry it', async () => {
  const from = aFilledProfile()
  const to = aProfile()

  await imported(to.db, exported(from.db))

  expect(to.store.outboxSize()).toBe(0)
  expect(to.store.get(from.ids.queued)).toMatchObject({ status: 'failed', reason: { code: 'cancelled' } })
})

it('leaves alone what is there already', async () => {
  const { db, store } = aFilledProfile()

  expect(await imported(db, exported(db))).toMatchObject({ conversations: 0, messages: 0, present: 3 })
  expect([...store.all()]).toHaveLength(3)
})

it.each([
  ['a line that is not JSON', (lines: string[]) => lines.with(2, '{"type":')],
  ['a line cut in the middle', (lines: string[]) => lines.with(-2, lines.at(-2)!.slice(0, 80))],
  ['an unknown field', (lines: string[]) => lines.with(-2, lines.at(-2)!.replace('{', '{"extra":1,'))],
  ['an unknown type', (lines: string[]) => [...lines, '{"type":"surprise"}']],
  [
    'a body that is not a message',
    (lines: string[]) => lines.with(-2, lines.at(-2)!.replace('\\"v\\":1', '\\"v\\":7'))
  ],
  [
    'another message’s body',
    (lines: string[]) => lines.with(-2, lines.at(-2)!.replace(/"id":"[^"]*"/, '"id":"x"'))
  ],
  [
    'a message without its conversation',
    (lines: string[]) => lines.filter((line) => !line.includes('Other'))
  ],
  ['an export cut off at the end of a line', (lines: string[]) => lines.slice(0, -2)],
  ['an export without its end', (lines: string[]) => lines.slice(0, -1)],
  [
    'a message put into another conversation',
    (lines: string[]) =>
      lines.map((line) =>
        line.replace('"conversationId":"processor","role":"request"', '"conversationId":"x","role":"request"')
      )
  ],
  ['no header', (lines: string[]) => lines.slice(1)],
  ['nothing at all', () => []],
  ['a newer version', (lines: string[]) => lines.with(0, lines[0]!.replace('"version":1', '"version":2'))]
])('refuses %s whole, and says so', async (_, damage) => {
  const from = aFilledProfile()
  const to = aProfile()
  const before = to.db.revision()

  await expect(imported(to.db, damage(exported(from.db)))).rejects.toThrow(/Nothing was changed/)

  expect([...to.store.all()]).toEqual([])
  expect(to.db.revision()).toBe(before)
})

it('exports long histories in parts', async () => {
  const { db, add } = aProfile()
  for (let n = 0; n < 1200; n++) add({ text: `message ${n}` })
  const transfer = new DataExport(db, () => 1)

  const first = transfer.part(0)

  expect(first).toMatchObject({ total: 1200, next: expect.any(Number) })
  expect(exported(db)).toHaveLength(1203)
})

it('puts imported messages where their time belongs, so the newest stays last and on top of the list', async () => {
  const from = aProfile()
  from.add({ text: 'old', sentAt: 500 })
  const to = aProfile()
  to.add({ text: 'today', sentAt: 9000 })

  await imported(to.db, exported(from.db))

  expect(to.store.history('processor', 10).messages.map(({ text }) => text)).toEqual(['old', 'today'])
  expect(to.store.history('processor', 1).messages.map(({ text }) => text)).toEqual(['today'])
  expect(to.conversations.get('processor')).toMatchObject({ preview: 'today', lastActivityAt: 9000 })
})

it('counts imported replies as read and keeps their times out of the figures', async () => {
  const from = aProfile()
  from.store.addReplies([received(aReply(from.add({ text: 'asked' })))])
  const to = aProfile()
  to.store.addReplies([received(aReply(to.add({ sentAt: 100 })), 107)])
  to.conversations.markRead('processor')

  await imported(to.db, exported(from.db))

  expect(to.conversations.get('processor').unread).toBe(0)
  expect(to.store.unread()).toEqual([])
  expect(to.store.recentRoundTrips(10)).toEqual([7])
})

it('brings the order of a log along that its clock does not tell', async () => {
  const from = aProfile()
  from.add({ text: 'first, under a clock ahead', sentAt: 9000 })
  from.add({ text: 'second', sentAt: 1000 })
  const to = aProfile()

  await imported(to.db, exported(from.db))

  const texts = ['first, under a clock ahead', 'second']
  expect(from.store.history('processor', 10).messages.map(({ text }) => text)).toEqual(texts)
  expect(to.store.history('processor', 10).messages.map(({ text }) => text)).toEqual(texts)
})

it('brings the name of the first chat back, and leaves a name that somebody gave it here', async () => {
  const from = aProfile()
  from.conversations.rename('processor', 'Work')
  const [fresh, named] = [aProfile(), aProfile()]
  named.conversations.rename('processor', 'Home')

  for (const { db } of [fresh, named]) await imported(db, exported(from.db))

  expect(fresh.conversations.get('processor').title).toBe('Work')
  expect(named.conversations.get('processor').title).toBe('Home')
})

it.each(['createdAt', 'position', 'timeline.queued'])(
  'refuses a message whose %s no clock can show',
  async (field) => {
    const from = aFilledProfile()
    const to = aProfile()
    const lines = exported(from.db).map((text) => {
      const line = JSON.parse(text) as { type: string; timeline: object }
      if (line.type !== 'message') return text
      return JSON.stringify(
        field === 'timeline.queued'
          ? { ...line, timeline: { queued: Number.MAX_SAFE_INTEGER } }
          : { ...line, [field]: Number.MAX_SAFE_INTEGER }
      )
    })

    await expect(imported(to.db, lines)).rejects.toThrow(`the field ${field} is wrong`)
    expect([...to.store.all()]).toEqual([])
  }
)

it('refuses a conversation whose creation no clock can show', async () => {
  const { db } = aProfile()
  const lines = exported(aFilledProfile().db).map((text) =>
    text.replace(/("type":"conversation".*"createdAt":)\d+/, `$1${Number.MAX_SAFE_INTEGER}`)
  )

  await expect(imported(db, lines)).rejects.toThrow('the field createdAt is wrong')
})

it('is whole also with a chat that begins while it is written', async () => {
  const { db, add, conversations } = aProfile()
  for (let n = 0; n < 201; n++) add()
  const exporter = new DataExport(db, () => 1)
  const first = exporter.part(0)

  const later = conversations.create('Begun meanwhile', 2)
  add({ conversationId: later.id })
  const second = exporter.part(first.next ?? 0)
  const to = aProfile()

  expect(await imported(to.db, [...first.lines, ...second.lines])).toMatchObject({ messages: 202 })
  expect(to.conversations.get(later.id).title).toBe('Begun meanwhile')
})

it('brings along how the list keeps a chat, and whose its title is', async () => {
  const from = aProfile()
  const kept = from.conversations.create('Kept', 5)
  const unnamed = from.conversations.create(undefined, 6)
  from.conversations.mark(kept.id, { pinned: true, archived: true, muted: true })
  from.conversations.nameBy(unnamed.id, 'first words')
  from.add({ conversationId: unnamed.id, text: 'first words' })
  const to = aProfile()

  const lines = exported(from.db)
  await imported(to.db, lines)

  expect(to.conversations.get(kept.id)).toEqual(from.conversations.get(kept.id))
  expect(to.conversations.get(unnamed.id)).toMatchObject({ title: 'first words', named: false })
  // What holds for most chats stands in no line, so that an older ChatAPP takes it.
  expect(Object.keys(JSON.parse(lines[1] ?? ''))).toEqual(['type', 'id', 'title', 'createdAt', 'named'])
})

it('takes a chat of an older export as one that its user has named', async () => {
  const to = aProfile()

  await imported(to.db, [
    '{"type":"chatapp-export","version":1,"exportedAt":1}',
    '{"type":"conversation","id":"old","title":"Old","createdAt":1}',
    '{"type":"end","messages":0}'
  ])

  expect(to.conversations.get('old')).toMatchObject({ named: true, pinned: false, archived: false })
})

it('leaves out a chat that is to be deleted, which an import of an older export brings back', async () => {
  const from = aFilledProfile()
  const before = exported(from.db)
  from.conversations.deleteAt(from.ids.other, 1000)

  const lines = exported(from.db)
  expect(lines.join('\n')).not.toContain(from.ids.other)
  expect(await imported(aProfile().db, lines)).toEqual({
    conversations: 0,
    messages: 2,
    present: 0,
    templates: 0,
    scheduled: 0
  })
  expect(await imported(from.db, before)).toMatchObject({ conversations: 0, messages: 0, present: 3 })

  expect(from.conversations.get(from.ids.other).title).toBe('Other ✓')
})

const TOMORROW = Date.now() + 86_400_000
const attributes = [{ name: 'Tier', type: 'String', value: 'gold' } as const]

/** A profile with two templates, a message for tomorrow and one whose moment has passed. */
function aProfileWithPlans() {
  const { db, scheduled, conversations } = aProfile()
  const templates = new TemplateStore(db)
  templates.save('Greeting', { text: 'Hello {{name}} \u{0}', attributes })
  templates.save('Plain', { text: 'same', attributes: [] })
  const ids = [uuidv7(), uuidv7()] as const
  const put = (id: string, sendAt: number) =>
    db.transaction(() =>
      scheduled.put(
        { id, conversationId: 'processor', text: `for ${sendAt}`, attributes },
        { sendAt, waitMs: null },
        5
      )
    )
  put(ids[0], TOMORROW)
  put(ids[1], 1000)
  return { db, scheduled, templates, conversations, ids }
}

it('brings templates and messages that wait along; one whose moment has passed is not sent by itself', async () => {
  const from = aProfileWithPlans()
  const to = aProfile()
  const [ahead, passed] = from.ids
  new TemplateStore(to.db).save('Plain', { text: 'same', attributes: [] })
  new TemplateStore(to.db).save('Greeting', { text: 'another', attributes: [] })

  const result = await imported(to.db, exported(from.db))
  const again = await imported(to.db, exported(from.db))

  expect(result).toEqual({ conversations: 0, messages: 1, present: 0, templates: 1, scheduled: 1 })
  expect(again).toEqual({ conversations: 0, messages: 0, present: 1, templates: 0, scheduled: 0 })
  expect(new TemplateStore(to.db).list()).toMatchObject([
    { name: 'Greeting', text: 'another' },
    { name: 'Greeting (2)', text: 'Hello {{name}} \u{0}', attributes },
    { name: 'Plain' }
  ])
  expect(to.scheduled.get(ahead)).toEqual(from.scheduled.get(ahead))
  expect(to.scheduled.nextDueIn(Date.now())).toBeGreaterThan(80_000_000)
  expect(to.store.outboxSize()).toBe(0)
  expect(to.store.get(passed)).toMatchObject({
    text: 'for 1000',
    status: 'failed',
    reason: { key: 'import.moment_passed' },
    attributes
  })
})

it('changes nothing of a profile that has it all already', async () => {
  const { db, scheduled } = aProfileWithPlans()
  const before = scheduled.list()

  expect(await imported(db, exported(db))).toEqual({
    conversations: 0,
    messages: 0,
    present: 0,
    templates: 0,
    scheduled: 0
  })
  expect(scheduled.list()).toEqual(before)
})

it('exports of one chat what waits in it, and no templates', () => {
  const { db, conversations, scheduled } = aProfileWithPlans()
  const other = conversations.create('Other', 1)
  const put = { id: uuidv7(), conversationId: other.id, text: 'there', attributes: [] }
  db.transaction(() => scheduled.put(put, { sendAt: TOMORROW, waitMs: null }, 5))

  const lines = new DataExport(db, () => 1).part(0, other.id).lines.map((line) => JSON.parse(line))

  expect(lines.map(({ type }) => type)).toEqual(['chatapp-export', 'conversation', 'scheduled', 'end'])
  expect(lines[2]).toMatchObject({ text: 'there' })
})

it.each([
  ['a template without a text', '{"type":"template","id":"t","name":"T"}', 'text'],
  [
    'a scheduled message without a moment',
    '{"type":"scheduled","id":"01890a5d-ac96-774b-bcce-b302099a8057","conversationId":"processor","text":"x","createdAt":1}',
    'sendAt'
  ]
])('refuses %s, and says so', async (_, line, field) => {
  const [header = '', ...rest] = exported(aProfile().db)

  await expect(imported(aProfile().db, [header, line, ...rest])).rejects.toThrow(
    `Line 2 of the file is damaged: the field ${field} is wrong.`
  )
})

it('refuses a scheduled message whose chat the file lacks', async () => {
  const lines = exported(aProfileWithPlans().db).filter((line) => !line.includes('"type":"conversation"'))

  await expect(imported(aProfile().db, lines)).rejects.toThrow('names a conversation that the file lacks')
})
