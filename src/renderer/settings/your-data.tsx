import { useRef } from 'react'
import { isRunning, type Transfer, useTransfer } from '../store/transfer-store'
import { useChat } from '../store/stores'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { progressOf, transferWords } from './transfer-words'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './your-data.module.css'
import { t } from '../text/words'

/** Takes everything out of this profile as a file, and into it. */
export function YourData() {
  const profile = useChat((state) => state.info?.profile ?? 'default')
  const setAside = useChat((state) => state.setAside)
  const transfer = useTransfer((state) => state.transfer)
  const exportAll = useTransfer((state) => state.exportAll)
  const exportSetAside = useTransfer((state) => state.exportSetAside)
  const importFile = useTransfer((state) => state.importFile)
  const picker = useRef<HTMLInputElement>(null)
  const running = isRunning(transfer)
  return (
    <section aria-labelledby="data-title" className={section['section']}>
      <h2 id="data-title">{t('Your data')}</h2>
      <p className={text['soft']}>
        {t(
          'Everything you sent and received is on this computer. An export is one file of JSON lines with all chats and messages. An import adds what is not there yet; nothing that is there changes, and nothing is sent.'
        )}
      </p>
      <div className={row['start']}>
        <Button disabled={running} onClick={() => void exportAll(profile)}>
          {t('Export all messages')}
        </Button>
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
