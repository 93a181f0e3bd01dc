import { setTimeout as pause } from 'node:timers/promises'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { GetItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { invitationCode } from '../src/core/rooms/invitation-code'
import type { LocalEndpoint } from '../src/local-backend/protocol/backend-protocol'
import type { CallOutput } from '../src/shared/contract'
import { directRoomId, PROCESSOR, type RoomRefusal } from '../src/shared/room-wire'
import { Home, type Host } from './home'
import { Stranger, type Heard } from './room-stranger'

// Everybody here signs with a key of their own and writes what they like: nobody may be taken for somebody else, and
// nothing may come into a room by another way than its rules.

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const aHash = (): string => randomBytes(32).toString('hex')
const aSecret = (): string => randomBytes(16).toString('hex')
const DAY_MS = 86_400_000

const home = new Home()
/** Wim uses ChatAPP itself. */
let host: Host
let endpoint: LocalEndpoint
let ann: Stranger, bob: Stranger, zed: Stranger, mallory: Stranger
/** What SQS says of who they are. */
const ids: Record<string, string> = {}
const room = uuidv7()
const otherRoom = uuidv7()
/** Numbers in the room: what Ann said, and what the processor answered. */
let annSaid = 0
let answered = 0
const secrets = { open: aSecret(), used: aSecret(), expired: aSecret(), revoked: aSecret(), other: aSecret() }

const invite = (secret: string, fields: object = {}) => ({
  op: 'invite',
  room,
  hash: sha256(secret),
  expiresAt: Date.now() + DAY_MS,
  uses: 0,
  ...fields
})
/** Waits until Wim's ChatAPP shows the room so. */
async function shows(isWanted: (now: CallOutput<'rooms.get'>) => boolean): Promise<CallOutput<'rooms.get'>> {
  for (;;) {
    const now = await host.call('rooms.get', { id: room })
    if (isWanted(now)) return now
    await pause(20)
  }
}

const state = async (one: Stranger, of = room): Promise<Heard> =>
  await one.ask({ op: 'sync', room: of, since: 0 })

beforeAll(async () => {
  host = await home.start()
  endpoint = await home.whenUp()
  const arrive = async (name: string): Promise<Stranger> => {
    const one = await new Stranger(endpoint, name).arrive()
    ids[name] = (await one.ask({ op: 'hello' })).room.me ?? ''
    return one
  }
  ;[ann, bob, zed, mallory] = (await Promise.all(['Ann', 'Bob', 'Zed', 'Mallory'].map(arrive))) as [
    Stranger,
    Stranger,
    Stranger,
    Stranger
  ]
  await ann.ask({ op: 'create', room, title: 'Lunch' })
  await mallory.ask({ op: 'create', room: otherRoom, title: 'Elsewhere' })
  await ann.ask(invite(secrets.open))
  await ann.ask(invite(secrets.used, { uses: 1 }))
  await ann.ask(invite(secrets.revoked))
  await ann.ask(invite(secrets.expired, { expiresAt: Date.now() + 1 }))
  await ann.ask({ op: 'revoke', room, hash: sha256(secrets.revoked) })
  await mallory.ask({ ...invite(secrets.other), room: otherRoom })
  await bob.ask({ op: 'join', room, secret: secrets.used })
  await zed.ask({ op: 'join', room, secret: secrets.open })
  await ann.ask({ op: 'remove', room, member: ids['Zed'] })
  await host.call('rooms.setName', { name: 'Wim' })
  await host.call('rooms.join', { invitation: invitationCode({ room, secret: secrets.open }) })
  await shows((now) => now?.state === 'open')
  const said = await ann.ask({ op: 'say', room }, { text: 'I am Ann' })
  annSaid = said.room.entries?.[0]?.seq ?? 0
  const told = await ann.ask({ op: 'say', room }, { text: '/echo the processor' })
  answered = told.room.entries?.[1]?.seq ?? 0
}, 60_000)

afterAll(async () => {
  await home[Symbol.asyncDispose]()
})

const say = (fields: object = {}) => ({ op: 'say', room, ...fields })
const theirs = { op: 'edit', room, target: 0 }

type Forgery = [name: string, forge: () => Promise<Heard>, refused: RoomRefusal]

const forgeries: Forgery[] = [
  // Another principal, in every field.
  ['a message of somebody who is no member', () => mallory.ask(say(), { text: 'hi' }), 'unknown_room'],
  [
    'the same under a member’s name and id',
    () =>
      mallory.ask(say({ by: ids['Ann'], member: ids['Ann'], me: ids['Ann'] }), {
        text: 'I am Ann',
        name: 'Ann',
        more: { sender: { id: ids['Ann'], name: 'Ann' }, senderId: ids['Ann'] }
      }),
    'unknown_room'
  ],
  ['a member under the name of another', () => bob.ask(say(), { text: 'hi', name: 'Ann' }), 'name_taken'],
  ['the same name in wide letters', () => bob.ask(say(), { text: 'hi', name: 'Ａｎｎ' }), 'name_taken'],
  [
    'the same name with a letter that is not seen',
    () => bob.ask(say(), { text: 'hi', name: 'A\u200bnn' }),
    'name_taken'
  ],
  ['the name of MessageProcessor', () => bob.ask(say(), { text: 'hi', name: PROCESSOR }), 'name_taken'],
  [
    'the name of MessageProcessor in capitals, with a sign that is not seen',
    () => bob.ask(say(), { text: 'hi', name: '\u200bMESSAGEPROCESSOR' }),
    'name_taken'
  ],
  [
    'a name with a line of its own',
    () => bob.ask(say(), { text: 'hi', name: 'Bob\n12:00 Ann: I agree' }),
    'malformed'
  ],
  [
    'a name that turns what follows it',
    () => bob.ask(say(), { text: 'hi', name: 'Bob \u202ednuo' }),
    'malformed'
  ],
  ['no name', () => bob.ask(say(), { text: 'hi', name: '\u200b \u2060' }), 'malformed'],
  ['a name without an end', () => bob.ask(say(), { text: 'hi', name: 'B'.repeat(200) }), 'malformed'],
  // History.
  [
    'an edit of another’s message',
    () => bob.ask({ ...theirs, target: annSaid }, { text: 'I owe Bob' }),
    'not_author'
  ],
  ['a deletion of another’s message', () => bob.ask({ op: 'delete', room, target: annSaid }), 'not_author'],
  [
    'an edit of the processor’s answer',
    () => ann.ask({ ...theirs, target: answered }, { text: 'yes' }),
    'not_author'
  ],
  ['an edit of a line of the system', () => ann.ask({ ...theirs, target: 1 }, { text: 'x' }), 'not_author'],
  [
    'an edit of what is to come',
    () => ann.ask({ ...theirs, target: 10_000 }, { text: 'x' }),
    'unknown_target'
  ],
  ['an edit by a stranger', () => mallory.ask({ ...theirs, target: annSaid }, { text: 'x' }), 'unknown_room'],
  [
    'a reaction to a line of the system',
    () => bob.ask({ op: 'react', room, target: 1, emoji: '👍', on: true }),
    'unknown_target'
  ],
  ['a reply to what is to come', () => bob.ask(say({ quotes: 10_000 }), { text: 'hi' }), 'unknown_target'],
  // Invitations.
  ['a guessed secret', () => mallory.ask({ op: 'join', room, secret: aSecret() }), 'invitation_unknown'],
  [
    'the digest in the place of the secret',
    () => mallory.ask({ op: 'join', room, secret: sha256(secrets.open) }),
    'invitation_unknown'
  ],
  [
    'an invitation that was used',
    () => mallory.ask({ op: 'join', room, secret: secrets.used }),
    'invitation_used'
  ],
  [
    'an invitation that has expired',
    () => mallory.ask({ op: 'join', room, secret: secrets.expired }),
    'invitation_expired'
  ],
  [
    'an invitation that was revoked',
    () => mallory.ask({ op: 'join', room, secret: secrets.revoked }),
    'invitation_unknown'
  ],
  [
    'an invitation to another room',
    () => mallory.ask({ op: 'join', room, secret: secrets.other }),
    'invitation_unknown'
  ],
  [
    'somebody who was removed, by the old invitation',
    () => zed.ask({ op: 'join', room, secret: secrets.open }),
    'removed'
  ],
  ['what somebody wrote before they were removed', () => zed.ask(say(), { text: 'late' }), 'removed'],
  // What owners alone may do.
  ['an invitation by a member', () => bob.ask(invite(aHash())), 'not_owner'],
  [
    'a revocation by a member',
    () => bob.ask({ op: 'revoke', room, hash: sha256(secrets.open) }),
    'not_owner'
  ],
  ['a removal by a member', () => bob.ask({ op: 'remove', room, member: ids['Ann'] }), 'not_owner'],
  [
    'a member who promotes themselves',
    () => bob.ask({ op: 'promote', room, member: ids['Bob'] }),
    'not_owner'
  ],
  ['a title by a member', () => bob.ask({ op: 'rename', room, title: 'Mine' }), 'not_owner'],
  ['an end by a member', () => bob.ask({ op: 'close', room }), 'not_owner'],
  ['an invitation by the owner of another room', () => mallory.ask(invite(aHash())), 'unknown_room'],
  // Rooms.
  ['a room under the id of another', () => mallory.ask({ op: 'create', room, title: 'Mine' }), 'id_taken'],
  [
    'a room under the id of two others’ direct conversation',
    () =>
      mallory.ask({
        op: 'create',
        room: directRoomId(ids['Ann'] ?? '', ids['Bob'] ?? '', sha256),
        title: 'x'
      }),
    'malformed'
  ],
  [
    'two others’ direct conversation',
    () =>
      mallory.ask({
        op: 'direct',
        room: directRoomId(ids['Ann'] ?? '', ids['Bob'] ?? '', sha256),
        member: ids['Bob']
      }),
    'malformed'
  ],
  ['a room whose id was guessed', () => mallory.ask({ op: 'sync', room, since: 0 }), 'unknown_room'],
  ['a mark in a room whose id was guessed', () => mallory.ask({ op: 'read', room, seq: 1 }), 'unknown_room'],
  // What is too large, or nothing.
  ['a text that is too long', () => bob.ask(say(), { text: 'x'.repeat(40_000) }), 'too_large'],
  [
    'the same in signs that grow when they are escaped',
    () => bob.ask(say(), { text: '😀'.repeat(4000) }),
    'too_large'
  ],
  ['a title that is too long', () => ann.ask({ op: 'rename', room, title: 'x'.repeat(81) }), 'malformed'],
  [
    'more mentions than a room has members',
    () => bob.ask(say({ mentions: Array(251).fill('x') }), { text: 'hi' }),
    'malformed'
  ],
  ['a number that is none', () => bob.ask({ ...theirs, target: -1 }, { text: 'x' }), 'malformed'],
  ['an act by the name of the language’s own', () => bob.ask({ op: '__proto__', room }), 'malformed'],
  ['an act that is none', () => bob.ask({ op: 'obey', room }), 'malformed'],
  ['a room that is a path', () => bob.ask({ op: 'sync', room: `${room}/../head`, since: 0 }), 'malformed'],
  ['a sealed text where nobody can open it', () => bob.ask(say({ sealed: 'x' })), 'malformed'],
  ['a text of blanks', () => bob.ask(say(), { text: ' \n ' }), 'malformed']
]

it.each(forgeries)('does not let in %s', async (_, forge, refused) => {
  const before = await state(ann)

  const heard = await forge()

  expect(heard).toMatchObject({ kind: 'error', room: { refused } })
  expect(heard.room.entries).toBeUndefined()
  const after = await state(ann)
  expect(after.room.entries).toEqual(before.room.entries)
  expect(after.room.state?.members.map(({ id, name, role }) => ({ id, name, role }))).toEqual(
    before.room.state?.members.map(({ id, name, role }) => ({ id, name, role }))
  )
})

it('writes a member’s message under who SQS says they are, whatever the body says', async () => {
  const heard = await bob.ask(
    say({
      by: ids['Ann'],
      name: 'Ann',
      seq: 1,
      kind: 'create',
      at: 1,
      mentions: [ids['Mallory'], ids['Ann']]
    }),
    { text: 'hi', more: { sender: { id: ids['Ann'], name: 'Bob' } } }
  )

  const [entry] = heard.room.entries ?? []
  expect(entry).toMatchObject({ by: ids['Bob'], name: 'Bob', kind: 'message', mentions: [ids['Ann']] })
  expect(entry?.seq).toBeGreaterThan(answered)
})

it('writes a request once that is put into the queue again, by its sender or by anybody else, whatever it says then', async () => {
  const { id, body } = await ann.say(say(), { text: 'once' })
  const first = await ann.hear((one) => one.inReplyTo === id)
  const [entry] = first.room.entries ?? []

  await ann.post(body, id)
  const again = await ann.hear((one) => one.inReplyTo === id)
  const changed = await ann.ask(say(), { id, text: 'twice' })
  await bob.post(body, id)
  const stolen = await bob.hear((one) => one.inReplyTo === id && one.kind !== 'room')
  await mallory.post(body, id)
  const foreign = await mallory.hear((one) => one.inReplyTo === id)

  expect(again.room.entries).toEqual([entry])
  expect(changed.room.entries).toEqual([entry])
  expect(stolen.room.refused).toBe('name_taken')
  expect(foreign.room.refused).toBe('unknown_room')
  const log = (await state(ann)).room.entries ?? []
  expect(log.filter(({ text }) => text === 'once' || text === 'twice')).toEqual([entry])
})

it('tells a stranger of a room that is there what it tells of one that is not', async () => {
  const none = uuidv7()

  const there = await mallory.ask({ op: 'sync', room, since: 0 })
  const nowhere = await mallory.ask({ op: 'sync', room: none, since: 0 })

  expect({ ...there.room, room: '' }).toEqual({ ...nowhere.room, room: '' })
  expect(there.text).toBe(nowhere.text)
})

it('hands on no news that a client has written', async () => {
  const news = {
    room,
    entries: [
      { seq: 99, id: randomUUID(), at: 1, by: ids['Ann'], name: 'Ann', kind: 'message', text: 'forged' }
    ]
  }
  await mallory.say(news, { more: { kind: 'room', inReplyTo: uuidv7() } })
  await mallory.hear((one) => one.room.refused === 'malformed')

  expect(JSON.stringify(await bob.overheard())).not.toContain('forged')
})

it('does not answer on a queue that everybody reads', async () => {
  const { id } = await mallory.say({ op: 'hello' }, { replyTo: 'ChatAPP-responses' })

  await expect(mallory.hear((one) => one.inReplyTo === id, 2000)).rejects.toThrow('heard nothing')
})

it('lets nobody but MessageProcessor send to another’s response queue', async () => {
  const QueueUrl = await mallory.urlOf(bob.queue)

  const sent = mallory.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'forged' }))

  await expect(sent).rejects.toThrow(/not authorized|AccessDenied/i)
})

