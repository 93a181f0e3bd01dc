import { useEffect } from 'react'
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
  const watch = useRecovery((state) => state.watch)
  const error = useRecovery((state) => state.error)
  const outcome = useRecovery((state) => state.outcome)
  useEffect(() => watch(), [watch])
  if (files.length === 0 && !error) return null
  return (
    <section aria-labelledby="set-aside-databases-title" className={section['section']}>
      <h2 id="set-aside-databases-title">{t('Databases that were set aside')}</h2>
      <p className={text['soft']}>
        {t(
          'ChatAPP could not use these and began anew. Reading one back adds what it holds and is not here; nothing is sent, and the file stays.'
        )}
      </p>
      <ul className={css['databases']} aria-label={t('Databases that were set aside')}>
        {files.map((file) => (
          <Item key={file.name} file={file} />
        ))}
      </ul>
      <output aria-label={t('Reading back')} className={css['outcome']}>
        {outcome && wordsOf(outcome)}
      </output>
      {error && <ErrorNote title={t('Nothing was read back')} error={error} />}
    </section>
  )
}

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
          · {file.reason === 'newer' ? t('of a newer ChatAPP') : t('damaged')} · {messages}
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
  const { messages, conversations, present, unreadable } = outcome
  const lost = unreadable === 0 ? '' : ` ${t('{unreadable, number} could not be read.', { unreadable })}`
  return `${t(
    'Read back {messages, plural, one {# message} other {# messages}} and {conversations, plural, one {# chat} other {# chats}}; {present, plural, one {# message} other {# messages}} here already.',
    { messages, conversations, present }
  )}${lost}`
}
