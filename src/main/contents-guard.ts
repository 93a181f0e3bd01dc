import type { Session, WebContents } from 'electron'
import { t } from './speech'

/**
 * Keeps the window on our page: it goes nowhere, opens no window and embeds nothing.
 *
 * Loading the page again is allowed. A link to the web or to a mail address opens in the user's own program instead.
 */
export function guardContents(
  contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>,
  pageUrl: string,
  openExternal: (link: string) => void
): void {
  const openOutside = (address: string): void => {
    const link = externalLink(address)
    if (link !== null) openExternal(link)
  }
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event) => {
    if (event.url === pageUrl) return
    event.preventDefault()
    openOutside(event.url)
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** The page may put text on the clipboard, for its Copy buttons, and nothing else that needs a permission. */
export const isPermitted = (permission: string, requestedBy: string, origin: string): boolean =>
  permission === 'clipboard-sanitized-write' && originOf(requestedBy) === origin

/** Refuses every permission but the one of `isPermitted`. */
export function guardPermissions(
  session: Pick<Session, 'setPermissionCheckHandler' | 'setPermissionRequestHandler'>,
  origin: string
): void {
  session.setPermissionCheckHandler((_contents, permission, by) => isPermitted(permission, by, origin))
  session.setPermissionRequestHandler((...[, permission, answer, { requestingUrl }]) =>
    answer(isPermitted(permission, requestingUrl, origin))
  )
}

// `URL.origin` is "null" for a scheme of our own.
function originOf(address: string): string {
  if (!URL.canParse(address)) return ''
  const { protocol, host } = new URL(address)
  return `${protocol}//${host}`
}

const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The longest address handed to the system. Windows refuses a command line over 8,191 characters. */
const MAX_LENGTH = 4096

/** The address to open in the user's own browser or mail program, parsed anew; null when it may not leave the app. */
export function externalLink(address: string): string | null {
  if (address.length > MAX_LENGTH || !URL.canParse(address)) return null
  const url = new URL(address)
  return allowed.has(url.protocol) ? url.href : null
}

const WINDOW_MS = 60_000
const MAX_RELOADS = 3

/**
 * Decides what to do each time the page's process dies: load the page again, or stop trying and ask the user.
 *
 * Three deaths in a minute are reloaded; the fourth is not, so that a page which cannot live does not flicker for ever.
 */
export class CrashGuard {
  #deaths: readonly number[] = []

  /** `elapsed` goes forward only; see `Clock`. */
  constructor(private readonly elapsed: () => number) {}

  next(): 'reload' | 'ask' {
    const now = this.elapsed()
    this.#deaths = [...this.#deaths.filter((death) => now - death < WINDOW_MS), now]
    return this.#deaths.length > MAX_RELOADS ? 'ask' : 'reload'
  }
}

/** What the user is told after a reload. `reason` is Electron's word for the death. */
export const crashNotice = (reason: string): { message: string; detail: string } => ({
  message: t('The ChatAPP window was loaded again'),
  detail: t('Its page stopped working ({reason}). Your messages are stored and were not affected.', {
    reason
  })
})
