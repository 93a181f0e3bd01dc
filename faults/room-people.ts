import { setTimeout as pause } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import {
  faultsSchema,
  type CallArgument,
  type CallName,
  type CallOutput,
  type Faults
} from '../src/shared/contract'
import type { Home, Host } from './home'
import { Refused } from './home'
import type { Asked, Row } from './room-verdict'
import { openRequests } from './verdict'

/** Requests of one person that are under way at most: one thing per room is, so more would only wait. */
const MOST_OPEN = 60
const EMOJI = ['👍', '🎉', '😀']

type Random = () => number

/** A person: a profile whose host may die at any moment, and what was asked for by it, in each room. */
export class Person {
  readonly asked = new Map<string, Asked[]>()
  /** Rooms that this person is in, and the messages that it can change, the newest last. */
  readonly rooms = new Map<string, { id: string; text: string }[]>()
  id = ''
  private host: Promise<Host>
  private count = 0

  constructor(
    private readonly home: Home,
    readonly profile: string,
    private readonly random: Random,
    private readonly env: NodeJS.ProcessEnv = {}
  ) {
    this.host = home.start(env, profile)
  }

  /** One call to whichever host is there; made once. */
  async call<N extends CallName>(name: N, input: CallArgument<N>): Promise<CallOutput<N>> {
    return await (await this.host).call(name, input)
  }

  /** One call, until a host has answered it. */
  async surely<N extends CallName>(name: N, input: CallArgument<N>): Promise<CallOutput<N>> {
    for (;;) {
      try {
        return await this.call(name, input)
      } catch (error) {
        if (error instanceof Refused) throw error
        await pause(50)
      }
    }
  }

  /** Sets what goes wrong, as soon as there is a backend to be told. */
  async faults(faults: Partial<Faults>): Promise<void> {
    for (;;) {
      try {
        return void (await this.call('faults.set', faultsSchema.parse(faults)))
      } catch {
        await pause(50)
      }
    }
  }

  /** Waits until a look at a room shows what is wanted. */
  async room(id: string, isWanted: (room: CallOutput<'rooms.get'>) => boolean): Promise<void> {
    while (!isWanted(await this.surely('rooms.get', { id }))) await pause(50)
  }

  /** The host dies as by a power cut and is started again; with `at`, once more after it died at that named point. */
  async dies(at?: string): Promise<void> {
    await (await this.host).kill()
    if (at !== undefined) {
      this.host = this.home.start({ ...this.env, CHATAPP_CRASH_AT: at }, this.profile)
      try {
        const doomed = await this.host
        // A point that is not passed for long is as good as any other.
        await Promise.race([doomed.ended(), pause(5000)])
        await doomed.kill()
      } catch {
        // It has passed the point before it was up.
      }
    }
    this.host = this.home.start(this.env, this.profile)
    await this.host
  }

