import type {
  DeskQueue,
  LetterDetail,
  CallInput,
  AppInfo,
  CallArgument,
  CallName,
  CallOutput,
  ChatHost,
  Connection,
  Conversation,
  Desktop,
  EventName,
  EventPayload,
  Faults,
  HistorySpan,
  LedgerReport,
  Notice,
  ProcessorCommand,
  Quarantined,
  QueueStatus,
  Result,
  Settings,
  Template,
  Updates,
  UpdateState
} from '../../shared/contract'
import type { OwnAttribute } from '../../shared/own-attributes'
import { say } from '../../shared/said'
import { someSettings } from '../../../test/settings'
import type { ErrorCode, WireError } from '../../shared/errors'
import type { Evidence } from '../../shared/evidence'
import { parseSearch } from '../../shared/search-query'
import { awsAnswers, type FakeAwsWorld } from './fake-aws'
import { roomAnswers, type FakeRoomsWorld } from './fake-rooms'
import type { ChatMessage, ReplyMessage, RequestMessage } from '../../shared/message'

type AnyListener = (payload: never) => void
type Answer<N extends CallName> = CallOutput<N> | Refusal | Promise<CallOutput<N> | Refusal>
/** Calls that the page does not make are not answered. */
export type Answers = { [N in CallName]?: (input: CallArgument<N>) => Answer<N> }

/** An answer that is an error. */
class Refusal {
  constructor(readonly error: WireError) {}
}

export const aWireError = (code: ErrorCode, message = `It failed with ${code}.`): WireError => ({
  code,
  message,
  retryable: code === 'offline'
})

export const aConversation = (fields: Partial<Conversation> = {}): Conversation => ({
  id: 'processor',
  title: 'MessageProcessor',
  createdAt: 0,
  lastActivityAt: Date.now(),
  preview: '',
  unread: 0,
  markedUnread: false,
  named: fields.id !== undefined,
  pinned: false,
  archived: false,
  muted: false,
  draft: null,
  ...fields
})

export const aRequest = (fields: Partial<RequestMessage> = {}): RequestMessage => ({
  role: 'request',
  id: crypto.randomUUID(),
  conversationId: 'processor',
  sender: { id: 'me', name: 'Ada' },
  text: 'hello',
  createdAt: Date.now(),
  position: fields.createdAt ?? Date.now(),
  timeline: { queued: Date.now() },
  status: 'answered',
  reason: null,
  attempts: 1,
  nextAttemptAt: null,
  roundTripMs: null,
  ...fields
})

export const aReply = (fields: Partial<ReplyMessage> = {}): ReplyMessage => ({
  role: 'reply',
  id: crypto.randomUUID(),
  conversationId: 'processor',
  sender: { id: 'MessageProcessor', name: 'MessageProcessor' },
  text: 'I received your message.',
  createdAt: Date.now(),
  position: fields.createdAt ?? Date.now(),
  timeline: { received: Date.now() },
  inReplyTo: 'unknown',
  kind: 'reply',
  attempts: 1,
  ...fields
})

/** A message that waits for a moment. */
type LaterMessage = CallOutput<'scheduled.get'>

/** What a fake host starts with. */
export interface FakeWorld {
  conversations?: Conversation[]
  /** What is written in a chat and not sent, by the chat's id; the host writes into it. */
  drafts?: Map<string, string>
  messages?: ChatMessage[]
  connection?: Partial<Connection>
  settings?: Partial<Settings>
  queues?: QueueStatus[]
  /** What lies in the dead-letter queue, and what a look does to it. */
  letters?: CallOutput<'letters.list'>['letters']
  look?: CallOutput<'letters.list'>['look']
  letterLogs?: CallOutput<'letters.logs'>
  /** What there is to read of one letter. */
  letter?: LetterDetail
  /** Queues of the desk; a list has so many in one part. */
  desk?: { queues: DeskQueue[]; part?: number }
  history?: (span: HistorySpan) => CallOutput<'queues.history'>
  alarms?: CallOutput<'monitoring.alarms'>
  ledger?: LedgerReport
  checkUp?: (queue: string) => CallOutput<'queues.checkUp'>
  quarantined?: Quarantined[]
  setAsideFiles?: CallOutput<'recovery.list'>
  notices?: Notice[]
  /** Null: this backend has no fault lab. */
  faults?: Faults | null
  updates?: UpdateState
  commands?: ProcessorCommand[]
  scheduled?: LaterMessage[]
  templates?: Template[]
  /** Null: this host has no desktop window. */
  desktop?: Desktop | null
  /** Whether MessageProcessor answers by itself. */
  answers?: boolean
  profile?: string
  info?: Partial<AppInfo>
  aws?: FakeAwsWorld
  rooms?: FakeRoomsWorld
  /** What is known of the way of messages, by their ids: SQS's attributes, what was seen here, what the processor says. */
  sqs?: Readonly<Record<string, Readonly<Record<string, string>>>>
  evidence?: Readonly<Record<string, Evidence>>
  traces?: Readonly<Record<string, CallOutput<'chat.exchange'>['replies'][number]['trace']>>
  xrayUrl?: string
  traceparent?: string
}

