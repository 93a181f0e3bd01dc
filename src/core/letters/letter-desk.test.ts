import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type MessageAttributeValue
} from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { findLocalBackend } from '../../local-backend/client/start-local-backend'
import { createLocalClient } from '../../local-backend/sqs/sqs-client'
import type { LetterJob, LetterRef } from '../../shared/contract'
import { encodeBody } from '../../shared/message'
import type { ChatApp } from '../chat-app'
import { anAccount, anApp, connectionThat, connect } from '../fakes/test-account'

const DLQ = 'ChatAPP-dlq'

/** A client of the app's own local backend, and what a test asks of it. */
async function aClient(endpoint: Parameters<typeof createLocalClient>[0]) {
  const client = createLocalClient(endpoint)
  const urlOf = async (QueueName: string) =>
    (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? ''
  return {
    client,
    urlOf,
    put: async (
      MessageBody: string,
      MessageAttributes: Record<string, MessageAttributeValue> = {},
      queue = DLQ
    ) => {
      const QueueUrl = await urlOf(queue)
      const { MessageId = '' } = await client.send(
        new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes })
      )
      return MessageId
    },
    receive: async (queue: string) => {
      const input = { QueueUrl: await urlOf(queue), MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
      return (await client.send(new ReceiveMessageCommand(input))).Messages ?? []
    }
  }
}

/** An app that is online on its local backend, and a client of that. */
async function onLocal(dataDir = temporaryFolder()) {
  const app = await anApp(dataDir)
  await connectionThat(app, 'online')
  const endpoint = await findLocalBackend(`${dataDir}/local-backend`)
  if (!endpoint) throw new Error('The local backend does not run.')
  return { app, dataDir, ...(await aClient(endpoint)) }
}

/** An app that is online on an account, and a client of that. */
async function onAccount() {
  const account = await anAccount()
  const app = await anApp()
  await connect(app, account.config())
  await connectionThat(app, 'online')
  return { app, account, ...(await aClient(account.endpoint)) }
}

const list = async (app: ChatApp, limit = 100) =>
  (await app.handlers['letters.list']({ limit, after: null })).letters
const tray = async (app: ChatApp) =>
  (await app.handlers['letters.tray']({ limit: 100, before: null })).letters
const refs = (letters: readonly LetterRef[]): LetterRef[] => letters.map(({ place, id }) => ({ place, id }))

/** What a job came to. */
const over = async (app: ChatApp, { job }: { job: LetterJob }): Promise<LetterJob> =>
  await vi.waitFor(
    async () => {
      const now = await app.handlers['letters.job']()
      expect(now).toMatchObject({ id: job.id, over: true })
      return now as LetterJob
    },
    { timeout: 20_000, interval: 20 }
  )

const takeAll = async (app: ChatApp): Promise<LetterJob> =>
  await over(app, await app.handlers['letters.take']({ letters: refs(await list(app)) }))

/** A request of this profile that failed for good and lies in the dead-letter queue. */
async function aFailed(app: ChatApp, text = '/fail on purpose'): Promise<string> {
  const { id } = await app.handlers['chat.send']({ text, attributes: [], delaySeconds: 0 })
  await vi.waitFor(
    async () => {
      expect((await app.handlers['chat.detail']({ id })).message).toMatchObject({ status: 'failed' })
      expect((await list(app)).map(({ correlationId }) => correlationId)).toContain(id)
    },
    { timeout: 40_000, interval: 300 }
  )
  return id
}

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue })

const request = (text: string, id = uuidv7()): string =>
  encodeBody({
    v: 1,
    id,
    conversationId: 'another-chat',
    sender: { id: 'x', name: 'X' },
    text,
    sentAt: Date.now()
  })

it('shows, edits and sends again a request of its own; the chat shows the new outcome in place of the old', async () => {
  const { app } = await onLocal()
  const id = await aFailed(app)

  const [letter] = await list(app)
  expect(letter).toMatchObject({
    place: 'queue',
    text: '/fail on purpose',
    ours: true,
    correlationId: id,
    conversationId: 'processor',
    cause: 'on purpose',
    source: 'ChatAPP',
    state: 'free'
  })
  expect(await app.handlers['letters.logs']({ correlationIds: [id] })).toMatchObject([{ correlationId: id }])

  expect(await takeAll(app)).toMatchObject({ done: 1, missed: 0, error: null })
  expect(await list(app)).toEqual([])
  const [taken] = await tray(app)
  const trayId = taken?.id ?? ''
  const edited = await app.handlers['letters.edit']({ id: trayId, text: '/echo mended' })
  expect(edited).toMatchObject({ editable: '/fail on purpose', changed: '/echo mended', edited: true })

  await over(
    app,
    await app.handlers['letters.resend']({ letters: [{ place: 'tray', id: trayId }], perSecond: null })
  )
  await vi.waitFor(
    async () => {
      const { message, replies } = await app.handlers['chat.detail']({ id })
      expect(message).toMatchObject({ status: 'answered', text: '/echo mended', reason: null })
      expect(replies.map(({ text, superseded }) => [text.slice(0, 6), superseded])).toEqual([
        ['Your m', true],
        ['mended', undefined]
      ])
    },
    { timeout: 10_000 }
  )
  expect(await tray(app)).toEqual([])
  const acts = await app.handlers['letters.acts']({ limit: 100, before: null })
  expect(acts.map(({ act, correlationId }) => [act, correlationId])).toEqual([
    ['resend', id],
    ['edit', id],
    ['take', id]
  ])
}, 60_000)

