import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { dataRoot } from '../../platform/data-folder'

/** Something that the user has named, and what it is. */
export interface Named {
  readonly name: string
  readonly about: string
}

export const nameSources = [
  'profiles',
  'chats',
  'chat-ids',
  'rooms',
  'people',
  'backends',
  'templates',
  'aws-profiles'
] as const
export type NameSource = (typeof nameSources)[number]

/** Whose names: as the command line says it. */
export interface NamesOf {
  readonly dataDir?: string | undefined
  readonly profile?: string | undefined
}

/** Chats that are offered, the newest of them: nobody looks through more. */
const MAX_CHATS = 1000
/** Longest to wait for whoever holds the database, in milliseconds. */
const PATIENCE_MS = 50

/**
 * What there is by that name in a profile, for somebody who waits at a prompt.
 *
 * Reads the database past everything that opening a profile takes, and changes nothing; where there is none, or it cannot
 * be read at once, nothing is there.
 */
export async function namesFrom(
  source: NameSource,
  { dataDir, profile = 'default' }: NamesOf
): Promise<Named[]> {
  const root = dataRoot(dataDir)
  try {
    if (source === 'profiles') return listProfiles(root)
    if (source === 'aws-profiles') return await awsProfiles()
    const file = join(root, 'profiles', profile, 'chatapp.sqlite')
    const db = openToLook(file)
    try {
      return fromDatabase[source](db)
    } finally {
      db.close()
    }
  } catch {
    return []
  }
}

/** Without a log the file holds everything; a connection that cared for one would leave an empty log behind. */
function openToLook(file: string): DatabaseSync {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  const url = pathToFileURL(file)
  if (!log || log.size === 0) url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, { readOnly: true, timeout: PATIENCE_MS })
}

const listProfiles = (root: string): Named[] =>
  readdirSync(join(root, 'profiles'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, about: 'profile' }))

async function awsProfiles(): Promise<Named[]> {
  const { listProfiles, readSharedConfig } = await import('../credentials/shared-config')
  return listProfiles(readSharedConfig(process.env)).map(({ name, kind }) => ({ name, about: kind }))
}

const chatsOf = (db: DatabaseSync, which = 'TRUE'): { id: string; title: string }[] =>
  db
    .prepare(
      `SELECT id, title FROM conversations WHERE delete_at IS NULL AND ${which} ORDER BY rowid DESC LIMIT ?`
    )
    .all(MAX_CHATS)
    .map(({ id, title }) => ({ id: String(id), title: String(title) }))

/** What was last told of who is on a backend, as the store wrote it; zod would take longer than all the rest. */
interface StoredHello {
  readonly me: string | null
  readonly people: readonly { readonly id: string; readonly name: string }[]
}

const settingOf = (db: DatabaseSync, key: string): unknown => {
  const row = db.prepare('SELECT value FROM settings WHERE key = ?').get(key)
  return row ? JSON.parse(String(row['value'])) : undefined
}

/** By their titles; a title that several have, or that no prompt can hold, names none of them. */
function called(all: readonly { id: string; title: string }[], about: string): Named[] {
  const titles = Map.groupBy(all, ({ title }) => title)
  return all.map(({ id, title }) =>
    (titles.get(title)?.length ?? 0) > 1 || !isPlain(title)
      ? { name: id, about: title }
      : { name: title, about }
  )
}

const fromDatabase: Readonly<
  Record<Exclude<NameSource, 'profiles' | 'aws-profiles'>, (db: DatabaseSync) => Named[]>
> = {
  chats: (db) => called(chatsOf(db), 'chat'),
  rooms: (db) => called(chatsOf(db, 'id IN (SELECT id FROM rooms)'), 'room'),
  // A person is written to on the backend in use, and nobody writes to himself.
  people: (db) => {
    const active = settingOf(db, 'backends:active')
    const row = db
      .prepare('SELECT hello FROM people WHERE backend_id = ?')
      .get(typeof active === 'string' ? active : 'local')
    const { me, people }: StoredHello = row ? JSON.parse(String(row['hello'])) : { me: null, people: [] }
    return people
      .filter(({ id }) => id !== me)
      .map(({ id, name }) => (isPlain(name) ? { name, about: 'person' } : { name: id, about: name }))
  },
  'chat-ids': (db) => chatsOf(db).map(({ id, title }) => ({ name: id, about: title })),
  templates: (db) =>
    db
      .prepare('SELECT name, text FROM templates ORDER BY name COLLATE NOCASE')
      .all()
      .map(({ name, text }) => ({ name: String(name), about: String(text) })),
  backends: (db) => {
    const saved = settingOf(db, 'backends:all')
    // zod would take longer than all the rest.
    const names = (Array.isArray(saved) ? saved : []).flatMap((one: unknown) =>
      typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string'
        ? [one.name]
        : []
    )
    return ['local', ...names].map((name) => ({ name, about: 'backend' }))
  }
}

/** Whether a prompt can hold it: one line, nothing that a terminal obeys, nothing that begins like an option. */
export const isPlain = (name: string): boolean =>
  !/[\p{C}\u2028\u2029]/u.test(name) && !name.startsWith('-') && name !== ''
