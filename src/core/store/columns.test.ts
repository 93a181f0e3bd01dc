import { copyFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { aReply, aRequest } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { encodeBody } from '../../shared/message'
import { columnKeys, encode, importedKeys, intoMessages, nameOf, type StoredMessage } from './columns'
import { DataExport } from './data-export'
import { DataImports } from './data-imports'
import { Recovery } from './recovery'

type Profile = ReturnType<typeof aProfile>

/** A request and its reply; between them every column holds something else than a message begins with. */
function samples(): StoredMessage[] {
  const asked = aRequest({ text: 'hello' })
  const said = aReply(asked, { kind: 'error' })
  const request: StoredMessage = {
    id: asked.id,
    conversationId: asked.conversationId,
    role: 'request',
    body: encodeBody(asked),
    attributes: { correlationId: asked.id },
    inReplyTo: null,
    kind: null,
    status: 'failed',
    reason: { code: 'processing_failed', message: 'no', retryable: false },
    attempts: 3,
    createdAt: 1000,
    position: 1001,
    timeline: { queued: 1000, received: 1009 },
    roundTripMs: 9,
    ownAttributes: [{ name: 'origin', type: 'String', value: 'a test' }],
    delaySeconds: 300,
    awaitedSince: 1005,
    progress: [
      {
        attempt: 1,
        of: 5,
        sqsMessageId: 'a',
        startedAt: 1002,
        beganAt: 1003,
        toldAt: 1004,
        step: 2,
        fraction: 0.4,
        text: 'two of five',
        failed: { at: 1003, cause: 'boom', nextAt: 2003 }
      }
    ],
    superseded: 0,
    evidence: {
      sendings: [{ sqsMessageId: 'a', at: 1002 }],
      sqsMessageId: 'b',
      clock: { aheadMs: -3, withinMs: 40 }
    },
    pair: {
      id: 'p',
      requestQueue: 'orders',
      replyQueue: 'orders-replies',
      attributes: [{ name: 'correlationId', type: 'String', value: asked.id }]
    },
    wire: '{"q":"hello"}',
    room: {
      seq: 7,
      by: 'local:a',
      kind: 'message',
      reactions: [{ emoji: '👍', by: [{ id: 'b', name: 'B' }] }]
    },
    imported: 0
  }
  const reply: StoredMessage = {
    ...request,
    id: said.id,
    role: 'reply',
    body: encodeBody(said),
    inReplyTo: asked.id,
    kind: 'error',
    superseded: 1,
    status: null,
    position: 1002,
    roundTripMs: null,
    awaitedSince: null
  }
  return [request, reply]
}

function aProfileWith(messages: readonly StoredMessage[]): Profile {
  const profile = aProfile()
  const insert = profile.db.sql(`INSERT ${intoMessages(columnKeys)}`)
  for (const message of messages) insert.run(...columnKeys.map((key) => encode(key, message[key])), 1)
  return profile
}

const byExport = async (from: Profile, to: Profile): Promise<unknown> => {
  const imports = new DataImports(to.db)
  const id = imports.begin()
  await imports.add(id, new DataExport(from.db, () => 1).part(0).lines)
  return await imports.commit(id)
}

const byRecovery = async (from: Profile, to: Profile): Promise<unknown> => {
  const name = 'chatapp.sqlite.newer-2026-01-01T00-00-00-000Z'
  from.db.sql('PRAGMA wal_checkpoint(TRUNCATE)').all()
  copyFileSync(from.file, `${dirname(to.file)}/${name}`)
  const imports = new DataImports(to.db)
  return await new Recovery({ folder: dirname(to.file), db: to.db, imports, now: () => 1 }).readBack(name)
}

const importedOf = ({ db }: Profile): unknown[] =>
  db.sql(`SELECT ${importedKeys.map(nameOf).join(', ')} FROM messages ORDER BY seq`).all()

it('names every column of the table, once', () => {
  const inTable = aProfile()
    .db.sql('PRAGMA table_info(messages)')
    .all()
    .map(({ name }) => String(name))

  expect(['seq', 'revision', ...columnKeys.map(nameOf)].toSorted()).toEqual(inTable.toSorted())
})

it.each([
  ['an export', byExport],
  ['what was set aside', byRecovery]
])('every column comes back from %s, but for what says something of one profile alone', async (_, bring) => {
  const from = aProfileWith(samples())
  const to = aProfile()

  await bring(from, to)

  expect(importedOf(to)).toEqual(importedOf(from))
  expect(to.db.sql('SELECT DISTINCT imported, awaited_since FROM messages').all()).toEqual([
    { imported: 1, awaited_since: null }
  ])
})

/** As ChatAPP has written it since its first version. */
const anOldExport = [
  '{"type":"chatapp-export","version":1,"exportedAt":1}',
  '{"type":"conversation","id":"c","title":"Chat","createdAt":5}',
  '{"type":"message","id":"01890a5d-ac96-774b-bcce-b302099a8057","conversationId":"c","role":"request","body":"{\\"v\\":1,\\"id\\":\\"01890a5d-ac96-774b-bcce-b302099a8057\\",\\"conversationId\\":\\"c\\",\\"sender\\":{\\"id\\":\\"ada\\",\\"name\\":\\"Ada\\"},\\"text\\":\\"hello\\",\\"sentAt\\":1000}","attributes":{"correlationId":"x"},"status":"failed","reason":{"code":"offline","message":"no way","retryable":true},"attempts":2,"createdAt":1000,"position":1001,"timeline":{"queued":1000,"sent":1002},"roundTripMs":null}',
  '{"type":"end","messages":1}'
]

it('an export that any ChatAPP has written is read, and is written again as it was', async () => {
  const { db } = aProfile()
  const imports = new DataImports(db)
  const id = imports.begin()

  await imports.add(id, anOldExport)
  await imports.commit(id)

  const lines = new DataExport(db, () => 1).part(0).lines
  expect(lines.filter((line) => !line.includes('"id":"processor"'))).toEqual(anOldExport)
})

it('leaves no column of the samples as a message begins: one that an import forgot would be seen', () => {
  const { db } = aProfileWith([])
  const begin = new Map(
    db
      .sql('PRAGMA table_info(messages)')
      .all()
      .map(({ name, dflt_value: value }) => [name, value === null ? null : Number(value)])
  )
  const telling = importedKeys.filter((key) =>
    samples().some((message) => encode(key, message[key]) !== begin.get(nameOf(key)))
  )

  expect(telling).toEqual(importedKeys)
})
