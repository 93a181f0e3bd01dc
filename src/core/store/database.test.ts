import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { aRequest } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { temporaryFolder } from '../../../test/temporary-folder'
import { encodeBody } from '../../shared/message'
import { openDatabase } from './open-database'
import { MessageStore } from './message-store'
import { migrations } from './migrations'

function aDatabase(): string {
  const file = join(temporaryFolder(), 'chatapp.sqlite')
  const { db } = openDatabase(file, 'alone')
  db.sql(`INSERT INTO meta VALUES ('mark', 'here')`).run()
  db.close()
  return file
}

function setVersion(file: string, version: number): void {
  const raw = new DatabaseSync(file)
  raw.exec(`PRAGMA user_version = ${version}`)
  raw.close()
}

const kept = (backup: string): boolean => [backup, `${backup}-wal`].some((part) => existsSync(part))

const mark = (file: string): unknown => {
  const { db, notice } = openDatabase(file, 'alone')
  const row = db.sql(`SELECT value FROM meta WHERE key = 'mark'`).get()
  db.close()
  return {
    value: row?.['value'],
    reason: notice?.reason,
    backup: notice?.backup ? kept(notice.backup) : null
  }
}

it('opens again what it has written', () => {
  expect(mark(aDatabase())).toEqual({ value: 'here', reason: undefined, backup: null })
})

it.each([
  ['garbage', (file: string) => writeFileSync(file, 'this is no database, '.repeat(400))],
  ['a damaged page', (file: string) => writeFileSync(file, readFileSync(file).fill(0xa5, 4096, 12_288))],
  ['a truncated file', (file: string) => truncateSync(file, 6000)],
  [
    'a file of zero length with a log',
    (file: string) => {
      truncateSync(file, 0)
      writeFileSync(`${file}-wal`, 'what was written last')
    }
  ],
  [
    'a log without its database',
    (file: string) => {
      writeFileSync(`${file}-wal`, 'what was written last')
      rmSync(file)
    }
  ]
])('keeps %s as a backup, begins anew and says so', (_, damage) => {
  const file = aDatabase()
  damage(file)

  expect(mark(file)).toEqual({ value: undefined, reason: 'damaged', backup: true })
})

it('begins in an empty file, as a first start on a full disk leaves it, and keeps no copy of nothing', () => {
  const file = aDatabase()
  truncateSync(file, 0)

  expect(mark(file)).toEqual({ value: undefined, reason: 'empty', backup: null })
  expect(readdirSync(join(file, '..'))).toEqual(['chatapp.sqlite'])
})

