/** Which chat this window shows alone, as the desktop host wrote it into the address; null for a window with all of them. */
export function chatOfOwnWindow(): string | null {
  const [, encoded] = /^#chat=(.{1,600})$/.exec(location.hash) ?? []
  if (encoded === undefined) return null
  try {
    return decodeURIComponent(encoded)
  } catch {
    return null
  }
}