it('looks without any effect on the local backend', async () => {
  const { app, put, receive } = await onLocal()
  await put('plain', { bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0xff, 0xfe]) } })

  await list(app)
  await list(app)
  const [letter] = await list(app)

  expect(letter).toMatchObject({ text: 'plain', attempts: 0, ours: false, cause: null, source: null })
  expect(await receive(DLQ)).toHaveLength(1)
})

it('says on an account that a look receives, and lets go of what it showed', async () => {
  const { app, put, receive } = await onAccount()
  await put('first')
  await put('second')

  const looked = await app.handlers['letters.list']({ limit: 10, after: null })

  expect(looked.look).toEqual({ effect: 'received', hiddenSeconds: 30, requests: 4 })
  expect(new Map(looked.letters.map(({ text, attempts }) => [text, attempts]))).toEqual(
    new Map([
      ['first', 1],
      ['second', 1]
    ])
  )
  // Hidden for a second and no longer.
  await vi.waitFor(async () => expect(await receive(DLQ)).toHaveLength(2), { timeout: 5000, interval: 1100 })
})

it.each([
  ['the local backend', onLocal],
  ['an account', onAccount]
])(
  'takes and puts back letters of others on %s, to the byte',
  async (_, on) => {
    const { app, put, receive } = await on()
    const answerTo = { DataType: 'String', StringValue: 'ChatAPP-responses-of-another' }
    const bytes = { DataType: 'Binary.png', BinaryValue: Buffer.from([0x00, 0xff, 0x80]) }
    await put('<b>html</b> \t\n ünïcode 😀', { replyTo: answerTo, bytes })

    await takeAll(app)
    const [one] = await tray(app)
    expect(one).toMatchObject({ text: '<b>html</b> \t\n ünïcode 😀', state: 'free' })
    expect(
      await over(app, await app.handlers['letters.return']({ letters: refs(one ? [one] : []) }))
    ).toMatchObject({ done: 1, error: null })
    expect(await tray(app)).toEqual([])
    const back = await vi.waitFor(
      async () => {
        const [message] = await receive(DLQ)
        expect(message).toBeDefined()
        return message
      },
      { timeout: 5000 }
    )
    expect(back?.Body).toBe('<b>html</b> \t\n ünïcode 😀')
    expect(back?.MessageAttributes).toMatchObject({
      replyTo: { StringValue: 'ChatAPP-responses-of-another' },
      bytes: { DataType: 'Binary.png', BinaryValue: new Uint8Array([0x00, 0xff, 0x80]) }
    })
  },
  30_000
)

it('sends a letter of another installation as it is, and its answer goes to where it was to go', async () => {
  const { app, put, receive, client } = await onLocal()
  const id = uuidv7()
  await client.send(new CreateQueueCommand({ QueueName: 'ChatAPP-responses-of-another' }))
  await put(request('/fail', id), {
    correlationId: attribute(id),
    replyTo: attribute('ChatAPP-responses-of-another')
  })
  await takeAll(app)
  const [one] = await tray(app)
  await app.handlers['letters.edit']({ id: one?.id ?? '', text: '/echo for you' })

  const job = await over(
    app,
    await app.handlers['letters.resend']({ letters: refs(one ? [one] : []), perSecond: null })
  )

  expect(job).toMatchObject({ done: 1, missed: 0, error: null })
  const answer = await vi.waitFor(
    async () => {
      const [message] = await receive('ChatAPP-responses-of-another')
      expect(message).toBeDefined()
      return message
    },
    { timeout: 5000 }
  )
  expect(JSON.parse(answer?.Body ?? '')).toMatchObject({ inReplyTo: id, text: 'for you' })
})