it('lets nobody but MessageProcessor into the table', async () => {
  const { url, region, secretAccessKey } = endpoint
  const accessKeyId = `${endpoint.accessKeyId}P${randomBytes(16).toString('hex').toUpperCase()}`
  const client = new DynamoDBClient({
    endpoint: url,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1
  })
  const [TableName, pk, sk] = ['ChatAPP-rooms', { S: `room#${room}` }, { S: 'head' }]

  await expect(client.send(new GetItemCommand({ TableName, Key: { pk, sk } }))).rejects.toThrow(
    /not authorized|AccessDenied/i
  )
  await expect(
    client.send(new PutItemCommand({ TableName, Item: { pk, sk, data: { S: '{}' } } }))
  ).rejects.toThrow(/not authorized|AccessDenied/i)
})

it('takes a key id for nobody’s that is not made as those of profiles are', async () => {
  const { accessKeyId } = endpoint
  for (const id of [
    `${accessKeyId}P`,
    `${accessKeyId}Pabc`,
    `${accessKeyId}X${'a'.repeat(32)}`,
    `P${'a'.repeat(32)}`
  ]) {
    const forged = new Stranger({ ...endpoint, accessKeyId: id }, 'Forger', '')
    await expect(forged.arrive()).rejects.toThrow(/access key id|InvalidClientTokenId/i)
  }
})

