import type { Settings } from '../../shared/contract'

/** How the page looks, as far as the user chose it. */
export type Look = Pick<Settings, 'theme' | 'textSize' | 'density'>

const KEY = 'chatapp.look'

const usual: Look = { theme: 'system', textSize: 'normal', density: 'comfortable' }

/** Shows a look; the theme `system` follows the operating system. Remembered, so that the next start paints it at once. */
export function applyLook({ theme, textSize, density }: Look): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  dataset['textSize'] = textSize
  dataset['density'] = density
  try {
    localStorage.setItem(KEY, JSON.stringify({ theme, textSize, density } satisfies Look))
  } catch {
    // Storage may be switched off; the look then shows when the settings arrive.
  }
}

/** The look shown last time. */
export function rememberedLook(): Look {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Look>) }
  } catch {
    return usual
  }
}
