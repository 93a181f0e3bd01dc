import { sharedQueuePattern } from '../src/shared/wire'

/** What the function's environment tells it; each has a default, so a function made by hand works without any. */
export interface Environment {
  /** After how many receives the request queue's redrive policy moves a message away. */
  readonly maxReceiveCount: number
  /** Where a request is answered that names no response queue of its own. */
  readonly sharedResponseQueue: string
  /** Another SQS endpoint than AWS's: the local backend, an emulator. */
  readonly endpoint: string | undefined
}

/** Reads `MAX_RECEIVE_COUNT`, `SHARED_RESPONSE_QUEUE` and `AWS_ENDPOINT_URL_SQS`. Throws, naming the variable. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const maxReceiveCount = variables['MAX_RECEIVE_COUNT'] ?? '5'
  const sharedResponseQueue = variables['SHARED_RESPONSE_QUEUE'] ?? 'ChatAPP-responses'
  if (!/^[1-9]\d{0,2}$/.test(maxReceiveCount)) {
    throw new Error(
      `MAX_RECEIVE_COUNT is "${maxReceiveCount}". Set it to maxReceiveCount of the queue, 1 to 999.`
    )
  }
  if (!sharedQueuePattern.test(sharedResponseQueue)) {
    throw new Error(
      `SHARED_RESPONSE_QUEUE is "${sharedResponseQueue}". Set it to a name like ChatAPP-responses.`
    )
  }
  const endpoint = variables['AWS_ENDPOINT_URL_SQS'] || variables['AWS_ENDPOINT_URL'] || undefined
  return { maxReceiveCount: Number(maxReceiveCount), sharedResponseQueue, endpoint }
}
