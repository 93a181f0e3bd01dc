// Data folders with many stored messages, made once by ChatAPP's own import and kept in out/bench/ for the next run.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync
} from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
export const cli = join(root, 'out/main/cli.js')

/** The one chat of a seed. */
export const SEED_CHAT = 'bench'
const WORDS =
  'queue lambda reply message backend window network region account policy weather garden letter harbour'.split(
    ' '
  )
const DAY_MS = 86_400_000

/** The text of the nth exchange: short, with one common word ("the") and one of its own. @param {number} n */
export const textOf = (n) =>
  `the ${WORDS[n % WORDS.length]} and the ${WORDS[(n * 7 + 3) % WORDS.length]} number${n}`

/** A copy of a data folder that holds so many messages. @param {number} messages @param {string} home an empty folder */
export function seedInto(messages, home) {
  if (messages === 0) return
  const schema = createHash('sha256')
    .update(readFileSync(join(root, 'src/core/store/migrations.ts')))
    .digest('hex')
  const seeds = join(root, 'out/bench/seeds')
  const kept = join(seeds, `${messages}-${schema.slice(0, 12)}`)
  mkdirSync(seeds, { recursive: true })
  const older = readdirSync(seeds).find((name) => new RegExp(`^${messages}-[0-9a-f]{12}$`).test(name))
  if (!existsSync(kept) && older !== undefined) migrate(join(seeds, older), kept)
  if (!existsSync(kept)) make(messages, kept)
  cpSync(kept, home, { recursive: true })
}

/** One that an older schema was made for is brought to this one by whoever opens it: a million take minutes to make. @param {string} older @param {string} kept */
function migrate(older, kept) {
  const { status } = spawnSync(process.execPath, [cli, 'history', '--limit', '1', '--data-dir', older])
  if (status === 0) renameSync(older, kept)
}

/** @param {number} messages @param {string} kept */
function make(messages, kept) {
  const draft = `${kept}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const file = join(draft, 'export.ndjson')
  writeExport(messages, file)
  const home = join(draft, 'home')
  const { status, stderr } = spawnSync(process.execPath, [cli, 'import', file, '--data-dir', home], {
    encoding: 'utf8'
  })
  if (status !== 0) throw new Error(stderr)
  renameSync(home, kept)
  rmSync(draft, { recursive: true, force: true })
}

/** An export with so many messages, half of them requests. @param {number} messages @param {string} file */
export function writeExport(messages, file) {
  const out = openSync(file, 'w')
  /** @type {string[]} */
  let lines = []
  const line = (/** @type {object} */ value) => {
    if (lines.push(JSON.stringify(value)) >= 5000) flush()
  }
  const flush = () => {
    writeSync(out, lines.map((one) => `${one}\n`).join(''))
    lines = []
  }
  const began = Date.now() - 30 * DAY_MS
  line({ type: 'chatapp-export', version: 1, exportedAt: began })
  line({ type: 'conversation', id: SEED_CHAT, title: 'Bench', createdAt: began })
  for (let n = 0; n < messages / 2; n++) exchange(n, began + n * 2000).forEach(line)
  line({ type: 'end', messages })
  flush()
  closeSync(out)
}

/** @param {number} n @param {number} at */
function exchange(n, at) {
  const id = idOf('0', n)
  const replyId = idOf('1', n)
  const common = { type: 'message', conversationId: SEED_CHAT, attempts: 1, reason: null }
  const text = textOf(n)
  const request = {
    v: 1,
    id,
    conversationId: SEED_CHAT,
    sender: { id: 'bench', name: 'Bench' },
    text,
    sentAt: at
  }
  const reply = {
    v: 1,
    id: replyId,
    inReplyTo: id,
    conversationId: SEED_CHAT,
    sender: { id: 'MessageProcessor', name: 'MessageProcessor' },
    text,
    sentAt: at + 5,
    kind: 'reply',
    trace: {}
  }
  return [
    {
      ...common,
      id,
      role: 'request',
      body: JSON.stringify(request),
      attributes: {},
      status: 'answered',
      createdAt: at,
      timeline: { queued: at, sent: at + 2, received: at + 8 },
      roundTripMs: 8
    },
    {
      ...common,
      id: replyId,
      role: 'reply',
      body: JSON.stringify(reply),
      attributes: {},
      status: null,
      createdAt: at + 8,
      timeline: { replied: at + 5, received: at + 8 },
      roundTripMs: null
    }
  ]
}

/** A UUIDv7 that tells its number. @param {string} kind @param {number} n */
export const idOf = (kind, n) => `0190000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
