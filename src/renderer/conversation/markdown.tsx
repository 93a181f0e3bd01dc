import { memo, type ComponentProps } from 'react'
import ReactMarkdown, { type Components, type ExtraProps, type Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { safeUrl } from '../text/safe-url'
import { ScrollBox } from '../ui/scroll-box'
import { CodeBox } from './code-box'
import { ExternalLink } from './external-link'
import { faithfulMarkdown } from './faithful-markdown'
import css from './message-text.module.css'
import { t } from '../text/words'

/** A message's text as Markdown. It becomes React elements; HTML in it stays text, and nothing is fetched. */
export default memo(function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components} urlTransform={(url) => safeUrl(url) ?? ''}>
      {text}
    </ReactMarkdown>
  )
})

// One tilde is "about", not a mark: ~5 and ~6.
const plugins: Options['remarkPlugins'] = [[remarkGfm, { singleTilde: false }], faithfulMarkdown]

const CodeBlock = ({ node }: ComponentProps<'pre'> & ExtraProps) => (
  <CodeBox code={codeOf(node).replace(/\n$/, '')} info={infoOf(node)} />
)

/** The text inside a syntax tree node. */
function codeOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return ''
  if ('value' in node && typeof node.value === 'string') return node.value
  return 'children' in node && Array.isArray(node.children) ? node.children.map(codeOf).join('') : ''
}

/** What stands behind the opening fence of the code inside a `pre` of the syntax tree. */
function infoOf(pre: ExtraProps['node']): string {
  const [code] = pre?.children ?? []
  const info = code?.type === 'element' ? code.properties['dataInfo'] : undefined
  return typeof info === 'string' ? info : ''
}

/** An item of a list; a number is shown as it was written. */
function Item({ className, children, ...rest }: ComponentProps<'li'> & { 'data-marker'?: string }) {
  const marker = rest['data-marker']
  return (
    <li
      className={className}
      dir="auto"
      style={marker === undefined ? undefined : { listStyleType: JSON.stringify(`${marker} `) }}
      data-wide={(marker !== undefined && marker.length > 3) || undefined}
    >
      {children}
    </li>
  )
}

/** A heading of a message looks like one, and is none of the page's outline. */
const heading = (title: 'title1' | 'title2' | 'title3') =>
  function Heading({ children }: ComponentProps<'h1'>) {
    return (
      <p className={css[title]} dir="auto">
        {children}
      </p>
    )
  }

const components: Components = {
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  img: ({ src, alt }) => (
    <ExternalLink href={typeof src === 'string' ? src : undefined}>{alt || src || t('image')}</ExternalLink>
  ),
  pre: CodeBlock,
  p: ({ children }) => <p dir="auto">{children}</p>,
  h1: heading('title1'),
  h2: heading('title2'),
  h3: heading('title3'),
  h4: heading('title3'),
  h5: heading('title3'),
  h6: heading('title3'),
  li: Item,
  blockquote: ({ children }) => <blockquote dir="auto">{children}</blockquote>,
  table: ({ children }) => (
    <ScrollBox className={css['table']} label={t('Table')}>
      <table>{children}</table>
    </ScrollBox>
  ),
  th: ({ children }) => <th dir="auto">{children}</th>,
  td: ({ children }) => <td dir="auto">{children}</td>,
  input: ({ checked }) => (
    <input
      type="checkbox"
      checked={checked ?? false}
      readOnly
      aria-label={checked ? t('done') : t('to do')}
    />
  )
}
