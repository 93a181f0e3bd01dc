import type { Output } from '@aws-sdk/client-cloudformation'
import { z } from 'zod'
import { awsBackendSchema, type AwsBackendConfig, type CredentialSource } from '../../shared/backend-config'
import { queueNameOf } from '../../shared/backend-words'
import { ChatError } from '../../shared/errors'

const outputsSchema = z.object({
  RequestQueueUrl: z.string().min(1),
  SharedResponseQueueName: z.string().min(1),
  DeadLetterQueueName: z.string().min(1),
  FunctionName: z.string().min(1)
})

export interface DeployedStack {
  readonly stackName: string
  readonly region: string
  readonly credentials: CredentialSource
  readonly outputs: readonly Output[]
  /** The endpoint that the backend keeps; null for AWS's own, and where its profile says. */
  readonly endpoint: string | null
  /** Another server than AWS may name a host in its queues' URLs that does not lead to it. */
  readonly byName: boolean
}

/**
 * The backend that a stack's outputs describe. `known` is the profile's backend of this stack, if there is one: it
 * keeps its id and name. Throws `conflict` when the stack is not one of ours.
 */
export function backendOf(
  stack: DeployedStack,
  known: Pick<AwsBackendConfig, 'id' | 'name'>
): AwsBackendConfig {
  const values = Object.fromEntries(
    stack.outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue])
  )
  const outputs = outputsSchema.safeParse(values)
  if (!outputs.success) {
    throw new ChatError('stack.no_outputs', { name: stack.stackName })
  }
  return awsBackendSchema.parse({
    ...known,
    kind: 'aws',
    region: stack.region,
    credentials: stack.credentials,
    requestQueue: stack.byName ? queueNameOf(outputs.data.RequestQueueUrl) : outputs.data.RequestQueueUrl,
    sharedResponseQueue: outputs.data.SharedResponseQueueName,
    deadLetterQueue: outputs.data.DeadLetterQueueName,
    functionName: outputs.data.FunctionName,
    stackName: stack.stackName,
    endpoint: stack.endpoint
  })
}
