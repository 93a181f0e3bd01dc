import { useEffect, useState } from 'react'
import { goToPlace, placeIn, type LogPlace } from '../store/log-place'

/** A smaller step up is the browser's rounding, not a reader. */
const MOVED_PX = 4

/** This near to the end counts as there. */
const END_PX = 48

/**
 * After the window, the zoom or the font changed, rows are measured anew for about this long, in milliseconds; and for so
 * many frames, which take longer on a busy computer.
 */
const LAYOUT_MS = 400
const LAYOUT_FRAMES = 12

/** A log draws its first rows before the one that it opens at: it stays unseen until that is in its place, for so many frames at most. */
const UNSEEN_FRAMES = 15

/** What moves within this time after a reader’s hand was there moves by it, in milliseconds. */
const HAND_MS = 1000

/** After its height changed, rows of a log are still measured and the position corrected for about this long, in milliseconds. */
const SETTLING_MS = 300

/** What only a reader does. */
const hands = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/** Where a log begins, and who is told of the place its reader has come to: null is the end. */
export interface StickOptions {
  readonly start: LogPlace | null
  /** Whether the end of what is loaded is the end of the conversation. Only that one is followed. */
  readonly atNewest: () => boolean
  readonly keep: (place: LogPlace | null) => void
  /** Told when the row that the log opens at is in its place, or its reader goes elsewhere. */
  readonly opened: () => void
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
  const [stuck, setStuck] = useState(() => options.start === null && options.atNewest())
  const [stick] = useState(() => new Stick(options, setStuck))
  useEffect(() => () => stick.attach(null), [stick])
  return { stuck, stick }
}

/** Knows by the scroll position and by the layouts who moved, and moves it itself. Its functions are given away as they are. */
class Stick {
  private scroller: HTMLElement | null = null
  /** How far down the position was since the end was last followed. */
  private furthest = 0
  private follow: boolean
  private place: LogPlace | null
  private layoutAt = Number.NEGATIVE_INFINITY
  /** Frames of the layout that are over. */
  private frames = LAYOUT_FRAMES
  private size = ''
  private height = 0
  private heightAt = Number.NEGATIVE_INFINITY
  private handAt = Number.NEGATIVE_INFINITY
  /** Frames in which the row that the log opens at was not drawn. */
  private waited = 0
  private frame = 0
  /** Until the row that the log opens at is drawn. */
  private opening: boolean
  /** What stands over or under the log takes room from it, or gives it back; a row is as high as its font and width say. */
  private readonly room = new ResizeObserver(() => {
    if (!this.scroller) return
    this.measure(this.scroller)
    this.settle()
  })

  constructor(
    private readonly options: StickOptions,
    private readonly tell: (stuck: boolean) => void
  ) {
    this.place = options.start
    this.follow = options.start === null && options.atNewest()
    this.opening = options.start !== null
  }

  /** After the log grew, or the end went out of sight. */
  readonly settle = (): void => {
    // On a busy computer rows are measured late.
    if (!this.follow && this.inLayout()) this.restartLayout()
    this.look()
    if (this.follow) this.goToEnd()
  }

  readonly toEnd = (): void => {
    this.furthest = 0
    this.hand()
    this.set(true)
    this.goToEnd()
  }

  readonly attach = (element: unknown): void => {
    this.scroller?.removeEventListener('scroll', this.look)
    for (const name of hands) this.scroller?.removeEventListener(name, this.hand)
    this.room.disconnect()
    this.scroller = element instanceof HTMLElement ? element : null
    this.scroller?.addEventListener('scroll', this.look, { passive: true })
    for (const name of hands) this.scroller?.addEventListener(name, this.hand, { passive: true })
    if (!this.scroller) return
    this.room.observe(this.scroller)
    // A log that opens at a place is laid out around it.
    if (!this.follow) this.beginLayout()
    if (this.opening) this.scroller.style.opacity = '0'
  }

  /** Its size changes with the font alone. */
  readonly attachRuler = (element: HTMLElement | null): void => {
    if (element) this.room.observe(element)
  }

  readonly followOutput = (): 'auto' | false => (this.follow ? 'auto' : false)

