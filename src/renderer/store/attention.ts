/** Whether a person can see the page and works in it. */
export interface Attention {
  isVisible(): boolean
  isFocused(): boolean
  /** Calls the listener when either may have changed; returns how to stop. */
  onChange(listener: () => void): () => void
}

/** The attention of this browser window. */
export const windowAttention: Attention = {
  isVisible: () => document.visibilityState === 'visible',
  isFocused: () => document.visibilityState === 'visible' && document.hasFocus(),
  onChange(listener) {
    window.addEventListener('focus', listener)
    document.addEventListener('visibilitychange', listener)
    return () => {
      window.removeEventListener('focus', listener)
      document.removeEventListener('visibilitychange', listener)
    }
  }
}
