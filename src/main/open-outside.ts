import { dialog, shell } from 'electron'
import { externalLink } from './contents-guard'

/**
 * The one way out to the user's own programs: opens an address there, and says so when there is no program for it.
 *
 * Only what `externalLink` lets out is opened, whoever asks.
 */
export async function openOutside(address: string): Promise<void> {
  const link = externalLink(address)
  if (link === null) return
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
