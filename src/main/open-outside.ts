import { dialog, shell } from 'electron'

/** Opens an address that `externalLink` has let out, in the user's own program; says so when there is none. */
export async function openOutside(link: string): Promise<void> {
  try {
    await shell.openExternal(link)
  } catch {
    const kind = link.startsWith('mailto:') ? 'mail program' : 'web browser'
    await dialog.showMessageBox({
      type: 'warning',
      message: 'The link could not be opened',
      detail: `This computer opened no ${kind} for ${link}. Set a default ${kind} in its settings, or copy the link there yourself.`
    })
  }
}
