import type { ChatHost, SaveOutcome } from '../../shared/contract'

/** How long the browser may take to read a file that it was given, in milliseconds. */
const KEPT_MS = 60_000

/** Has text saved as a file, by the host where it tells how that ends, else by the browser, which does not. */
export async function saveFile(host: ChatHost, name: string, parts: readonly string[]): Promise<SaveOutcome> {
  const url = URL.createObjectURL(new Blob([...parts], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  const outcome = (await host.saved?.(url)) ?? 'saved'
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
  return outcome
}
