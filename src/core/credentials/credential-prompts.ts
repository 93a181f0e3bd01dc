import { randomUUID } from 'node:crypto'
import type { CredentialPrompt } from '../../shared/backend-config'
import { ChatError, fieldError } from '../../shared/errors'
import { say } from '../../shared/said'

/** What a person answered: the code for `mfa-code`, an empty text for the others. */
export type PromptAnswer = { readonly accept: boolean; readonly code: string }

/** A question that stands open. */
export interface OpenPrompt {
  /** Resolves with the code (or an empty text); rejects with `cancelled` when declined or withdrawn. */
  readonly answer: Promise<string>
  /** Aborted when declined or withdrawn. */
  readonly gone: AbortSignal
  /** Takes the question back: it is settled elsewhere. */
  withdraw(): void
}

/** What is asked, as a question has it. */
export function asks(...sentence: Parameters<typeof say>): Pick<CredentialPrompt, 'text' | 'said'> {
  const { detail, said } = say(...sentence)
  return { text: detail, said }
}

type Asked = {
  readonly prompt: CredentialPrompt
  readonly resolve: (code: string) => void
  readonly reject: (error: ChatError) => void
}

/** The questions that must be answered before credentials can be had, until they are answered or withdrawn. */
export class CredentialPrompts {
  readonly #open = new Map<string, Asked>()

  constructor(private readonly changed: (prompts: CredentialPrompt[]) => void) {}

  list(): CredentialPrompt[] {
    return [...this.#open.values()].map(({ prompt }) => prompt)
  }

  /** Puts a question to the user. */
  ask(question: Omit<CredentialPrompt, 'id'>): OpenPrompt {
    const prompt = { id: randomUUID(), ...question }
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const gone = new AbortController()
    // Who watches `gone` alone must not make an unhandled rejection.
    promise.catch(() => gone.abort())
    this.#open.set(prompt.id, { prompt, resolve, reject })
    this.changed(this.list())
    const withdraw = (): void => this.#settle(prompt.id, ({ reject }) => reject(withdrawn()))
    return { answer: promise, gone: gone.signal, withdraw }
  }

  /** Answers an open question. Throws `not_found` when it is not open (any more), `invalid_input` without its code. */
  answer(id: string, { accept, code }: PromptAnswer): void {
    const asked = this.#open.get(id)
    if (!asked) throw new ChatError('prompt.closed')
    if (accept && asked.prompt.kind === 'mfa-code' && code === '') {
      throw fieldError('code', 'prompt.code_invalid')
    }
    // A sign-in is finished in the browser, not by an answer.
    if (accept && asked.prompt.kind === 'sso-login') return
    this.#settle(id, ({ resolve, reject }) => (accept ? resolve(code) : reject(declined())))
  }

  /** Withdraws all questions. */
  clear(): void {
    for (const id of this.#open.keys()) this.#settle(id, ({ reject }) => reject(withdrawn()))
  }

  #settle(id: string, how: (asked: Asked) => void): void {
    const asked = this.#open.get(id)
    if (!asked) return
    this.#open.delete(id)
    how(asked)
    this.changed(this.list())
  }
}

const declined = (): ChatError => new ChatError('prompt.declined')
const withdrawn = (): ChatError => new ChatError('prompt.withdrawn')
