import type { z } from 'zod'
import {
  QUEUE_FACTS_TARGET,
  queueFactsSchema,
  type LocalEndpoint,
  type LocalTrigger
} from '../protocol/backend-protocol'
import { signedPost } from '../protocol/signed-post'

/** Longest a running backend may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5000

/**
 * How long the oldest message of each queue of a running local backend has been there, in milliseconds; an empty queue is
 * left out. SQS itself does not tell it: on AWS that is a metric. Rejects when nobody answers.
 */
export async function readQueueAges(endpoint: LocalEndpoint): Promise<ReadonlyMap<string, number>> {
  const { ages } = await ask(endpoint)
  return new Map(Object.entries(ages))
}

/** How its function takes messages from its queues. Rejects when nobody answers, or an earlier version does. */
export async function readQueueTriggers(endpoint: LocalEndpoint): Promise<readonly LocalTrigger[]> {
  const { triggers } = await ask(endpoint)
  return triggers
}

async function ask(endpoint: LocalEndpoint): Promise<z.output<typeof queueFactsSchema>> {
  const { text } = await signedPost(endpoint, {
    target: QUEUE_FACTS_TARGET,
    body: '{}',
    timeoutMs: ANSWER_TIMEOUT_MS
  })
  return queueFactsSchema.parse(JSON.parse(text))
}
