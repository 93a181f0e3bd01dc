import { createHash, randomBytes } from 'node:crypto'
import { escapeHtml, plainPage, plainPageStyle, type PlainPage } from './plain-page'
import { ChatError } from '../shared/errors'
import { toChatError } from '../shared/to-chat-error'
import { securityHeaders } from './page-files'
import type { KeyVault } from '../core/credentials/key-vault'
import type { Translator } from '../words/translator'

export interface KeyPageDeps {
  vault: Pick<KeyVault, 'put' | 'stores'>
  /** Told when keys were typed for a backend. */
  entered: (backendId: string) => void
  /** What a person calls the backend; null while it has no name yet. */
  nameOf: (backendId: string) => string | null
  /** For how long a page stays open; see `Clock`. */
  elapsed: () => number
  /** Shows a path in a window of the host's own; null where there is none. */
  show: ((path: string) => void) | null
  /** Whether the page of the app is itself served over HTTP, and can go there. */
  served: boolean
}

/** A request for the page, as any host has it. */
export interface KeyPageRequest {
  readonly ticket: string
  /** What was typed, as a browser encodes a form; null where the form itself is asked for. */
  readonly form: string | null
  /** Says it to whoever reads the page. */
  readonly speaker: Translator
}

/** An answer of the page, as any host can send it. */
export interface KeyPageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly html: string
}

/** A page that may be filled in. */
interface Opened extends Pick<KeyPageRequest, 'ticket' | 'speaker'> {
  readonly backendId: string
}

/** How long an open page may be filled in, in milliseconds. */
const TICKET_MS = 900_000

/** The path at which every host serves the page. */
export const KEY_PAGE_PATH = '/keys'

/** Where the link leads that closes the window of the page, if a host has given it one: the host itself acts on it. */
export const KEY_CLOSE_PATH = `${KEY_PAGE_PATH}/close`

const styleHash = (): string => createHash('sha256').update(plainPageStyle).digest('base64')

/** It runs no script and loads nothing; its style is the one of this hash; its form goes to its own origin. */
const headers = (): Readonly<Record<string, string>> => ({
  ...securityHeaders,
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash()}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  // With `no-referrer` a browser would name no origin with the form, and the host could not tell it from a foreign one.
  'referrer-policy': 'same-origin',
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store'
})

/**
 * The page on which a person types access keys: made by the host, without scripts, past the contract.
 *
 * It opens only with a ticket that the app has just issued, which works until keys were taken. What was typed is never
 * sent back, not even after a mistake.
 */
export class KeyPage {
  readonly #tickets = new Map<string, { readonly backendId: string; readonly until: number }>()

  constructor(private readonly deps: KeyPageDeps) {}

  /** Opens it for the keys of a backend; returns its path where the app's page must go there itself. */
  open(backendId: string): string | null {
    const path = this.path(backendId)
    if (this.deps.show) return (this.deps.show(path), null)
    if (this.deps.served) return path
    throw new ChatError('keys.not_here')
  }

  /** The path of a page for the keys of a backend. */
  path(backendId: string): string {
    const ticket = randomBytes(24).toString('base64url')
    this.#tickets.set(ticket, { backendId, until: this.deps.elapsed() + TICKET_MS })
    return `${KEY_PAGE_PATH}?ticket=${ticket}`
  }

  /** Answers a request: the empty form, or with a form's content what became of it. */
  async answer({ ticket, form, speaker }: KeyPageRequest): Promise<KeyPageAnswer> {
    const { say: t } = speaker
    const found = this.#tickets.get(ticket)
    if (!found || found.until < this.deps.elapsed()) {
      this.#tickets.delete(ticket)
      return this.#page(speaker, 403, {
        title: t('This page works no more'),
        paragraphs: [t('Open it again from Settings, Backends, Enter access keys.')]
      })
    }
    if (form === null) return await this.#form({ ticket, backendId: found.backendId, speaker }, null)
    // While the keys are being stored, the form cannot be sent again.
    this.#tickets.delete(ticket)
    try {
      const fields = new URLSearchParams(form)
      const sessionToken = fields.get('sessionToken')?.trim()
      await this.deps.vault.put(found.backendId, {
        accessKeyId: fields.get('accessKeyId') ?? '',
        secretAccessKey: fields.get('secretAccessKey') ?? '',
        ...(sessionToken ? { sessionToken } : {})
      })
    } catch (error) {
      this.#tickets.set(ticket, found)
      const wrong = toChatError(error)
      const mistake = speaker.error(wrong.toWire(), wrong.message)
      return await this.#form({ ticket, backendId: found.backendId, speaker }, mistake)
    }
    this.deps.entered(found.backendId)
    return this.#page(speaker, 200, {
      title: t('The keys are taken'),
      paragraphs: [await this.#keeping(speaker), t('Go back to ChatAPP; this page can be closed.')]
    })
  }

  async #form({ ticket, backendId, speaker }: Opened, mistake: string | null): Promise<KeyPageAnswer> {
    const { say: t } = speaker
    const name = this.deps.nameOf(backendId)
    return this.#page(speaker, mistake === null ? 200 : 400, {
      title: name === null ? t('Access keys') : t('Access keys for {name}', { name }),
      paragraphs: [
        t(
          'Keys are the last resort: an AWS profile with IAM Identity Center needs none. Use keys of a user that may do only what ChatAPP needs.'
        ),
        await this.#keeping(speaker)
      ],
      mistake,
      form: `<form method="post" action="${KEY_PAGE_PATH}?ticket=${ticket}" autocomplete="off">
<label>${escapeHtml(t('Access key ID'))} <input name="accessKeyId" maxlength="200" required autofocus spellcheck="false"></label>
<label>${escapeHtml(t('Secret access key'))} <input name="secretAccessKey" type="password" maxlength="300" required autocomplete="off"></label>
<label>${escapeHtml(t('Session token (for temporary keys)'))} <input name="sessionToken" type="password" maxlength="9000" autocomplete="off"></label>
<button>${escapeHtml(t('Use these keys'))}</button>
</form>`
    })
  }

  /** A window of the host's own may be a sheet, which has no button to close it. */
  #page({ say: t, locale }: Translator, status: number, content: Omit<PlainPage, 'locale'>): KeyPageAnswer {
    const label = t(content.form === undefined ? 'Close' : 'Cancel')
    const leave = this.deps.show ? { label, path: KEY_CLOSE_PATH } : null
    return { status, headers: headers(), html: plainPage({ ...content, locale, leave }) }
  }

  async #keeping({ say: t }: Translator): Promise<string> {
    return (await this.deps.vault.stores())
      ? t('The operating system encrypts them; ChatAPP stores nothing but what it has encrypted.')
      : t(
          'They stay in memory until ChatAPP ends, because this system offers no encryption to store them with.'
        )
  }
}
