import { useSyncExternalStore } from 'react'

const MINUTE = 60_000

/** Tells zones apart by their clocks in winter and in summer; it changes when the computer's zone does. */
export const currentZone = (): string =>
  `${new Date(2026, 0, 1).getTimezoneOffset()} ${new Date(2026, 6, 1).getTimezoneOffset()}`

/** The zone of this computer; a component that shows times is drawn anew with it when a traveller changes it. */
export const useZone = (): string => useSyncExternalStore(onLook, currentZone)

function onLook(look: () => void): () => void {
  const timer = setInterval(look, MINUTE)
  window.addEventListener('focus', look)
  document.addEventListener('visibilitychange', look)
  return () => {
    clearInterval(timer)
    window.removeEventListener('focus', look)
    document.removeEventListener('visibilitychange', look)
  }
}
