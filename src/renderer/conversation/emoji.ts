/** A name between two colons, at the end of what was typed. */
const SHORTCODE = /:([a-z0-9_+-]{1,40}):$/

/**
 * The emoji for a shortcode that was completed by its second colon; null where there is none. The table is loaded with
 * the first one.
 */
export async function emojiFor(typed: string): Promise<{ code: string; emoji: string } | null> {
  const [code, name] = SHORTCODE.exec(typed.slice(-50)) ?? []
  if (code === undefined || name === undefined) return null
  const { nameToEmoji } = await import('gemoji')
  const emoji = Object.hasOwn(nameToEmoji, name) ? nameToEmoji[name] : undefined
  return emoji === undefined ? null : { code, emoji }
}
