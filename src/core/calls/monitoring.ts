import type { Monitoring } from '../../shared/backend-config'
import { subjectOf } from '../../shared/backend-words'
import type { Handlers } from '../../shared/contract'
import type { Backend } from '../backends/backend'
import { FREE_REQUESTS, type RequestCounter } from '../backends/request-counter'

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
  'monitoring.get': async ({ hours }) => ({
    ...(await backend().metrics(hours)),
    cost: costLine(requests.thisMonth(), backend())
  }),
  'monitoring.logs': async ({ correlationId }) => await backend().logs(correlationId)
})

function costLine(
  { month, requests }: ReturnType<RequestCounter['thisMonth']>,
  { kind, capabilities }: Pick<Backend, 'kind' | 'capabilities'>
): Monitoring['cost'] {
  const freeTierShare = requests / FREE_REQUESTS
  const counted =
    `${requests.toLocaleString('en-US')} requests to SQS this month, ${(freeTierShare * 100).toFixed(1)} % of the ` +
    'million that AWS gives an account for free.'
  const text = !capabilities.account
    ? `${subjectOf(kind)} costs nothing.`
    : // AWS: 3 polls a minute make 129,600 in 30 days; an event source mapping starts with five pollers.
      `${counted} Counted is this profile only. Waiting for replies takes up to 129,600 requests a month; ` +
      'Lambda’s own polling of the request queue, up to 648,000 while it is idle, comes on top.'
  return { month, requests, freeTierShare, text }
}
