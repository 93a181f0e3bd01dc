import { useEffect, useId, useState, type SubmitEvent } from 'react'
import type { FoundEmulator } from '../../shared/backend-config'
import { productWords } from '../../shared/backend-words'
import { createEmulatorsStore, useEmulators } from '../store/emulators-store'
import { useStores } from '../store/stores'
import { errorText, t, type Message } from '../text/words'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import form from '../ui/form.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './emulators-section.module.css'

/** Emulators on this computer, each connected by one press; and any other by its address. */
export function EmulatorsSection() {
  const emulators = useStores().of(createEmulatorsStore)
  const found = useEmulators((state) => state.found)
  const error = useEmulators((state) => state.error)
  const refusal = useEmulators((state) => state.refusal)
  const listed = found?.some(({ endpoint }) => endpoint === refusal?.endpoint) ?? false
  useEffect(() => void emulators.getState().find(), [emulators])
  return (
    <section aria-labelledby="emulators-title" className={section['section']}>
      <h2 id="emulators-title">{t('Connect an emulator')}</h2>
      {found && found.length > 0 && (
        <ul className={css['found']} aria-label={t('Emulators on this computer')}>
          {found.map((one) => (
            <Found key={one.endpoint} emulator={one} />
          ))}
        </ul>
      )}
      {found?.length === 0 && !error && (
        <p className={text['small']}>
          {t('None answers on its usual port of this computer. Start one, or say where it answers.')}
        </p>
      )}
      {error && <ErrorNote title={t('The emulators could not be looked for')} error={error} />}
      {refusal && listed && <ErrorNote title={t('The emulator was not connected')} error={refusal.error} />}
      <Address refusal={refusal && !listed ? errorText(refusal.error) : null} />
    </section>
  )
}

/** Connects what answers at an address, and goes on to its test. */
function useConnecting() {
  const emulators = useStores().of(createEmulatorsStore)
  const { view } = useStores()
  const connecting = useEmulators((state) => state.connecting)
  const connect = async (endpoint: string): Promise<void> => {
    const backendId = await emulators.getState().connect(endpoint)
    if (backendId !== null) view.getState().openAws({ kind: 'check', backendId })
  }
  return { connecting, connect }
}

const abilities: readonly (readonly [keyof FoundEmulator['can'], Message])[] = [
  ['createQueue', 'queues'],
  ['lambda', 'Lambda'],
  ['cloudFormation', 'CloudFormation'],
  ['moveTasks', 'move tasks']
]

function Found({ emulator }: { emulator: FoundEmulator }) {
  const { endpoint, can } = emulator
  const { connecting, connect } = useConnecting()
  const name = productWords(emulator)
  return (
    <li className={css['emulator']}>
      <div className={css['what']}>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        <bdi className={text['small']}>{endpoint}</bdi>
        <p className={text['small']}>
          {abilities
            .filter(([ability]) => can[ability])
            .map(([, words]) => t(words))
            .join(' · ')}
        </p>
      </div>
      <Button
        disabled={connecting !== null}
        aria-label={t('Connect {name}', { name })}
        onClick={() => void connect(endpoint)}
      >
        {connecting === endpoint ? t('Connecting…') : t('Connect')}
      </Button>
    </li>
  )
}

function Address({ refusal }: { refusal: string | null }) {
  const id = useId()
  const [address, setAddress] = useState('')
  const { connecting, connect } = useConnecting()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (address.trim() !== '') void connect(address.trim())
  }
  return (
    <form noValidate onSubmit={submit}>
      <div className={css['address']}>
        <div className={form['field']}>
          <label htmlFor={id} className={form['label']}>
            {t('Address of an emulator')}
          </label>
          <input
            id={id}
            className={form['input']}
            inputMode="url"
            dir="auto"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="http://localhost:4566"
            value={address}
            aria-invalid={refusal !== null}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setAddress(event.target.value)}
          />
        </div>
        <Button type="submit" disabled={connecting !== null || address.trim() === ''}>
          {connecting !== null && connecting === address.trim() ? t('Connecting…') : t('Connect by address')}
        </Button>
      </div>
      <p id={`${id}-hint`} className={form['hint']} data-bad={refusal !== null || undefined} dir="auto">
        {refusal ??
          t('moto, MiniStack, Floci, LocalStack, ElasticMQ, GoAWS, AWS Emulator, or whatever speaks SQS.')}
      </p>
    </form>
  )
}
