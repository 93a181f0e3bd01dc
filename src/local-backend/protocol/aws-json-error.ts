import { SqsError } from '#fauxqs/common/errors.js'

/** An error as AWS' JSON protocol carries it. */
export interface AwsJsonError {
  status: number
  headers: Record<string, string>
  body: { __type: string; message: string }
}

/** Codes that carry the old prefix on AWS too; the SDK knows them by it. */
const prefixed: ReadonlyMap<string, string> = new Map(
  [
    'BatchEntryIdsNotDistinct',
    'BatchRequestTooLong',
    'EmptyBatchRequest',
    'InvalidBatchEntryId',
    'MessageNotInflight',
    'PurgeQueueInProgress',
    'QueueDeletedRecently',
    'TooManyEntriesInBatchRequest',
    'UnsupportedOperation'
  ]
    .map((code): [string, string] => [code, `AWS.SimpleQueueService.${code}`])
    .concat([
      ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
      ['QueueNameExists', 'QueueAlreadyExists']
    ])
)

/** Writes an error so that the AWS SDK gives it its AWS name, without a prefix AWS does not have. */
export function awsJsonError(code: string, message: string, status = 400): AwsJsonError {
  const fault = status < 500 ? 'Sender' : 'Receiver'
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-query-error': `${prefixed.get(code) ?? code};${fault}`
    },
    body: { __type: `com.amazonaws.sqs#${code}`, message }
  }
}

/** Any error of an action: one of SQS as itself, everything else as `InternalFailure` with status 500. */
export function toAwsJsonError(error: unknown): AwsJsonError {
  if (error instanceof SqsError) return awsJsonError(error.code, error.message, error.statusCode)
  const reason = error instanceof Error ? error.message : String(error)
  return awsJsonError('InternalFailure', `The local backend failed: ${reason}`, 500)
}
