import type { Settings } from '../../shared/contract'
import { isComposing } from '../ui/composing'

interface Key {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly isComposing: boolean
  readonly keyCode: number
}

/** What a key does in the composer; null leaves it to the text field. */
export function keyMeaning(
  key: Key,
  { sendWith, empty }: { sendWith: Settings['sendWith']; empty: boolean }
): 'send' | 'recall' | null {
  if (isComposing(key) || key.altKey) return null
  const mod = key.ctrlKey || key.metaKey
  if (key.key === 'Enter') {
    if (sendWith === 'enter') return key.shiftKey || mod ? null : 'send'
    return mod && !key.shiftKey ? 'send' : null
  }
  return key.key === 'ArrowUp' && empty && !mod && !key.shiftKey ? 'recall' : null
}
