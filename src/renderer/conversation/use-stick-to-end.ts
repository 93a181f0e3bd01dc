import { useEffect, useState } from 'react'
import { goToPlace, placeIn, type LogPlace } from '../store/log-place'

/** A smaller step up is the browser's rounding, not a reader. */
const MOVED_PX = 4

/** This near to the end counts as there. */
const END_PX = 48

/** After the window, the zoom or the font changed, rows are measured anew for about this long, in milliseconds. */
const LAYOUT_MS = 400

/** Where a log begins, and who is told of the place its reader has come to: null is the end. */
export interface StickOptions {
  readonly start: LogPlace | null
  readonly keep: (place: LogPlace | null) => void
  /** Asked for when a place has to stay in sight whose row is not drawn. */
  readonly reveal: (place: LogPlace) => void
}

/**
 * Keeps a growing log at its end until its reader scrolls up, and again once they are back; a reader who is further up
 * keeps the row that they read when the window, the zoom or the font changes.
 *
 * That the end is out of sight does not tell who moved: in a flood the log outgrows the view before it is drawn, and a
 * new layout moves it by itself. A reader moves the scroll position up; growth never does, and a layout has its time.
 */
export function useStickToEnd(options: StickOptions) {
  const [stuck, setStuck] = useState(options.start === null)
  const [stick] = useState(() => createStick(options, setStuck))
  useEffect(() => () => stick.scrollerRef(null), [stick])
  return { stuck, stick }
}

function createStick({ start, keep, reveal }: StickOptions, tell: (stuck: boolean) => void) {
  let scroller: HTMLElement | null = null
  /** How far down the position was since the end was last followed. */
  let furthest = 0
  let follow = start === null
  let place = start
  let layoutAt = Number.NEGATIVE_INFINITY
  let size = ''
  let frame = 0
  /** Until the row that the log opens at is drawn. */
  let opening = start !== null

  const set = (follows: boolean): void => {
    if (follow !== follows) tell(follows)
    follow = follows
  }

  const inLayout = (): boolean => opening || performance.now() - layoutAt < LAYOUT_MS
  const hand = (): void => {
    opening = false
    layoutAt = Number.NEGATIVE_INFINITY
  }

  /** Begins a layout when the view or its font has another size: the browser tells of that after it has scrolled. */
  const measure = (element: HTMLElement): void => {
    const now = `${element.clientWidth} ${element.clientHeight} ${getComputedStyle(element).fontSize}`
    if (size !== '' && size !== now) beginLayout()
    size = now
  }

  /** A log that is being taken away, or has no row yet, says nothing of its reader. */
  const isDrawn = (): boolean =>
    scroller?.isConnected === true && scroller.querySelector('[data-key]') !== null

  const look = (): void => {
    if (!scroller || !isDrawn()) return
    measure(scroller)
    const { scrollTop, scrollHeight, clientHeight } = scroller
    const layout = inLayout()
    if (scrollHeight - clientHeight - scrollTop <= END_PX) {
      furthest = scrollTop
      if (follow || !layout) set(true)
    } else if (!layout && scrollTop < furthest - MOVED_PX) set(false)
    else if (follow) furthest = scrollTop
    if (!layout) frame ||= requestAnimationFrame(note)
  }

  /** As long as a layout takes, the row that is read stays where it is. */
  const hold = (): void => {
    frame = 0
    if (!scroller || follow) return
    if (!inLayout()) return note()
    if (place) {
      const drawn = goToPlace(scroller, place)
      if (!drawn && !opening) reveal(place)
      if (drawn && opening) {
        opening = false
        layoutAt = performance.now()
      }
    }
    frame = requestAnimationFrame(hold)
  }
  const beginLayout = (): void => {
    layoutAt = performance.now()
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(hold)
  }

  /** Notes the place, once the rows that were scrolled to are drawn. */
  const note = (): void => {
    frame = 0
    if (!scroller || !isDrawn() || inLayout()) return
    const seen = follow ? null : placeIn(scroller)
    if (!follow && seen === null) {
      frame = requestAnimationFrame(note)
      return
    }
    place = seen
    keep(place)
  }

  const goToEnd = (): void => {
    if (scroller) scroller.scrollTop = scroller.scrollHeight
  }

  /** After the log grew, or the end went out of sight. */
  const settle = (): void => {
    look()
    if (follow) goToEnd()
  }

  /** What stands over or under the log takes room from it, or gives it back; a row is as high as its font and width say. */
  const room = new ResizeObserver(() => {
    if (!scroller) return
    measure(scroller)
    settle()
  })

  const hands = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

  return {
    settle,
    toEnd: (): void => {
      furthest = 0
      hand()
      set(true)
      goToEnd()
    },
    scrollerRef: (element: unknown): void => {
      scroller?.removeEventListener('scroll', look)
      for (const name of hands) scroller?.removeEventListener(name, hand)
      room.disconnect()
      scroller = element instanceof HTMLElement ? element : null
      scroller?.addEventListener('scroll', look, { passive: true })
      for (const name of hands) scroller?.addEventListener(name, hand, { passive: true })
      if (!scroller) return
      room.observe(scroller)
      // A log that opens at a place is laid out around it.
      if (!follow) beginLayout()
    },
    /** Its size changes with the font alone. */
    rulerRef: (element: HTMLElement | null): void => {
      if (element) room.observe(element)
    },
    followOutput: (): 'auto' | false => (follow ? 'auto' : false)
  }
}
