import { autolinks } from '../text/autolinks'
import { safeUrl } from '../text/safe-url'

/** As much of a Markdown syntax tree as is used here. */
interface MarkdownNode {
  type: string
  value?: string
  url?: string
  alt?: string | null
  lang?: string | null
  meta?: string | null
  checked?: boolean | null
  ordered?: boolean
  identifier?: string
  align?: (string | null)[]
  children?: MarkdownNode[]
  position?: { start: { offset?: number }; end: { offset?: number } }
  data?: { hProperties?: Record<string, unknown> }
}

interface CompileContext {
  stack: MarkdownNode[]
  sliceSerialize(token: unknown): string
}

interface ProcessorData {
  micromarkExtensions?: unknown[]
  fromMarkdownExtensions?: unknown[]
}

/**
 * What Markdown would leave out stays in sight.
 *
 * A backslash stays before what it escapes, and `&amp;` as it is written. Definitions, footnotes, and every block
 * that would draw nothing, stand there as they were written; list items keep their numbers, tables their surplus
 * cells, and links that lead nowhere their source.
 */
function faithful(this: { data(): unknown }) {
  const data = this.data() as ProcessorData
  ;(data.micromarkExtensions ??= []).push({ disable: { null: ['characterReference', 'hardBreakEscape'] } })
  ;(data.fromMarkdownExtensions ??= []).push({
    enter: { escapeMarker: noText },
    exit: { escapeMarker: addText }
  })
  return (tree: MarkdownNode, file: { toString(): string }): void => {
    const source = file.toString()
    const addresses = new Map<string, string>()
    collect(tree, addresses)
    reveal(tree, { source, addresses })
    if (tree.children?.every((child) => child.type === 'definition')) tree.children.push(paragraph(source))
  }
}

/** A remark plugin by which nothing that was written is left out. */
export const faithfulMarkdown = faithful

function noText(): void {}

/** The reader opens a text for an escape, and then leaves its backslash out. */
function addText(this: CompileContext, token: unknown): void {
  const text = this.stack.at(-1)
  if (text?.type === 'text') text.value = (text.value ?? '') + this.sliceSerialize(token)
}

interface Source {
  readonly source: string
  /** Where each definition leads. */
  readonly addresses: ReadonlyMap<string, string>
}

function collect(node: MarkdownNode, addresses: Map<string, string>): void {
  if (node.type === 'definition' && node.identifier !== undefined && !addresses.has(node.identifier)) {
    addresses.set(node.identifier, node.url ?? '')
  }
  for (const child of node.children ?? []) collect(child, addresses)
}

function reveal(node: MarkdownNode, from: Source): void {
  if (!node.children) return
  for (const child of node.children) reveal(child, from)
  node.children = node.children.flatMap((child) => revealed(child, from, BLOCKS.has(node.type)))
  const [first] = node.children
  // A line parts what stands before it; with nothing before it, it is dashes that somebody wrote.
  if (first?.type === 'thematicBreak') node.children[0] = paragraph(sourceOf(first, from.source))
  if (node.type === 'list' && node.ordered) for (const item of node.children) keepNumber(item, from.source)
  if (node.type === 'table') keepCells(node)
}

/** What stands in a tree in the place of a node. `isBlock`: it stands among blocks, not among words. */
function revealed(node: MarkdownNode, from: Source, isBlock: boolean): MarkdownNode[] {
  const { source, addresses } = from
  const asWritten = (): MarkdownNode[] => {
    const text = sourceOf(node, source)
    return text === '' ? [node] : [isBlock ? paragraph(text) : words(text)]
  }
  switch (node.type) {
    case 'definition':
      return [node, paragraph(sourceOf(node, source))]
    case 'footnoteDefinition':
    case 'footnoteReference':
    case 'html':
      return asWritten()
    case 'break':
      return [words('\n')]
    case 'link':
    case 'image':
      if (isBare(node)) return autolinks(textOf(node)).map(linked)
      return safeUrl(node.url ?? '') === null ? asWritten() : [node]
    case 'linkReference':
    case 'imageReference':
      return safeUrl(addresses.get(node.identifier ?? '') ?? '') === null ? asWritten() : [node]
    case 'emphasis':
    case 'strong':
    case 'delete':
      return isInsideWord(node, source) ? asWritten() : [node]
    case 'code':
      node.data = { hProperties: { dataInfo: [node.lang, node.meta].filter(Boolean).join(' ') } }
      return drawsNothing(node) ? asWritten() : [node]
    default:
      return isBlock && drawsNothing(node) ? asWritten() : [node]
  }
}

/** A node whose children are blocks. */
const BLOCKS = new Set(['root', 'blockquote', 'listItem', 'footnoteDefinition'])

const words = (value: string): MarkdownNode => ({ type: 'text', value })
const paragraph = (value: string): MarkdownNode => ({ type: 'paragraph', children: [words(value)] })
const linked = ({ text, href }: ReturnType<typeof autolinks>[number]): MarkdownNode =>
  href === null ? words(text) : { type: 'link', url: href, children: [words(text)] }

function sourceOf({ position }: MarkdownNode, source: string): string {
  const [start, end] = [position?.start.offset, position?.end.offset]
  return start === undefined || end === undefined ? '' : source.slice(start, end)
}

const textOf = (node: MarkdownNode): string => node.value ?? (node.children ?? []).map(textOf).join('')

/** Whether a link is an address that somebody wrote without any marks around it. */
function isBare(node: MarkdownNode): boolean {
  const text = textOf(node)
  return node.type === 'link' && (node.url === text || node.url === `http://${text}`) && text !== ''
}

/** `2*3*4` is a product and `a__b__c` a name: marks between letters or digits are no emphasis. */
function isInsideWord({ position }: MarkdownNode, source: string): boolean {
  const [start, end] = [position?.start.offset ?? 0, position?.end.offset ?? 0]
  return /\w/.test(source[start - 1] ?? ' ') && /\w/.test(source[end] ?? ' ')
}

function drawsNothing(node: MarkdownNode): boolean {
  if (DRAWN.has(node.type) || typeof node.checked === 'boolean') return false
  if (node.value !== undefined) return node.value.trim() === ''
  return (node.children ?? []).every(drawsNothing)
}

const DRAWN = new Set(['image', 'imageReference', 'thematicBreak', 'definition'])

/** The number as it was written, with what stands behind it. */
function keepNumber(item: MarkdownNode, source: string): void {
  const marker = /^\d{1,9}[.)]/.exec(sourceOf(item, source))?.[0]
  if (marker !== undefined) item.data = { hProperties: { dataMarker: marker } }
}

/** The reader drops the cells of a row that is longer than the first. */
function keepCells(table: MarkdownNode): void {
  const widest = Math.max(0, ...(table.children ?? []).map((row) => row.children?.length ?? 0))
  while (table.align && table.align.length < widest) table.align.push(null)
}
