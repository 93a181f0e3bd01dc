import type { CheckStep } from '../../shared/backend-config'

/** A step's state in a word. */
export const stateWords: Record<CheckStep['state'], string> = {
  running: 'Running',
  ok: 'OK',
  warning: 'Warning',
  failed: 'Failed',
  skipped: 'Skipped'
}

/** What a finished connection test comes to. */
export function checkWords(steps: readonly CheckStep[]): string {
  const count = (state: CheckStep['state']): number => steps.filter((one) => one.state === state).length
  const [failed, warned] = [count('failed'), count('warning')]
  if (failed > 0)
    return failed === 1
      ? '1 step failed. What to do is written below it.'
      : `${failed} steps failed. What to do is written below each.`
  if (warned > 0) return warned === 1 ? 'It works, with 1 warning.' : `It works, with ${warned} warnings.`
  return 'All is well: messages go out and replies come back.'
}
