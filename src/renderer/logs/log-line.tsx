import { useState } from 'react'
import type { LogEntry } from '../../shared/contract'
import { prettyJson } from '../text/json'
import { clockMilliseconds, exactTime, machineTime } from '../text/time'
import { t, type Message } from '../text/words'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import row from '../ui/row.module.css'
import css from './log-line.module.css'
import { visible } from '../text/visible'
import { wordsOfLine } from './line-words'

const levelWords: Record<NonNullable<LogEntry['level']>, Message> = {
  DEBUG: 'Debug',
  INFO: 'Info',
  WARN: 'Warning',
  ERROR: 'Error'
}

/** What can be done about a line; what is left out is not offered. */
export interface LineActs {
  readonly open?: (entry: LogEntry) => void
  readonly onlyMessage?: (messageId: string) => void
}

/** A line of MessageProcessor's log: one row, and below it, when it is opened, all that it says. */
export function LogLine({ entry, acts }: { entry: LogEntry; acts: LineActs }) {
  const [open, setOpen] = useState(false)
  const { said, rest, at } = wordsOfLine(entry.text)
  const when = at ?? entry.at
  return (
    <div className={css['line']} data-level={entry.level ?? 'INFO'}>
      <button
        type="button"
        className={css['row']}
        aria-expanded={open}
        data-line={entry.id}
        onClick={() => setOpen(!open)}
      >
        <time dateTime={machineTime(when)} title={exactTime(when)}>
          {clockMilliseconds(when)}
        </time>
        <span className={css['level']}>{entry.level === null ? '–' : t(levelWords[entry.level])}</span>
        <span className={css['words']} dir="auto">
          {said} <span className={css['rest']}>{rest}</span>
        </span>
      </button>
      {open && <Whole entry={entry} acts={acts} />}
    </div>
  )
}

function Whole({ entry, acts }: { entry: LogEntry; acts: LineActs }) {
  const { messageId, here } = entry
  const { open, onlyMessage } = acts
  return (
    <div className={css['whole']}>
      <pre dir="ltr">{visibleLines(prettyJson(entry.text))}</pre>
      {entry.cut > 0 && (
        <p>{t('… {count, number} more characters of this line are not shown', { count: entry.cut })}</p>
      )}
      <div className={row['start']}>
        {open && here !== null && <Button onClick={() => open(entry)}>{t('Open the message')}</Button>}
        {onlyMessage && messageId !== null && (
          <Button onClick={() => onlyMessage(messageId)}>{t('Only this message')}</Button>
        )}
        <CopyButton text={entry.text} />
        {open && messageId !== null && here === null && (
          <span className={css['rest']}>{t('Its message is not in this profile.')}</span>
        )}
      </div>
    </div>
  )
}

const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n')
