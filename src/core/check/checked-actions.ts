/** The IAM actions that the connection test tries, as its policies name them. */
export const checkedActions = {
  findQueue: 'sqs:GetQueueUrl',
  readDepth: 'sqs:GetQueueAttributes',
  createQueue: 'sqs:CreateQueue',
  tagQueue: 'sqs:TagQueue',
  send: 'sqs:SendMessage',
  receive: 'sqs:ReceiveMessage',
  release: 'sqs:ChangeMessageVisibility',
  delete: 'sqs:DeleteMessage',
  readMetrics: 'cloudwatch:GetMetricData',
  readLog: 'logs:FilterLogEvents'
} as const

/** What a queue that is encrypted with a key of the account's own needs besides. */
export const keyActions = ['kms:GenerateDataKey', 'kms:Decrypt'] as const
