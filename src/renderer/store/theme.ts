import type { Settings } from '../../shared/contract'

const KEY = 'chatapp.theme'

/** Shows a theme: `system` follows the operating system. Remembered, so that the next start paints it at once. */
export function applyTheme(theme: Settings['theme']): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // Storage may be switched off; the theme then shows when the settings arrive.
  }
}

/** The theme shown last time. */
export function rememberedTheme(): Settings['theme'] {
  try {
    const theme = localStorage.getItem(KEY)
    return theme === 'light' || theme === 'dark' ? theme : 'system'
  } catch {
    return 'system'
  }
}
