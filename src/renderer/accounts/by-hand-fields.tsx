import { Advanced } from './advanced'
import { Fields, FormField } from './form-field'
import { t } from '../text/words'

const advanced = ['sharedResponseQueue', 'deadLetterQueue', 'functionName', 'endpoint'] as const

/** What connects to queues that somebody set up by hand. */
export function ByHandFields() {
  return (
    <>
      <Fields>
        <FormField
          field="requestQueue"
          label={t('Request queue')}
          wide
          inputMode="url"
          placeholder="https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP"
          hint={t('Its URL from the SQS console, which brings its region along, or its name alone.')}
        />
        <FormField
          field="name"
          label={t('Name in ChatAPP')}
          wide
          placeholder={t('Queue and region')}
          hint={t('What you call this backend. Can stay empty.')}
        />
      </Fields>
      <Advanced label={t('Other names and endpoint')} fields={advanced}>
        <Fields>
          <FormField
            field="sharedResponseQueue"
            label={t('Shared response queue')}
            placeholder="ChatAPP-responses"
            hint={t('Replies come here when ChatAPP may not create a queue of its own.')}
          />
          <FormField field="deadLetterQueue" label={t('Dead-letter queue')} placeholder="ChatAPP-dlq" />
          <FormField field="functionName" label={t('Function')} placeholder="MessageProcessor" />
          <FormField
            field="endpoint"
            label={t('Endpoint')}
            inputMode="url"
            placeholder={t('AWS itself')}
            hint={t('Only for another server that speaks SQS.')}
          />
        </Fields>
      </Advanced>
    </>
  )
}
