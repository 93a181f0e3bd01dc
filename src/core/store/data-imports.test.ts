import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { aReply, aRequest } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { temporaryFolder } from '../../../test/temporary-folder'
import { encodeBody } from '../../shared/message'
import { createChatApp } from '../app'
import { DataImports } from './data-imports'
import { openDatabase } from './open-database'
import { MessageStore } from './message-store'
import { toChatError } from '../../shared/to-chat-error'

type Profile = ReturnType<typeof aProfile>

/** An export with a second chat and so many requests in it, each answered. */
function anExport(requests: number): string[] {
  const conversationId = 'other'
  const message = { type: 'message', conversationId, attributes: {}, reason: null, attempts: 1, timeline: {} }
  const exchanges = Array.from({ length: requests }, (_, n) => {
    const request = aRequest({ conversationId, text: `message ${n}` })
    const reply = aReply(request)
    const asked = {
      id: request.id,
      role: 'request',
      body: encodeBody(request),
      status: 'answered',
      roundTripMs: 9
    }
    const said = { id: reply.id, role: 'reply', body: encodeBody(reply), status: null, roundTripMs: null }
    return [asked, said].map((one) => ({ ...message, ...one, createdAt: n }))
  })
  return [
    { type: 'chatapp-export', version: 1, exportedAt: 1 },
    { type: 'conversation', id: conversationId, title: 'Other', createdAt: 5 },
    ...exchanges.flat(),
    { type: 'end', messages: 2 * requests }
  ].map((line) => JSON.stringify(line))
}

const importsOf = ({ db }: Profile): DataImports => {
  const imports = new DataImports(db)
  onTestFinished(() => imports.stop())
  return imports
}

const messagesIn = ({ db }: Profile): number =>
  Number(db.sql('SELECT count(*) AS size FROM messages').get()?.['size'])

const stagedFiles = ({ file }: Profile): string[] => readdirSync(join(dirname(file), 'imports'))

/** Hands an export over and begins to store it; resolves when a part of it is stored. */
async function halfWay(profile: Profile, imports: DataImports, lines: string[]) {
  const id = imports.begin()
  await imports.add(id, lines)
  const before = messagesIn(profile)
  const commit = imports.commit(id)
  while (messagesIn(profile) === before) await setImmediate()
  return { id, commit }
}

it('lets other hosts of the profile write while it stores, and its own process go on', async () => {
  const profile = aProfile()
  const imports = importsOf(profile)
  const { db } = openDatabase(profile.file, 'beside')
  onTestFinished(() => db.close())
  const other = new MessageStore(db)
  const progress = { writes: 0, done: false }

  const { commit } = await halfWay(profile, imports, anExport(2000))
  const stored = commit.finally(() => (progress.done = true))
  for (; !progress.done; await setImmediate()) {
    if (progress.writes++ < 20) other.hurry(0)
  }

  expect(await stored).toEqual({ conversations: 1, messages: 4000, present: 0, templates: 0, scheduled: 0 })
  expect(progress.writes).toBeGreaterThan(20)
})

it('announces nothing before all of it is there, and then once that all is to be read anew', async () => {
  const profile = aProfile()
  const imports = importsOf(profile)
  const before = profile.db.revision()

  const { commit } = await halfWay(profile, imports, anExport(2000))
  const early = {
    toReadAnew: profile.db.notedSince(before).has('read_anew'),
    changed: profile.store.changedSince(before, 9)
  }
  await commit

  expect(early).toEqual({ toReadAnew: false, changed: [] })
  expect(profile.store.changedSince(before, 9)).toEqual([])
  expect(profile.db.revision()).toBe(before + 1)
  expect(profile.db.notedSince(before).has('read_anew')).toBe(true)
})

