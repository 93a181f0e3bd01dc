import { useEffect, useId, useRef, type ReactNode, type SubmitEvent } from 'react'
import type { AwsBackendConfig } from '../../shared/backend-config'
import { useStores, useView } from '../store/stores'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { ByHandFields } from './by-hand-fields'
import type { FormTarget } from '../store/connect-store'
import { CredentialsFields } from './credentials-fields'
import { DeployFields } from './deploy-fields'
import { PageHeading } from './page-heading'
import { spanWords, useSeconds } from '../text/use-seconds'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './connect-page.module.css'
import { createConnectStore, useConnect } from '../store/connect-store'
import { createStackStore, useStack } from '../store/stack-store'
import { t } from '../text/words'

/** Connects a new backend, edits one, or updates the stack of one: one form on one page. */
export function ConnectPage({
  mode,
  backend
}: {
  mode: FormTarget['mode']
  backend: AwsBackendConfig | null
}) {
  const connect = useStores().of(createConnectStore)
  const { view } = useStores()
  const door = useConnect((state) => state.draft.door)
  const failure = useConnect((state) => state.failure)
  const element = useRef<HTMLFormElement>(null)
  useEffect(
    () => connect.getState().begin(mode === 'connect' || !backend ? { mode: 'connect' } : { mode, backend }),
    [connect, mode, backend]
  )

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (connect.getState().draft.door === 'deploy') await connect.getState().plan()
    else {
      const id = await connect.getState().save()
      if (id !== null) view.getState().openAws({ kind: 'check', backendId: id })
    }
    element.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-bad] input')?.focus()
  }

  return (
    <form
      ref={element}
      className={css['form']}
      aria-labelledby="connect-title"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <PageHeading id="connect-title">{headings[mode](backend)}</PageHeading>
      <CredentialsFields regionFixed={mode === 'update'} />
      <section aria-labelledby="queue-title" className={section['section']}>
        <h3 id="queue-title">{mode === 'update' ? t('The stack') : t('The queue and the function')}</h3>
        {mode === 'connect' && <Doors />}
        {door === 'deploy' ? <DeployFields /> : <ByHandFields />}
      </section>
      {failure && (
        <ErrorNote
          title={door === 'deploy' ? t('The changes could not be prepared') : t('The backend was not saved')}
          error={failure}
        />
      )}
      <Foot mode={mode} />
    </form>
  )
}

const headings: Record<FormTarget['mode'], (backend: AwsBackendConfig | null) => string> = {
  connect: () => t('Connect an AWS account'),
  edit: (backend) => (backend ? t('Edit {name}', { name: backend.name }) : t('Edit this backend')),
  update: (backend) => t('Update the stack {name}', { name: backend?.stackName ?? '' })
}

function Doors() {
  return (
    <div className={css['doors']} role="radiogroup" aria-label={t('Who sets it up')}>
      <Door door="deploy" title={t('Set up for me')}>
        {t(
          'ChatAPP creates the queues, the function, alarms and a dashboard. You see every change before it is made.'
        )}
      </Door>
      <Door door="by-hand" title={t('I set it up by hand')}>
        {t('The queue and the function are there already. Paste the queue’s URL and connect.')}
      </Door>
    </div>
  )
}

function Door({ door, title, children }: { door: 'deploy' | 'by-hand'; title: string; children: ReactNode }) {
  const chosen = useConnect((state) => state.draft.door === door)
  const change = useConnect((state) => state.change)
  const id = useId()
  return (
    <label className={css['door']} htmlFor={id}>
      <input
        id={id}
        type="radio"
        name="door"
        checked={chosen}
        aria-label={title}
        aria-describedby={`${id}-what`}
        onChange={() => change({ door })}
      />
      <span>
        <b>{title}</b>
        <small id={`${id}-what`}>{children}</small>
      </span>
    </label>
  )
}

function Foot({ mode }: { mode: FormTarget['mode'] }) {
  const stack = useStores().of(createStackStore)
  const show = useView((state) => state.show)
  const door = useConnect((state) => state.draft.door)
  const saving = useConnect((state) => state.saving)
  const since = useStack((state) => state.planningSince)
  const now = useSeconds(since !== null)
  if (since !== null) {
    return (
      <div className={row['end']}>
        <output className={`${text['soft']} ${css['note']}`}>
          {t('Asking CloudFormation what would change: {time}', { time: spanWords(now - since) })}
        </output>
        <Button onClick={() => stack.getState().discard()}>{t('Stop asking')}</Button>
      </div>
    )
  }
  return (
    <div className={row['end']}>
      {door === 'deploy' && (
        <p className={`${text['small']} ${css['note']}`}>
          {t('Nothing is changed on AWS before you have seen it.')}
        </p>
      )}
      <Button onClick={() => show('settings')}>{t('Cancel')}</Button>
      <Button kind="primary" type="submit" disabled={saving}>
        {door === 'deploy' ? t('Show the changes') : mode === 'edit' ? t('Save') : t('Connect')}
      </Button>
    </div>
  )
}
