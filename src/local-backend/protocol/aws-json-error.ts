import { SqsError } from '#fauxqs/common/errors.js'

/** An error as AWS' JSON protocol carries it. */
export interface AwsJsonError {
  status: number
  headers: Record<string, string>
  body: { __type: string; message: string; Item?: object }
}

/** What DynamoDB refuses, by its own name. */
export type TableErrorCode = keyof typeof tableErrors
const tableErrors = {
  AccessDeniedException: 'com.amazon.coral.service',
  ConditionalCheckFailedException: 'com.amazonaws.dynamodb.v20120810',
  ProvisionedThroughputExceededException: 'com.amazonaws.dynamodb.v20120810',
  ResourceNotFoundException: 'com.amazonaws.dynamodb.v20120810',
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  ValidationException: 'com.amazon.coral.validate'
} as const

/** A call that DynamoDB refuses, as it would say it; nothing is written then. */
export class TableError extends Error {
  override readonly name = 'TableError'

  constructor(
    readonly code: TableErrorCode,
    message: string,
    /** What is there in the place of what a condition wanted, where the caller asked for it. */
    readonly item?: object
  ) {
    super(message)
  }
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

/** Any error of an action: one of SQS or of DynamoDB as itself, everything else as `InternalFailure` with status 500. */
export function toAwsJsonError(error: unknown): AwsJsonError {
  if (error instanceof TableError) {
    const { code, message, item } = error
    return {
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: { __type: `${tableErrors[code]}#${code}`, message, ...(item && { Item: item }) }
    }
  }
  if (error instanceof SqsError) return awsJsonError(error.code, error.message, error.statusCode)
  const reason = error instanceof Error ? error.message : String(error)
  return awsJsonError('InternalFailure', `The local backend failed: ${reason}`, 500)
}
