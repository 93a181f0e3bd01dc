import { setImmediate } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { onTestFinished } from 'vitest'
import { aRecord } from '../../../lambda/fakes'
import { aHouse } from '../../../lambda/rooms/fake-rooms'
import type { RoomTable } from '../../../lambda/rooms/room-table'
import { AClock } from '../../../test/a-clock'
import { silentLog, someKeys } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import type { RoomBody } from '../../shared/message'
import { encodeBody, parseIncomingBody } from '../../shared/message'
import type { Room } from '../../shared/contract'
import { createRoomsHandlers } from '../calls/rooms'
import type { SendRequests } from '../backends/sqs-batch'
import { RequestWriter } from '../store/request-writer'
import { RoomView } from '../store/room-view'
import { encryptionOf, toldKeys, trustSchema } from './device-trust'
import type { IncomingRoom } from './room-intake'
import { RoomTraffic } from './room-traffic'

type Mail = { readonly to: Resident; readonly body: RoomBody }

/** What becomes of mail on its way: as it is, doubled, late, or not at all. */
type Postman = (mail: readonly Mail[]) => readonly Mail[]

/**
 * People with real stores on one backend: the function's own code on a table in memory, queues that the test empties.
 * Time moves when the test says so.
 */
export class Town {
  readonly house = aHouse()
  readonly clock = new AClock(Date.UTC(2026, 10, 26))
  readonly people: Resident[] = []
  /** Every request that was sent, by its sender. */
  readonly asked: { by: string; body: { id: string; text: string; room: { op: string } } }[] = []
  postman: Postman = (mail) => mail
  openTable: (() => Promise<RoomTable>) | undefined
  /** Which attempt each delivery is said to be; after the fifth the function gives up, in words. */
  attempts = 1
  /** A function of an earlier version answers everything in words. */
  old = false
  private readonly waiting: ReturnType<typeof aRecord>[] = []
  private readonly words: Mail[] = []

  resident(name: string, backendId = 'local'): Resident {
    const one = new Resident(this, name, backendId)
    this.people.push(one)
    onTestFinished(() => one.leaves())
    return one
  }

  send(from: Resident): SendRequests {
    return async (_queue, requests) => {
      for (const { id, body } of requests) {
        const request = JSON.parse(body)
        this.asked.push({ by: from.name, body: request })
        const { attempts } = this
        const record = aRecord({
          body,
          replyTo: from.queue,
          correlationId: id,
          messageId: `sqs-${uuidv7()}`,
          attempts
        })
        if (this.old) this.words.push({ to: from, body: inWords(request) })
        else this.waiting.push({ ...record, attributes: { ...record.attributes, SenderId: from.principal } })
      }
      return { accepted: requests.map(({ id }) => id), refused: [] }
    }
  }

  /** Lets everything that is under way arrive. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 12; quiet++) {
      await setImmediate()
      const records = this.waiting.splice(0, 10)
      if (records.length > 0) {
        await this.house.deliver(records, this.openTable)
        quiet = 0
      }
      const mail = this.people.flatMap((to) =>
        to.isUp ? this.house.take(to.queue).map((body) => ({ to, body })) : []
      )
      for (const { to, body } of [...this.words.splice(0), ...this.postman(mail)]) {
        to.receive(body)
        quiet = 0
      }
    }
  }

  /** Time passes for everybody, and what waited for it happens. */
  async pass(ms: number): Promise<void> {
    this.clock.pass(ms)
    for (const one of this.people) one.traffic?.use()
    await this.settle()
  }
}

const inWords = (request: { id: string; conversationId: string }): RoomBody => ({
  v: 1,
  id: uuidv7(),
  inReplyTo: request.id,
  conversationId: request.conversationId,
  sender: { id: 'MessageProcessor', name: 'MessageProcessor' },
  text: 'You said nothing.',
  sentAt: 1000,
  kind: 'reply',
  trace: {}
})

