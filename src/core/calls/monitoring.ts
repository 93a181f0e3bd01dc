import type { Monitoring } from '../../shared/backend-config'
import { subjectOf } from '../../shared/backend-words'
import type { Handlers } from '../../shared/contract'
import { say, sayAll, type Told } from '../../shared/said'
import type { Backend } from '../backends/backend'
import type { RequestCounter } from '../backends/request-counter'
import { awsPrices, idlePollers, POLLS_A_MONTH } from '../../shared/aws-prices'

export interface MonitoringDeps {
  /** The backend that is talked to now. */
  backend: () => Pick<Backend, 'kind' | 'capabilities' | 'metrics' | 'alarms'>
  requests: Pick<RequestCounter, 'thisMonth'>
}

/** The contract's `monitoring.*` calls. */
export const createMonitoringHandlers = ({
  backend,
  requests
}: MonitoringDeps): Pick<Handlers, Extract<keyof Handlers, `monitoring.${string}`>> => ({
  'monitoring.get': async ({ hours }) => {
    const { stackRequests, ...metrics } = await backend().metrics(hours)
    return { ...metrics, cost: costLine(requests.thisMonth(), backend(), stackRequests) }
  },
  'monitoring.alarms': async () => await backend().alarms()
})

/** What the Queues view asks CloudWatch for at most: its charts, the ages of four queues, and one queue over time. */
const METRICS_A_MINUTE = 14

/** What Lambda's pollers ask an idle request queue in a month. */
const polling = (limited: boolean): number => idlePollers(limited) * POLLS_A_MONTH

/** What SQS has cost this month, about: of the whole stack where CloudWatch tells, else of this profile alone. */
function costLine(
  { month, requests: own }: ReturnType<RequestCounter['thisMonth']>,
  { kind, capabilities }: Pick<Backend, 'kind' | 'capabilities'>,
  stackRequests: number | null
): Monitoring['cost'] {
  const { sqsRequests, metricsRead, readOn } = awsPrices
  const requests = Math.max(own, Math.round(stackRequests ?? 0))
  const freeTierShare = requests / sqsRequests.free
  const tell = ({ detail: text, said }: Told, dollars: number): Monitoring['cost'] => ({
    month,
    requests,
    freeTierShare,
    dollars,
    text,
    said
  })
  if (!capabilities.account) return tell(say('cost.nothing', { subject: say(subjectOf(kind)) }), 0)
  const dollars = Math.round((requests * sqsRequests.perMillion) / 1e4) / 100
  return tell(
    sayAll(
      say('cost.requests', { requests, percent: Number((freeTierShare * 100).toFixed(1)), dollars }),
      stackRequests === null
        ? say('cost.own', { polling: polling(false), limited: polling(true) })
        : say('cost.stack', { own }),
      say('cost.looking', { dollars: metricsRead.perThousand * ((METRICS_A_MINUTE * 60) / 1000) }),
      say('cost.prices', { readOn })
    ),
    dollars
  )
}
