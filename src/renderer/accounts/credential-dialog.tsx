import { useEffect, useId, useState, type SubmitEvent } from 'react'
import type { CredentialPrompt } from '../../shared/backend-config'
import { startTimer } from '../../shared/timer'
import { useStores } from '../store/stores'
import { safeUrl } from '../text/safe-url'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { ModalDialog } from '../ui/modal-dialog'
import { ScrollBox } from '../ui/scroll-box'
import { Spinner } from '../ui/spinner'
import { secondsUntil, useSeconds } from '../text/use-seconds'
import dialog from '../ui/dialog-form.module.css'
import form from '../ui/form.module.css'
import text from '../ui/text.module.css'
import css from './credential-dialog.module.css'
import { createPromptsStore, usePrompts } from '../store/prompts-store'
import { rich, saidText, t, type Message } from '../text/words'

const titles: Record<CredentialPrompt['kind'], Message> = {
  'sso-login': 'Sign in to AWS',
  'mfa-code': 'Code from your MFA device',
  'run-process': 'Run this command?'
}

/** What credentials wait for, wherever the user is. A click beside it does nothing; Esc declines. */
export default function CredentialDialog() {
  const prompts = useStores().of(createPromptsStore)
  const prompt = usePrompts((state) => state.prompts[0])
  if (!prompt) return null
  return (
    <ModalDialog
      key={prompt.id}
      label={t(titles[prompt.kind])}
      isDismissable={false}
      onClose={() => void prompts.getState().answer(prompt.id, false)}
    >
      <Prompt prompt={prompt} />
    </ModalDialog>
  )
}

function Prompt({ prompt }: { prompt: CredentialPrompt }) {
  const error = usePrompts((state) => state.error)
  const waiting = usePrompts((state) => state.prompts.length)
  const Body = bodies[prompt.kind]
  return (
    <div className={dialog['form']}>
      <h2>{t(titles[prompt.kind])}</h2>
      <p dir="auto">{saidText(prompt.said, prompt.text)}</p>
      {error && <ErrorNote title={t('The answer was not taken')} error={error} />}
      <Body prompt={prompt} />
      {waiting > 1 && (
        <p className={text['small']}>{t('After this, {more} more to answer.', { more: waiting - 1 })}</p>
      )}
    </div>
  )
}

interface BodyProps {
  prompt: CredentialPrompt
}

function SsoLogin({ prompt: { id, url, deviceUrl, userCode, expiresAt } }: BodyProps) {
  const prompts = useStores().of(createPromptsStore)
  const [opened, setOpened] = useState(false)
  const expired = useExpired(expiresAt)
  const address = url === null ? null : safeUrl(url)
  const elsewhere = deviceUrl === null ? null : safeUrl(deviceUrl)
  return (
    <>
      {userCode !== null && deviceUrl === null && <UserCode code={userCode} />}
      {expired ? (
        <p role="alert">{t('This code has expired. Close this and try again to get a new one.')}</p>
      ) : (
        <>
          {opened && (
            <output className={css['waiting']}>
              <Spinner size={16} /> {t('Waiting for you to finish in the browser')}
            </output>
          )}
          {address !== null && (
            <p className={text['small']}>
              {rich('Opens {host} in your browser.', { host: <bdi>{new URL(address).host}</bdi> })}
            </p>
          )}
          {elsewhere !== null && userCode !== null && (
            <details>
              <summary>{t('Sign in on another device')}</summary>
              <p>{rich('Open {address} there.', { address: <bdi>{elsewhere}</bdi> })}</p>
              <UserCode code={userCode} />
              <CopyButton text={elsewhere} />
            </details>
          )}
          <Countdown expiresAt={expiresAt} />
        </>
      )}
      <div className={dialog['foot']}>
        <Button onClick={() => void prompts.getState().answer(id, false)}>
          {expired ? t('Close') : t('Not now')}
        </Button>
        {address !== null && !expired && (
          <a
            className={css['link']}
            href={address}
            target="_blank"
            rel="noopener noreferrer"
            title={address}
            onClick={() => {
              setOpened(true)
              void prompts.getState().answer(id, true)
            }}
          >
            {t('Open the sign-in page')}
          </a>
        )}
      </div>
    </>
  )
}

function UserCode({ code }: { code: string }) {
  return (
    <>
      <div className={css['userCode']}>{code}</div>
      <p>{t('Compare this code with the one on the sign-in page. Go on there only if they are the same.')}</p>
    </>
  )
}

function MfaCode({ prompt: { id, detail, expiresAt } }: BodyProps) {
  const prompts = useStores().of(createPromptsStore)
  const answering = usePrompts((state) => state.answering)
  const [code, setCode] = useState('')
  const field = useId()
  const complete = /^\d{6,8}$/.test(code)

  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!complete) return
    void prompts.getState().answer(id, true, code)
    setCode('')
  }

  return (
    <form onSubmit={submit} className={css['form']} autoComplete="off">
      <div>
        <label htmlFor={field} className={css['label']}>
          {t('Code')}
        </label>
        {/* A dialog that asks one thing starts at that thing. */}
        <input
          id={field}
          className={css['code']}
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          value={code}
          aria-describedby={`${field}-hint`}
          onChange={(event) => setCode(event.target.value.replaceAll(/\D/g, ''))}
        />
        <p id={`${field}-hint`} className={form['hint']}>
          {t('The 6 digits that it shows now.')}
          {detail !== null && ` ${t('Device: {device}', { device: detail })}`}
        </p>
      </div>
      <Countdown expiresAt={expiresAt} />
      <div className={dialog['foot']}>
        <Button onClick={() => void prompts.getState().answer(id, false)}>{t('Not now')}</Button>
        <Button kind="primary" type="submit" disabled={!complete || answering}>
          {t('Continue')}
        </Button>
      </div>
    </form>
  )
}

function RunProcess({ prompt: { id, detail } }: BodyProps) {
  const prompts = useStores().of(createPromptsStore)
  const answering = usePrompts((state) => state.answering)
  return (
    <>
      <ScrollBox className={css['command']} label={t('The command')}>
        <pre dir="ltr">{detail}</pre>
      </ScrollBox>
      <p>{t('It runs on this computer as you. Run it only if you know it from your own AWS files.')}</p>
      <div className={dialog['foot']}>
        {detail !== null && <CopyButton text={detail} />}
        {/* The harmless answer is the one under the finger. */}
        <Button
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onClick={() => void prompts.getState().answer(id, false)}
        >
          {t('Don’t run')}
        </Button>
        <Button kind="primary" disabled={answering} onClick={() => void prompts.getState().answer(id, true)}>
          {t('Run')}
        </Button>
      </div>
    </>
  )
}

const bodies = { 'sso-login': SsoLogin, 'mfa-code': MfaCode, 'run-process': RunProcess }

/** Whether a time is over; it turns by itself. */
function useExpired(expiresAt: number | null): boolean {
  const [expired, setExpired] = useState(() => expiresAt !== null && expiresAt <= Date.now())
  useEffect(() => {
    if (expiresAt === null) return undefined
    const timer = startTimer(expiresAt - Date.now(), () => setExpired(true))
    return () => timer.cancel()
  }, [expiresAt])
  return expired
}

function Countdown({ expiresAt }: { expiresAt: number | null }) {
  const now = useSeconds(expiresAt !== null)
  if (expiresAt === null || expiresAt <= now) return null
  const seconds = secondsUntil(expiresAt, now)
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <p className={text['numbers']}>{rich('Valid for {time}', { time: <span role="timer">{clock}</span> })}</p>
  )
}
