import { memo, type ComponentProps, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CopyButton } from '../ui/copy-button'
import { ScrollBox } from '../ui/scroll-box'
import { safeUrl } from '../text/safe-url'
import css from './message-text.module.css'

const LONG = 20_000

/** A message's text as Markdown. It becomes React elements; HTML in it stays text, and nothing is fetched. */
export default memo(function Markdown({ text }: { text: string }) {
  // A text of megabytes is data, not prose: reading it as Markdown would stall the page.
  if (text.length > LONG) return <LongText text={text} />
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      components={components}
      urlTransform={(url) => safeUrl(url) ?? ''}
    >
      {text}
    </ReactMarkdown>
  )
})

function LongText({ text }: { text: string }) {
  return (
    <>
      <ScrollBox className={css['long']} label="Long text">
        <pre dir="auto">{text.slice(0, LONG)}</pre>
      </ScrollBox>
      <p className={css['soft']}>
        {`The first ${LONG.toLocaleString()} of ${text.length.toLocaleString()} characters. `}
        <CopyButton text={text} label="Copy all" />
      </p>
    </>
  )
}

function Link({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  if (!href) return <span>{children}</span>
  return (
    <a href={href} title={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  )
}

/** Code with a Copy button, in a box that scrolls by itself. */
function CodeBlock({ node, children }: ComponentProps<'pre'> & { node?: unknown }) {
  return (
    <div className={css['code']}>
      <div className={css['codeCopy']}>
        <CopyButton text={codeOf(node)} iconOnly label="Copy the code" />
      </div>
      <ScrollBox className={css['codeScroll']} label="Code">
        <pre dir="ltr">{children}</pre>
      </ScrollBox>
    </div>
  )
}

/** The text inside a syntax tree node. */
function codeOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return ''
  if ('value' in node && typeof node.value === 'string') return node.value
  return 'children' in node && Array.isArray(node.children) ? node.children.map(codeOf).join('') : ''
}

const components: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => (
    <Link href={typeof src === 'string' ? src : undefined}>{alt || src || 'image'}</Link>
  ),
  pre: CodeBlock,
  p: ({ children }) => <p dir="auto">{children}</p>,
  h1: ({ children }) => (
    <p className={css['title1']} dir="auto">
      {children}
    </p>
  ),
  h2: ({ children }) => (
    <p className={css['title2']} dir="auto">
      {children}
    </p>
  ),
  h3: ({ children }) => (
    <p className={css['title3']} dir="auto">
      {children}
    </p>
  ),
  h4: ({ children }) => (
    <p className={css['title3']} dir="auto">
      {children}
    </p>
  ),
  h5: ({ children }) => (
    <p className={css['title3']} dir="auto">
      {children}
    </p>
  ),
  h6: ({ children }) => (
    <p className={css['title3']} dir="auto">
      {children}
    </p>
  ),
  li: ({ className, children }) => (
    <li className={className} dir="auto">
      {children}
    </li>
  ),
  blockquote: ({ children }) => <blockquote dir="auto">{children}</blockquote>,
  table: ({ children }) => (
    <ScrollBox className={css['table']} label="Table">
      <table>{children}</table>
    </ScrollBox>
  ),
  th: ({ children }) => <th dir="auto">{children}</th>,
  td: ({ children }) => <td dir="auto">{children}</td>,
  input: ({ checked }) => (
    <input type="checkbox" checked={checked ?? false} readOnly aria-label={checked ? 'done' : 'to do'} />
  )
}
