import { useEffect, useRef, type RefObject } from 'react'

/** Calls back once, when the first pixels of an element come on the screen. Without a callback it does not look. */
export function useOnScreen<T extends Element>(onSeen: (() => void) | null): RefObject<T | null> {
  const element = useRef<T>(null)
  useEffect(() => {
    if (!element.current || !onSeen) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      observer.disconnect()
      onSeen()
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [onSeen])
  return element
}
