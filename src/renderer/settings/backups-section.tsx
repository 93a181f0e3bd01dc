import { useEffect } from 'react'
import type { Settings } from '../../shared/contract'
import { useRecovery } from '../store/recovery-store'
import { useChat } from '../store/stores'
import { t } from '../text/words'
import { Button } from '../ui/button'
import { ChoiceGroup } from '../ui/choice-group'
import { ErrorNote } from '../ui/error-note'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import { Databases } from './set-aside-databases'

const choices = () => [
  { value: 'on' as const, label: t('Once a day') },
  { value: 'off' as const, label: t('Only when I ask for one') }
]

/** Copies of the profile's database: made once a day or by hand, and what brings one back. */
export function BackupsSection({ settings }: { settings: Settings }) {
  const changeSettings = useChat((state) => state.changeSettings)
  const { backups, backingUp, backUp, error, watch } = useRecovery((state) => state)
  useEffect(() => watch(), [watch])
  return (
    <section aria-labelledby="backups-title" className={section['section']}>
      <h2 id="backups-title">{t('Backups')}</h2>
      <p className={text['soft']}>
        {t(
          'A backup is a checked copy of your messages and settings on this computer, without access keys. The last seven are kept, with what you delete meanwhile. Reading one back adds what is not here any more; nothing that is here changes, and nothing is sent.'
        )}
      </p>
      <ChoiceGroup
        label={t('Back up')}
        choices={choices()}
        value={settings.backUpDaily ? 'on' : 'off'}
        onChange={(choice) => void changeSettings({ backUpDaily: choice === 'on' })}
      />
      <div className={row['start']}>
        <Button disabled={backingUp} onClick={() => void backUp()}>
          {backingUp ? t('Backing up…') : t('Back up now')}
        </Button>
      </div>
      {error && <ErrorNote title={t('The backups are not as you wanted')} error={error} />}
      {backups.length === 0 ? (
        <p className={text['soft']}>{t('There is none yet.')}</p>
      ) : (
        <Databases label={t('Backups')} files={backups} />
      )}
    </section>
  )
}