it('tries a letter out on the local processor without sending anything, whatever backend is talked to', async () => {
  const { app, put } = await onAccount()
  await put(request('/fail no'))
  const [letter] = await list(app)
  const ref = { place: 'queue' as const, id: letter?.id ?? '' }

  const failing = await app.handlers['letters.dryRun']({ letter: ref })
  const mended = await app.handlers['letters.dryRun']({ letter: ref, text: '/echo yes' })

  expect(failing).toMatchObject({ succeeded: false, error: null })
  expect(failing.replies).toMatchObject([{ kind: 'error', text: 'Your message failed after 5 attempts: no' }])
  expect(failing.log.join()).toContain('"outcome":"gave-up"')
  expect(mended).toMatchObject({ succeeded: true, replies: [{ kind: 'reply', text: 'yes' }] })
}, 30_000)

it('keeps in the tray what was taken when the queue is purged, and when it is deleted under the desk', async () => {
  const { app, put, client, urlOf } = await onLocal()
  await put('taken')
  await takeAll(app)
  await put('purged')
  const [purged] = await list(app)
  await client.send(new PurgeQueueCommand({ QueueUrl: await urlOf(DLQ) }))

  const ref = { place: 'queue' as const, id: purged?.id ?? '' }
  await expect(app.handlers['letters.get'](ref)).rejects.toMatchObject({ code: 'not_found' })
  expect(await over(app, await app.handlers['letters.take']({ letters: [ref] }))).toMatchObject({
    done: 0,
    missed: 1,
    error: null
  })
  await client.send(new DeleteQueueCommand({ QueueUrl: await urlOf(DLQ) }))
  await expect(list(app)).rejects.toMatchObject({ code: 'queue_missing' })
  const kept = await tray(app)
  expect(kept.map(({ text }) => text)).toEqual(['taken'])
  // There is no queue to put it back into: it stays.
  const back = await over(app, await app.handlers['letters.return']({ letters: refs(kept) }))
  expect(back).toMatchObject({ done: 0, missed: 1 })
  expect(await tray(app)).toMatchObject([{ text: 'taken', state: 'free' }])
})

it('takes a letter once when two hosts of the profile take it at the same moment', async () => {
  const { app, dataDir, put } = await onLocal()
  const other = await anApp(dataDir)
  await connectionThat(other, 'online')
  for (let n = 0; n < 40; n++) await put(`letter ${n}`)
  const all = refs(await list(app))

  const jobs = await Promise.all(
    [app, other].map(async (host) => await over(host, await host.handlers['letters.take']({ letters: all })))
  )

  expect(jobs.reduce((sum, { done }) => sum + done, 0)).toBe(40)
  expect(new Set((await tray(other)).map(({ text }) => text)).size).toBe(40)
  expect(await list(app)).toEqual([])
  const both = refs(await tray(app)).slice(0, 10)
  const deleted = await Promise.all(
    [app, other].map(
      async (host) => await over(host, await host.handlers['letters.delete']({ letters: both, queue: DLQ }))
    )
  )
  expect(deleted.reduce((sum, { done }) => sum + done, 0)).toBe(10)
  expect(await tray(app)).toHaveLength(30)
}, 30_000)

it('takes on an account what was shown so long ago that its receipt has expired', async () => {
  const { app, put, receive } = await onAccount()
  await put('seen long ago')
  const [shown] = await list(app)
  // Somebody else receives it meanwhile: the handle of the look is worth nothing any more.
  await vi.waitFor(async () => expect(await receive(DLQ)).toHaveLength(1), { timeout: 5000, interval: 1100 })
  const ref = { place: 'queue' as const, id: shown?.id ?? '' }

  const busy = await over(app, await app.handlers['letters.take']({ letters: [ref] }))

  expect(busy).toMatchObject({ done: 0, missed: 1, error: null })
  expect(await tray(app)).toEqual([])
}, 30_000)

it('takes, shows and puts back a letter of one MiB', async () => {
  const { app, put, receive } = await onLocal()
  const large = 'x'.repeat(1_048_576 - 200)
  await put(large)
  const [letter] = await list(app)

  expect(letter).toMatchObject({ length: large.length })
  expect(letter?.text.length).toBe(300)
  await takeAll(app)
  const [one] = await tray(app)
  const detail = await app.handlers['letters.get']({ place: 'tray', id: one?.id ?? '' })
  expect(detail.body).toBe(large)
  expect(
    await over(app, await app.handlers['letters.return']({ letters: refs(one ? [one] : []) }))
  ).toMatchObject({ done: 1 })
  const [back] = await receive(DLQ)
  expect(back?.Body).toBe(large)
})

it('deletes and purges only for who types the name of the queue', async () => {
  const { app, put } = await onLocal()
  await put('one')
  await put('two')
  const [first] = refs(await list(app))
  const letters = first ? [first] : []

  await expect(app.handlers['letters.delete']({ letters, queue: 'chatapp-dlq' })).rejects.toMatchObject({
    code: 'invalid_input'
  })
  await expect(app.handlers['letters.purge']({ queue: '' })).rejects.toMatchObject({ code: 'invalid_input' })
  expect(await list(app)).toHaveLength(2)
  await over(app, await app.handlers['letters.delete']({ letters, queue: DLQ }))
  expect(await list(app)).toHaveLength(1)
  await app.handlers['letters.purge']({ queue: DLQ })
  expect(await list(app)).toEqual([])
})