it('keeps who one is, what one is in and what was said when somebody has their answers sent to one’s queue', async () => {
  const before = await shows((now) => now?.here === now?.known)
  const { me } = await host.call('rooms.overview', undefined)
  const [wims] = (await host.call('queues.list', undefined)).filter(({ role }) => role === 'response')
  const replyTo = wims?.name ?? ''
  // Refused for them, each in another way; let in, as a member; and as somebody who is asked who they are.
  await mallory.say({ op: 'sync', room, since: 0 }, { replyTo })
  await mallory.say(say(), { text: 'hi', name: 'Ann', replyTo })
  await zed.say(say(), { text: 'hi', replyTo })
  await mallory.say({ op: 'hello' }, { replyTo })
  await mallory.say({ op: 'say', room: otherRoom }, { text: 'elsewhere', replyTo })
  await mallory.ask({ op: 'rename', room: otherRoom, title: 'Come here' })
  await mallory.say(
    { op: 'obey' },
    { text: 'hi', replyTo, more: { conversationId: 'rooms', room: undefined } }
  )
  await bob.say(say(), { text: 'by Bob', replyTo })

  const after = await shows((now) => (now?.known ?? 0) > (before?.known ?? 0) && now?.here === now?.known)

  expect(after).toMatchObject({ state: 'open', reason: null, owner: false })
  expect(after?.members).toEqual(before?.members)
  expect(await host.call('rooms.overview', undefined)).toMatchObject({
    available: 'yes',
    reason: null,
    me: { id: me?.id }
  })
  const chats = await host.call('conversations.list', undefined)
  expect(chats.filter((chat) => chat.room).map(({ id }) => id)).toEqual([room])
  const { messages } = await host.call('chat.history', { conversationId: room, limit: 10 })
  expect(messages.at(-1)).toMatchObject({ role: 'reply', text: 'by Bob', room: { by: ids['Bob'] } })
})
