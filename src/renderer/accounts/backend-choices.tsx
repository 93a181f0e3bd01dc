import { backendColours } from '../../shared/backend-colours'
import type { BackendChoices } from '../../shared/backend-config'
import { createBackendsStore, useBackends } from '../store/backends-store'
import { useStores } from '../store/stores'
import { t } from '../text/words'
import { BackendMark, colourWords } from '../ui/backend-mark'
import { ChoiceGroup } from '../ui/choice-group'
import css from './backend-choices.module.css'

/** What is chosen for a backend: its colour, whether it is protected, and what queue desk and agents may do there. */
export function ChoicesOfBackend({ id }: { id: string }) {
  const backends = useStores().of(createBackendsStore)
  const choices = useBackends((state) => state.choices[id])
  if (!choices) return null
  const choose = (chosen: Partial<BackendChoices>): void => void backends.getState().choose(id, chosen)
  return (
    <details>
      <summary className={css['summary']}>{summaryOf(choices)}</summary>
      <div className={css['choices']}>
        <ChoiceGroup
          label={t('Colour')}
          choices={backendColours.map((value) => ({
            value,
            label: t(colourWords[value]),
            mark: <BackendMark colour={value} />
          }))}
          value={choices.colour}
          onChange={(colour) => choose({ colour })}
        />
        <ChoiceGroup
          label={t('First message after a switch')}
          choices={[
            { value: 'asked', label: t('Asks once'), hint: t('Protected: nothing goes there by mistake') },
            { value: 'sent', label: t('Is sent') }
          ]}
          value={choices.protected ? 'asked' : 'sent'}
          onChange={(value) => choose({ protected: value === 'asked' })}
        />
        <ChoiceGroup
          label={t('Queue desk')}
          choices={[
            { value: 'read-only', label: t('Only reads') },
            { value: 'unlocked', label: t('Unlocked'), hint: t('It may send, delete and move messages') }
          ]}
          value={choices.queueDesk}
          onChange={(queueDesk) => choose({ queueDesk })}
        />
        <ChoiceGroup
          label={t('Agents')}
          choices={[
            { value: 'locked', label: t('Only read') },
            { value: 'unlocked', label: t('Unlocked'), hint: t('They may send messages there') }
          ]}
          value={choices.agents}
          onChange={(agents) => choose({ agents })}
        />
      </div>
    </details>
  )
}

/** What differs from a locked and unprotected backend, behind the colour. */
const summaryOf = ({ colour, protected: isProtected, queueDesk, agents }: BackendChoices): string =>
  [
    t(colourWords[colour]),
    ...(isProtected ? [t('protected')] : []),
    ...(queueDesk === 'unlocked' ? [t('queue desk unlocked')] : []),
    ...(agents === 'unlocked' ? [t('agents unlocked')] : [])
  ].join(' · ')
