// Terminal escapes and other control characters, and what would turn the direction of the text around it.
const unseen = /(?!\t)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** A text whose control characters can be seen, and do nothing. */
export const visible = (text: string): string =>
  text.replaceAll(unseen, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The same of a text whose lines stay lines. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n')
