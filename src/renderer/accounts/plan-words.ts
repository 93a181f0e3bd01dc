import type { StackPlan } from '../../shared/backend-config'
import { t, type Message } from '../text/words'

type Change = StackPlan['changes'][number]

/** What a change does, in a word; `tone` picks its colour. */
export const actionWords: Record<Change['action'], { label: Message; tone: 'good' | 'warn' | 'bad' }> = {
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
  const count = (...wanted: Change['action'][]): number =>
    changes.filter(({ action }) => wanted.includes(action)).length
  const [added, changed, removed] = [count('Add', 'Import'), count('Modify', 'Dynamic'), count('Remove')]
  const parts = [
    added > 0 && t('{added, number} added', { added }),
    changed > 0 && t('{changed, number} changed', { changed }),
    removed > 0 && t('{removed, number} removed', { removed })
  ].filter((part) => part !== false)
  return parts.length === 0 ? t('Nothing changes.') : t('Resources: {parts}.', { parts: parts.join(', ') })
}