/** A queue of the desk with 4 messages, whose dead letters go to `<name>-dlq`. */
export const aDeskQueue = (name: string, fields: Partial<DeskQueue> = {}): DeskQueue => ({
  name,
  role: null,
  fifo: name.endsWith('.fifo'),
  pinned: false,
  attributes: {
    ok: true,
    value: {
      depth: { visible: 4, inFlight: 1, delayed: 0 },
      deadLetterQueue: `${name}-dlq`,
      encryption: 'sqs',
      arn: `arn:aws:sqs:eu-central-1:123456789012:${name}`,
      maxReceiveCount: 5,
      contentBasedDeduplication: false,
      createdAt: null,
      changedAt: null,
      words: [say('desk.kept', { time: '4 d' })],
      raw: { VisibilityTimeout: '30' }
    }
  },
  tags: { ok: true, value: {} },
  sources: { ok: true, value: [] },
  triggers: { ok: true, value: [] },
  table: null,
  look: { free: true, words: [say('desk.look.free')] },
  ...fields
})

/** A host in memory that replies as MessageProcessor would, and fails the calls it is told to fail. */
export class FakeHost implements ChatHost {
  /** Set by tests of a host that saves files itself. */
  saved?: NonNullable<ChatHost['saved']>
  readonly asked: { name: CallName; input: unknown }[] = []
  private readonly listeners = new Map<EventName, Set<AnyListener>>()
  private readonly linkListeners = new Set<(up: boolean) => void>()
  private readonly failures = new Map<CallName, WireError>()
  private readonly lost = new Set<CallName>()
  private readonly held = new Map<CallName, Promise<void>>()
  private readonly messages = new Map<string, ChatMessage>()
  private readonly conversations = new Map<string, Conversation>()
  private readonly hidden = new Map<string, Conversation>()
  private readonly draftAttributes = new Map<string, OwnAttribute[]>()
  private readonly drafts: Map<string, string>
  private revision = 0
  private quarantined: Quarantined[]
  private notices: Notice[]
  private faults: Faults | null
  private settings: Settings
  private updates: Updates
  private desktop: Desktop | null
  private readonly scheduled = new Map<string, LaterMessage>()
  private templates: Template[]
  private pins: string[] = []
  private readonly aws: Answers
  private readonly rooms: Answers
  /** The lines of the import that is under way, as they came. */
  imported = ''
  connection: Connection
  diagnostics = '{}'

  constructor(private readonly world: FakeWorld = {}) {
    this.aws = awsAnswers(world.aws ?? {}, (name, payload) => this.emit(name, payload))
    this.rooms = roomAnswers(world.rooms ?? {}, (name, payload) => this.emit(name, payload))
    for (const one of world.conversations ?? [aConversation()]) this.conversations.set(one.id, one)
    this.drafts = world.drafts ?? new Map()
    for (const [id, text] of this.drafts) this.writeDraft({ id, text, writer: 'another window' })
    for (const message of world.messages ?? []) this.messages.set(message.id, message)
    this.quarantined = world.quarantined ?? []
    this.notices = world.notices ?? []
    this.faults = world.faults ?? null
    this.settings = { ...someSettings, ...world.settings }
    this.updates = {
      choices: { channel: 'stable', automatic: true },
      state: world.updates ?? { kind: 'none', why: 'host' }
    }
    this.desktop = world.desktop ?? null
    for (const one of world.scheduled ?? []) this.scheduled.set(one.id, one)
    this.templates = world.templates ?? []
    this.connection = {
      state: 'online',
      backend: 'local',
      can: { account: false, cloudWatch: false },
      label: 'local',
      detail: 'The local backend is running.',
      outbox: 0,
      roundTrip: { p50Ms: 12, count: 3 },
      ...world.connection
    }
  }

