import type { Transfer } from '../store/transfer-store'
import { fileSize } from '../text/message-size'

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
        label: 'Exporting',
        number: total === 0 ? 'Beginning…' : `${done.toLocaleString()} of ${counted(total, 'message')}`,
        share: total === 0 ? null : Math.min(1, done / total),
        cancellable: true
      }
    }
    case 'importing': {
      const { done, total } = transfer
      const percent = total === 0 ? 0 : Math.floor((100 * done) / total)
      return {
        label: `Reading ${transfer.name}`,
        number: `${percent} % of ${fileSize(total)}`,
        share: total === 0 ? null : done / total,
        cancellable: true
      }
    }
    case 'saving':
      return { label: 'Saving', number: 'Say where to save the file…', share: null, cancellable: false }
    case 'storing':
      return {
        label: `Storing ${transfer.name}`,
        number: 'Checking and storing…',
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
        ? `Exported ${counted(transfer.count, 'message')}.`
        : `Exported ${counted(transfer.count, 'message')} that ${transfer.count === 1 ? 'was' : 'were'} set aside.`
    case 'imported':
      return importWords(transfer)
    case 'cancelled':
      return transfer.what === 'export'
        ? 'The export was cancelled. No file was saved.'
        : 'The import was cancelled. Nothing was changed.'
    default:
      return ''
  }
}

function importWords({
  messages,
  conversations,
  present
}: {
  messages: number
  conversations: number
  present: number
}): string {
  const there =
    present === 0 ? '' : `; ${present.toLocaleString()} ${present === 1 ? 'was' : 'were'} there already`
  return `Imported ${counted(messages, 'message')}, ${counted(conversations, 'chat')}${there}.`
}

const counted = (count: number, thing: string): string =>
  `${count.toLocaleString()} ${count === 1 ? thing : `${thing}s`}`
