import { createHash } from 'node:crypto'
import { z } from 'zod'
import { applyQueues } from '../functions/apply-queues'
import type { WantedQueue } from '../functions/queues-file'
import { readBatchResponse, toSqsEvent } from '../lambda/sqs-event'
import { LOCAL_ACCOUNT } from '../protocol/backend-template'
import { HOST_CALLER } from '../protocol/local-caller'
import type { WireAnswer, WireCall } from '../protocol/lambda-protocol'
import { readJsonAs, redriveSchema } from '../protocol/settable-attributes'
import { LocalStore } from '../sqs/local-store'
import { QueueService } from '../sqs/queue-service'
import type { Houses, LoadedHouse } from './houses'
import { refusal } from './queue-door'
import { filesBelow, type RunState, type StateMessage } from './run-state'
import type { Fault, Schedule } from './schedule'

/** A message that the function is to get; `number` is its place in the file. */
export interface GivenMessage {
  readonly number: number
  readonly body: string
  readonly attributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>
  readonly group?: string | undefined
}

/** What every run of a search has in common. */
export interface Setting {
  readonly queue: string
  readonly queues: readonly WantedQueue[]
  readonly batchSize: number
  readonly region: string
  readonly houses: Houses
  /** Where the function calls its queues. */
  readonly url: string
}

/** What an invocation did, for a person to read. */
export interface Invocation {
  readonly number: number
  readonly messages: readonly string[]
  readonly calls: string[]
  end: string
}

export interface Played {
  readonly state: RunState
  readonly invocations: readonly Invocation[]
  /** The faults that took effect; what else was in the schedule did nothing. */
  readonly fired: Schedule
}

interface Delivery {
  readonly message: GivenMessage
  receives: number
  deleted: boolean
}

interface Working {
  readonly number: number
  readonly batch: readonly Delivery[]
  readonly house: LoadedHouse
  readonly told: Invocation
  calls: number
  /** One call at a time, in the order in which they came. */
  last: Promise<unknown>
}

/** Without a redrive policy a message that fails so often is never done. */
const MOST_RECEIVES = 10
const POISON_BODY = '{"poison": a message that nobody can read'

/**
 * One run: gives messages to the function as an event source mapping does, and lets happen what the schedule says.
 *
 * The queue is the run itself, which knows no time: what failed comes back when everything before it has had its turn.
 * So the same schedule does the same each time, as far as the function does.
 */
export class Run {
  private readonly store: LocalStore
  private readonly service: QueueService
  private readonly working = new Map<string, Working>()
  private readonly warm: LoadedHouse[] = []
  private readonly invocations: Invocation[] = []
  private readonly fired = new Set<Fault>()
  private readonly unfinished: number[] = []
  private pending: Delivery[]
  private folder = ''

  constructor(
    private readonly setting: Setting,
    private readonly schedule: Schedule,
    private readonly messages: readonly GivenMessage[]
  ) {
    this.store = new LocalStore(setting.region)
    this.store.moveTo(setting.url)
    this.service = new QueueService(this.store)
    this.pending = this.arranged()
  }

  async play(): Promise<Played> {
    const { queue, queues, houses } = this.setting
    const wanted = queues.some(({ name }) => name === queue) ? queues : [...queues, aQueue(queue)]
    await applyQueues(wanted, this.service.call)
    const first = await houses.first()
    this.folder = first.folder
    this.warm.push(first)
    try {
      // What fails without end is given up by its receives, what is sent on without end by the number of invocations.
      const most = 20 + this.messages.length * (MOST_RECEIVES + 2)
      while (this.pending.length > 0 && this.invocations.length < most) {
        await this.work(this.take())
        await this.takeWhatWasSent()
      }
      for (const { message } of this.pending) this.unfinished.push(message.number)
      return { state: this.state(), invocations: this.invocations, fired: [...this.fired] }
    } finally {
      await Promise.all(this.warm.map((house) => house.kill()))
    }
  }

  /** A call of the function, which may be refused, or never be answered. */
  readonly answer = async (key: string, call: WireCall): Promise<WireAnswer | null> => {
    const working = this.working.get(key)
    if (!working) return null
    const answered = working.last.then(() => this.answerInTurn(working, call))
    working.last = answered.catch(() => {})
    return await answered
  }

