import { autolinks } from '../text/autolinks'
import { splitFences, type Block } from '../text/fences'
import { CodeBox } from './code-box'
import css from './message-text.module.css'
import { ExternalLink } from './external-link'

/** A text exactly as it is; addresses are links, and whole fenced blocks stand in boxes, their fences in sight. */
export function PlainText({ text }: { text: string }) {
  if (text.trim() === '') return <p className={css['soft']}>Nothing but white space.</p>
  return splitFences(text).map((block, index) => <Part key={index} block={block} />)
}

function Part({ block }: { block: Block }) {
  if (block.kind === 'text') return <Words text={block.source} />
  return (
    <CodeBox code={block.code.replace(/\n$/, '')}>
      <span className={css['fence']}>{block.open}</span>
      {block.code}
      <span className={css['fence']}>{block.close}</span>
    </CodeBox>
  )
}

const Words = ({ text }: { text: string }) => (
  <p dir="auto" className={css['asWritten']}>
    {autolinks(text).map(({ text: words, href }, index) =>
      href === null ? (
        words
      ) : (
        <ExternalLink key={index} href={href}>
          {words}
        </ExternalLink>
      )
    )}
  </p>
)
