import { expect, it } from 'vitest'
import { ChatError, type ErrorCode } from '../../shared/errors'
import type { Backend } from '../backends/backend'
import { queueOverview } from './queues'

const names = { requestQueue: 'Q', deadLetterQueue: 'Q-dlq', sharedResponseQueue: 'R', functionName: 'F' }

/** A backend whose gateway answers like this for some queues, and with zeros for the others. */
function aBackend(refusals: Readonly<Record<string, ErrorCode>>): Backend {
  const gateway = {
    depth: async (queue: string) => {
      const code = refusals[queue]
      if (code) throw ChatError.of(code, 'no')
      return { visible: 0, inFlight: 0, delayed: 0 }
    }
  }
  return {
    names,
    gateway: () => gateway,
    queueAges: async () => new Map([['Q', 1500]])
  } as unknown as Backend
}

it('leaves out a queue that is not there, or that may not be looked at', async () => {
  const queues = await queueOverview(aBackend({ 'Q-dlq': 'access_denied', R: 'queue_missing' }), 'R-own')

  expect(queues.map(({ name, oldestMs }) => [name, oldestMs])).toEqual([
    ['Q', 1500],
    ['R-own', null]
  ])
})

it('says why when even the request queue may not be looked at', async () => {
  await expect(queueOverview(aBackend({ Q: 'access_denied' }), 'R-own')).rejects.toMatchObject({
    code: 'access_denied'
  })
})
