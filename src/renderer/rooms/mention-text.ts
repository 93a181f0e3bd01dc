import type { RoomPart } from '../../shared/message'

type Mention = NonNullable<RoomPart['mentions']>[number]

/** Cuts a text at the names with an `@` that mention somebody; the parts together are the text. */
export function mentionIn(
  text: string,
  mentions: readonly Mention[]
): readonly { readonly text: string; readonly mention?: Mention }[] {
  const byName = mentions.toSorted((a, b) => b.name.length - a.name.length)
  if (byName.length === 0) return [{ text }]
  const names = byName.map(({ name }) => name.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|')
  return text
    .split(new RegExp(`(@(?:${names}))`, 'iu'))
    .filter((part) => part !== '')
    .map((part) => {
      const name = part.startsWith('@') ? part.slice(1).toLowerCase() : undefined
      const mention = byName.find((one) => one.name.toLowerCase() === name)
      return mention ? { text: part, mention } : { text: part }
    })
}
