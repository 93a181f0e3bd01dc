import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { AwsBackendConfig } from '../../shared/backend-config'
import { Redactor } from '../../platform/redactor'
import { AwsBackend, awsCapabilities } from '../backends/aws-backend'
import { createLogsHandlers } from '../calls/logs'
import { readProcessorLog } from '../monitoring/processor-log'

export interface LogsOn {
  backend: AwsBackendConfig
  cloudWatchLogs: () => CloudWatchLogsClient
  now?: () => number
  /** Correlation ids of this profile's messages, and their conversations. */
  here?: Readonly<Record<string, string>>
  secrets?: readonly string[]
}

const noBroker = { provider: () => async () => ({}), onReady: () => () => {} } as never

/** The calls about the log on a CloudWatch Logs of the test's own. */
export function logsOn({ backend, cloudWatchLogs, now = Date.now, here = {}, secrets = [] }: LogsOn) {
  const redactor = new Redactor()
  redactor.learn(...secrets)
  const { names, logPlace } = new AwsBackend({ config: backend, broker: noBroker })
  return createLogsHandlers({
    backend: () => ({
      names,
      logPlace,
      capabilities: awsCapabilities,
      queueAccount: () => '123456789012',
      logs: (query) =>
        readProcessorLog({ client: cloudWatchLogs(), ...logPlace, now: now(), lateMs: 60_000 }, query)
    }),
    messages: { find: (id) => (here[id] === undefined ? null : ({ conversationId: here[id] } as never)) },
    redactor
  })
}
