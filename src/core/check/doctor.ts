import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { encodeBody, FORMAT_VERSION, parseReplyBody } from '../../shared/message'
import type { Backend } from '../backends/backend'
import type { DataFolder } from '../../platform/data-folder'
import type { ProfileDatabase } from '../store/database'
import { responseQueueName, responseQueueTags } from '../backends/response-queue'
import { toChatError } from '../../shared/to-chat-error'

/** One check of the set-up and what it came to. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
}

export interface DoctorDeps {
  folder: DataFolder
  db: Pick<ProfileDatabase, 'integrity'>
  backend: Backend
  installId: string
  role: () => 'primary' | 'secondary'
  outboxSize: () => number
}

/** How many long polls the doctor gives its own message to come back; each waits up to 20 s. */
const POLLS = 2

/**
 * Checks the set-up step by step, from the data folder to a real message that goes to MessageProcessor and comes
 * back on a response queue of its own, which is deleted afterwards. A step that fails does not end the rest.
 */
export async function* examine(deps: DoctorDeps): AsyncGenerator<Finding> {
  const { folder, db, backend } = deps
  const { requestQueue, deadLetterQueue, sharedResponseQueue } = backend.names
  yield { check: 'Node.js', ok: true, detail: process.version }
  yield { check: 'Data folder', ok: true, detail: folder.path }
  yield await finding('Database', async () => db.integrity())
  yield {
    check: 'Host',
    ok: true,
    detail: deps.role() === 'primary' ? 'no other host is open' : 'another host is open'
  }
  yield await finding('Backend', async () => {
    await backend.recover()
    return backend.label
  })
  for (const queue of [requestQueue, sharedResponseQueue])
    yield await finding(`Queue ${queue}`, () => depth(queue))
  yield await finding(`Queue ${deadLetterQueue}`, async () => {
    const { visible } = await backend.gateway().depth(deadLetterQueue)
    return visible === 0 ? 'empty' : `${visible} failed messages wait here for a look`
  })
  const waiting = deps.outboxSize()
  yield { check: 'Outbox', ok: true, detail: waiting === 0 ? 'empty' : `${waiting} messages wait to be sent` }
  yield await finding('Round trip', () => roundTrip(deps))

  async function depth(queue: string): Promise<string> {
    const { visible, inFlight, delayed } = await backend.gateway().depth(queue)
    return `${visible} waiting, ${inFlight} in flight, ${delayed} delayed`
  }
}

async function finding(check: string, run: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await run() }
  } catch (error) {
    return { check, ok: false, detail: toChatError(error).message }
  }
}

async function roundTrip({ backend, installId }: DoctorDeps): Promise<string> {
  const gateway = backend.gateway()
  const { sharedResponseQueue, requestQueue, functionName } = backend.names
  // As short as can be: with the shared queue's name it must stay within what MessageProcessor answers on.
  const queue = responseQueueName(sharedResponseQueue, `d${randomBytes(4).toString('hex')}`)
  await gateway.ensureQueue(
    queue,
    { MessageRetentionPeriod: '60' },
    responseQueueTags(installId, gateway.serverNow())
  )
  try {
    const id = uuidv7()
    const startedAt = performance.now()
    const body = encodeBody({
      v: FORMAT_VERSION,
      id,
      conversationId: 'doctor',
      sender: { id: installId, name: 'chatapp doctor' },
      text: '/echo ok',
      sentAt: Date.now()
    })
    await gateway.sendRequests(requestQueue, [{ id, conversationId: 'doctor', body }], queue)
    for (let poll = 0; poll < POLLS; poll++) {
      for (const message of await gateway.receive(queue)) {
        const parsed = parseReplyBody(message.body)
        if (!parsed.ok || parsed.body.inReplyTo !== id) continue
        return `${functionName} answered in ${Math.round(performance.now() - startedAt)} ms`
      }
    }
    throw toChatError(Object.assign(new Error('no answer'), { name: 'TimeoutError' }))
  } finally {
    await gateway.deleteQueue(queue)
  }
}
