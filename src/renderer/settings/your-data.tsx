import { useEffect, useId, useRef, useState } from 'react'
import { useStorage } from '../store/storage-store'
import { type ExportWish, isRunning, type Transfer, useTransfer } from '../store/transfer-store'
import { fileSize } from '../text/message-size'
import form from '../ui/form.module.css'
import { useChat } from '../store/stores'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { laterWords, progressOf, transferWords } from './transfer-words'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './your-data.module.css'
import { exactTime } from '../text/time'
import { t } from '../text/words'

const formats = (): { value: ExportWish['format']; label: string }[] => [
  { value: 'jsonl', label: t('For ChatAPP (JSON lines)') },
  { value: 'markdown', label: t('To read (Markdown)') },
  { value: 'csv', label: t('For a spreadsheet (CSV)') }
]

/** Takes what is in this profile out as a file, and into it. */
export function YourData() {
  const profile = useChat((state) => state.info?.profile ?? 'default')
  const setAside = useChat((state) => state.setAside)
  const transfer = useTransfer((state) => state.transfer)
  const exportSetAside = useTransfer((state) => state.exportSetAside)
  const importFile = useTransfer((state) => state.importFile)
  const picker = useRef<HTMLInputElement>(null)
  const running = isRunning(transfer)
  return (
    <section aria-labelledby="data-title" className={section['section']}>
      <h2 id="data-title">{t('Your data')}</h2>
      <p className={text['soft']}>
        {t(
          'Everything you sent and received is on this computer. An import adds what is not there yet; nothing that is there changes, and nothing is sent.'
        )}
      </p>
      <Place />
      <ExportForm profile={profile} disabled={running} />
      <div className={row['start']}>
        <Button disabled={running} onClick={() => picker.current?.click()}>
          {t('Import a file…')}
        </Button>
        {setAside > 0 && (
          <Button disabled={running} onClick={() => void exportSetAside(profile)}>
            {t('Export what was set aside ({setAside})', { setAside })}
          </Button>
        )}
        <input
          ref={picker}
          type="file"
          hidden
          aria-label={t('File to import')}
          accept=".jsonl,.ndjson,.json,.txt,application/jsonl,text/plain"
          onChange={(event) => {
            const [file] = event.target.files ?? []
            event.target.value = ''
            if (file) void importFile(file)
          }}
        />
      </div>
      <Outcome transfer={transfer} />
    </section>
  )
}

/** Where the profile is, and how large. */
function Place() {
  const storage = useStorage((state) => state.storage)
  const watch = useStorage((state) => state.watch)
  useEffect(() => watch(), [watch])
  if (!storage) return null
  const { folder, bytes, messages } = storage
  return (
    <p className={css['place']}>
      <code>{folder}</code>
      <span className={text['soft']}>
        {t('{size}, {messages, plural, one {# message} other {# messages}}', {
          size: fileSize(bytes),
          messages
        })}
      </span>
    </p>
  )
}

/** One chat or all, for ChatAPP or for others. */
function ExportForm({ profile, disabled }: { profile: string; disabled: boolean }) {
  const conversations = useChat((state) => state.conversations)
  const exportMessages = useTransfer((state) => state.exportMessages)
  const [chatId, setChatId] = useState('')
  const [format, setFormat] = useState<ExportWish['format']>('jsonl')
  const id = useId()
  const chat = conversations.get(chatId) ?? null
  return (
    <div className={css['export']}>
      <label htmlFor={`${id}-chat`}>{t('Chats')}</label>
      <select
        id={`${id}-chat`}
        className={form['input']}
        value={chat ? chatId : ''}
        onChange={(event) => setChatId(event.target.value)}
      >
        <option value="">{t('All chats')}</option>
        {[...conversations.values()].map((one) => (
          <option key={one.id} value={one.id}>
            {one.title}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-format`}>{t('Format')}</label>
      <select
        id={`${id}-format`}
        className={form['input']}
        value={format}
        onChange={(event) => setFormat(event.target.value as ExportWish['format'])}
      >
        {formats().map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <Button disabled={disabled} onClick={() => void exportMessages({ profile, chat, format })}>
        {chat ? t('Export this chat') : t('Export all messages')}
      </Button>
    </div>
  )
}

/** Asks before a file is taken: what it would add, and what of it is here already. */
function Question({ transfer }: { transfer: Extract<Transfer, { kind: 'asking' }> }) {
  const confirm = useTransfer((state) => state.confirm)
  const cancel = useTransfer((state) => state.cancel)
  const { name, messages, conversations, present, from, until, ...later } = transfer
  const yes = useRef<HTMLButtonElement>(null)
  useEffect(() => yes.current?.focus(), [])
  return (
    <fieldset aria-label={t('Before the import')} className={css['question']}>
      <p>
        {t(
          '{name} adds {messages, plural, one {# message} other {# messages}} and {conversations, plural, one {# chat} other {# chats}}{present, plural, =0 {} one {; # message is here already} other {; # messages are here already}}.',
          { name, messages, conversations, present }
        )}{' '}
        {laterWords(later)}{' '}
        {from !== null && until !== null && (
          <span className={text['soft']}>
            {t('Written from {from} to {until}.', { from: exactTime(from), until: exactTime(until) })}
          </span>
        )}
      </p>
      <div className={row['start']}>
        <Button kind="primary" ref={yes} onClick={confirm}>
          {t('Import')}
        </Button>
        <Button kind="quiet" onClick={cancel}>
          {t('Cancel')}
        </Button>
      </div>
    </fieldset>
  )
}

/** How far it is, what came of it, or why nothing did. */
function Outcome({ transfer }: { transfer: Transfer }) {
  const cancel = useTransfer((state) => state.cancel)
  const progress = progressOf(transfer)
  const words = transferWords(transfer)
  return (
    <>
      {progress && (
        <div className={css['progress']}>
          <progress
            aria-label={progress.label}
            {...(progress.share === null ? {} : { value: progress.share, max: 1 })}
          />
          <span className={text['numbers']}>{progress.number}</span>
          {progress.cancellable && (
            <Button kind="quiet" onClick={cancel}>
              {t('Cancel')}
            </Button>
          )}
        </div>
      )}
      {transfer.kind === 'asking' && <Question transfer={transfer} />}
      <output aria-label={t('Export and import')} className={css['outcome']}>
        {words}
      </output>
      {transfer.kind === 'failed' && (
        <ErrorNote
          title={transfer.what === 'export' ? t('Nothing was exported') : t('Nothing was imported')}
          error={transfer.error}
        />
      )}
    </>
  )
}