  private readonly look = (): void => {
    if (!this.scroller || !this.isDrawn()) return
    this.measure(this.scroller)
    const { scrollTop, scrollHeight, clientHeight } = this.scroller
    const layout = this.inLayout()
    // In a flood rows are measured late, which moves the position too, up as well as down.
    const now = performance.now()
    if (scrollHeight !== this.height) this.heightAt = now
    const measured = now - this.heightAt < SETTLING_MS && now - this.handAt > HAND_MS
    this.height = scrollHeight
    if (scrollHeight - clientHeight - scrollTop <= END_PX) {
      this.furthest = scrollTop
      if (this.follow || !layout) this.set(this.options.atNewest())
    } else if (!layout && !measured && scrollTop < this.furthest - MOVED_PX) this.set(false)
    else if (this.follow) this.furthest = scrollTop
    if (!layout) this.frame ||= requestAnimationFrame(this.note)
  }

  /** A press of its reader led to another place: that one is brought into sight, and held instead of the one it opened at. */
  readonly goTo = (place: LogPlace): void => {
    this.hand()
    this.set(false)
    this.place = place
    this.opening = true
    this.waited = 0
    this.options.reveal(place)
    this.beginLayout()
  }

  private readonly hand = (): void => {
    this.endOpening()
    this.handAt = performance.now()
    this.frames = LAYOUT_FRAMES
    this.layoutAt = Number.NEGATIVE_INFINITY
  }

  /** As long as a layout takes, the row that is read stays where it is. */
  private readonly hold = (): void => {
    this.frame = 0
    this.frames++
    if (!this.scroller || this.follow) return
    if (this.opening) this.open(this.scroller)
    // Nothing lies under what is in sight: whoever reads here is at the end, whatever grows from now on.
    if (!this.opening && isAllInSight(this.scroller)) this.set(this.options.atNewest())
    if (!this.inLayout()) return this.note()
    if (this.place && !goToPlace(this.scroller, this.place)) this.options.reveal(this.place)
    this.frame = requestAnimationFrame(this.hold)
  }

  /** Notes the place, once the rows that were scrolled to are drawn. */
  private readonly note = (): void => {
    this.frame = 0
    if (!this.scroller || !this.isDrawn() || this.inLayout()) return
    const seen = this.follow ? null : placeIn(this.scroller)
    if (!this.follow && seen === null) {
      this.frame = requestAnimationFrame(this.note)
      return
    }
    this.place = seen
    this.options.keep(this.place)
  }

  private open(scroller: HTMLElement): void {
    if (this.place && goToPlace(scroller, this.place)) {
      this.endOpening()
      this.restartLayout()
    } else if (++this.waited === UNSEEN_FRAMES) this.show()
  }

  private endOpening(): void {
    if (!this.opening) return
    this.opening = false
    this.show()
    this.options.opened()
  }

  private show(): void {
    this.scroller?.style.removeProperty('opacity')
  }

  private set(follows: boolean): void {
    if (this.follow !== follows) this.tell(follows)
    this.follow = follows
  }

  private inLayout(): boolean {
    return this.opening || this.frames < LAYOUT_FRAMES || performance.now() - this.layoutAt < LAYOUT_MS
  }

  /** Begins a layout when the view or its font has another size: the browser tells of that after it has scrolled. */
  private measure(element: HTMLElement): void {
    const now = `${element.clientWidth} ${element.clientHeight} ${getComputedStyle(element).fontSize}`
    if (this.size !== '' && this.size !== now) this.beginLayout()
    this.size = now
  }

  private restartLayout(): void {
    this.layoutAt = performance.now()
    this.frames = this.follow ? LAYOUT_FRAMES : 0
  }

  private beginLayout(): void {
    this.restartLayout()
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(this.hold)
  }

  /** A log that is being taken away, or has no row yet, says nothing of its reader. */
  private isDrawn(): boolean {
    return this.scroller?.isConnected === true && this.scroller.querySelector('[data-key]') !== null
  }

  private goToEnd(): void {
    if (this.scroller) this.scroller.scrollTop = this.scroller.scrollHeight
  }
}

/** Whether there is nothing to scroll to. */
const isAllInSight = ({ scrollHeight, clientHeight }: HTMLElement): boolean =>
  scrollHeight - clientHeight <= END_PX
