import { Check } from 'lucide-react'
import { useId, useState } from 'react'
import type { Settings } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { useChat } from '../store/stores'
import { ErrorNote } from '../ui/error-note'
import { ChoiceGroup } from '../ui/choice-group'
import { isComposing } from '../ui/composing'
import form from '../ui/form.module.css'
import section from '../ui/section.module.css'
import css from './preferences.module.css'

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' }
] as const

const sendKeys = [
  { value: 'enter', label: 'Enter sends', hint: 'Shift+Enter starts a new line' },
  { value: 'mod-enter', label: 'Ctrl/⌘+Enter sends', hint: 'Enter starts a new line' }
] as const

const spelling = [
  { value: 'off', label: 'Off', hint: 'Nothing is fetched' },
  {
    value: 'on',
    label: 'On',
    hint: 'Gets a dictionary for each language of your system from Google, once; what you write stays here'
  }
] as const

/** Settings that are saved as soon as they change. */
export function Preferences({ settings }: { settings: Settings }) {
  const changeSettings = useChat((state) => state.changeSettings)
  // macOS and web browsers check spelling themselves, as their own settings say.
  const ownSpelling = useChat(({ info }) => info?.host === 'electron' && info.platform !== 'darwin')
  const [outcome, setOutcome] = useState<'none' | 'saved' | WireError>('none')

  const save = async (change: Partial<Settings>): Promise<void> => {
    setOutcome('none')
    setOutcome((await changeSettings(change)) ?? 'saved')
  }

  return (
    <section aria-labelledby="preferences-title" className={section['section']}>
      <div className={section['head']}>
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
      {ownSpelling && (
        <ChoiceGroup
          label="Check spelling"
          choices={spelling}
          value={settings.checkSpelling ? 'on' : 'off'}
          onChange={(choice) => void save({ checkSpelling: choice === 'on' })}
        />
      )}
    </section>
  )
}

const LONGEST = 60

/** The name over what the user sends; saved on Enter and on leaving the field. */
function NameField({ value, onSave }: { value: string; onSave: (name: string) => void }) {
  const [name, setName] = useState(value)
  const id = useId()
  const blank = name.trim() === ''

  const save = (): void => {
    if (!blank && name.trim() !== value) onSave(name.trim())
  }

  return (
    <div className={form['field']}>
      <label htmlFor={id} className={form['label']}>
        Display name
      </label>
      <input
        id={id}
        className={form['input']}
        dir="auto"
        value={name}
        maxLength={LONGEST}
        aria-invalid={blank}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setName(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && !isComposing(event.nativeEvent) && save()}
      />
      <p id={`${id}-hint`} className={form['hint']} data-bad={blank || undefined}>
        {blank ? 'The name is empty. Type at least one character.' : 'Stands over every message you send.'}
      </p>
    </div>
  )
}
