import type { Transfer } from '../store/transfer-store'
import { fileSize } from '../text/message-size'
import { t } from '../text/words'

/** How far an export or import is. */
export interface TransferProgress {
  readonly label: string
  /** The same in numbers. */
  readonly number: string
  /** 0 to 1; null while it is not known. */
  readonly share: number | null
  readonly cancellable: boolean
}

/** How far it is; null while nothing is under way. */
export function progressOf(transfer: Transfer): TransferProgress | null {
  switch (transfer.kind) {
    case 'exporting': {
      const { done, total } = transfer
      return {
        label: t('Exporting'),
        number:
          total === 0
            ? t('Beginning…')
            : t('{done, number} of {total, plural, one {# message} other {# messages}}', { done, total }),
        share: total === 0 ? null : Math.min(1, done / total),
        cancellable: true
      }
    }
    case 'importing': {
      const { done, total } = transfer
      const percent = total === 0 ? 0 : Math.floor((100 * done) / total)
      return {
        label: t('Reading {name}', { name: transfer.name }),
        number: t('{percent} % of {size}', { percent, size: fileSize(total) }),
        share: total === 0 ? null : done / total,
        cancellable: true
      }
    }
    case 'saving':
      return { label: t('Saving'), number: t('Say where to save the file…'), share: null, cancellable: false }
    case 'storing':
      return {
        label: t('Storing {name}', { name: transfer.name }),
        number: t('Checking and storing…'),
        share: null,
        cancellable: false
      }
    default:
      return null
  }
}

/** What came of it, in words; empty while there is nothing to say. */
export function transferWords(transfer: Transfer): string {
  switch (transfer.kind) {
    case 'exported':
      return transfer.what === 'messages'
        ? t('Exported {count, plural, one {# message} other {# messages}}.', { count: transfer.count })
        : t(
            'Exported {count, plural, one {# message that was set aside} other {# messages that were set aside}}.',
            { count: transfer.count }
          )
    case 'imported':
      return importWords(transfer)
    case 'cancelled':
      return transfer.what === 'export'
        ? t('The export was cancelled. No file was saved.')
        : t('The import was cancelled. Nothing was changed.')
    default:
      return ''
  }
}

function importWords({
  messages,
  conversations,
  present,
  ...later
}: Extract<Transfer, { kind: 'imported' }>): string {
  const imported = t(
    'Imported {messages, plural, one {# message} other {# messages}}, {conversations, plural, one {# chat} other {# chats}}{present, plural, =0 {} one {; # was there already} other {; # were there already}}.',
    { messages, conversations, present }
  )
  return `${imported} ${laterWords(later)}`.trimEnd()
}

/** What comes with messages and chats; empty when nothing does. */
export function laterWords({
  templates,
  scheduled
}: {
  readonly templates: number
  readonly scheduled: number
}): string {
  const found = [
    templates > 0 && t('{templates, plural, one {# template} other {# templates}}', { templates }),
    scheduled > 0 &&
      t('{scheduled, plural, one {# scheduled message} other {# scheduled messages}}', { scheduled })
  ].filter((one) => one !== false)
  return found.length === 0 ? '' : t('Also {what}.', { what: found.join(', ') })
}