  /** Every later call of this name fails, until it is told `null`. */
  fail(name: CallName, error: WireError | null): void {
    if (error) this.failures.set(name, error)
    else this.failures.delete(name)
  }

  /** The next call of this name is done, but its answer does not come back; a send is not announced either. */
  loseAnswer(name: CallName): void {
    this.lost.add(name)
  }

  /** Later calls of this name wait until the returned function is called. */
  hold(name: CallName): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.held.set(name, promise)
    return () => {
      this.held.delete(name)
      resolve()
    }
  }

  /** Calls made from now on do not wait any more; those that were held still do. */
  unhold(name: CallName): void {
    this.held.delete(name)
  }

  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.listeners.get(name) ?? []) (listener as (payload: unknown) => void)(payload)
  }

  /** Stores a message and announces it. */
  change(message: ChatMessage): void {
    this.messages.set(message.id, message)
    this.emit('message.changed', message)
  }

  /** Stores a message without a word. */
  quietly(message: ChatMessage): void {
    this.messages.set(message.id, message)
  }

  find(which: (message: ChatMessage) => boolean): ChatMessage | undefined {
    return [...this.messages.values()].find(which)
  }

  link(up: boolean): void {
    for (const listener of this.linkListeners) listener(up)
  }

  inputsOf(name: CallName): unknown[] {
    return this.asked.filter((one) => one.name === name).map((one) => one.input)
  }

  private deskQueue(name: string): DeskQueue {
    const found = this.world.desk?.queues.find((one) => one.name === name)
    if (!found) throw new Error(`The fake host has no queue ${name}.`)
    return found
  }

  private schedule(message: LaterMessage): { id: string } {
    this.scheduled.set(message.id, message)
    this.emit('scheduled.changed', null)
    return { id: message.id }
  }

  async call<N extends CallName>(name: N, input: CallArgument<N>): Promise<Result<CallOutput<N>>> {
    this.asked.push({ name, input })
    await (this.held.get(name) ?? Promise.resolve())
    const error = this.failures.get(name)
    if (error) return { ok: false, error }
    const answer: ((input: CallArgument<N>) => Answer<N>) | undefined =
      this.answers[name] ?? this.aws[name] ?? this.rooms[name]
    if (!answer) return { ok: false, error: aWireError('internal', `The fake host does not know ${name}.`) }
    const value = await answer(input)
    if (this.lost.delete(name)) return { ok: false, error: aWireError('offline') }
    return value instanceof Refusal ? { ok: false, error: value.error } : { ok: true, value }
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const group = this.listeners.get(name) ?? new Set()
    this.listeners.set(name, group.add(listener))
    return () => void group.delete(listener)
  }

  onLink(listener: (up: boolean) => void): () => void {
    this.linkListeners.add(listener)
    return () => void this.linkListeners.delete(listener)
  }

  private send(conversationId: string, text: string, id = freshId()): { id: string } {
    if (this.messages.has(id)) return { id }
    const request = aRequest({ id, conversationId, text, status: 'queued', attempts: 0 })
    if (this.lost.has('chat.send')) this.quietly(request)
    else this.change(request)
    if (this.world.answers !== false) setTimeout(() => this.answer(request), 30)
    return { id }
  }

  private answer(request: RequestMessage): void {
    const now = Date.now()
    this.change({
      ...request,
      status: 'answered',
      attempts: 1,
      timeline: { ...request.timeline, sent: now },
      roundTripMs: now - request.createdAt
    })
    this.change(
      aReply({
        conversationId: request.conversationId,
        inReplyTo: request.id,
        text: `I received “${request.text}”.`
      })
    )
  }

  private update<T>(map: Map<string, T>, id: string, change: (value: T) => T): T {
    const value = map.get(id)
    if (value === undefined) throw new Error(`The fake host has no ${id}.`)
    const next = change(value)
    map.set(id, next)
    return next
  }

  /** Changes a chat, as another window would, and announces it. */
  changeChat(id: string, change: Partial<Conversation>): void {
    if (!this.conversations.has(id)) return
    this.emit(
      'conversation.changed',
      this.update(this.conversations, id, (one) => ({ ...one, ...change }))
    )
  }

  private writeDraft({ id, text, attributes = [], writer }: CallInput<'drafts.set'>): Conversation['draft'] {
    if (text === '') this.drafts.delete(id)
    else this.drafts.set(id, text)
    this.draftAttributes.set(id, attributes)
    const none = text === '' && attributes.length === 0
    const draft = none ? null : { preview: text.slice(0, 120), writer, revision: ++this.revision }
    const one = this.conversations.get(id)
    if (one) this.conversations.set(id, { ...one, draft })
    return draft
  }

  /** A replay is what a test makes of it: its steps are announced by the test. */
  private replays(): Pick<Answers, 'replay.begin' | 'replay.add' | 'replay.run' | 'replay.cancel'> {
    return {
      'replay.begin': () => ({ replayId: 'replay-1' }),
      'replay.add': () => null,
      'replay.run': () => ({ total: 2, same: 1, different: 1, cancelled: false }),
      'replay.cancel': () => null
    }
  }

  private request(id: string, change: Partial<RequestMessage>): { id: string } {
    const next = this.update(this.messages, id, (message) => ({ ...message, ...change }) as ChatMessage)
    this.emit('message.changed', next)
    return { id }
  }

  private readonly answers: Answers = {
    'app.info': () => ({
      ...anAppInfo,
      profile: this.world.profile ?? anAppInfo.profile,
      ...this.world.info
    }),
    'connection.get': () => this.connection,
    'conversations.list': () => [...this.conversations.values()],
    'conversations.create': ({ id = freshId(), title }) => {
      const fresh = { id, title: title ?? 'New chat', named: title !== undefined }
      const created = this.conversations.get(id) ?? aConversation(fresh)
      this.conversations.set(created.id, created)
      return created
    },
    'conversations.rename': ({ id, title }) =>
      this.update(this.conversations, id, (one) => ({ ...one, title, named: true })),
    'conversations.change': ({ id, ...marks }) =>
      this.update(this.conversations, id, (one) => ({ ...one, ...marks }) as Conversation),
    'conversations.deleteLater': ({ id }) => {
      const one = this.conversations.get(id)
      if (!one) return new Refusal(aWireError('not_found'))
      this.hidden.set(id, one)
      this.conversations.delete(id)
      this.emit('conversation.deleted', { id })
      return null
    },
    'conversations.restore': ({ id }) => {
      const one = this.hidden.get(id)
      if (!one) return new Refusal(aWireError('not_found', 'This conversation does not exist (any longer).'))
      this.hidden.delete(id)
      this.conversations.set(id, one)
      this.emit('conversation.changed', one)
      return one
    },
    'conversations.delete.cancel': () => null,
    'conversations.unread': ({ id }) => {
      this.changeChat(id, { markedUnread: true })
      return null
    },
    'drafts.get': ({ id }) => ({
      text: this.drafts.get(id) ?? '',
      attributes: this.draftAttributes.get(id) ?? []
    }),
    'drafts.set': (draft) => {
      this.changeChat(draft.id, { draft: this.writeDraft(draft) })
      return null
    },
    'conversations.delete': ({ id }) => {
      for (const message of this.messages.values())
        if (message.conversationId === id) this.messages.delete(message.id)
      if (id !== 'processor') this.conversations.delete(id)
      return null
    },
    'conversations.read': ({ id }) => {
      this.emit(
        'conversation.changed',
        this.update(this.conversations, id, (one) => ({ ...one, unread: 0, markedUnread: false }))
      )
      return null
    },
    'chat.send': ({ id, conversationId, text }) => this.send(conversationId ?? 'processor', text, id),
    'chat.history': ({ conversationId, before, after, limit = 100 }) => {
      const all = [...this.messages.values()]
        .filter((message) => message.conversationId === conversationId)
        .toSorted((a, b) => a.position - b.position)
      if (after !== undefined) {
        const start = all.findIndex((message) => message.id === after) + 1
        return { messages: all.slice(start, start + limit), hasMore: start + limit < all.length }
      }
      const end = before === undefined ? all.length : all.findIndex((message) => message.id === before)
      const start = Math.max(0, end - limit)
      return { messages: all.slice(start, end), hasMore: start > 0 }
    },
    'chat.around': ({ conversationId, id, limit }) => {
      const all = [...this.messages.values()]
        .filter((message) => message.conversationId === conversationId)
        .toSorted((a, b) => a.position - b.position)
      const at = all.findIndex((message) => message.id === id)
      const [start, end] = [Math.max(0, at - limit), at + limit]
      return {
        messages: at === -1 ? [] : all.slice(start, end),
        hasMore: start > 0,
        hasNewer: end < all.length
      }
    },
    'chat.search': ({ query, limit = 50, before, order }) => {
      const { terms, faults } = parseSearch(query)
      const [fault] = faults
      if (fault) return new Refusal(aWireError('invalid_input', `${fault.operator}: makes no sense.`))
      const holding = [...this.messages.values()].filter(({ text }) =>
        terms.every((term) => text.toLowerCase().includes(term))
      )
      const all = order === 'best' ? holding : holding.toReversed()
      const start = all.findIndex(({ id }) => id === before) + 1
      const hits = all.slice(start, start + limit)
      const hasMore = all.length > start + limit
      return {
        hits: hits.map((message) => ({ message, snippet: message.text.slice(0, 200) })),
        hasMore,
        next: hasMore ? (hits.at(-1)?.id ?? null) : null,
        total: { count: all.length, exact: true },
        pending: 0
      }
    },
    'chat.detail': ({ id }) => {
      const message = this.messages.get(id)
      if (!message) return new Refusal(aWireError('not_found'))
      return {
        replies: [...this.messages.values()]
          .filter((one) => one.role === 'reply')
          .filter((one) => one.inReplyTo === id),
        message,
        rawBody: JSON.stringify({ v: 1, ...message }),
        attributes: { correlationId: id, replyTo: 'ChatAPP-responses-fake' }
      }
    },
    'chat.exchange': ({ id }) => {
      const message = this.messages.get(id)
      if (!message) return new Refusal(aWireError('not_found'))
      const requestId = message.role === 'request' ? id : message.inReplyTo
      const traced = <M extends ChatMessage>(one: M) => ({
        message: one,
        rawBody: JSON.stringify({ v: 1, ...one }),
        attributes: { correlationId: one.id, replyTo: 'ChatAPP-responses-fake', ...this.world.sqs?.[one.id] },
        evidence: this.world.evidence?.[one.id] ?? {}
      })
      const request = this.messages.get(requestId)
      const replies = [...this.messages.values()]
        .filter((one) => one.role === 'reply')
        .filter((one) => one.inReplyTo === requestId)
      return {
        request: request?.role === 'request' ? traced(request) : null,
        replies: replies.map((one) => ({
          ...traced(one),
          trace: this.world.traces?.[one.id] ?? {},
          xrayUrl: this.world.xrayUrl ?? null
        })),
        traceparent: this.world.traceparent ?? null
      }
    },
    'chat.retry': ({ id }) => this.request(id, { status: 'queued', reason: null }),
    'chat.cancel': ({ id }) =>
      this.request(id, {
        status: 'failed',
        reason: aWireError('cancelled', 'You cancelled it before it was sent.')
      }),
    'chat.askNow': ({ id }) => this.request(id, { awaitedSince: 0 }),
    'chat.giveUp': ({ id }) =>
      this.request(id, { status: 'failed', reason: aWireError('no_answer', 'You gave it up.') }),
    'chat.delete': ({ id }) => ({ deleted: Number(this.messages.delete(id)) }),
    'chat.shown': () => null,
    'scheduled.list': () =>
      [...this.scheduled.values()]
        .toSorted((a, b) => a.sendAt - b.sendAt)
        .map(({ text, attributes, ...one }) => ({
          ...one,
          preview: text.slice(0, 120),
          attributes: attributes.length
        })),
    'scheduled.get': ({ id }) => {
      const found = this.scheduled.get(id)
      return found ?? new Refusal(aWireError('not_found'))
    },
    'scheduled.add': ({ id = crypto.randomUUID(), conversationId = 'processor', attributes = [], ...rest }) =>
      this.schedule({ id, conversationId, attributes, ...rest }),
    'scheduled.change': ({ id, sendAt, ...changes }) => {
      const found = this.scheduled.get(id)
      if (!found) return new Refusal(aWireError('not_found'))
      if (sendAt !== null)
        return this.schedule({ ...found, ...changes, sendAt: sendAt ?? found.sendAt } as LaterMessage)
      this.scheduled.delete(id)
      this.emit('scheduled.changed', null)
      return { id }
    },
    'scheduled.cancel': ({ id }) => {
      this.scheduled.delete(id)
      this.emit('scheduled.changed', null)
      return null
    },
    'templates.list': () => this.templates,
    'templates.save': ({ id = crypto.randomUUID(), name, text, attributes = [] }) => {
      this.templates = [...this.templates.filter((one) => one.name !== name), { id, name, text, attributes }]
      this.emit('templates.changed', null)
      return null
    },
    'templates.delete': ({ id }) => {
      this.templates = this.templates.filter((one) => one.id !== id)
      this.emit('templates.changed', null)
      return null
    },
    'processor.commands': () => this.world.commands ?? [],
    'queues.list': () => this.world.queues ?? [],
    'letters.list': () => ({
      queue: 'ChatAPP-dlq',
      letters: this.world.letters ?? [],
      total: this.world.letters?.length ?? 0,
      more: false,
      look: this.world.look ?? { effect: 'none' }
    }),
    'desk.list': ({ prefix = '', next = null }) => {
      const { queues = [], part = 100 } = this.world.desk ?? {}
      const names = queues.map(({ name }) => name).filter((name) => name.startsWith(prefix))
      const from = Number(next ?? 0)
      const pinned = next === null ? this.pins.filter((name) => name.startsWith(prefix)) : []
      const following = from + part < names.length ? String(from + part) : null
      return { pinned, queues: names.slice(from, from + part), next: following }
    },
    'desk.glance': ({ queues }) => queues.map((name) => ({ name, glance: this.deskQueue(name).attributes })),
    'desk.get': ({ queue }) => ({ ...this.deskQueue(queue), pinned: this.pins.includes(queue) }),
    'desk.pin': ({ queue, pinned }) => {
      this.pins = [...this.pins.filter((name) => name !== queue), ...(pinned ? [queue] : [])]
      return this.pins
    },
    'desk.send': () => ({ sqsMessageId: 'sqs-1', sequenceNumber: null }),
    'letters.get': () => this.world.letter ?? new Refusal(aWireError('not_found', 'It is not there.')),
    'letters.tray': () => ({ letters: [], total: 0, more: false }),
    'letters.job': () => null,
    'letters.logs': () => this.world.letterLogs ?? [],
    'letters.acts': () => [],
    'letters.move': () => null,
    'queues.history': ({ span = '15m' }) => this.world.history?.(span) ?? aHistory(),
    'queues.checkUp': ({ queue }) =>
      this.world.checkUp?.(queue) ?? { queue, arn: `arn:aws:sqs:eu-central-1:1:${queue}`, findings: [] },
    'monitoring.alarms': () => this.world.alarms ?? { alarms: [], missing: [] },
    'ledger.get': () => this.world.ledger ?? aLedger(),
    'ledger.export': ({ cursor }) =>
      cursor === null
        ? { lines: ['{"type":"chatapp-ledger"}'], next: 'messages:1' }
        : { lines: ['{}'], next: null },
    'settings.get': () => this.settings,
    'settings.set': (change) => {
      this.settings = { ...this.settings, ...(change as Partial<Settings>) }
      return this.settings
    },
    'updates.get': () => this.updates,
    'updates.check': () => null,
    'updates.choose': (changes) => {
      const choices = { ...this.updates.choices, ...(changes as Partial<Updates['choices']>) }
      return (this.updates = { ...this.updates, choices })
    },
    'updates.restart': () => null,
    'connection.retry': () => null,
    'desktop.get': () => this.desktop,
    'desktop.choose': (changes) => {
      if (!this.desktop) return new Refusal(aWireError('conflict'))
      return (this.desktop = { ...this.desktop, ...(changes as Partial<Desktop>) })
    },
    'desktop.openChat': () => null,
    'desktop.pointAt': () => null,
    'notices.list': () => this.notices,
    'notices.dismiss': ({ id }) => {
      this.notices = this.notices.filter((notice) => notice.id !== id)
      this.emit('notices.changed', this.notices)
      return null
    },
    'faults.get': () => this.faults,
    'faults.set': (faults) => {
      this.faults = { ...this.faults, ...faults } as Faults
      return this.faults
    },
    'data.export': ({ cursor = 0 }) => {
      const all = [...this.messages.values()].map((message) =>
        JSON.stringify({ type: 'message', ...message })
      )
      const next = cursor + EXPORT_PART
      return {
        lines: all.slice(cursor, next),
        next: next < all.length ? next : null,
        total: all.length
      }
    },
    'data.import.begin': () => {
      this.imported = ''
      return { importId: 'import-1' }
    },
    'data.import.add': ({ lines, continued }) => {
      this.imported += lines.join('\n') + (continued ? '' : '\n')
      return null
    },
    'data.import.commit': () => ({ conversations: 1, messages: 12, present: 3, templates: 2, scheduled: 1 }),
    'data.import.preview': () => ({
      conversations: 1,
      messages: 12,
      present: 3,
      templates: 2,
      scheduled: 1,
      from: 0,
      until: 86_400_000
    }),
    'data.import.cancel': () => null,
    ...this.replays(),
    'app.diagnostics': () => ({ text: this.diagnostics }),
    'data.storage': () => ({
      folder: '/home/ada/chatapp/profiles/default',
      bytes: 4_200_000,
      messages: this.messages.size
    }),
    'recovery.list': () => this.world.setAsideFiles ?? [],
    'recovery.readBack': () => ({
      conversations: 1,
      messages: 5,
      present: 2,
      templates: 0,
      scheduled: 0,
      unreadable: 0
    }),
    'recovery.backUp': () => ({
      name: 'chatapp.sqlite.backup-2026-11-26T08-00-00-000Z',
      reason: 'backup',
      at: Date.UTC(2026, 10, 26, 8),
      bytes: 65_536,
      messages: 12
    }),
    'quarantine.list': () => this.quarantined,
    'quarantine.delete': ({ id }) => {
      this.quarantined = this.quarantined.filter((one) => one.id !== id)
      this.emit('quarantine.changed', { count: this.quarantined.length })
      return null
    }
  }
}

