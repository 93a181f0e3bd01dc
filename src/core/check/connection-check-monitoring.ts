import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { CheckStep } from '../../shared/backend-config'
import { toChatError } from '../../shared/to-chat-error'
import { say, sayAll, sayError, type Told } from '../../shared/said'
import type { CloudWatchClients } from '../backends/aws-clients'

import {
  checkedActions,
  logGroupArn,
  missingPermission,
  type Permission,
  type PermissionTarget
} from './permissions'

/** The probe asks for this much of the past, in milliseconds. */
const LOOK_BACK_MS = 3_600_000

/** Reads a metric and the log of the function once. Never fails: messages work without either. */
export async function probeMonitoring(
  { metrics, logs }: CloudWatchClients,
  functionName: string,
  target: PermissionTarget
): Promise<Pick<CheckStep, 'state' | 'detail' | 'said' | 'fix'>> {
  const end = Date.now()
  const problems: Told[] = []
  const denied: Permission[] = []
  const probe = async (what: Told, permission: Permission, read: () => Promise<unknown>): Promise<void> => {
    try {
      await read()
    } catch (cause) {
      const error = toChatError(cause)
      if (error.code === 'access_denied') {
        denied.push(permission)
        problems.push(say('check.reading_denied', { actions: permission.actions.join(', '), what }))
      } else if (cause instanceof Error && cause.name === 'ResourceNotFoundException') {
        const missing = { logGroup: logGroupOf(functionName), region: target.region }
        problems.push(say('check.log_missing', missing))
      } else {
        problems.push(say('check.reading_failed', { what }), sayError(error))
      }
    }
  }
  try {
    const { readMetrics, readLog } = checkedActions
    await probe(say('what.metrics'), { actions: [readMetrics], resource: '*' }, () =>
      metrics.send(metricProbe(functionName, end))
    )
    const resource = logGroupArn(functionName, target)
    await probe(say('what.log'), { actions: [readLog], resource }, () =>
      logs.send(logProbe(functionName, end))
    )
  } finally {
    metrics.destroy()
    logs.destroy()
  }
  if (problems.length === 0) return { state: 'ok', ...say('check.monitoring'), fix: null }
  return {
    state: 'warning',
    ...sayAll(say('check.monitoring_partly'), ...problems),
    fix: denied.length === 0 ? null : missingPermission(denied, target)
  }
}

const logGroupOf = (functionName: string): string => `/aws/lambda/${functionName}`

const metricProbe = (functionName: string, end: number) =>
  new GetMetricDataCommand({
    StartTime: new Date(end - LOOK_BACK_MS),
    EndTime: new Date(end),
    MetricDataQueries: [
      {
        Id: 'invocations',
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Invocations',
            Dimensions: [{ Name: 'FunctionName', Value: functionName }]
          },
          Period: 300,
          Stat: 'Sum'
        }
      }
    ]
  })

const logProbe = (functionName: string, end: number) =>
  new FilterLogEventsCommand({
    logGroupName: logGroupOf(functionName),
    startTime: end - LOOK_BACK_MS,
    limit: 1
  })
