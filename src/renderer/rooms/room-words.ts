import type { Room } from '../../shared/contract'
import { t } from '../text/words'

/** Who can read what is said, as it is. */
export function readableWords({ encryption, kind }: Pick<Room, 'encryption' | 'kind'>): string {
  if (encryption?.state === 'on')
    return t(
      'End-to-end encrypted: only your devices and theirs can read it. MessageProcessor passes on what it cannot read.'
    )
  if (kind === 'direct')
    return t('Nothing goes unencrypted: what cannot be sealed for the other side now waits here.')
  return t('MessageProcessor and whoever operates this account can read this room.')
}
