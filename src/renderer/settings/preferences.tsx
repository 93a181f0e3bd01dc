import { Check } from 'lucide-react'
import { useState } from 'react'
import type { Settings } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { useChat } from '../store/stores'
import { ErrorNote } from '../ui/error-note'
import { ChoiceGroup } from '../ui/choice-group'
import { NameField } from './name-field'
import css from '../ui/settings.module.css'

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' }
] as const

const sendKeys = [
  { value: 'enter', label: 'Enter sends', hint: 'Shift+Enter starts a new line' },
  { value: 'mod-enter', label: 'Ctrl/⌘+Enter sends', hint: 'Enter starts a new line' }
] as const

/** Settings that are saved as soon as they change. */
export function Preferences({ settings }: { settings: Settings }) {
  const changeSettings = useChat((state) => state.changeSettings)
  const [outcome, setOutcome] = useState<'none' | 'saved' | WireError>('none')

  const save = async (change: Partial<Settings>): Promise<void> => {
    setOutcome('none')
    setOutcome((await changeSettings(change)) ?? 'saved')
  }

  return (
    <section aria-labelledby="preferences-title" className={css['section']}>
      <div className={css['sectionHead']}>
        <h2 id="preferences-title">Preferences</h2>
        <output aria-label="Saving" className={css['saved']}>
          {outcome === 'saved' && (
            <>
              <Check size={14} aria-hidden /> Saved
            </>
          )}
        </output>
      </div>
      {typeof outcome === 'object' && <ErrorNote title="The setting was not saved" error={outcome} />}
      <ChoiceGroup
        label="Theme"
        choices={themes}
        value={settings.theme}
        onChange={(theme) => void save({ theme })}
      />
      <NameField
        key={settings.senderName}
        value={settings.senderName}
        onSave={(senderName) => void save({ senderName })}
      />
      <ChoiceGroup
        label="Send key"
        choices={sendKeys}
        value={settings.sendWith}
        onChange={(sendWith) => void save({ sendWith })}
      />
    </section>
  )
}
