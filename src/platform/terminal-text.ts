/**
 * Control characters (C0, DEL, C1) and the marks that turn the direction of text around, but not what a line is made
 * of: tabs and line ends.
 */
const dangerous = /(?!\t|\n|\r\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/**
 * Text that a terminal only shows and never obeys: what would move the cursor, set the title, fill the clipboard or
 * turn the direction around stands there as `\u001b`. In JSON that is the same value still.
 */
export const forTerminal = (text: string): string =>
  text.replaceAll(dangerous, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
