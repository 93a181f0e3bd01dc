import { Suspense, useId, useState } from 'react'
import type { LetterDetail } from '../../shared/contract'
import type { Layer } from '../../shared/letter'
import { jsonTree, prettyJson } from '../text/json'
import { visible, visibleLines } from '../text/visible'
import { t, type Message } from '../text/words'
import { CopyButton } from '../ui/copy-button'
import { lazyPart } from '../ui/lazy-part'
import css from './body-view.module.css'

const JsonTree = lazyPart(() => import('../conversation/json-tree'))

/** Longer texts are shown by their beginning, in characters; what is copied is whole. */
const SHOWN = 20_000

/** Longer JSON stays on one line: to indent it takes seconds where it is nested deeply. */
const INDENTED = 256 * 1024

const kinds: Record<Layer['kind'], Message> = {
  json: 'JSON',
  'json-text': 'JSON, written as a text',
  'json-in-json': 'JSON with JSON in it',
  sns: 'Envelope of SNS',
  eventbridge: 'Event of EventBridge',
  s3: 'Event of S3',
  base64: 'base64',
  gzip: 'gzip in base64'
}

const facts: Record<Layer['facts'][number]['name'], Message> = {
  topic: 'Topic',
  subject: 'Subject',
  sentAt: 'Sent at',
  source: 'Source',
  detailType: 'Detail type',
  account: 'Account',
  region: 'Region',
  event: 'Event',
  object: 'Object',
  bytes: 'Bytes'
}

const problems: Record<NonNullable<Layer['problem']>, Message> = {
  empty: 'There is nothing in it.',
  binary: 'It holds bytes that are no text. They begin so:',
  large: 'It was not unpacked: it holds more than 4 MiB.',
  damaged: 'It was not unpacked: it is damaged, or only a part of it.'
}

/** A body: what it is wrapped in, opened layer by layer, or as it stands on the wire. */
export function BodyView({ body, layers }: Pick<LetterDetail, 'body' | 'layers'>) {
  const [raw, setRaw] = useState(false)
  const id = useId()
  const isWrapped = layers.length > 0
  const shown = isWrapped && !raw
  return (
    <section className={css['body']} aria-label={t('Body')}>
      <div className={css['head']}>
        <strong>{t('Body')}</strong>
        {isWrapped ? (
          <div role="tablist" aria-label={t('How the body is shown')} className={css['sides']}>
            {[false, true].map((side) => (
              <button
                key={String(side)}
                type="button"
                role="tab"
                aria-selected={side === raw}
                aria-controls={id}
                className={css['side']}
                onClick={() => setRaw(side)}
              >
                {side ? t('Raw') : t('Decoded')}
              </button>
            ))}
          </div>
        ) : (
          <span className={css['soft']}>{t('Plain text: there is nothing to decode.')}</span>
        )}
      </div>
      <div id={id} className={css['shown']} {...(isWrapped ? { role: 'tabpanel' } : {})}>
        {shown ? <Layers layers={layers} /> : <Text text={body} />}
      </div>
      <div className={css['foot']}>
        {shown && <CopyButton text={layers.at(-1)?.text ?? ''} label={t('Copy decoded')} />}
        <CopyButton text={body} label={t('Copy body')} />
      </div>
    </section>
  )
}

function Layers({ layers }: Pick<LetterDetail, 'layers'>) {
  const last = layers.at(-1)
  return (
    <>
      <ol className={css['layers']} aria-label={t('Layers from the outside in')}>
        {layers.map(({ kind, facts: told, problem }, index) => (
          <li key={`${index} ${kind}`}>
            <span className={css['kind']}>{t(kinds[kind])}</span>
            {told.length > 0 && (
              <dl className={css['facts']}>
                {told.map(({ name, value }, at) => (
                  <div key={`${at} ${name}`}>
                    <dt>{t(facts[name])}</dt>
                    <dd dir="auto">{visible(value.slice(0, 300))}</dd>
                  </div>
                ))}
              </dl>
            )}
            {problem && <p className={css['soft']}>{t(problems[problem])}</p>}
          </li>
        ))}
      </ol>
      {last && last.text !== '' && <Inner text={last.text} length={last.length} />}
    </>
  )
}

/** What is in the innermost layer. */
function Inner({ text, length }: { text: string; length: number }) {
  const tree = jsonTree(text)
  if (!tree && text.length > INDENTED) return <Text text={text} length={length} />
  // It says by itself how much it leaves out.
  if (!tree) return <pre dir="auto">{visibleLines(prettyJson(text))}</pre>
  return (
    <Suspense fallback={<Text text={text} />}>
      <JsonTree root={tree} />
    </Suspense>
  )
}

function Text({ text, length = text.length }: { text: string; length?: number }) {
  const rest = length - SHOWN
  return (
    <>
      <pre dir="auto">{visibleLines(text.slice(0, SHOWN))}</pre>
      {rest > 0 && <p className={css['soft']}>{t('… {count, number} more characters', { count: rest })}</p>}
    </>
  )
}

/** Bytes of an attribute in words: the text that they are, else as hexadecimal digits. */
export function bytesWords(base64: string): string {
  let bytes: Uint8Array
  try {
    bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  } catch {
    return base64
  }
  const size = t('{count, plural, one {# byte} other {# bytes}}', { count: bytes.length })
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!/(?![\t\n\r])\p{Cc}/u.test(text)) return `${text.slice(0, 600)} (${size})`
  } catch {
    // They are no text.
  }
  const hex = Array.from(bytes.subarray(0, 64), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return `${hex}${bytes.length > 64 ? ' …' : ''} (${size})`
}