const EXPORT_PART = 2

/** A queue over 15 minutes in which nothing was, but for what is given. */
export function aHistory(fields: Partial<CallOutput<'queues.history'>> = {}): CallOutput<'queues.history'> {
  const now = Math.floor(Date.now() / 15_000) * 15_000
  const at = Array.from({ length: 60 }, (_, index) => now - (59 - index) * 15_000)
  const unknown = at.map(() => null)
  const none = at.map(() => 0)
  return {
    at,
    visible: unknown,
    inFlight: unknown,
    delayed: unknown,
    oldestMs: unknown,
    sent: none,
    answered: none,
    p50Ms: unknown,
    p99Ms: unknown,
    totals: { sent: 0, answered: 0, p50Ms: null, p99Ms: null },
    missing: [],
    ...fields
  }
}

export const aLedger = (fields: Partial<LedgerReport> = {}): LedgerReport => ({
  since: 0,
  counters: {
    written: 0,
    sent: 0,
    notAccepted: 0,
    askedAgain: 0,
    retried: 0,
    answered: 0,
    failed: 0,
    duplicates: 0,
    ownerless: 0,
    setAside: 0,
    taken: 0,
    deleted: 0
  },
  places: { outbox: 0, underWay: 0, delivered: 0, answered: 0, failed: 0, deleted: 0 },
  failures: { processor: 0, noAnswer: 0, cancelled: 0, refused: 0 },
  imported: 0,
  unaccounted: 0,
  ...fields
})

const anAppInfo: AppInfo = {
  version: '1.0.0',
  host: 'browser',
  platform: 'linux x64',
  profile: 'default',
  dataDir: '/home/ada/.local/share/ChatAPP/default',
  logFile: '/home/ada/.local/share/ChatAPP/default/chatapp.log',
  installId: 'k3f9x2',
  requestQueue: 'ChatAPP',
  responseQueue: 'ChatAPP-responses-k3f9x2',
  functionName: 'MessageProcessor',
  answerWithinMs: 120_000
}

const freshId = (): string => crypto.randomUUID()
