import { common, createLowlight } from 'lowlight'
import { Fragment, memo, type ReactNode } from 'react'
import './highlighted.css'

const lowlight = createLowlight(common)

/** Code in the colours of its language; in one colour when the language is not known. Loaded with the first code. */
export default memo(function Highlighted({ code, language }: { code: string; language: string }) {
  if (!lowlight.registered(language)) return code
  return drawn(lowlight.highlight(language, code).children)
})

type Piece = ReturnType<typeof lowlight.highlight>['children'][number]

const drawn = (pieces: readonly Piece[]): ReactNode =>
  pieces.map((piece, index) => {
    if (piece.type === 'text') return <Fragment key={index}>{piece.value}</Fragment>
    if (piece.type !== 'element') return null
    return (
      <span key={index} className={[piece.properties['className']].flat().join(' ')}>
        {drawn(piece.children)}
      </span>
    )
  })