  private async answerInTurn(working: Working, call: WireCall): Promise<WireAnswer | null> {
    if (working.house.isGone()) return null
    const at = ++working.calls
    const action = call.target.slice(call.target.indexOf('.') + 1)
    const input = readJsonAs(call.body, calledSchema) ?? {}
    const queue = (input.QueueUrl ?? input.QueueName ?? '').split('/').at(-1)
    const told = `call ${at} ${action}${queue ? ` ${queue}` : ''}`
    const is = (fault: Fault, kind: Fault['kind']): boolean =>
      fault.kind === kind && 'call' in fault && fault.invocation === working.number && fault.call === at
    if (this.meets((fault) => is(fault, 'overlap'))) {
      working.told.calls.push(
        `${told} waits: its messages are visible again, and another invocation gets them`
      )
      await this.work(working.batch.filter(({ deleted }) => !deleted))
    }
    if (this.meets((fault) => is(fault, 'throttle'))) {
      working.told.calls.push(`${told}: throttled`)
      return refusal('RequestThrottled', 'The request was denied due to request throttling. (schedule)')
    }
    if (this.meets((fault) => is(fault, 'kill') && 'when' in fault && fault.when === 'before')) {
      return await this.kill(working, `${told}: killed before it took effect`)
    }
    const answered =
      this.ofSource(action, input) ?? (await this.service.answer(call, new AbortController().signal))
    if (this.meets((fault) => is(fault, 'kill') && 'when' in fault && fault.when === 'after')) {
      return await this.kill(working, `${told}: done, then killed`)
    }
    working.told.calls.push(answered.status === 200 ? told : `${told}: refused`)
    return answered
  }

  private async kill(working: Working, told: string): Promise<null> {
    working.told.calls.push(told)
    await working.house.kill()
    return null
  }

  /** What the function itself does to the messages that it was given, which no queue of the store holds. */
  private ofSource(action: string, input: z.output<typeof calledSchema>): WireAnswer | null {
    const known = [input, ...(input.Entries ?? [])].filter(({ ReceiptHandle }) =>
      ReceiptHandle?.startsWith('run ')
    )
    if (known.length === 0) return null
    for (const { ReceiptHandle } of action.startsWith('DeleteMessage') ? known : []) {
      const number = Number(ReceiptHandle?.split(' ')[1])
      const all = [...this.working.values()].flatMap(({ batch }) => batch)
      for (const one of all.filter(({ message }) => message.number === number)) one.deleted = true
    }
    const Successful = known.map(({ Id }) => ({ Id }))
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(action.endsWith('Batch') ? { Successful, Failed: [] } : {})
    }
  }

  private meets(matches: (fault: Fault) => boolean): boolean {
    const fault = this.schedule.find((one) => !this.fired.has(one) && matches(one))
    if (fault) this.fired.add(fault)
    return fault !== undefined
  }

  /** The messages in the order in which they are delivered, with what is delivered beside them. */
  private arranged(): Delivery[] {
    const all = this.messages.map(deliver)
    const placeOf = (number: number): number => all.findIndex(({ message }) => message.number === number)
    for (const fault of this.schedule) {
      if (!('message' in fault)) continue
      const from = placeOf(fault.message)
      if (from === -1) continue
      if (fault.kind === 'move') {
        if (placeOf(fault.before) === -1) continue
        const [moved] = all.splice(from, 1)
        if (moved) all.splice(placeOf(fault.before), 0, moved)
      } else if (fault.kind === 'poison') {
        all.splice(from, 0, deliver({ number: -fault.message, body: POISON_BODY, attributes: {} }))
      } else all.push(deliver(all[from]?.message as GivenMessage))
      this.fired.add(fault)
    }
    return all
  }

  private take(): Delivery[] {
    const batch: Delivery[] = []
    const rest: Delivery[] = []
    for (const one of this.pending) {
      const twice = batch.some(({ message }) => message.number === one.message.number)
      if (batch.length < this.setting.batchSize && !twice) batch.push(one)
      else rest.push(one)
    }
    this.pending = rest
    return batch
  }

  private async work(batch: readonly Delivery[]): Promise<void> {
    if (batch.length === 0) return
    const { houses } = this.setting
    const house = this.warm.pop() ?? (await houses.further(this.folder))
    for (const one of batch) one.receives++
    const told: Invocation = {
      number: this.invocations.length + 1,
      messages: batch.map(
        ({ message, receives }) => `${nameOf(message)}${receives > 1 ? ` (time ${receives})` : ''}`
      ),
      calls: [],
      end: 'done'
    }
    this.invocations.push(told)
    const working: Working = { number: told.number, batch, house, told, calls: 0, last: Promise.resolve() }
    this.working.set(house.key, working)
    const failed = await this.invoke(working)
    this.working.delete(house.key)
    if (house.isGone()) await house.kill()
    else this.warm.push(house)
    await this.settle(batch, failed)
  }

  /** The ids of the messages that failed. */
  private async invoke({ number, batch, house, told }: Working): Promise<ReadonlySet<string>> {
    const ids = batch.map(({ message }) => idOf(message))
    const { queue, region } = this.setting
    const source = { arn: `arn:aws:sqs:${region}:${LOCAL_ACCOUNT}:${queue}`, region }
    const event = JSON.stringify(toSqsEvent(batch.map(received), source))
    try {
      const payload = await house.invoke({ requestId: idOf({ number: 1_000_000 + number }), event })
      if (this.meets((fault) => fault.kind === 'kill-end' && fault.invocation === number)) {
        await house.kill()
        told.end = 'killed when it had done all but answer'
        return new Set(ids)
      }
      const { failed, refused } = readBatchResponse(payload, ids)
      if (failed.size > 0) told.end = refused ?? `it reported ${failed.size} of ${ids.length} as failed`
      return failed
    } catch (error) {
      told.end = error instanceof Error ? error.message : String(error)
      return new Set(ids)
    }
  }

  /** What was done is gone; what failed comes back, until its time is up. */
  private async settle(batch: readonly Delivery[], failed: ReadonlySet<string>): Promise<void> {
    const again: Delivery[] = []
    const policy = this.policy()
    for (const one of batch) {
      if (!failed.has(idOf(one.message))) one.deleted = true
      // Another invocation has it, or was done with it.
      if (one.deleted || this.pending.includes(one) || this.isWorkedOn(one)) continue
      if (one.receives < (policy?.maxReceiveCount ?? MOST_RECEIVES)) again.push(one)
      else if (one.message.number > 0) await this.giveUp(one, policy?.deadLetterTargetArn)
    }
    this.pending = this.isFifo() ? [...again, ...this.pending] : [...this.pending, ...again]
  }

  private isWorkedOn(delivery: Delivery): boolean {
    return [...this.working.values()].some(({ batch }) => batch.includes(delivery))
  }

  private isFifo(): boolean {
    return this.setting.queue.endsWith('.fifo')
  }

  private policy() {
    const { queue, queues } = this.setting
    const text = queues.find(({ name }) => name === queue)?.attributes['RedrivePolicy']
    return text ? readJsonAs(text, redriveSchema) : null
  }

  private async giveUp({ message }: Delivery, targetArn = ''): Promise<void> {
    const target = this.store.getQueueByArn(targetArn)
    if (!target) return void this.unfinished.push(message.number)
    const fifo = target.isFifo()
      ? { MessageGroupId: message.group ?? 'none', MessageDeduplicationId: idOf(message) }
      : {}
    await this.service.call('SendMessage', { QueueUrl: target.url, MessageBody: message.body, ...fifo })
  }

  /** A function may send to its own queue: that comes to it too. */
  private async takeWhatWasSent(): Promise<void> {
    const QueueUrl = this.store.getQueueByArn(
      `arn:aws:sqs:${this.setting.region}:${LOCAL_ACCOUNT}:${this.setting.queue}`
    )?.url
    if (QueueUrl === undefined) return
    const output = await this.service.call('ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 43_200
    })
    const { Messages = [] } = output as { Messages?: { Body: string; ReceiptHandle: string }[] }
    for (const { Body, ReceiptHandle } of Messages) {
      await this.service.call('DeleteMessage', { QueueUrl, ReceiptHandle })
      const number = 10_000 + this.invocations.length
      this.pending.push(deliver({ number, body: Body, attributes: {} }))
    }
  }

  private state(): RunState {
    const queues = [...this.store.allQueues()].map((queue): [string, StateMessage[]] => {
      const { ready, delayed, inflight } = queue.inspectMessages()
      const all = [...ready, ...delayed, ...inflight.map(({ message }) => message)]
      return [
        queue.name,
        all.map(({ body, messageAttributes, messageGroupId }) => ({
          body,
          attributes: Object.fromEntries(
            Object.entries(messageAttributes).map(([name, value]) => [name, value.StringValue ?? ''])
          ),
          ...(messageGroupId !== undefined && { groupId: messageGroupId })
        }))
      ]
    })
    return {
      messages: this.messages.map(({ number, body }) => ({ number, body })),
      queues: Object.fromEntries(queues),
      files: filesBelow(this.folder),
      folder: this.folder,
      unfinished: this.unfinished.filter((number) => number > 0)
    }
  }
}

