import type { ChatMessage } from './message'
import { systemLine } from './system-line'

/** How a chat is written for people and for spreadsheets. For ChatAPP itself there is `data.export`. */
export type TranscriptFormat = 'markdown' | 'csv'

export interface TranscriptSource {
  readonly format: TranscriptFormat
  readonly chats: readonly { readonly id: string; readonly title: string }[]
  /** The page of a chat that follows the exchange which begins with a message; null: its oldest page. */
  readonly page: (
    conversationId: string,
    after: string | null
  ) => Promise<{ readonly messages: readonly ChatMessage[]; readonly hasMore: boolean }>
}

/** A piece of a transcript, and how many messages are in it. */
export interface TranscriptPart {
  readonly text: string
  readonly messages: number
}

/** Writes chats from their oldest message to their newest, in memory for one page at a time. */
export async function* transcript({ format, chats, page }: TranscriptSource): AsyncGenerator<TranscriptPart> {
  if (format === 'csv') yield { text: csvLine(csvHead), messages: 0 }
  for (const { id, title } of chats) {
    if (format === 'markdown') yield { text: `# ${onOneLine(title)}\n\n`, messages: 0 }
    for (let after: string | null = null; ;) {
      const { messages, hasMore } = await page(id, after)
      const write = format === 'csv' ? (one: ChatMessage) => csvLine(csvCells(title, one)) : markdownOf
      yield { text: messages.map(write).join(''), messages: messages.length }
      after = headOf(messages)
      if (!hasMore || after === null) break
    }
  }
}

/** What the last exchange of a page begins with: a page holds each request followed by its replies. */
function headOf(messages: readonly ChatMessage[]): string | null {
  const last = messages.at(-1)
  if (!last || last.role === 'request') return last?.id ?? null
  return messages.find(({ id }) => id === last.inReplyTo)?.id ?? last.id
}

/** A request as it was typed, in a fence that nothing in it ends; a reply as a quotation, for it is Markdown itself. */
function markdownOf(message: ChatMessage): string {
  const { sender, createdAt, room } = message
  const line = systemLine(message)
  if (line !== null) return `_${onOneLine(line)}_ · ${localTime(createdAt)}\n\n`
  const status = message.role === 'request' && message.status !== 'answered' ? ` · ${message.status}` : ''
  const state = `${status}${room?.deleted ? ' · deleted' : room?.editedAt === undefined ? '' : ' · edited'}`
  const text = whatIsSaid(message)
  const head = `**${onOneLine(sender.name)}** · ${localTime(createdAt)}${state}\n\n`
  if (message.role === 'reply') return `${head}${text.replaceAll(/^/gm, '> ')}\n\n`
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${head}${fence}text\n${text}\n${fence}\n\n`
}

/** The text; of a reply in a room what it replies to stands before it. */
function whatIsSaid({ role, text, room }: ChatMessage): string {
  if (!room?.quotes || role === 'request') return text
  return `> ${onOneLine(`${room.quotes.name}: ${room.quotes.text}`)}\n\n${text}`
}

/** Names are other people's: none begins a line or ends its emphasis. */
const onOneLine = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, String.raw`\$&`)

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')

/** A moment here, with what the clock was ahead of UTC. */
function localTime(at: number): string {
  const ahead = -new Date(at).getTimezoneOffset()
  const [date, time] = new Date(at + ahead * 60_000).toISOString().split('T')
  const zone = `${ahead < 0 ? '−' : '+'}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`
  return `${date} ${time?.slice(0, 8)} ${zone}`
}

const csvHead = ['chat', 'time', 'from', 'role', 'text', 'status', 'kind', 'id', 'in_reply_to']

const csvCells = (title: string, message: ChatMessage): string[] => [
  title,
  new Date(message.createdAt).toISOString(),
  message.sender.name,
  message.role,
  systemLine(message) ?? message.text,
  message.role === 'request' ? message.status : '',
  message.room?.kind ?? (message.role === 'reply' ? message.kind : ''),
  message.id,
  message.role === 'reply' ? message.inReplyTo : ''
]

/** As RFC 4180 has it. */
const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** A spreadsheet carries out a cell that begins like a formula, whoever wrote it; an apostrophe makes it a text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
