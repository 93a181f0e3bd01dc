import type { StackPlan, StackProgress } from '../shared/backend-config'
import { clock } from './message-line'

const verbs = { Add: '+', Modify: '~', Remove: '-', Import: '+', Dynamic: '?' } as const

/** What a plan would do, one line a resource. */
export function planLines({ stackName, kind, changes }: StackPlan): string[] {
  if (kind === 'unchanged') return [`The stack ${stackName} is up to date.`]
  const what = kind === 'create' ? 'New stack' : 'Update of the stack'
  return [
    `${what} ${stackName}: ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`,
    ...changes.map(
      ({ action, logicalId, type, replacement }) =>
        `  ${verbs[action]} ${logicalId} (${type})${replacement ? ' is replaced: what it holds is lost' : ''}`
    )
  ]
}

/** One event of an operation, with how far it is. */
export const eventLine = (event: StackProgress['events'][number], { done, total }: StackProgress): string =>
  `${clock(event.at)} [${done}/${total}] ${event.logicalId} ${event.status}${event.reason ? `: ${event.reason}` : ''}`
