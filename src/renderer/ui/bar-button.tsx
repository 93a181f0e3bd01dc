import type { LucideIcon } from 'lucide-react'
import { Button } from './button'
import { IconButton } from './icon-button'
import { NARROW, useMedia } from './use-media'

/** A button in the bar over a view: words, and in a narrow window an icon alone, so that the title can be read. */
export function BarButton({
  icon,
  label,
  quiet,
  onClick
}: {
  icon: LucideIcon
  label: string
  quiet?: true
  onClick: () => void
}) {
  const narrow = useMedia(NARROW)
  if (narrow) return <IconButton icon={icon} label={label} onClick={onClick} />
  return (
    <Button kind={quiet ? 'quiet' : 'plain'} onClick={onClick}>
      {label}
    </Button>
  )
}
