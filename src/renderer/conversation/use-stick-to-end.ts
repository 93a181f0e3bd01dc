import { useState } from 'react'

/** A smaller step up is the browser's rounding, not a reader. */
const MOVED_PX = 4

/** This near to the end counts as there. */
const END_PX = 48

/**
 * Keeps a growing log at its end until its reader scrolls up, and again once they are back.
 *
 * That the end is out of sight does not tell who moved: in a flood the log outgrows the view before it is drawn. A
 * reader moves the scroll position up; growth never does.
 */
export function useStickToEnd() {
  const [stuck, setStuck] = useState(true)
  const [stick] = useState(() => createStick(setStuck))
  return { stuck, stick }
}

function createStick(tell: (stuck: boolean) => void) {
  let scroller: HTMLElement | null = null
  /** How far down the position was since the end was last followed. */
  let furthest = 0
  let follow = true

  const set = (follows: boolean): void => {
    if (follow !== follows) tell(follows)
    follow = follows
  }

  const look = (): void => {
    if (!scroller) return
    const { scrollTop, scrollHeight, clientHeight } = scroller
    if (scrollHeight - clientHeight - scrollTop <= END_PX) {
      furthest = scrollTop
      set(true)
    } else if (scrollTop < furthest - MOVED_PX) set(false)
    else if (follow) furthest = scrollTop
  }

  const goToEnd = (): void => {
    if (scroller) scroller.scrollTop = scroller.scrollHeight
  }

  /** After the log grew, or the end went out of sight. */
  const settle = (): void => {
    look()
    if (follow) goToEnd()
  }

  return {
    settle,
    toEnd: (): void => {
      furthest = 0
      set(true)
      goToEnd()
    },
    scrollerRef: (element: unknown): void => {
      scroller?.removeEventListener('scroll', look)
      scroller = element instanceof HTMLElement ? element : null
      scroller?.addEventListener('scroll', look, { passive: true })
    },
    followOutput: (): 'auto' | false => (follow ? 'auto' : false)
  }
}
