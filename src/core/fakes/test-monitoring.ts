import type { AwsBackendConfig, Monitoring } from '../../shared/backend-config'
import { awsCapabilities } from '../backends/aws-backend'
import { createMonitoringHandlers, type MonitoringDeps } from '../calls/monitoring'
import { stackAlarms } from '../monitoring/alarms'
import { cloudWatchMetrics, type CloudWatchDeps } from '../monitoring/cloud-watch'

/** A backend on an account, set up as a stack. */
export const anAwsBackend: AwsBackendConfig = {
  id: 'aws-1',
  kind: 'aws',
  name: 'Work',
  region: 'eu-central-1',
  credentials: { type: 'environment' },
  requestQueue: 'https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP',
  sharedResponseQueue: 'ChatAPP-responses',
  deadLetterQueue: 'ChatAPP-dlq',
  functionName: 'MessageProcessor',
  stackName: 'ChatAPP',
  endpoint: null
}

/** The monitoring calls on a CloudWatch of the test's own. */
export const monitoringOn = (deps: CloudWatchDeps, requests: number, stackRequests: number | null = null) =>
  createMonitoringHandlers({
    backend: () => ({
      kind: 'aws',
      capabilities: awsCapabilities,
      metrics: async (hours) => ({ ...(await cloudWatchMetrics(deps, hours)), stackRequests }),
      alarms: () => stackAlarms(deps)
    }),
    requests: countOf(requests)
  })

/** A count of requests this month. */
export const countOf = (requests: number): MonitoringDeps['requests'] => ({
  thisMonth: (): Pick<Monitoring['cost'], 'month' | 'requests'> => ({ month: '2026-11', requests })
})
