import type { StackPlan } from '../../shared/backend-config'

type Change = StackPlan['changes'][number]

/** What a change does, in a word; `tone` picks its colour. */
export const actionWords: Record<Change['action'], { label: string; tone: 'good' | 'warn' | 'bad' }> = {
  Add: { label: 'Add', tone: 'good' },
  Modify: { label: 'Change', tone: 'warn' },
  Remove: { label: 'Remove', tone: 'bad' },
  Import: { label: 'Import', tone: 'warn' },
  Dynamic: { label: 'Maybe', tone: 'warn' }
}

/** A CloudFormation type as a person says it: `AWS::Lambda::EventSourceMapping` is a "Lambda event source mapping". */
export function resourceWords(type: string): string {
  const [, service = '', resource = ''] = type.split('::')
  if (resource === '') return type
  const words = resource.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return `${service} ${words}`
}

/** How much a plan changes, in one sentence. */
export function planWords({ changes }: Pick<StackPlan, 'changes'>): string {
  const count = (wanted: Change['action'][], verb: string): string => {
    const found = changes.filter(({ action }) => wanted.includes(action)).length
    return found === 0 ? '' : `${found.toLocaleString()} ${verb}`
  }
  const parts = [
    count(['Add', 'Import'], 'added'),
    count(['Modify', 'Dynamic'], 'changed'),
    count(['Remove'], 'removed')
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Nothing changes.' : `Resources: ${parts.join(', ')}.`
}
