import type { StackProgress } from '../../shared/backend-config'

/** Where an operation stands, as a heading; `tone` picks its colour. */
export function progressWords({ operation, state, stackName }: StackProgress): {
  title: string
  tone: 'busy' | 'good' | 'bad'
} {
  const doing = operation === 'deploy' ? 'Deploying' : 'Removing'
  const words = {
    running: { title: `${doing} the stack ${stackName}`, tone: 'busy' },
    cancelling: { title: `Cancelling: what was made of ${stackName} is undone`, tone: 'busy' },
    done: { title: operation === 'deploy' ? 'Connected' : `The stack ${stackName} is removed`, tone: 'good' },
    'rolled-back': { title: `The stack ${stackName} was rolled back`, tone: 'bad' },
    unconnected: { title: `The stack ${stackName} is deployed, but not connected`, tone: 'bad' },
    failed: { title: `${doing} the stack ${stackName} failed`, tone: 'bad' }
  } as const
  return words[state]
}

/** "7 of 17 resources"; without a total, what is done. */
export function countWords({ done, total }: Pick<StackProgress, 'done' | 'total'>): string {
  const noun = (total || done) === 1 ? 'resource' : 'resources'
  return total > 0
    ? `${Math.min(done, total).toLocaleString()} of ${total.toLocaleString()} ${noun}`
    : `${done.toLocaleString()} ${noun}`
}

/** CloudFormation's status as words: `CREATE_IN_PROGRESS` is "create in progress". */
export const statusWords = (status: string): string => status.replaceAll('_', ' ').toLowerCase()
