interface KeyPress {
  readonly isComposing: boolean
  readonly keyCode: number
}

/** What keyboards send for a key that an input method took; WebKit for the Enter that ends a composition, too. */
const TAKEN = 229

/** Whether a key belongs to an input method (Japanese, Chinese, dead keys) and so means nothing to the page. */
export const isComposing = ({ isComposing: under, keyCode }: KeyPress): boolean => under || keyCode === TAKEN
