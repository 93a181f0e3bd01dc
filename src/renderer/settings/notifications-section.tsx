import { useId } from 'react'
import type { Settings } from '../../shared/contract'
import { useNotifications } from '../store/notifications-store'
import { useChat } from '../store/stores'
import { t } from '../text/words'
import { Button } from '../ui/button'
import { ChoiceGroup } from '../ui/choice-group'
import form from '../ui/form.module.css'
import section from '../ui/section.module.css'
import css from './notifications-section.module.css'

type QuietHours = NonNullable<Settings['quietHours']>

const NIGHT: QuietHours = { from: '22:00', until: '07:00' }

const telling = () => [
  {
    value: 'on' as const,
    label: t('On'),
    hint: t('When ChatAPP is hidden, or the reply is in another chat; never of a muted one')
  },
  { value: 'off' as const, label: t('Off'), hint: t('Unread replies are counted all the same') }
]

const saying = () => [
  { value: 'line' as const, label: t('The chat and a line of the reply') },
  {
    value: 'nothing' as const,
    label: t('Only that there is one'),
    hint: t('Nothing of it stands on the screen')
  }
]

const resting = () => [
  { value: 'never' as const, label: t('None') },
  { value: 'hours' as const, label: t('Each day between two hours') }
]

/** Which replies are announced, and how. */
export function NotificationsSection({ settings }: { settings: Settings }) {
  const change = useChat((state) => state.changeSettings)
  const { notify, notifyPreview, quietHours } = settings
  const save = (changes: Partial<Settings>): void => void change(changes)
  return (
    <section aria-labelledby="notifications-title" className={section['section']}>
      <div className={section['head']}>
        <h2 id="notifications-title">{t('Notifications')}</h2>
      </div>
      <ChoiceGroup
        label={t('Tell me of replies')}
        choices={telling()}
        value={notify ? 'on' : 'off'}
        onChange={(choice) => save({ notify: choice === 'on' })}
      />
      {notify && (
        <>
          <Allowed />
          <ChoiceGroup
            label={t('What a notification says')}
            choices={saying()}
            value={notifyPreview ? 'line' : 'nothing'}
            onChange={(choice) => save({ notifyPreview: choice === 'line' })}
          />
          <ChoiceGroup
            label={t('Quiet hours')}
            choices={resting()}
            value={quietHours ? 'hours' : 'never'}
            onChange={(choice) => save({ quietHours: choice === 'hours' ? NIGHT : null })}
          />
          {quietHours && <Hours hours={quietHours} onChange={(hours) => save({ quietHours: hours })} />}
        </>
      )}
    </section>
  )
}

/** Whether the browser, or the system, lets notifications through, and where that is changed. */
function Allowed() {
  const inBrowser = useChat(({ info }) => info?.host === 'browser')
  const permission = useNotifications((state) => state.permission)
  const ask = useNotifications((state) => state.ask)
  if (!inBrowser)
    return (
      <p className={form['hint']}>
        {t(
          'Where none appear, your system holds them back: look for ChatAPP in its settings, under Notifications.'
        )}
      </p>
    )
  if (permission === 'default')
    return (
      <p className={css['ask']}>
        {t('Your browser has not been asked yet.')}
        <Button onClick={() => void ask()}>{t('Allow notifications…')}</Button>
      </p>
    )
  if (permission === 'granted') return null
  return (
    <p className={form['hint']} data-bad>
      {permission === 'denied'
        ? t(
            'Your browser blocks them. Allow them for this page by the sign at the left of its address, then reload it.'
          )
        : t('This browser knows no notifications.')}
    </p>
  )
}

function Hours({ hours, onChange }: { hours: QuietHours; onChange: (hours: QuietHours) => void }) {
  const id = useId()
  const field = (which: keyof QuietHours, label: string) => (
    <label htmlFor={`${id}-${which}`}>
      {label}
      <input
        id={`${id}-${which}`}
        className={form['input']}
        type="time"
        required
        value={hours[which]}
        onChange={({ target }) =>
          target.value !== '' && onChange({ ...hours, [which]: target.value.slice(0, 5) })
        }
      />
    </label>
  )
  return (
    <div className={css['hours']}>
      {field('from', t('Quiet from'))}
      {field('until', t('Quiet until'))}
    </div>
  )
}
