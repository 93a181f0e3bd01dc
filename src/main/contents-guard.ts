import type { Session, WebContents } from 'electron'
import { externalLink } from './external-link'

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
