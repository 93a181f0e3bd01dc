import { laterWords } from './transfer-words'
import type { RecoveryState, SetAsideFile } from '../store/recovery-store'
import { exactTime } from '../text/time'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './set-aside-databases.module.css'
import { useRecovery } from '../store/recovery-store'
import { t } from '../text/words'

/** Databases that could not be used and were kept; shown only where there are some. */
export function SetAsideDatabases() {
  const files = useRecovery((state) => state.files)
  if (files.length === 0) return null
  return (
    <section aria-labelledby="set-aside-databases-title" className={section['section']}>
      <h2 id="set-aside-databases-title">{t('Databases that were set aside')}</h2>
      <p className={text['soft']}>
        {t(
          'ChatAPP could not use these and began anew. Reading one back adds what it holds and is not here; nothing is sent, and the file stays.'
        )}
      </p>
      <Databases label={t('Databases that were set aside')} files={files} />
    </section>
  )
}

/** The list of some of them, and what came of reading one of these back. */
export function Databases({ label, files }: { label: string; files: readonly SetAsideFile[] }) {
  const outcome = useRecovery((state) => state.outcome)
  const failed = useRecovery((state) => state.failed)
  const isHere = (name: string): boolean => files.some((file) => file.name === name)
  return (
    <>
      <ul className={css['databases']} aria-label={label}>
        {files.map((file) => (
          <Item key={file.name} file={file} />
        ))}
      </ul>
      <output aria-label={t('Reading back')} className={css['outcome']}>
        {outcome && isHere(outcome.name) && wordsOf(outcome)}
      </output>
      {failed && isHere(failed.name) && <ErrorNote title={t('Nothing was read back')} error={failed.error} />}
    </>
  )
}

const reasons: Record<SetAsideFile['reason'], () => string> = {
  newer: () => t('of a newer ChatAPP'),
  damaged: () => t('damaged'),
  backup: () => t('backup')
}

/** A database beside the profile's own, which can be read back. */
function Item({ file }: { file: SetAsideFile }) {
  const reading = useRecovery((state) => state.reading)
  const readBack = useRecovery((state) => state.readBack)
  const messages =
    file.messages === null
      ? t('messages cannot be counted')
      : t('{messages, plural, one {# message} other {# messages}}', { messages: file.messages })
  return (
    <li className={css['database']}>
      <span>
        {exactTime(file.at)}
        <span className={text['soft']}>
          {' '}
          · {reasons[file.reason]()} · {messages}
        </span>
        <br />
        <code>{file.name}</code>
      </span>
      <Button disabled={reading !== null} onClick={() => void readBack(file.name)}>
        {reading === file.name ? t('Reading…') : t('Read back')}
      </Button>
    </li>
  )
}

function wordsOf(outcome: NonNullable<RecoveryState['outcome']>): string {
  const { messages, conversations, present, unreadable, ...later } = outcome
  const lost = unreadable === 0 ? '' : ` ${t('{unreadable, number} could not be read.', { unreadable })}`
  return (
    `${t(
      'Read back {messages, plural, one {# message} other {# messages}} and {conversations, plural, one {# chat} other {# chats}}; {present, plural, one {# message} other {# messages}} here already.',
      { messages, conversations, present }
    )} ${laterWords(later)}`.trimEnd() + lost
  )
}
