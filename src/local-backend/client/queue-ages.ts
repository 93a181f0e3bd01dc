import { z } from 'zod'
import { QUEUE_AGES_TARGET, type LocalEndpoint } from '../protocol/backend-protocol'
import { signedPost } from '../protocol/signed-post'

/** Longest a running backend may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5000

const agesSchema = z.record(z.string(), z.number().nonnegative())

/**
 * How long the oldest message of each queue of a running local backend has been there, in milliseconds; an empty queue is
 * left out. SQS itself does not tell it: on AWS that is a metric. Rejects when nobody answers.
 */
export async function readQueueAges(endpoint: LocalEndpoint): Promise<ReadonlyMap<string, number>> {
  const { text } = await signedPost(endpoint, {
    target: QUEUE_AGES_TARGET,
    body: '{}',
    timeoutMs: ANSWER_TIMEOUT_MS
  })
  return new Map(Object.entries(agesSchema.parse(JSON.parse(text))))
}