  private one<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.random() * all.length)]
  }

  /** Does something in one of its rooms, whatever that is. */
  async act(): Promise<void> {
    const room = this.one([...this.rooms.keys()])
    if (room === undefined) return
    if (++this.count % 20 === 0)
      while (openRequests(this.home.database(this.profile)) > MOST_OPEN) await pause(50)
    const which = this.random()
    await this.does(which < 0.72 ? 'say' : which < 0.84 ? 'edit' : which < 0.9 ? 'delete' : 'react', room)
  }

  /** One act in a room; says something where there is nothing to change. */
  async does(act: Asked['op'], room: string): Promise<void> {
    const target = this.one((this.rooms.get(room) ?? []).slice(-10))
    if (act === 'say' || !target) return await this.say(room)
    if (act === 'react') return await this.react(room)
    await (act === 'edit' ? this.edit(room, target) : this.delete(room, target))
  }

  async say(room: string): Promise<void> {
    const [id, text] = [uuidv7(), `${this.profile} says ${++this.count}`]
    // The same id is the same message: asked again after a death, it is stored once.
    await this.surely('chat.send', { id, conversationId: room, text })
    this.note(room, { op: 'say', message: id, text })
    this.rooms.get(room)?.push({ id, text })
  }

  private async edit(room: string, target: { id: string }): Promise<void> {
    const text = `${this.profile} means ${++this.count}`
    await this.once(
      room,
      { op: 'edit', message: target.id, text },
      async () => await this.call('rooms.edit', { id: target.id, text })
    )
  }

  private async delete(room: string, target: { id: string }): Promise<void> {
    const mine = this.rooms.get(room) ?? []
    this.rooms.set(
      room,
      mine.filter(({ id }) => id !== target.id)
    )
    await this.once(
      room,
      { op: 'delete', message: target.id },
      async () => await this.call('rooms.delete', { id: target.id })
    )
  }

  private async react(room: string): Promise<void> {
    const { messages } = await this.surely('chat.history', { conversationId: room, limit: 20 })
    const target = this.one(
      messages.filter((one) => one.room?.kind === 'message' && one.room.seq && !one.room.deleted)
    )
    if (!target) return
    const emoji = this.one(EMOJI) ?? ''
    await this.once(
      room,
      { op: 'react' },
      async () => await this.call('rooms.react', { id: target.id, emoji, on: this.random() < 0.7 })
    )
  }

  /** Has no id by which it could be asked for again: who dies meanwhile does not know. */
  private async once(room: string, act: Omit<Asked, 'by'>, ask: () => Promise<unknown>): Promise<void> {
    try {
      await ask()
      this.note(room, act)
    } catch (error) {
      if (!(error instanceof Refused)) this.note(room, { ...act, unsure: true })
    }
  }

  private note(room: string, act: Omit<Asked, 'by'>): void {
    const acts = this.asked.get(room) ?? []
    this.asked.set(room, acts)
    acts.push({ ...act, by: this.id })
  }

  /** Leaves a room and comes back by an invitation. */
  async leaveAndJoin(room: string, code: string): Promise<void> {
    const mine = this.rooms.get(room)
    if (!mine) return
    this.rooms.delete(room)
    await this.surely('rooms.leave', { id: room })
    await this.room(room, (now) => now?.state === 'left')
    await this.surely('rooms.join', { invitation: code })
    await this.room(room, (now) => now?.state === 'open')
    this.rooms.set(room, mine)
  }

  /** Whether nothing of it is under way any more and everything of its rooms is here. */
  async isSettled(rooms: readonly string[]): Promise<boolean> {
    if (openRequests(this.home.database(this.profile)) > 0) return false
    for (const id of rooms) {
      const room = await this.surely('rooms.get', { id })
      if (!room || room.waiting > 0 || (room.state === 'open' && room.here < room.known)) return false
    }
    return true
  }

  /** The requests that its host says were refused. */
  async shows(room: string): Promise<{ rows: Row[]; refused: Set<string>; isMember: boolean }> {
    const rows: Row[] = []
    const refused = new Set<string>()
    for (let before: string | undefined; ;) {
      const page: CallOutput<'chat.history'> = await this.surely('chat.history', {
        conversationId: room,
        limit: 500,
        ...(before === undefined ? {} : { before })
      })
      const part: Row[] = []
      for (const message of page.messages) {
        if (message.role === 'request' && message.status === 'failed') refused.add(message.id)
        else if (message.room && message.room.kind !== 'put_back')
          part.push(rowOf(message, { ...message.room, kind: message.room.kind }))
      }
      rows.unshift(...part)
      before = page.messages[0]?.id
      if (!page.hasMore || before === undefined) break
    }
    const now = await this.surely('rooms.get', { id: room })
    return { rows, refused, isMember: now?.state === 'open' }
  }
}

type RoomPart = NonNullable<CallOutput<'chat.history'>['messages'][number]['room']>

const rowOf = ({ id, text }: { id: string; text: string }, room: RoomPart & { kind: Row['kind'] }): Row => ({
  id,
  seq: room.seq,
  by: room.by,
  kind: room.kind,
  text,
  edited: room.editedAt !== undefined,
  deleted: room.deleted ?? false,
  reactions: Object.fromEntries((room.reactions ?? []).map(({ emoji, names }) => [emoji, names.length]))
})
