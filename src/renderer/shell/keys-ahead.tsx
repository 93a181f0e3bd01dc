import { useLayoutEffect } from 'react'
import { useStores } from '../store/stores'
import { isComposing } from '../ui/composing'

/**
 * Stands for a dialog that is still being loaded, and keeps the keys that are meant for it.
 *
 * Without it they would go where the focus still is: into the composer, whose Enter sends.
 */
export function KeysAhead() {
  const { view } = useStores()
  useLayoutEffect(() => {
    const keep = (event: KeyboardEvent): void => {
      const page = view.getState()
      if (page.dialog === null) return
      event.stopPropagation()
      if (event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      if (isComposing(event)) return
      if (event.key === 'Escape') page.closeDialog()
      else page.typeAhead(event.key)
    }
    window.addEventListener('keydown', keep, { capture: true })
    return () => window.removeEventListener('keydown', keep, { capture: true })
  }, [view])
  return null
}
