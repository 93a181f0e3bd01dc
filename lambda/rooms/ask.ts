import {
  MAX_EMOJI,
  MAX_MEMBERS,
  MAX_TITLE,
  MAX_TOPIC,
  MAX_USES,
  breaksLine,
  isRoomId,
  nameKey,
  type RoomOp,
  type RoomRequest
} from '../../src/shared/room-wire'
import { isTime } from '../../src/shared/wire'
import { Refused } from './refused'

type Check = (value: unknown) => unknown

/** The longest id of a member; those of AWS have at most 86 characters. */
export const MAX_PRINCIPAL = 100

const number: Check = (value) => isTime(value) && value < 1e12
const text =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most && value.trim()

/** What is shown in one line, and is seen. */
export const line =
  (most: number): Check =>
  (value) =>
    text(most)(value) && !breaksLine.test(value as string) && nameKey(value as string)

const member = text(MAX_PRINCIPAL)

/** Each field that a request may have, by hand: zod is larger than the whole function. */
const checks: Readonly<Record<string, Check>> = {
  room: isRoomId,
  title: line(MAX_TITLE),
  topic: (value) => value === '' || line(MAX_TOPIC)(value),
  member,
  secret: text(200),
  sealed: text(1e6),
  quotes: number,
  mentions: (value) => Array.isArray(value) && value.length <= MAX_MEMBERS && value.every(member),
  target: number,
  emoji: line(MAX_EMOJI),
  on: (value) => typeof value === 'boolean',
  again: number,
  seq: number,
  since: number,
  before: number,
  hash: (value) => /^[\da-f]{64}$/.test(String(value)),
  expiresAt: isTime,
  lasts: number,
  uses: (value) => number(value) && Number(value) <= MAX_USES,
  key: (value) => /^[\w+/=-]{1,64}$/.test(String(value))
}

/** The fields of each request besides its room; what it need not have has a question mark. */
const asks: Readonly<Record<RoomOp, string>> = {
  hello: '',
  create: 'title',
  direct: 'member',
  join: 'secret',
  say: 'quotes? mentions? sealed? again?',
  edit: 'target sealed?',
  delete: 'target',
  react: 'target emoji on',
  read: 'seq',
  sync: 'since before?',
  invite: 'hash expiresAt uses lasts?',
  revoke: 'hash',
  leave: '',
  close: '',
  remove: 'member',
  promote: 'member',
  rename: 'title',
  topic: 'topic'
}

/** Reads what is asked of rooms, and nothing else that stands beside it. Throws `Refused`. */
export function readAsk(value: unknown): RoomRequest {
  const given = new Map<string, unknown>(Object.entries(Object(value)))
  const op = String(given.get('op'))
  const room = op === 'hello' ? '' : 'room '
  const fields = Object.hasOwn(asks, op) ? `key? ${room}${asks[op as RoomOp]}`.trim() : 'op'
  const ask: Record<string, unknown> = { op }
  for (const field of fields.split(' ')) {
    const name = field.replace('?', '')
    const found = given.get(name)
    if (found === undefined && field !== name) continue
    if (!checks[name]?.(found)) throw new Refused('malformed', `"room.${name}" is wrong. `)
    ask[name] = found
  }
  return ask as unknown as RoomRequest
}
