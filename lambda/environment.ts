import { sharedQueuePattern } from '../src/shared/wire'

/** What the function's environment tells it; each has a default, so a function made by hand works without any. */
export interface Environment {
  /** After how many receives the request queue's redrive policy moves a message away. */
  readonly maxReceiveCount: number
  /** Where a request is answered that names no response queue of its own. */
  readonly sharedResponseQueue: string
  /** The table that keeps rooms; none where the function was made without. */
  readonly roomsTable: string | undefined
  /** Another SQS endpoint than AWS's: the local backend, an emulator. */
  readonly endpoint: string | undefined
}

/**
 * Puts the texts of `HANDLER_ENVIRONMENT` (one JSON object) into the environment, where handlers look for them. What is
 * there already stays. Throws, naming the variable.
 */
export function addHandlerEnvironment(variables: Record<string, string | undefined>): void {
  const given = variables['HANDLER_ENVIRONMENT'] || '{}'
  let parsed: unknown
  try {
    parsed = JSON.parse(given)
  } catch {
    parsed = null
  }
  const entries = parsed && typeof parsed === 'object' ? Object.entries(parsed) : null
  if (!entries || Array.isArray(parsed) || entries.some(([, value]) => typeof value !== 'string')) {
    throw new Error('HANDLER_ENVIRONMENT is no JSON object of texts. Example: {"MODEL_ID":"some-model"}')
  }
  for (const [name, value] of entries as [string, string][]) variables[name] ??= value
}

/** Reads `MAX_RECEIVE_COUNT`, `SHARED_RESPONSE_QUEUE`, `ROOMS_TABLE` and `AWS_ENDPOINT_URL_SQS`. Throws, naming the variable. */
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
  const roomsTable = variables['ROOMS_TABLE'] || undefined
  return { maxReceiveCount: Number(maxReceiveCount), sharedResponseQueue, roomsTable, endpoint }
}
