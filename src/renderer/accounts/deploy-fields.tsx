import { Advanced } from './advanced'
import { Fields, FormField, FormSelect } from './form-field'
import css from './deploy-fields.module.css'
import { useConnect } from '../store/connect-store'
import { t } from '../text/words'

const advanced = [
  'queueName',
  'functionName',
  'maximumConcurrency',
  'logRetentionDays',
  'alarmEmail'
] as const
const days = [1, 3, 5, 7, 14, 30, 60, 90, 180, 365]

const daysWords = (days: number): string => t('{days, plural, one {# day} other {# days}}', { days })

/** Options of a deployment. For an update an empty field keeps what the stack has. */
export function DeployFields() {
  const update = useConnect((state) => state.target.mode === 'update')
  const none = useConnect((state) => state.draft.noAlarmEmail)
  const change = useConnect((state) => state.change)
  const kept = (value: string): string => (update ? t('As it is') : value)
  const options = (
    <Fields>
      <FormField
        field="queueName"
        label={t('Request queue')}
        placeholder={kept('ChatAPP')}
        hint={t('Its dead-letter queue gets the same name with -dlq.')}
      />
      <FormField field="functionName" label={t('Function')} placeholder={kept('MessageProcessor')} />
      <FormField
        field="maximumConcurrency"
        label={t('Concurrency')}
        inputMode="numeric"
        placeholder={kept(t('No limit'))}
        hint={t(
          'How many batches are processed at the same time: 2 to 1,000, or 0 for no limit, which costs less.'
        )}
      />
      <FormSelect
        field="logRetentionDays"
        label={t('Keep logs for')}
        choices={[['', kept(daysWords(14))], ...days.map((days) => [String(days), daysWords(days)] as const)]}
      />
      <FormField
        field="alarmEmail"
        label={t('Alarm e-mail')}
        wide
        inputMode="email"
        readOnly={none}
        placeholder={kept(t('No e-mail'))}
        hint={t('AWS asks this address to confirm, then writes when messages fail or wait too long.')}
      />
      {update && (
        <label className={css['check']}>
          <input
            type="checkbox"
            checked={none}
            onChange={(event) => change({ noAlarmEmail: event.target.checked, alarmEmail: '' })}
          />
          {t('No e-mail for alarms from now on')}
        </label>
      )}
    </Fields>
  )
  if (update) return options
  return (
    <>
      <FormField
        field="stackName"
        label={t('Stack name')}
        hint={t('Everything is created as one CloudFormation stack of this name, and can be removed as one.')}
      />
      <Advanced label={t('Names, limits and alarms')} fields={advanced}>
        {options}
      </Advanced>
    </>
  )
}
