import { dialog, shell } from 'electron'
import { externalLink } from './contents-guard'
import { t } from './speech'

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
    await dialog.showMessageBox({
      type: 'warning',
      message: t('The link could not be opened'),
      detail: link.startsWith('mailto:')
        ? t(
            'This computer opened no mail program for {link}. Set a default mail program in its settings, or copy the link there yourself.',
            { link }
          )
        : t(
            'This computer opened no web browser for {link}. Set a default web browser in its settings, or copy the link there yourself.',
            { link }
          )
    })
  }
}