it('brings an exported tray into another profile, once', async () => {
  const { app, put } = await onLocal()
  const other = await anApp()
  await connectionThat(other, 'online')
  await put('carried', { bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0xff]) } })
  await takeAll(app)
  const { lines } = await app.handlers['letters.export']({ what: 'tray', cursor: null })

  expect(await other.handlers['letters.import']({ lines, from: 1 })).toEqual({ added: 1, present: 0 })
  expect(await other.handlers['letters.import']({ lines, from: 1 })).toEqual({ added: 0, present: 1 })
  expect(await tray(other)).toMatchObject([{ text: 'carried' }])
  await expect(
    other.handlers['letters.import']({ lines: [...lines, '{"type":"x"}'], from: 1 })
  ).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('Line 2')
  })
  const acts = (await app.handlers['letters.export']({ what: 'acts', cursor: null })).lines
  expect(acts.map((line) => JSON.parse(line) as { act: string }).map(({ act }) => act)).toEqual(['take'])
})

it('moves all back by the server, and says why it could not when the target is gone', async () => {
  const { app, put } = await onLocal()
  await put('sent here by hand')

  expect(await app.handlers['letters.redrive']({ perSecond: null })).toEqual({ by: 'server', job: null })

  await vi.waitFor(async () =>
    expect(await app.handlers['letters.move']({})).toMatchObject({
      status: 'failed',
      failure: 'CouldNotDetermineMessageSource'
    })
  )
  expect(await list(app)).toHaveLength(1)
})

it('moves all back one by one where the server cannot', async () => {
  const { app, put, account } = await onAccount()
  account.aws.errors.set('StartMessageMoveTask', ['InvalidAction', 400])
  const id = uuidv7()
  await put(request('/echo again', id))

  const { by, job } = await app.handlers['letters.redrive']({ perSecond: 100 })

  expect(by).toBe('us')
  expect(job && (await over(app, { job }))).toMatchObject({ kind: 'redrive', done: 1, error: null })
  expect(await list(app)).toEqual([])
  expect(await tray(app)).toEqual([])
}, 30_000)

it('names the smallest policy when the account refuses', async () => {
  const { app, account } = await onAccount()
  account.aws.denied.add('StartMessageMoveTask')

  await expect(app.handlers['letters.redrive']({ perSecond: null })).rejects.toMatchObject({
    code: 'access_denied'
  })
  const fix = await app.handlers['letters.policy']({})

  expect(fix?.policy).toContain('"sqs:StartMessageMoveTask"')
  expect(fix?.policy).toContain(':123456789012:ChatAPP-dlq"')
}, 30_000)

it('sends many at the rate that was asked for, and leaves in the tray what was cancelled', async () => {
  const { app, put } = await onLocal()
  for (let n = 0; n < 20; n++) await put(`plain ${n}`)
  await takeAll(app)
  const started = await app.handlers['letters.resend']({ letters: refs(await tray(app)), perSecond: 10 })

  await vi.waitFor(async () => expect((await app.handlers['letters.job']())?.done).toBeGreaterThanOrEqual(3))
  await expect(app.handlers['letters.take']({ letters: refs(await tray(app)) })).rejects.toMatchObject({
    code: 'conflict'
  })
  await app.handlers['letters.job.cancel']()
  const job = await over(app, started)

  expect(job).toMatchObject({ cancelled: true, total: 20, error: null })
  expect(job.done).toBeLessThan(10)
  // The last of them may be on its way.
  await vi.waitFor(async () => expect(await tray(app)).toHaveLength(20 - job.done))
})

it('removes the dead copy of a request that is tried again, and shows its second failure alone', async () => {
  const { app } = await onLocal()
  const id = await aFailed(app)

  await app.handlers['chat.retry']({ id, removeDeadCopy: true })

  await vi.waitFor(
    async () => {
      const acts = await app.handlers['letters.acts']({ limit: 10, before: null })
      expect(acts).toMatchObject([{ act: 'remove', correlationId: id, detail: '1' }])
      expect(await list(app)).toEqual([])
    },
    { timeout: 10_000 }
  )
  await vi.waitFor(
    async () => {
      const { message, replies } = await app.handlers['chat.detail']({ id })
      expect(message).toMatchObject({ status: 'failed' })
      expect(replies.map(({ superseded }) => superseded)).toEqual([true, undefined])
      // The copy of the second failure is another, and stays.
      expect(await list(app)).toHaveLength(1)
    },
    { timeout: 40_000, interval: 300 }
  )
}, 90_000)