it.each([
  ['is damaged', (file: string) => writeFileSync(file, readFileSync(file).fill(0xa5, 0, 4096))],
  ['was written by a newer ChatAPP', (file: string) => setVersion(file, 999)],
  ['is used by an older ChatAPP', (file: string) => setVersion(file, 1)],
  ['has been deleted', (file: string) => rmSync(file)]
])('leaves a database alone that others have open, and refuses it: it %s', (why, change) => {
  const file = aDatabase()
  change(file)
  const before = readdirSync(join(file, '..'))

  expect(() => openDatabase(file, 'beside')).toThrow(
    expect.objectContaining({ code: 'storage', message: expect.stringContaining(why) })
  )
  expect(readdirSync(join(file, '..')).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(before)
})

it('leaves nothing behind of a database that could not be made', () => {
  const file = join(temporaryFolder(), 'chatapp.sqlite')
  mkdirSync(file)

  expect(() => openDatabase(file, 'alone')).toThrow(/EISDIR|unable to open|directory/)
  expect(readdirSync(join(file, '..'))).toEqual(['chatapp.sqlite'])
})

it('stores nothing in a file that was deleted under it, and says so', () => {
  const file = aDatabase()
  const { db } = openDatabase(file, 'alone')
  const told: string[] = []
  db.onFault(({ code }) => told.push(code))
  const write = () => db.transaction(() => db.sql('DELETE FROM meta').run())
  rmSync(file)

  expect(write).toThrow(
    expect.objectContaining({ code: 'storage', message: expect.stringContaining('is gone') })
  )
  expect(told).toEqual(['storage'])
  db.close()
})

it('keeps a database of a newer ChatAPP as a backup and says so', () => {
  const file = aDatabase()
  setVersion(file, 999)

  expect(mark(file)).toEqual({ value: undefined, reason: 'newer', backup: true })
  expect(readdirSync(join(file, '..')).some((name) => name.includes('.newer-'))).toBe(true)
})

it('undoes a transaction that throws', () => {
  const { db } = openDatabase(aDatabase(), 'alone')
  expect(() =>
    db.transaction(() => {
      db.sql(`DELETE FROM meta`).run()
      throw new Error('stop')
    })
  ).toThrow('stop')
  const rows = db.sql('SELECT count(*) AS size FROM meta').get()
  db.close()

  expect(rows?.['size']).toBe(1)
})

it.each(migrations.map((_, version) => version).slice(1))(
  'brings a database of schema version %i to this one with what it holds',
  (version) => {
    const file = join(temporaryFolder(), 'chatapp.sqlite')
    const old = new DatabaseSync(file)
    for (const migration of migrations.slice(0, version)) old.exec(migration)
    old.exec(`PRAGMA user_version = ${version}`)
    const body = encodeBody(aRequest({ id: '01a208c4-8a57-77ec-b1f7-04cebfe715cc' }))
    old.exec(`
      INSERT INTO conversations (id, title, created_at, revision) VALUES ('processor', 'MessageProcessor', 1, 1);
      INSERT INTO messages (id, conversation_id, role, body, attributes, status, created_at, timeline, revision)
      VALUES ('01a208c4-8a57-77ec-b1f7-04cebfe715cc', 'processor', 'request', '${body}', '{}', 'sent', 1, '{"queued":1}', 2)`)
    if (version >= 2) old.exec('UPDATE messages SET awaited_since = 1')
    old.close()

    const { db, notice } = openDatabase(file, 'alone')
    const store = new MessageStore(db)
    const overdue = store.overdue(5, 10)
    const message = store.get('01a208c4-8a57-77ec-b1f7-04cebfe715cc')
    db.close()

    expect(notice).toBeNull()
    expect(message).toMatchObject({ text: 'hello', status: 'sent' })
    expect(overdue).toHaveLength(1)
  }
)

it('puts messages from a time that no clock shows where later ones can follow them', () => {
  const file = join(temporaryFolder(), 'chatapp.sqlite')
  const old = new DatabaseSync(file)
  for (const migration of migrations.slice(0, 5)) old.exec(migration)
  const body = encodeBody(aRequest({ id: '01a208c4-8a57-77ec-b1f7-04cebfe715cc' }))
  old.exec(`
    PRAGMA user_version = 5;
    INSERT INTO conversations (id, title, created_at, revision) VALUES ('processor', 'MessageProcessor', 9007199254740991, 1);
    INSERT INTO messages (id, conversation_id, role, body, attributes, status, created_at, position, timeline, revision)
    VALUES ('01a208c4-8a57-77ec-b1f7-04cebfe715cc', 'processor', 'request', '${body}', '{}', 'answered', 9007199254740991, 9007199254740991, '{}', 2)`)
  old.close()

  const { db } = openDatabase(file, 'alone')
  const store = new MessageStore(db)
  const next = aRequest()
  store.addRequest(next, encodeBody(next), { now: 1000 })
  const { messages } = store.history('processor', 10)
  db.close()

  expect(messages.map(({ id }) => id)).toEqual(['01a208c4-8a57-77ec-b1f7-04cebfe715cc', next.id])
})

/** A database that counts what it tells of its commits. */
const unexpected = (error: unknown): never => {
  throw error
}

function aListener() {
  const { db } = aProfile()
  let told = 0
  const stop = db.onCommit(() => (told += 1), unexpected)
  return { db, stop, told: () => told }
}

describe('what a commit tells', () => {
  it('tells once of a transaction that raised the revision, however often it did, when it is committed', () => {
    const { db, told } = aListener()
    db.transaction(() => {
      db.nextRevision()
      db.nextRevision()
      expect(told()).toBe(0)
    })

    expect(told()).toBe(1)
  })

  it('tells nothing of a transaction that changed nothing to see, and nothing of one that was undone', () => {
    const { db, told } = aListener()
    db.transaction(() => {})
    const undone = (): void =>
      db.transaction(() => {
        db.nextRevision()
        throw new Error('no')
      })

    expect(undone).toThrow('no')
    db.transaction(() => {})
    expect(told()).toBe(0)
  })

  it('lets a listener write, and tells of that too', () => {
    const { db, told } = aListener()
    let written = false
    db.onCommit(() => {
      if (written) return
      written = true
      db.transaction(() => db.nextRevision())
    }, unexpected)
    db.transaction(() => db.nextRevision())

    expect(told()).toBe(2)
  })

  it('lets no listener that throws undo or hide what is committed, or keep it from the others', () => {
    const { db } = aProfile()
    const [before, told, failures]: [number, string[], unknown[]] = [db.revision(), [], []]
    const broken = new Error('broken')
    db.onCommit(
      () => {
        throw broken
      },
      (error) => failures.push(error)
    )
    db.onCommit(() => told.push('the other'), unexpected)

    const revision = db.transaction(() => db.nextRevision())

    expect(revision).toBe(before + 1)
    expect(db.revision()).toBe(revision)
    expect({ told, failures }).toEqual({ told: ['the other'], failures: [broken] })
  })

  it('cannot be missed: outside a transaction nothing raises the revision', () => {
    const { db } = aListener()
    const before = db.revision()

    expect(() => db.nextRevision()).toThrow('outside a transaction')
    expect(db.revision()).toBe(before)
  })

  it('tells no more once it is asked to stop', () => {
    const { db, stop, told } = aListener()
    stop()
    db.transaction(() => db.nextRevision())

    expect(told()).toBe(0)
  })
})

describe('what one turn of the event loop brings', () => {
  it('shares one commit, and is there when its call returns', async () => {
    const { db, told } = aListener()
    const before = db.revision()
    const parts = [1, 2, 3].map((number) =>
      db.together(() => {
        db.setMeta(`part ${number}`, 'here')
        return db.nextRevision()
      })
    )
    expect([told(), db.getMeta('part 1')]).toEqual([0, null])

    expect(await Promise.all(parts)).toEqual([before + 1, before + 2, before + 3])
    expect([told(), db.revision(), db.getMeta('part 3')]).toEqual([1, before + 3, 'here'])
  })

  it('is undone alone where a part of it throws', async () => {
    const { db, told } = aListener()
    const before = db.revision()
    const [first, bad, last] = await Promise.allSettled([
      db.together(() => db.setMeta('first', 'here')),
      db.together(() => {
        db.setMeta('bad', 'here')
        db.nextRevision()
        throw new Error('no')
      }),
      db.together(() => db.transaction(() => db.setMeta('last', 'here')))
    ])

    expect([first?.status, bad?.status, last?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(['first', 'bad', 'last'].map((key) => db.getMeta(key))).toEqual(['here', null, 'here'])
    expect([told(), db.revision()]).toEqual([0, before])
  })

  it('is refused as a whole while another program holds the database, and nothing of it is stored', async () => {
    const { db, file } = aProfile()
    db.letGoSooner()
    using other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')

    const parts = await Promise.allSettled(
      ['a', 'b'].map((key) => db.together(() => db.setMeta(key, 'here')))
    )
    other.exec('ROLLBACK')

    expect(parts.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect([db.getMeta('a'), db.getMeta('b')]).toEqual([null, null])
  })

  it('is stored before the database closes', async () => {
    const file = aDatabase()
    const { db } = openDatabase(file, 'alone')
    const part = db.together(() => db.setMeta('part', 'here'))
    db.close()
    await part
    const { db: again } = openDatabase(file, 'alone')

    expect(again.getMeta('part')).toBe('here')
    again.close()
  })
})
