import type { Monitoring } from '../../shared/backend-config'
import { awsCapabilities } from '../backends/aws-backend'
import { createMonitoringHandlers, type MonitoringDeps } from '../calls/monitoring'
import { stackAlarms } from '../monitoring/alarms'
import { cloudWatchMetrics, type CloudWatchDeps } from '../monitoring/cloud-watch'

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
