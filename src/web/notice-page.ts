import { createHash } from 'node:crypto'
import { plainPage, plainPageStyle } from './plain-page'

const styleHash = createHash('sha256').update(plainPageStyle).digest('base64')

/** A notice may use its own style and nothing else. */
export const noticePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** A page without scripts for a browser that may not come in. It loads nothing. */
export const noticePage = (title: string, paragraphs: readonly string[]): string =>
  plainPage({ title, paragraphs })
