import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { consoleHost } from '../../shared/aws-partition'
import { queueNameOf } from '../../shared/backend-words'
import type { Alarm } from '../../shared/contract'
import { say, sayAll, sayError, type Told } from '../../shared/said'
import { toChatError } from '../../shared/to-chat-error'
import { policyToAttach, type CloudWatchDeps } from './cloud-watch'

/** What the template calls its alarms, behind the name of the request queue. */
export const alarmSuffixes = [
  'dead-letters',
  'oldest-request',
  'errors',
  'throttles',
  'slow',
  'concurrency',
  'clients-gone',
  'oldest-reply'
] as const

/** The alarms of a stack, and why some are missing. */
export interface Alarms {
  readonly alarms: Alarm[]
  readonly missing: Told[]
}

const states: Readonly<Record<string, Alarm['state']>> = { OK: 'ok', ALARM: 'alarm' }
const rank: Readonly<Record<Alarm['state'], number>> = { alarm: 0, unknown: 1, ok: 2 }

/** The alarms that the template makes for a request queue, those that ring first. Never rejects. */
export async function stackAlarms({ backend, cloudWatch }: CloudWatchDeps): Promise<Alarms> {
  const queue = queueNameOf(backend.requestQueue)
  const client = cloudWatch()
  try {
    const AlarmNames = alarmSuffixes.map((suffix) => `${queue}-${suffix}`)
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames }))
    const alarms = MetricAlarms.map(
      ({ AlarmName = '', StateValue = '', StateReason = '', AlarmDescription = '', ...alarm }): Alarm => ({
        name: AlarmName,
        state: states[StateValue] ?? 'unknown',
        since: alarm.StateTransitionedTimestamp?.getTime() ?? alarm.StateUpdatedTimestamp?.getTime() ?? null,
        description: AlarmDescription,
        reason: StateReason,
        url:
          backend.endpoint === null
            ? `https://${consoleHost(backend.region)}/cloudwatch/home?region=${backend.region}#alarmsV2:alarm/${encodeURIComponent(AlarmName)}`
            : null
      })
    ).toSorted((a, b) => rank[a.state] - rank[b.state] || a.name.localeCompare(b.name))
    return { alarms, missing: alarms.length === 0 ? [say('alarms.none', { queue })] : [] }
  } catch (cause) {
    const error = toChatError(cause)
    const missing =
      error.code === 'access_denied'
        ? sayAll(say('alarms.denied'), policyToAttach(backend))
        : backend.endpoint === null
          ? sayAll(say('alarms.failed'), sayError(error))
          : say('alarms.elsewhere', { endpoint: backend.endpoint })
    return { alarms: [], missing: [missing] }
  } finally {
    client.destroy()
  }
}
