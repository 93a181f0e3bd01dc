import { useEffect } from 'react'
import changelog from '../../../CHANGELOG.md?raw'
import type { Updates, UpdateState } from '../../shared/contract'
import { useChat } from '../store/stores'
import { useUpdates } from '../store/updates-store'
import { exactTime } from '../text/time'
import { Button } from '../ui/button'
import { ChoiceGroup } from '../ui/choice-group'
import { ErrorNote } from '../ui/error-note'
import { ScrollBox } from '../ui/scroll-box'
import { notesOf } from './notes-of'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './updates-section.module.css'
import { t } from '../text/words'

const channels = () => [
  { value: 'stable' as const, label: t('Stable'), hint: t('Versions that were tried') },
  { value: 'beta' as const, label: t('Beta'), hint: t('New things first; every stable version too') }
]

const habits = () => [
  { value: 'automatic' as const, label: t('By itself'), hint: t('After the start and four times a day') },
  { value: 'asked' as const, label: t('When asked'), hint: t('Only with “Check now”') }
]

/** Which version this is, whether there is a newer one, and what is new in it. */
export function UpdatesSection() {
  const updates = useUpdates((state) => state.updates)
  const error = useUpdates((state) => state.error)
  const watch = useUpdates((state) => state.watch)
  const check = useUpdates((state) => state.check)
  const version = useChat((state) => state.info?.version)
  useEffect(() => watch(), [watch])
  if (!updates || version === undefined) return null
  const { state } = updates
  const idle = state.kind === 'idle' || state.kind === 'failed'
  return (
    <section aria-labelledby="updates-title" className={section['section']}>
      <div className={section['head']}>
        <h2 id="updates-title">{t('Updates')}</h2>
        {state.kind !== 'none' && (
          <Button disabled={!idle} onClick={() => void check()}>
            {state.kind === 'checking' ? t('Checking…') : t('Check now')}
          </Button>
        )}
      </div>
      <output aria-label={t('Update')} className={text['soft']}>
        {wordsOf(updates, version)}
      </output>
      {state.kind === 'downloading' && (
        <progress
          aria-label={t('Fetching version {version}', { version: state.version })}
          max={1}
          value={state.share}
        />
      )}
      {state.kind === 'failed' && <ErrorNote title={t('There is no update')} error={state.error} />}
      {error && <ErrorNote title={t('That did not work')} error={error} />}
      {state.kind === 'ready' && <Ready state={state} />}
      {state.kind !== 'none' && <Choices updates={updates} />}
      <Notes title={t('What is new in {version}', { version })} notes={notesOf(changelog, version)} />
    </section>
  )
}

const whyNone = {
  host: 'The window of the installed app looks after updates. A ChatAPP that runs from its source is updated there, with git pull.',
  source: 'This ChatAPP runs from its source. Update it there, with git pull.',
  'no-feed': 'Updates: this build has no update feed. Get newer versions where you got this one.',
  packages: 'Installed as a package of the system (deb or rpm), which the package manager updates.',
  archive:
    'This copy was unpacked from an archive, so there is no installation to put a newer version into. Get the newer archive where you got this one.'
} as const

function wordsOf({ state, choices }: Updates, version: string): string {
  switch (state.kind) {
    case 'none':
      return t(whyNone[state.why])
    case 'idle':
      return state.checkedAt === null
        ? t('This is version {version}. Whether there is a newer one was not looked up yet.', { version })
        : t('Version {version} is the newest on the {channel} channel, as of {time}.', {
            version,
            channel: choices.channel,
            time: exactTime(state.checkedAt)
          })
    case 'checking':
      return t('Looking for a newer version…')
    case 'downloading':
      return t('Fetching version {version}: {percent} %', {
        version: state.version,
        percent: Math.floor(state.share * 100)
      })
    case 'ready':
      return t('Version {version} is here and verified.', { version: state.version })
    case 'restarting':
      return t('Finishing what is being sent, then starting version {version}…', { version: state.version })
    default:
      return t('This is version {version}.', { version })
  }
}

function Ready({ state }: { state: Extract<UpdateState, { kind: 'ready' }> }) {
  const restart = useUpdates((all) => all.restart)
  return (
    <>
      <Notes title={t('What is new in {version}', { version: state.version })} notes={state.notes} open />
      <div className={row['start']}>
        <Button kind="primary" onClick={() => void restart()}>
          {t('Restart into {version}', { version: state.version })}
        </Button>
        <span className={text['small']}>{t('What is being sent is finished first; nothing is lost.')}</span>
      </div>
    </>
  )
}

function Choices({ updates: { choices, state } }: { updates: Updates }) {
  const choose = useUpdates((all) => all.choose)
  if (state.kind === 'restarting') return null
  return (
    <>
      <ChoiceGroup
        label={t('Channel')}
        choices={channels()}
        value={choices.channel}
        onChange={(channel) => void choose({ channel })}
      />
      <ChoiceGroup
        label={t('Look for updates')}
        choices={habits()}
        value={choices.automatic ? 'automatic' : 'asked'}
        onChange={(habit) => void choose({ automatic: habit === 'automatic' })}
      />
    </>
  )
}

/** Notes as their makers wrote them: text, whatever stands in it. */
function Notes({ title, notes, open = false }: { title: string; notes: string; open?: boolean }) {
  if (notes.trim() === '') return null
  return (
    <details open={open}>
      <summary>{title}</summary>
      <ScrollBox className={css['notes']} label={title}>
        <p dir="auto">{notes.trim()}</p>
      </ScrollBox>
    </details>
  )
}
