/** A word as bash and zsh take it, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

/** Values as the AWS CLI takes them, JSON in one word: nothing in it is for the shell. */
const json = (value: object): string => quoted(JSON.stringify(value))

/** What the commands are for. */
export interface CommandTarget {
  readonly region: string
  /** The server in the place of AWS; null for AWS itself. */
  readonly endpoint: string | null
}

/** Commands of the AWS CLI that mend what a check-up finds, each one line for bash and zsh. */
export function awsCommands({ region, endpoint }: CommandTarget) {
  const place = ` --region ${region}${endpoint === null ? '' : ` --endpoint-url ${quoted(endpoint)}`}`
  const ofQueue = (queue: string): string =>
    `--queue-url "$(aws sqs get-queue-url --queue-name ${quoted(queue)} --query QueueUrl --output text${place})"`
  const setAttributes = (queue: string, attributes: Readonly<Record<string, string>>): string =>
    `aws sqs set-queue-attributes ${ofQueue(queue)} --attributes ${json(attributes)}${place}`
  const updateTrigger = (id: string, change: string): string =>
    `aws lambda update-event-source-mapping --uuid ${quoted(id)} ${change}${place}`
  return {
    setAttributes,
    /** Makes a dead-letter queue and gives it to a queue. */
    addDeadLetters: (queue: string, arn: string): string => {
      const fifo = queue.endsWith('.fifo')
      const dead = fifo ? queue.replace(/\.fifo$/, '-dlq.fifo') : `${queue}-dlq`
      const attributes = { MessageRetentionPeriod: '1209600', ...(fifo ? { FifoQueue: 'true' } : {}) }
      const target = arn.slice(0, arn.lastIndexOf(':') + 1) + dead
      return [
        `aws sqs create-queue --queue-name ${quoted(dead)} --attributes ${json(attributes)}${place}`,
        setAttributes(queue, {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount: '5' })
        })
      ].join(' && ')
    },
    reportFailures: (id: string): string =>
      updateTrigger(id, '--function-response-types ReportBatchItemFailures'),
    enable: (id: string): string => updateTrigger(id, '--enabled'),
    limitConcurrency: (id: string, batches: number): string =>
      updateTrigger(id, `--scaling-config ${json({ MaximumConcurrency: batches })}`),
    freeConcurrency: (functionName: string): string =>
      `aws lambda delete-function-concurrency --function-name ${quoted(functionName)}${place}`
  }
}

export type AwsCommands = ReturnType<typeof awsCommands>
