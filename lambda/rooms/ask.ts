import {
  MAX_EMOJI,
  MAX_MEMBERS,
  MAX_TITLE,
  MAX_TOPIC,
  MAX_USES,
  isRoomId,
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
  (most: number, least = 1): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most && value.trim().length >= least

const member = text(MAX_PRINCIPAL)

/** Each field that a request may have, by hand: zod is larger than the whole function. */
const checks: Readonly<Record<string, Check>> = {
  room: isRoomId,
  title: text(MAX_TITLE),
  topic: text(MAX_TOPIC, 0),
  member,
  secret: text(200),
  sealed: text(1e6),
  quotes: number,
  mentions: (value) => Array.isArray(value) && value.length <= MAX_MEMBERS && value.every(member),
  target: number,
  emoji: text(MAX_EMOJI),
  on: (value) => typeof value === 'boolean',
  again: number,
  seq: number,
  since: number,
  before: number,
  hash: (value) => /^[\da-f]{64}$/.test(String(value)),
  expiresAt: isTime,
  uses: (value) => number(value) && Number(value) <= MAX_USES,
  key: (value) => /^[\w+/=-]{1,64}$/.test(String(value))
}

/** The fields of each request; what it need not have has a question mark. */
const asks: Readonly<Record<RoomOp, string>> = {
  hello: '',
  create: 'room title',
  direct: 'room member',
  join: 'room secret',
  say: 'room quotes? mentions? sealed? again?',
  edit: 'room target sealed?',
  delete: 'room target',
  react: 'room target emoji on',
  read: 'room seq',
  sync: 'room since before?',
  invite: 'room hash expiresAt uses',
  revoke: 'room hash',
  leave: 'room',
  close: 'room',
  remove: 'room member',
  promote: 'room member',
  rename: 'room title',
  topic: 'room topic'
}

/** Reads what is asked of rooms, and nothing else that stands beside it. Throws `Refused`. */
export function readAsk(value: unknown): RoomRequest {
  const given = new Map<string, unknown>(Object.entries(Object(value)))
  const op = String(given.get('op'))
  const fields = Object.hasOwn(asks, op) ? `key? ${asks[op as RoomOp]}`.trim() : 'op'
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
