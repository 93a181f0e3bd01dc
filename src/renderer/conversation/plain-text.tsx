import type { ReactNode } from 'react'
import { CodeBox } from './code-box'
import css from './message-text.module.css'
import { Linked } from './external-link'
import { t } from '../text/words'

/** A text exactly as it is; addresses are links, and whole fenced blocks stand in boxes, their fences in sight. */
export function PlainText({ text, draw = asLinks }: { text: string; draw?: (words: string) => ReactNode }) {
  if (text.trim() === '') return <p className={css['soft']}>{t('Nothing but white space.')}</p>
  return splitFences(text).map((block, index) => <Part key={index} block={block} draw={draw} />)
}

const asLinks = (words: string): ReactNode => <Linked text={words} />

function Part({ block, draw }: { block: Block; draw: (words: string) => ReactNode }) {
  if (block.kind === 'text') {
    return (
      <p dir="auto" className={css['asWritten']}>
        {draw(block.source)}
      </p>
    )
  }
  return (
    <CodeBox
      code={block.code.replace(/\n$/, '')}
      info={block.open.replace(/^ *[`~]+\s*/, '').trim()}
      head={block.open}
      foot={
        <div className={css['fence']}>{block.code.endsWith('\n') ? `\n${block.close}` : block.close}</div>
      }
    />
  )
}

/** A part of a text: words, or a whole block of code between two fences. The sources together are the text. */
type Block =
  | { readonly kind: 'text'; readonly source: string }
  | { readonly kind: 'code'; readonly open: string; readonly code: string; readonly close: string }

const OPENING = /^ {0,3}(`{3,}|~{3,})([^`\n]*)\n?$/

/** Cuts a text at its fenced blocks of code. A fence that nothing closes is text. */
function splitFences(text: string): Block[] {
  const lines = text.split(/(?<=\n)/)
  const blocks: Block[] = []
  let plain = ''
  for (let at = 0; at < lines.length; at++) {
    const fence = OPENING.exec(lines[at] ?? '')?.[1]
    const end = fence === undefined ? -1 : closing(lines, at, fence)
    if (end < 0) {
      plain += lines[at]
      continue
    }
    if (plain !== '') blocks.push({ kind: 'text', source: plain })
    plain = ''
    blocks.push({
      kind: 'code',
      open: lines[at] ?? '',
      code: lines.slice(at + 1, end).join(''),
      close: lines[end] ?? ''
    })
    at = end
  }
  if (plain !== '') blocks.push({ kind: 'text', source: plain })
  return blocks
}

/** The line that closes a block of code which is not empty; -1 when there is none. */
function closing(lines: readonly string[], at: number, fence: string): number {
  const pattern = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*\\n?$`)
  const end = lines.findIndex((line, index) => index > at && pattern.test(line))
  return end > at + 1 ? end : -1
}
