import { useSyncExternalStore } from 'react'

/** Under this width the sidebar is a drawer. */
export const NARROW = '(max-width: 719.98px)'
/** Under this width the inspector is a sheet. */
export const MEDIUM = '(max-width: 1079.98px)'
/** The system is set to dark colours. */
export const DARK = '(prefers-color-scheme:dark)'
/** The system gives the page its colours. */
export const FORCED_COLOURS = '(forced-colors:active)'

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
