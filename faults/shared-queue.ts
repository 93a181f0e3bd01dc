import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { ConversationStore } from '../src/core/store/conversation-store'
import { openDatabase } from '../src/core/store/open-database'
import { MessageStore } from '../src/core/store/message-store'
import { ProfileStore } from '../src/core/store/profile-store'
import type { ResponseQueue } from '../src/core/backends/response-queue'
import { ReplyReceiver } from '../src/core/delivery/reply-receiver'
import { SqsGateway } from '../src/core/backends/sqs-gateway'
import type { LocalEndpoint } from '../src/local-backend/client/start-local-backend'
import { systemClock } from '../src/shared/clock'
import { encodeBody, FORMAT_VERSION } from '../src/shared/message'
import { someSettings } from '../test/settings'
import { Home, silent } from './home'
import { texts } from './sending'
import { judge, openRequests, sum, type Acknowledged, type Verdict } from './verdict'

const REQUEST_QUEUE = 'ChatAPP'
const SHARED_QUEUE = 'ChatAPP-responses'
const CLIENTS = 3
const SETTLE_MS = 120_000

/** Three clients read one response queue in random order; each puts back what is not its own. */
export async function sharedQueue(messages: number): Promise<Verdict & { released: number }> {
  await using home = new Home()
  const backend = await home.backend()
  try {
    const clients = Array.from({ length: CLIENTS }, (_, index) =>
      aClient(join(home.folder, `client-${index}.sqlite`), backend.endpoint)
    )
    await Promise.all(clients.map((client) => client.receiver.start()))
    const outgoing = clients.flatMap((client, index) =>
      texts(`client ${index}`, messages).map((text) => ({ client, text, at: Math.random() }))
    )
    for (const { client, text } of outgoing.toSorted((a, b) => a.at - b.at)) await client.send(text)
    const deadline = performance.now() + SETTLE_MS
    while (clients.some(({ file }) => openRequests(file) > 0) && performance.now() < deadline)
      await pause(100)
    await Promise.all(clients.map((client) => client.receiver.stop()))
    const released = clients.reduce((all, client) => all + client.released(), 0)
    for (const client of clients) client.close()
    return { ...sum(clients.map(({ file, acknowledged }) => judge(file, acknowledged))), released }
  } finally {
    await backend.stop()
  }
}

function aClient(file: string, { url, region, accessKeyId, secretAccessKey }: LocalEndpoint) {
  const { db } = openDatabase(file, 'alone')
  const conversations = new ConversationStore(db)
  conversations.ensureDefault(Date.now())
  const [conversation] = conversations.list()
  const store = new MessageStore(db)
  const quarantine = new ProfileStore(db, someSettings)
  const gateway = new SqsGateway({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey } })
  const queue: ResponseQueue = {
    name: SHARED_QUEUE,
    shared: true,
    // The template makes it; a client without sqs:CreateQueue uses it as it is.
    ensure: async () => void (await gateway.depth(SHARED_QUEUE)),
    receive: () => gateway.receive(SHARED_QUEUE),
    delete: (handles) => gateway.deleteMessages(SHARED_QUEUE, handles),
    release: (handles, seconds) => gateway.releaseMessages(SHARED_QUEUE, handles, seconds),
    nudge: (body) => gateway.sendPlain(SHARED_QUEUE, body)
  }
  let released = 0
  const acknowledged: Acknowledged[] = []
  const receiver = new ReplyReceiver({
    queue: () => queue,
    store,
    quarantine,
    stopKey: () => quarantine.stopKey(),
    outcome: () => {},
    clock: systemClock,
    random: Math.random,
    log: silent,
    released: (count) => (released += count)
  })
  const send = async (text: string): Promise<void> => {
    const body = {
      v: FORMAT_VERSION,
      id: uuidv7(),
      conversationId: conversation?.id ?? '',
      sender: { id: 'client', name: 'Ada' },
      text,
      sentAt: Date.now()
    } as const
    store.addRequest(body, encodeBody(body), { now: body.sentAt })
    acknowledged.push({ id: body.id, text })
    await gateway.sendRequests(
      REQUEST_QUEUE,
      [{ id: body.id, conversationId: body.conversationId, body: encodeBody(body) }],
      SHARED_QUEUE
    )
    store.markSent([{ ids: [body.id], replyTo: SHARED_QUEUE, at: Date.now() }])
  }
  const close = (): void => {
    gateway.close()
    db.close()
  }
  return { file, receiver, send, close, acknowledged, released: () => released }
}
