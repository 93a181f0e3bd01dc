import type { Monitoring } from '../../shared/backend-config'
import { subjectOf } from '../../shared/backend-words'
import type { Handlers } from '../../shared/contract'
import type { Backend } from '../backends/backend'
import type { RequestCounter } from '../backends/request-counter'
import { awsPrices, idlePollers, POLLS_A_MONTH } from '../../shared/aws-prices'

export interface MonitoringDeps {
  /** The backend that is talked to now. */
  backend: () => Pick<Backend, 'kind' | 'capabilities' | 'metrics' | 'logs'>
  requests: Pick<RequestCounter, 'thisMonth'>
}

/** The contract's `monitoring.*` calls. */
export const createMonitoringHandlers = ({
  backend,
  requests
}: MonitoringDeps): Pick<Handlers, 'monitoring.get' | 'monitoring.logs'> => ({
  'monitoring.get': async ({ hours }) => {
    const { stackRequests, ...metrics } = await backend().metrics(hours)
    return { ...metrics, cost: costLine(requests.thisMonth(), backend(), stackRequests) }
  },
  'monitoring.logs': async ({ correlationId }) => await backend().logs(correlationId)
})

/** What Lambda's pollers ask an idle request queue in a month. */
const polling = (limited: boolean): string => (idlePollers(limited) * POLLS_A_MONTH).toLocaleString('en-US')

/** What SQS has cost this month, about: of the whole stack where CloudWatch tells, else of this profile alone. */
function costLine(
  { month, requests: own }: ReturnType<RequestCounter['thisMonth']>,
  { kind, capabilities }: Pick<Backend, 'kind' | 'capabilities'>,
  stackRequests: number | null
): Monitoring['cost'] {
  const { sqsRequests, metricsRead, readOn } = awsPrices
  const requests = Math.max(own, Math.round(stackRequests ?? 0))
  const freeTierShare = requests / sqsRequests.free
  if (!capabilities.account)
    return { month, requests, freeTierShare, text: `${subjectOf(kind)} costs nothing.` }
  const share =
    `${requests.toLocaleString('en-US')} requests to SQS this month, ${(freeTierShare * 100).toFixed(1)} % of the ` +
    `million that AWS gives an account for free, or $${((requests * sqsRequests.perMillion) / 1e6).toFixed(2)} without it.`
  const whole =
    stackRequests === null
      ? `Counted is this profile only. Lambda’s own polling comes on top: ${polling(false)} a month on an idle request ` +
        `queue, or ${polling(true)} with a limit on concurrency; and so do other installations.`
      : `Counted is the whole stack, as CloudWatch does: Lambda’s polling and every installation, this one with ` +
        `${own.toLocaleString('en-US')}.`
  const looking = `This view asks CloudWatch for six metrics a minute ($${(metricsRead.perThousand * 0.36).toFixed(4)} an hour).`
  return {
    month,
    requests,
    freeTierShare,
    text: `${share} ${whole} ${looking} Prices: us-east-1, ${readOn}.`
  }
}
