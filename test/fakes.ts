import { generateKeyPairSync } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { QueueNotes } from '../src/core/backends/response-queue'
import type { QueueNote } from '../src/core/store/profile-store'
import type { Log } from '../src/platform/log'
import {
  encodeBody,
  FORMAT_VERSION,
  PROGRESS,
  type ProgressBody,
  type ReplyBody,
  type RequestBody
} from '../src/shared/message'
import type { ProgressFields } from '../src/shared/progress'

/** A request body; name what matters to the test. */
export const aRequest = (fields: Partial<RequestBody> = {}): RequestBody => ({
  v: FORMAT_VERSION,
  id: uuidv7(),
  conversationId: 'processor',
  sender: { id: 'install', name: 'Ada' },
  text: 'hello',
  sentAt: 1000,
  ...fields
})

/** A reply body to a request; name what matters to the test. */
export const aReply = (
  to: Pick<RequestBody, 'id' | 'conversationId'>,
  fields: Partial<ReplyBody> = {}
): ReplyBody => ({
  v: FORMAT_VERSION,
  id: uuidv7(),
  inReplyTo: to.id,
  conversationId: to.conversationId,
  sender: { id: 'MessageProcessor', name: 'MessageProcessor' },
  text: 'hi',
  sentAt: 2000,
  kind: 'reply',
  trace: { enqueuedAt: 1010, firstReceivedAt: 1020, processedAt: 1030, repliedAt: 1040, attempts: 1 },
  ...fields
})

/** What is told of an attempt at a request; name what matters to the test. */
export const aProgress = (
  to: Pick<RequestBody, 'id' | 'conversationId'>,
  { attempt = 1, text = '', ...progress }: Partial<ProgressFields> & { attempt?: number; text?: string } = {}
): ProgressBody => ({
  ...aReply(to),
  kind: PROGRESS,
  text,
  progress: { of: 5, startedAt: 1030, step: 0, ...progress },
  trace: { enqueuedAt: 1010, firstReceivedAt: 1020, attempts: attempt, sqsMessageId: 'sqs-1' }
})

/** A reply as the receiver hands it to the store. */
export const received = (body: ReplyBody | ProgressBody, receivedAt = 1050) => ({
  body,
  rawBody: encodeBody(body),
  attributes: {},
  receivedAt
})

/** Where a response queue notes things, of a profile that has noted nothing yet. */
export function queueNotes(note: QueueNote | null = null): QueueNotes {
  return { read: () => note, write: (changed) => void (note = changed) }
}

/** The keys of a device. */
export function someKeys() {
  const { x = '', d = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
  const pair = { publicKey: x, privateKey: d }
  return { device: x, publicKey: async () => x, pair: async () => pair }
}

/** A log that keeps nothing. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  flush: () => {}
}
