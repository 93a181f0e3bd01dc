/** What a changelog says of one version: the lines below its heading `## <version>`, up to the next; empty where there is none. */
export function notesOf(changelog: string, version: string): string {
  const [, ...sections] = `\n${changelog}`.split(/\n## /)
  const found = sections.find((section) => section.split(/[\s\n]/, 1)[0] === version)
  return found?.slice(found.indexOf('\n') + 1).trim() ?? ''
}
