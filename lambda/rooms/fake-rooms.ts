import { createHash } from 'node:crypto'
import { ROOM_NEWS, directRoomId, type RoomAnswer, type RoomRequest } from '../../src/shared/room-wire'
import { encodeBody } from '../../src/shared/wire'
import type { RoomBody } from '../../src/shared/message'
import { readDelivery } from '../delivery'
import { aRecord, aRequest, setup } from '../fakes'
import { processBatch } from '../process-batch'
import type { Sent } from '../reply-queues'
import type { OutgoingReply } from '../write-reply'
import { createRoomDesk } from './room-desk'
import type { Item, Range, RoomTable } from './room-table'

/** A call of the table or of SQS, as a test may look at it, make it fail, or end the invocation there. */
export type Interrupt = (call: string, when: 'before' | 'after') => void | Promise<void>

const nothing: Interrupt = () => {}

const sort = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

/** A table in memory that keeps conditions as DynamoDB does: what is handed over is a copy. */
export class FakeTable implements RoomTable {
  readonly items = new Map<string, Map<string, string>>()
  readonly calls: string[] = []
  interrupt: Interrupt = nothing

  async get<T>(pk: string, sk: string): Promise<T | null> {
    return this.call(`get ${pk} ${sk}`, () => this.read(pk, sk) as T | null)
  }

  async put(
    { pk, sk, data }: Item & { data: { revision: number } },
    over: number | null | 'older'
  ): Promise<boolean> {
    return this.call(`put ${pk} ${sk}`, () => {
      const there = this.read(pk, sk) as { revision?: number } | null
      const meets =
        over === 'older'
          ? there === null || Number(there.revision) < data.revision
          : (there?.revision ?? null) === over
      if (!meets) return false
      this.place({ pk, sk, data })
      return true
    })
  }

  async write(items: readonly Item[]): Promise<void> {
    if (items.length > 0)
      await this.call(`write ${items.map(({ sk }) => sk).join(' ')}`, () => {
        for (const item of items) this.place(item)
      })
  }

  async query({ pk, from, to }: Range) {
    return this.call(`query ${pk} ${from} ${to}`, () => {
      const within = [...(this.items.get(pk)?.keys() ?? [])].filter((sk) => sk >= from && sk <= to)
      const ordered = within.toSorted(sort)
      const page = ordered.slice(0, 100).map((sk) => ({ sk, data: this.read(pk, sk) }))
      return { items: page, more: page.length < ordered.length }
    })
  }

  read(pk: string, sk: string): unknown {
    const text = this.items.get(pk)?.get(sk)
    return text === undefined ? null : JSON.parse(text)
  }

  place({ pk, sk, data }: Item): void {
    const text = JSON.stringify(data)
    if (Buffer.byteLength(text) + pk.length + sk.length + 40 > 409_600)
      throw Object.assign(new Error('Item size has exceeded the maximum allowed size'), {
        name: 'ValidationException'
      })
    const partition = this.items.get(pk) ?? new Map<string, string>()
    this.items.set(pk, partition.set(sk, text))
  }

