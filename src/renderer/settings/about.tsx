import type { AppInfo } from '../../shared/contract'
import { useDiagnostics } from '../store/diagnostics-store'
import { useChat } from '../store/stores'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import row from '../ui/row.module.css'
import text from '../ui/text.module.css'
import { Skeleton } from '../ui/skeleton'
import { useState } from 'react'
import { CopyButton } from '../ui/copy-button'
import { ScrollBox } from '../ui/scroll-box'
import section from '../ui/section.module.css'
import css from './about.module.css'
import { t, type Message } from '../text/words'

const hosts: Record<AppInfo['host'], Message> = {
  electron: 'Desktop window',
  browser: 'Browser',
  cli: 'Command line'
}

/** What this installation is; what one copies into a bug report. */
export function About() {
  const info = useChat((state) => state.info)
  const read = useDiagnostics((state) => state.read)
  return (
    <section aria-labelledby="about-title" className={section['section']}>
      <div className={section['head']}>
        <h2 id="about-title">{t('About and diagnostics')}</h2>
        <CopyButton text={read} label={t('Copy diagnostics')} />
      </div>
      {info ? (
        <dl className={css['facts']}>
          {facts(info).map(([name, value]) => (
            <div key={name}>
              <dt>{t(name)}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <Skeleton lines={5} label={t('Loading the diagnostics')} />
      )}
      <SaveDiagnostics />
      <Licences />
    </section>
  )
}

const facts = (info: AppInfo): readonly (readonly [Message, string])[] => [
  ['Version', info.version],
  ['Host', t('{host} on {platform}', { host: t(hosts[info.host]), platform: info.platform })],
  ['Profile', info.profile],
  ['Data folder', info.dataDir],
  ['Log file', info.logFile],
  ['Request queue', info.requestQueue],
  ['Response queue', info.responseQueue],
  ['Function', info.functionName],
  ['Installation', info.installId]
]

/** Saves the whole of it as a file, with the end of the log; the host takes out what is secret. */
function SaveDiagnostics() {
  const { outcome, error, save } = useDiagnostics((state) => state)
  return (
    <>
      <div className={row['start']}>
        <Button disabled={outcome === 'saving'} onClick={() => void save()}>
          {t('Save diagnostics…')}
        </Button>
        <output aria-label={t('Diagnostics')} className={text['soft']}>
          {outcome === 'saved'
            ? t('Saved. It holds no message, no name and no credential; read it before you pass it on.')
            : t('A file for a bug report: versions, settings, counts and the end of the log.')}
        </output>
      </div>
      {error && <ErrorNote title={t('The diagnostics cannot be had')} error={error} />}
    </>
  )
}

/** The packages that ship with ChatAPP and their licences, as the build listed them; fetched when they are opened. */
function Licences() {
  const [list, setList] = useState(() => t('Loading…'))
  const load = async (): Promise<void> => {
    const response = await fetch('licences.txt').catch(() => null)
    setList(
      response?.ok ? await response.text() : t('The list of licences is made by the build and is not here.')
    )
  }
  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && void load()}>
      <summary>{t('Licences of what ships with ChatAPP')}</summary>
      <ScrollBox className={css['licences']} label={t('Licences')}>
        <pre>{list}</pre>
      </ScrollBox>
    </details>
  )
}
