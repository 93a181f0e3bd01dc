import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import type { ClientTarget } from '../../shared/client-target'
import { createSqsClient } from './sqs-sdk'

const usual = 'https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP'
const vpc = 'https://vpce-0a-1b.sqs.eu-central-1.vpce.amazonaws.com'

it.each<[Partial<ClientTarget>, string]>([
  [{ useFipsEndpoint: true }, 'sqs-fips.eu-central-1.amazonaws.com'],
  [{ useDualstackEndpoint: true }, 'sqs.eu-central-1.api.aws'],
  [{ endpoint: vpc }, new URL(vpc).host],
  [{ region: 'eusc-de-east-1' }, 'sqs.eusc-de-east-1.amazonaws.eu'],
  [{}, 'sqs.eu-central-1.amazonaws.com']
])('goes with %j to its own host, whatever host the URL of a queue names', async (target, host) => {
  const credentials = { accessKeyId: 'AKIAONE', secretAccessKey: 'secret' }
  const client = createSqsClient({ region: 'eu-central-1', ...target, credentials }, { onDate: () => {} })
  let went = ''
  client.middlewareStack.add(
    () => (args) => {
      went = (args.request as { hostname: string }).hostname
      throw new Error('It goes nowhere in a test.')
    },
    { step: 'finalizeRequest', priority: 'low' }
  )

  await client.send(new SendMessageCommand({ QueueUrl: usual, MessageBody: 'hello' })).catch(() => {})

  expect(went).toBe(host)
})
