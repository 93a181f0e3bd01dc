/** How long the browser may take to read a file that it was given, in milliseconds. */
const KEPT_MS = 60_000

/** Lets the browser save JSON lines as a file in the place where it saves downloads. */
export function saveFile(name: string, parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: 'application/jsonl' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}