it('takes all of it back when it is cancelled half-way, but nothing that the user wrote meanwhile', async () => {
  const profile = aProfile()
  profile.add({ text: 'before' })
  const imports = importsOf(profile)

  const { id, commit } = await halfWay(profile, imports, anExport(2000))
  const refused = commit.catch(toChatError)
  const other = profile.conversations.list().find(({ title }) => title === 'Other')!
  profile.add({ conversationId: other.id, text: 'meanwhile' })
  await imports.cancel(id)

  expect(await refused).toMatchObject({ code: 'cancelled' })
  expect([...profile.store.all()].map(({ text }) => text)).toEqual(['before', 'meanwhile'])
  expect(profile.store.search({ query: 'message', limit: 10 }).hits).toEqual([])
  expect(profile.conversations.get(other.id).title).toBe('Other')
  expect(stagedFiles(profile)).toEqual([])
})

it('takes back what an import left that ended with its process, and leaves one alone that goes on', async () => {
  const profile = aProfile()
  const lines = anExport(2000)
  const [dying, other, living] = [importsOf(profile), importsOf(profile), importsOf(profile)]
  const dead = await halfWay(profile, dying, lines)
  const ended = dead.commit.catch(toChatError)
  await dying.stop()
  const left = messagesIn(profile)
  const stagedByLiving = living.begin()

  await other.recover()
  const afterRecovery = messagesIn(profile)
  const kept = stagedFiles(profile)
  await living.cancel(stagedByLiving)
  const { commit } = await halfWay(profile, living, lines)
  await other.recover()

  expect(await ended).toMatchObject({ code: 'cancelled' })
  expect(left).toBeGreaterThan(0)
  expect(afterRecovery).toBe(0)
  expect(kept).toEqual([`${stagedByLiving}.sqlite`])
  expect(profile.conversations.list()).toHaveLength(2)
  expect(await commit).toEqual({ conversations: 1, messages: 4000, present: 0, templates: 0, scheduled: 0 })
  expect(messagesIn(profile)).toBe(4000)
})

it('refuses calls for an import that damaged data has ended', async () => {
  const profile = aProfile()
  const imports = importsOf(profile)
  const id = imports.begin()
  const [header = ''] = anExport(0)

  await expect(imports.add(id, [header, '{"type":'])).rejects.toThrow('Line 2 of the file is damaged')

  await expect(imports.commit(id)).rejects.toMatchObject({ code: 'not_found' })
  expect(stagedFiles(profile)).toEqual([])
})

it('tells every host of the profile once to read anew, whichever took the import', async () => {
  const dataDir = temporaryFolder()
  const open = () => createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  const [one, two] = [await open(), await open()]
  onTestFinished(async () => void (await Promise.all([one.stop(), two.stop()])))
  const told: string[] = []
  const heard = Promise.withResolvers<void>()
  one.on('data.changed', () => told.push('one'))
  two.on('data.changed', () => (told.push('two'), heard.resolve()))
  for (const app of [one, two]) app.on('message.changed', () => told.push('a single message'))

  const { importId } = await one.handlers['data.import.begin']()
  await one.handlers['data.import.add']({ importId, lines: anExport(400), continued: false })
  await one.handlers['data.import.commit']({ importId })
  await heard.promise

  expect(told.toSorted()).toEqual(['one', 'two'])
})

it('says before the import what it would add and what is here already, and changes nothing', async () => {
  const profile = aProfile()
  const imports = importsOf(profile)
  const lines = anExport(3)
  const first = imports.begin()
  await imports.add(first, [...lines.slice(0, 4), JSON.stringify({ type: 'end', messages: 2 })])
  await imports.commit(first)
  const before = messagesIn(profile)

  const id = imports.begin()
  await imports.add(id, lines)
  const preview = await imports.preview(id)
  const unchanged = messagesIn(profile)
  const { conversations, messages, present } = await imports.commit(id)

  expect(preview).toEqual({
    conversations: 0,
    messages: 4,
    present: 2,
    templates: 0,
    scheduled: 0,
    from: 0,
    until: 2
  })
  expect(unchanged).toBe(before)
  expect({ conversations, messages, present }).toEqual({ conversations: 0, messages: 4, present: 2 })
})

it('refuses to preview what is cut off', async () => {
  const imports = importsOf(aProfile())
  const id = imports.begin()
  await imports.add(id, anExport(3).slice(0, -1))

  await expect(imports.preview(id)).rejects.toMatchObject({ code: 'invalid_input' })
})