/** What of a call is looked at. */
const entrySchema = z.looseObject({ Id: z.string().optional(), ReceiptHandle: z.string().optional() })
const calledSchema = entrySchema.extend({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  Entries: z.array(entrySchema).optional()
})

const aQueue = (name: string): WantedQueue => ({
  name,
  attributes: name.endsWith('.fifo') ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {},
  tags: {}
})

const deliver = (message: GivenMessage): Delivery => ({ message, receives: 0, deleted: false })

const nameOf = ({ number }: GivenMessage): string => (number < 0 ? 'poison' : `message ${number}`)

const handleOf = ({ message, receives }: Delivery): string => `run ${message.number} ${receives}`

/** The same for the same message in every run. */
function idOf({ number }: Pick<GivenMessage, 'number'>): string {
  const hex = createHash('sha256').update(String(number)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Nobody's clock: every run has the same times. */
const SENT_AT = Date.UTC(2026, 0, 1)

const received = (delivery: Delivery) => {
  const { message, receives } = delivery
  const sentAt = String(SENT_AT + Math.abs(message.number))
  return {
    MessageId: idOf(message),
    ReceiptHandle: handleOf(delivery),
    Body: message.body,
    MD5OfBody: createHash('md5').update(message.body).digest('hex'),
    MessageAttributes: message.attributes,
    Attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: sentAt,
      SenderId: HOST_CALLER,
      ApproximateFirstReceiveTimestamp: sentAt,
      ...(message.group !== undefined && { MessageGroupId: message.group })
    }
  }
}
