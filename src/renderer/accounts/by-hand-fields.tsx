import { Advanced } from './advanced'
import { Fields, FormField } from './form-field'

const advanced = ['sharedResponseQueue', 'deadLetterQueue', 'functionName', 'endpoint'] as const

/** What connects to queues that somebody set up by hand. */
export function ByHandFields() {
  return (
    <>
      <Fields>
        <FormField
          field="requestQueue"
          label="Request queue"
          wide
          inputMode="url"
          placeholder="https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP"
          hint="Its URL from the SQS console, which brings its region along, or its name alone."
        />
        <FormField
          field="name"
          label="Name in ChatAPP"
          wide
          placeholder="Queue and region"
          hint="What you call this backend. Can stay empty."
        />
      </Fields>
      <Advanced label="Other names and endpoint" fields={advanced}>
        <Fields>
          <FormField
            field="sharedResponseQueue"
            label="Shared response queue"
            placeholder="ChatAPP-responses"
            hint="Replies come here when ChatAPP may not create a queue of its own."
          />
          <FormField field="deadLetterQueue" label="Dead-letter queue" placeholder="ChatAPP-dlq" />
          <FormField field="functionName" label="Function" placeholder="MessageProcessor" />
          <FormField
            field="endpoint"
            label="Endpoint"
            inputMode="url"
            placeholder="AWS itself"
            hint="Only for another server that speaks SQS."
          />
        </Fields>
      </Advanced>
    </>
  )
}
