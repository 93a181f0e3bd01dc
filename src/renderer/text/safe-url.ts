const allowed = new Set(['http:', 'https:', 'mailto:'])

/** The address of a link a person may follow; null for anything but http, https and mailto. */
export function safeUrl(url: string): string | null {
  try {
    return allowed.has(new URL(url).protocol) ? url : null
  } catch {
    return null
  }
}
