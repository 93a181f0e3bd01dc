import { useSyncExternalStore } from 'react'

/** Under this width the sidebar is a drawer. */
export const NARROW = '(max-width: 719.98px)'
/** Under this width the inspector is a sheet. */
export const MEDIUM = '(max-width: 1079.98px)'

/** Whether a media query matches now. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches
  )
}