/** Somebody with a profile of their own. */
export class Resident {
  readonly queue: string
  readonly principal: string
  readonly profile = aProfile()
  traffic: RoomTraffic | null = null
  /** Everything that came, as it came. */
  readonly mail: IncomingRoom[] = []
  keys = someKeys()
  /** Replies come on the queue of all. */
  shared = false
  /** The user has yet to say that messages may go to the backend. */
  held = false
  private readonly view = new RoomView(this.profile.db)

  constructor(
    private readonly town: Town,
    readonly name: string,
    private backendId: string
  ) {
    this.queue = `ChatAPP-responses-${name}`
    this.principal = `AIDA${name}`
    this.profile.db.transaction(() => this.profile.rooms.people.setName(backendId, name))
    this.view.encryption = ({ trust, own, theirs }) =>
      encryptionOf(trustSchema.parse(trust), toldKeys(this.keys.device, own, theirs))
  }

  get isUp(): boolean {
    return this.traffic !== null
  }

  readonly call = createRoomsHandlers({
    db: this.profile.db,
    rooms: this.profile.rooms,
    roomView: this.view,
    messages: this.profile.store,
    conversations: this.profile.conversations,
    backends: {
      list: () => ({ activeId: this.backendId }),
      assertConfirmed: () => {}
    } as unknown as Parameters<typeof createRoomsHandlers>[0]['backends'],
    roomsFilled: () => this.traffic?.use(),
    now: () => this.town.clock.now()
  })

  /** Starts on a backend, the first time or once more. */
  comes(backendId = this.backendId): this {
    this.backendId = backendId
    const { db, rooms, store: messages, profile } = this.profile
    this.traffic = new RoomTraffic({
      db,
      rooms,
      messages,
      profile,
      keys: this.keys,
      backend: {
        gateway: () => ({ sendRequests: this.town.send(this) }),
        names: { requestQueue: 'ChatAPP' }
      },
      backendId,
      queue: { name: this.queue, shared: this.shared },
      held: () => this.held,
      installId: this.name,
      receivingFor: () => 1e9,
      outcome: () => {},
      stalled: (error) => {
        throw error
      },
      answerWithinMs: 60_000,
      clock: this.town.clock,
      random: () => 0,
      log: silentLog
    })
    this.traffic.start()
    return this
  }

  async leaves(): Promise<void> {
    const { traffic } = this
    this.traffic = null
    await traffic?.stop()
  }

  receive(body: RoomBody): void {
    const parsed = parseIncomingBody(encodeBody(body))
    if (!parsed.ok || parsed.body.kind === 'progress') throw new Error(parsed.ok ? 'progress' : parsed.detail)
    const told = { body: parsed.body, attributes: {}, receivedAt: this.town.clock.now() }
    this.mail.push(told)
    this.traffic?.take([told], () => {})
  }

  say(conversationId: string, text: string): string {
    const id = uuidv7()
    const { db, store: messages } = this.profile
    const writer = new RequestWriter({ ...this.profile, messages, installId: this.name })
    db.transaction(() => writer.write({ id, conversationId, text, attributes: [] }, this.town.clock.now()))
    this.traffic?.wake()
    return id
  }

  async room(id: string): Promise<Room> {
    const room = await this.call['rooms.get']({ id })
    if (!room) throw new Error('no such room here')
    return room
  }

  /** The messages of a room in the order in which they are shown. */
  texts(id: string): string[] {
    const { messages } = this.profile.store.history(id, 500)
    return messages.filter(({ room }) => room?.kind === 'message').map(({ text }) => text)
  }
}

/** A room of the first, with everybody else in it. */
export async function aRoomOf(town: Town, owner: Resident, ...others: Resident[]): Promise<string> {
  const { id } = await owner.call['rooms.create']({ title: 'Kitchen' })
  const { code } = await owner.call['rooms.invite']({ id, expiresInHours: 999, uses: 0 })
  await town.settle()
  for (const other of others) await other.call['rooms.join']({ invitation: code ?? '' })
  await town.settle()
  return id
}
