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
import { isSystem12, languageNames, systemLanguage, t } from '../text/words'

const themes = () => [
  { value: 'system' as const, label: t('System') },
  { value: 'light' as const, label: t('Light') },
  { value: 'dark' as const, label: t('Dark') }
]

/** Each language by its own name, for whoever reads no other. */
const tongues = () => [
  { value: 'system' as const, label: t('System'), hint: systemLanguage() },
  ...languageNames().map(({ language, name }) => ({ value: language, label: name, lang: language }))
]

const sendKeys = () => [
  { value: 'enter' as const, label: t('Enter sends'), hint: t('Shift+Enter starts a new line') },
  { value: 'mod-enter' as const, label: t('Ctrl/⌘+Enter sends'), hint: t('Enter starts a new line') }
]

/** The same moment by either clock. */
const [twelve, twentyFour] = ['9:41 PM', '21:41']

const clocks = () => [
  { value: 'system' as const, label: t('System'), hint: isSystem12() ? twelve : twentyFour },
  { value: '12' as const, label: t('12 hours'), hint: twelve },
  { value: '24' as const, label: t('24 hours'), hint: twentyFour }
]

const spelling = () => [
  { value: 'off' as const, label: t('Off'), hint: t('Nothing is fetched') },
  {
    value: 'on' as const,
    label: t('On'),
    hint: t('Gets a dictionary for each language of your system from Google, once; what you write stays here')
  }
]

/** How late a reply may come that nobody waits for; what polling then costs, of 129,600 requests a month. */
const textSizes = () => [
  { value: 'small' as const, label: t('Small') },
  { value: 'normal' as const, label: t('Normal') },
  { value: 'large' as const, label: t('Large') },
  { value: 'largest' as const, label: t('Largest') }
]

const densities = () => [
  { value: 'comfortable' as const, label: t('Comfortable') },
  { value: 'compact' as const, label: t('Compact'), hint: t('More messages at once') }
]

const lateness = () => [
  {
    value: '0' as const,
    label: t('At once'),
    hint: t('Up to {requests, number} requests a month', { requests: 129_600 })
  },
  {
    value: '60' as const,
    label: t('Within a minute'),
    hint: t('About {requests, number} requests', { requests: 32_400 })
  },
  {
    value: '300' as const,
    label: t('Within 5 minutes'),
    hint: t('About {requests, number} requests', { requests: 8100 })
  },
  {
    value: '900' as const,
    label: t('Within 15 minutes'),
    hint: t('About {requests, number} requests', { requests: 2800 })
  }
]

const latenessOf = (seconds: Settings['lateSeconds']): `${Settings['lateSeconds']}` => `${seconds}`

/** Settings that are saved as soon as they change. */
export function Preferences({ settings }: { settings: Settings }) {
  const changeSettings = useChat((state) => state.changeSettings)
  // macOS and web browsers check spelling themselves, as their own settings say.
  const ownSpelling = useChat(({ info }) => info?.host === 'electron' && info.platform !== 'darwin')
  const billed = useChat(({ connection }) => connection?.can.account)
  const [outcome, setOutcome] = useState<'none' | 'saved' | WireError>('none')

  const save = async (change: Partial<Settings>): Promise<void> => {
    setOutcome('none')
    setOutcome((await changeSettings(change)) ?? 'saved')
  }

  return (
    <section aria-labelledby="preferences-title" className={section['section']}>
      <div className={section['head']}>
        <h2 id="preferences-title">{t('Preferences')}</h2>
        <output aria-label={t('Saving')} className={css['saved']}>
          {outcome === 'saved' && (
            <>
              <Check size={14} aria-hidden /> {t('Saved')}
            </>
          )}
        </output>
      </div>
      {typeof outcome === 'object' && <ErrorNote title={t('The setting was not saved')} error={outcome} />}
      <LookChoices settings={settings} save={save} />
      <NameField
        key={settings.senderName}
        value={settings.senderName}
        onSave={(senderName) => void save({ senderName, nameChosen: true })}
      />
      <ChoiceGroup
        label={t('Send key')}
        choices={sendKeys()}
        value={settings.sendWith}
        onChange={(sendWith) => void save({ sendWith })}
      />
      {billed && (
        <ChoiceGroup
          label={t('Replies that nobody waits for')}
          choices={lateness()}
          value={latenessOf(settings.lateSeconds)}
          onChange={(late) => void save({ lateSeconds: Number(late) as Settings['lateSeconds'] })}
        />
      )}
      {ownSpelling && (
        <ChoiceGroup
          label={t('Check spelling')}
          choices={spelling()}
          value={settings.checkSpelling ? 'on' : 'off'}
          onChange={(choice) => void save({ checkSpelling: choice === 'on' })}
        />
      )}
    </section>
  )
}

interface Choices {
  settings: Settings
  save: (change: Partial<Settings>) => Promise<void>
}

/** How the page looks and speaks. */
function LookChoices({ settings, save }: Choices) {
  return (
    <>
      <ChoiceGroup
        label={t('Theme')}
        choices={themes()}
        value={settings.theme}
        onChange={(theme) => void save({ theme })}
      />
      <ChoiceGroup
        label={t('Text size')}
        choices={textSizes()}
        value={settings.textSize}
        onChange={(textSize) => void save({ textSize })}
      />
      <ChoiceGroup
        label={t('Density')}
        choices={densities()}
        value={settings.density}
        onChange={(density) => void save({ density })}
      />
      <ChoiceGroup
        id="language"
        label={t('Language')}
        choices={tongues()}
        value={settings.language}
        onChange={(language) => void save({ language })}
      />
      <ChoiceGroup
        id="clock"
        label={t('Clock')}
        choices={clocks()}
        value={settings.clock}
        onChange={(clock) => void save({ clock })}
      />
    </>
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
        {t('Display name')}
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
        {blank
          ? t('The name is empty. Type at least one character.')
          : t('Stands over every message you send.')}
      </p>
    </div>
  )
}
