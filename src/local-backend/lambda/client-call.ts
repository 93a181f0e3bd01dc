import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  type ReceiveMessageCommandOutput,
  type SQSClient
} from '@aws-sdk/client-sqs'
import type { QueueCall } from '../sqs/queue-service'

const commands = {
  ChangeMessageVisibilityBatch: ChangeMessageVisibilityBatchCommand,
  CreateQueue: CreateQueueCommand,
  DeleteMessageBatch: DeleteMessageBatchCommand,
  GetQueueAttributes: GetQueueAttributesCommand,
  GetQueueUrl: GetQueueUrlCommand,
  ListQueueTags: ListQueueTagsCommand,
  ReceiveMessage: ReceiveMessageCommand,
  SendMessageBatch: SendMessageBatchCommand,
  SetQueueAttributes: SetQueueAttributesCommand,
  TagQueue: TagQueueCommand
}

/**
 * The queues of a server, for a mapping that does not run in their process: its answers are those of the wire.
 *
 * A signal that fires abandons the call. What a long poll was handed just then comes back after its visibility timeout.
 */
export const clientCall =
  (client: Pick<SQSClient, 'send'>): QueueCall =>
  async (action, body, signal) => {
    const Command = commands[action as keyof typeof commands]
    // What a command takes is the caller's affair, as it is on the wire.
    const command = new (Command as new (input: object) => ReceiveMessageCommand)(body)
    const { $metadata: _, ...output } = await client.send(command, signal ? { abortSignal: signal } : {})
    return action === 'ReceiveMessage' ? withBase64(output) : output
  }

/** The wire carries bytes as base64; the SDK has read them. */
const withBase64 = ({ Messages, ...rest }: Omit<ReceiveMessageCommandOutput, '$metadata'>): object => ({
  ...rest,
  ...(Messages && {
    Messages: Messages.map(({ MessageAttributes, ...message }) => ({
      ...message,
      ...(MessageAttributes && {
        MessageAttributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { BinaryValue, ...value }]) => [
            name,
            { ...value, ...(BinaryValue && { BinaryValue: Buffer.from(BinaryValue).toString('base64') }) }
          ])
        )
      })
    }))
  })
})
