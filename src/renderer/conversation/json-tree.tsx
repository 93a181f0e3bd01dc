import { Route } from 'lucide-react'
import { useState } from 'react'
import { copyOf, stepOf, type JsonBranch, type JsonNode } from '../text/json'
import { Linked } from './external-link'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { useTabIndex } from '../ui/tab-order'
import css from './json-tree.module.css'
import { t } from '../text/words'

/** Levels that are open at first. */
const OPEN_LEVELS = 2

/** Entries of one object or list that are drawn at first, and so many more with each press. */
const AT_ONCE = 100

/** JSON as a tree that folds, every value as it was written. */
export default function JsonTree({ root }: { root: JsonBranch }) {
  return (
    <div className={css['tree']} dir="ltr">
      <Branch node={root} name={null} path="$" level={0} />
    </div>
  )
}

interface Place {
  /** As it was written; null at the root. */
  readonly name: string | null
  readonly path: string
  readonly level: number
}

function Branch({ node, ...place }: Place & { node: JsonBranch }) {
  const tabIndex = useTabIndex()
  const [open, setOpen] = useState(place.level < OPEN_LEVELS)
  const [shown, setShown] = useState(AT_ONCE)
  const { entries, kind } = node
  const [opening, closing] = kind === 'array' ? '[]' : '{}'
  const count = entries.length
  const size =
    kind === 'array'
      ? t('{count, plural, one {# item} other {# items}}', { count })
      : t('{count, plural, one {# key} other {# keys}}', { count })
  const rest = entries.length - shown
  return (
    <div className={css['branch']}>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={css['line']} tabIndex={tabIndex}>
          <Name {...place} />
          <span className={css['soft']}>
            {open ? opening : `${opening} … ${closing}`} {size}
          </span>
        </summary>
        {open && (
          <>
            <ul className={css['entries']}>
              {entries.slice(0, shown).map(({ key, node: child }, index) => (
                <li key={index}>
                  <Entry
                    node={child}
                    name={key}
                    path={place.path + stepOf(kind, key)}
                    level={place.level + 1}
                  />
                </li>
              ))}
            </ul>
            {rest > 0 && (
              <Button kind="quiet" onClick={() => setShown(shown + AT_ONCE)}>
                {t('Show {more} more of {count, number}', { more: Math.min(rest, AT_ONCE), count })}
              </Button>
            )}
            <span className={css['soft']}>{closing}</span>
          </>
        )}
      </details>
      <Tools node={node} path={place.path} />
    </div>
  )
}

function Entry({ node, ...place }: Place & { node: JsonNode }) {
  if (node.kind !== 'value') return <Branch node={node} {...place} />
  return (
    <div className={css['line']}>
      <Name {...place} />
      <span className={css['value']} data-kind={kindOf(node.source)}>
        <Linked text={node.source} />
      </span>
      <Tools node={node} path={place.path} />
    </div>
  )
}

const Name = ({ name }: Place) => (name === null ? null : <span className={css['name']}>{name}: </span>)

function kindOf(source: string): 'text' | 'number' | 'word' {
  if (source.startsWith('"')) return 'text'
  return /^[-\d]/.test(source) ? 'number' : 'word'
}

const Tools = ({ node, path }: { node: JsonNode; path: string }) => (
  <span className={css['tools']}>
    <CopyButton iconOnly text={copyOf(node)} label={t('Copy {path}', { path })} />
    <CopyButton iconOnly icon={Route} text={path} label={t('Copy the path {path}', { path })} />
  </span>
)
