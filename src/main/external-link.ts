const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The longest address handed to the system. Windows refuses a command line over 8,191 characters. */
const MAX_LENGTH = 4096

/** The address to open in the user's own browser or mail program, parsed anew; null when it may not leave the app. */
export function externalLink(address: string): string | null {
  if (address.length > MAX_LENGTH || !URL.canParse(address)) return null
  const url = new URL(address)
  return allowed.has(url.protocol) ? url.href : null
}