  private async call<T>(name: string, work: () => T): Promise<T> {
    this.calls.push(name)
    await this.interrupt(name, 'before')
    await Promise.resolve()
    const result = work()
    await this.interrupt(name, 'after')
    return result
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const directId = (one: string, other: string): string => directRoomId(one, other, sha256)

let ids = 0
export const anId = (): string => `01932c07-209c-7b5f-9a3e-${(++ids).toString(16).padStart(12, '0')}`

export interface Asked {
  /** Who asks: the principal, which is the name as well unless there is another one. */
  by: string
  ask: RoomRequest | Record<string, unknown>
  text?: string
  name?: string
  id?: string
  queue?: string
  attempts?: number
}

export const queueOf = (by: string): string =>
  `ChatAPP-responses-${by.toLowerCase().replaceAll(/[^a-z]/g, '')}`

export function aRoomRecord({ by, ask, text = '', name = by, id = anId(), queue, attempts = 1 }: Asked) {
  const body = encodeBody({ ...aRequest({ id, text, sender: { id: by, name } }), room: ask })
  const record = aRecord({ body, replyTo: queue ?? queueOf(by), messageId: `sqs-${id}`, attempts })
  return { ...record, attributes: { ...record.attributes, SenderId: by } }
}

/** People, their response queues and a table: what they ask of rooms goes the processor's whole way. */
export function aHouse(realTable?: RoomTable) {
  const table = new FakeTable()
  const inbox = new Map<string, RoomBody[]>()
  const gone = new Set<string>()
  let interrupt: Interrupt = nothing
  let sends = 0
  const clock = { now: Date.UTC(2026, 10, 26) }
  const send = async (reply: OutgoingReply): Promise<Sent> => {
    sends++
    const call = `send ${reply.queue}`
    try {
      await interrupt(call, 'before')
    } catch (cause) {
      if (cause instanceof Crash) throw cause
      return { status: 'failed', cause }
    }
    if (gone.has(reply.queue)) return { status: 'gone' }
    inbox.set(reply.queue, [...(inbox.get(reply.queue) ?? []), JSON.parse(reply.body) as RoomBody])
    await interrupt(call, 'after')
    return { status: 'sent' }
  }
  const { deps, queues, log, lines } = setup({ now: () => clock.now })
  Object.assign(queues, { send })

  const openTable = () => Promise.resolve(realTable ?? table)
  const house = {
    table,
    clock,
    gone,
    log,
    lines,
    deps,
    get sends() {
      return sends
    },
    /** Looks at every call from now on. */
    onCall(next: Interrupt) {
      interrupt = next
      table.interrupt = next
    },
    /** One invocation. Resolves to the SQS ids of what has to come again. */
    async deliver(records: readonly ReturnType<typeof aRoomRecord>[], open: typeof openTable = openTable) {
      const rooms = createRoomDesk({ ...deps, queues, openTable: open })
      const deliveries = records.map((record) => readDelivery(record, 'ChatAPP-responses'))
      const { batchItemFailures } = await processBatch(deliveries, { ...deps, queues, rooms })
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
    },
    /** One invocation that ends at the given step of its calls, before or after one. Whether it came so far. */
    async crash(records: readonly ReturnType<typeof aRoomRecord>[], step: number): Promise<boolean> {
      let steps = 0
      const { promise: crashed, reject } = Promise.withResolvers<never>()
      house.onCall(async () => {
        if (steps++ < step) return
        reject(new Crash())
        // Nothing that it would have done afterwards happens.
        await new Promise(() => {})
      })
      try {
        await Promise.race([house.deliver(records), crashed])
        return false
      } catch (error) {
        if (!(error instanceof Crash)) throw error
        return true
      } finally {
        house.onCall(nothing)
      }
    },
    /** What stands on somebody's queue, taken from it. */
    take(by: string): RoomBody[] {
      const bodies = inbox.get(queueOf(by)) ?? inbox.get(by) ?? []
      inbox.delete(queueOf(by))
      inbox.delete(by)
      return bodies
    },
    /** Asks for something, and resolves to the answer. */
    async ask(asked: Asked): Promise<RoomAnswer & { text: string }> {
      const id = asked.id ?? anId()
      await house.deliver([aRoomRecord({ ...asked, id })])
      const queue = asked.queue ?? queueOf(asked.by)
      const bodies = inbox.get(queue) ?? []
      const answers = bodies.filter((body) => body.inReplyTo === id && body.kind !== ROOM_NEWS)
      inbox.set(
        queue,
        bodies.filter((body) => !answers.includes(body))
      )
      const [answer] = answers
      if (!answer) throw new Error('there is no answer')
      // Only hello is answered by several.
      const rooms = answers.flatMap(({ room }) => room?.rooms ?? [])
      return { ...answer.room, ...(answer.room?.rooms ? { rooms } : {}), text: answer.text }
    },
    /** A room of somebody, with others in it; nobody has news. */
    async room(owner: string, ...others: string[]): Promise<string> {
      const room = anId()
      const secret = `secret of ${room}`
      await house.ask({ by: owner, ask: { op: 'create', room, title: 'Room' } })
      const invitation = { hash: sha256(secret), expiresAt: clock.now + 3_600_000, uses: 0 }
      await house.ask({ by: owner, ask: { op: 'invite', room, ...invitation } })
      for (let start = 0; start < others.length; start += 10)
        await house.deliver(
          others.slice(start, start + 10).map((by) => aRoomRecord({ by, ask: { op: 'join', room, secret } }))
        )
      inbox.clear()
      table.calls.length = 0
      return room
    },
    async entries(by: string, room: string) {
      const { entries = [] } = await house.ask({ by, ask: { op: 'sync', room, since: 0 } })
      return entries
    }
  }
  return house
}

/** The end of an invocation, at a call. */
export class Crash extends Error {}
