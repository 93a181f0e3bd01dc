import { Check } from 'lucide-react'
import { Copy, type LucideIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'
import { IconButton } from './icon-button'
import { t } from '../text/words'

const SAID_FOR_MS = 1500

/** Puts a text on the clipboard and says so; one that is not there yet is asked for when it is copied. */
export function CopyButton({
  text,
  label,
  iconOnly = false,
  icon: copyIcon = Copy
}: {
  text: string | (() => Promise<string>)
  label?: string
  iconOnly?: boolean
  icon?: LucideIcon
}) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')

  useEffect(() => {
    if (copied === 'no') return undefined
    const timer = setTimeout(() => setCopied('no'), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text())
      setCopied('yes')
    } catch {
      setCopied('refused')
    }
  }

  const said = { no: label ?? t('Copy'), yes: t('Copied'), refused: t('Copying was refused') }[copied]
  const icon = copied === 'yes' ? Check : copyIcon
  if (iconOnly) return <IconButton icon={icon} label={said} onClick={() => void copy()} />
  const Icon = icon
  return (
    <Button kind="quiet" onClick={() => void copy()}>
      <Icon size={14} aria-hidden /> {said}
    </Button>
  )
}
