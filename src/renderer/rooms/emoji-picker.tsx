import { useEffect, useState } from 'react'
import { t } from '../text/words'
import css from './emoji-picker.module.css'

const usual = ['👍', '❤️', '😂', '🎉', '😮', '😢', '👀', '✅']

/** As many as fit into the card. */
const SHOWN = 32

/** A small choice of emoji; any other is found by its English name. */
export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const [name, setName] = useState('')
  const found = useFound(name.trim().toLowerCase().replaceAll(/\s+/g, '_'))
  const shown = name.trim() === '' ? usual : found
  return (
    <>
      <input
        className={css['find']}
        type="search"
        aria-label={t('Find an emoji')}
        placeholder={t('Find an emoji')}
        // A card that was asked for takes the focus.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          const [first] = shown
          if (event.key === 'Enter' && first !== undefined) onPick(first)
        }}
      />
      <div className={css['emoji']}>
        {shown.map((emoji) => (
          <button key={emoji} type="button" aria-label={emoji} onClick={() => onPick(emoji)}>
            {emoji}
          </button>
        ))}
      </div>
      {shown.length === 0 && <p className={css['none']}>{t('None is called so.')}</p>}
    </>
  )
}

/** The emoji whose English names hold this, those that begin with it first. */
function useFound(name: string): readonly string[] {
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  useEffect(() => {
    if (name !== '') void import('gemoji').then(({ nameToEmoji }) => setNames(nameToEmoji))
  }, [name])
  if (name === '') return []
  const holding = Object.keys(names).filter((one) => one.includes(name))
  const inOrder = holding.toSorted((a, b) => a.indexOf(name) - b.indexOf(name) || a.length - b.length)
  return [...new Set(inOrder.map((one) => names[one] ?? ''))].slice(0, SHOWN)
}
