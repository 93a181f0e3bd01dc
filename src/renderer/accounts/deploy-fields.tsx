import { Advanced } from './advanced'
import { Fields, FormField, FormSelect } from './form-field'
import css from './deploy-fields.module.css'
import { useConnect } from '../store/connect-store'

const advanced = [
  'queueName',
  'functionName',
  'maximumConcurrency',
  'logRetentionDays',
  'alarmEmail'
] as const
const days = ['1', '3', '5', '7', '14', '30', '60', '90', '180', '365']

/** Options of a deployment. For an update an empty field keeps what the stack has. */
export function DeployFields() {
  const update = useConnect((state) => state.target.mode === 'update')
  const none = useConnect((state) => state.draft.noAlarmEmail)
  const change = useConnect((state) => state.change)
  const kept = (value: string): string => (update ? 'As it is' : value)
  const options = (
    <Fields>
      <FormField
        field="queueName"
        label="Request queue"
        placeholder={kept('ChatAPP')}
        hint="Its dead-letter queue gets the same name with -dlq."
      />
      <FormField field="functionName" label="Function" placeholder={kept('MessageProcessor')} />
      <FormField
        field="maximumConcurrency"
        label="Concurrency"
        inputMode="numeric"
        placeholder={kept('No limit')}
        hint="How many batches are processed at the same time: 2 to 1,000, or 0 for no limit, which costs less."
      />
      <FormSelect
        field="logRetentionDays"
        label="Keep logs for"
        choices={[
          ['', kept('14 days')],
          ...days.map((day) => [day, day === '1' ? '1 day' : `${day} days`] as const)
        ]}
      />
      <FormField
        field="alarmEmail"
        label="Alarm e-mail"
        wide
        inputMode="email"
        readOnly={none}
        placeholder={kept('No e-mail')}
        hint="AWS asks this address to confirm, then writes when messages fail or wait too long."
      />
      {update && (
        <label className={css['check']}>
          <input
            type="checkbox"
            checked={none}
            onChange={(event) => change({ noAlarmEmail: event.target.checked, alarmEmail: '' })}
          />
          No e-mail for alarms from now on
        </label>
      )}
    </Fields>
  )
  if (update) return options
  return (
    <>
      <FormField
        field="stackName"
        label="Stack name"
        hint="Everything is created as one CloudFormation stack of this name, and can be removed as one."
      />
      <Advanced label="Names, limits and alarms" fields={advanced}>
        {options}
      </Advanced>
    </>
  )
}
