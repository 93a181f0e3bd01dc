import { useEffect } from 'react'
import { useChat, useView, useStores } from '../store/stores'
import { Button } from '../ui/button'
import { awsBackendOf, createBackendsStore, useBackends } from '../store/backends-store'
import css from './connection-action.module.css'
import { createConnectStore, useConnect } from '../store/connect-store'
import { errorText, t } from '../text/words'

/** The next step while an AWS backend cannot be talked to: sign in, enter keys, try again, or find out why. */
export default function ConnectionAction() {
  const store = useStores().of(createBackendsStore)
  const connect = useStores().of(createConnectStore)
  const watch = useBackends((state) => state.watch)
  const backend = useBackends((state) => awsBackendOf(state.backends, state.activeId))
  const trouble = useBackends((state) => state.trouble)
  const keysError = useConnect((state) => state.keysError)
  const paused = useChat((state) => state.connection?.state === 'paused')
  const openAws = useView((state) => state.openAws)
  useEffect(() => watch(), [watch])
  if (!backend) return null

  const enterKeys = async (): Promise<void> => {
    const path = await connect.getState().enterKeys(backend.id)
    if (path !== null) window.open(path, '_blank', 'noopener')
  }
  const error = trouble?.error ?? keysError
  return (
    <span className={css['actions']}>
      {error && <span dir="auto">{errorText(error)}</span>}
      {paused && backend.credentials.type === 'keys' && (
        <Button onClick={() => void enterKeys()}>{t('Enter access keys…')}</Button>
      )}
      {paused && backend.credentials.type !== 'keys' && (
        <Button onClick={() => void store.getState().activate(backend.id)}>
          {backend.credentials.type === 'profile' ? t('Sign in again') : t('Try again')}
        </Button>
      )}
      <Button kind="quiet" onClick={() => openAws({ kind: 'check', backendId: backend.id })}>
        {t('Test the connection')}
      </Button>
    </span>
  )
}
