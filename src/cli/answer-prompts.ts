import { createInterface, type Interface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ChatApp } from '../core/chat-app'
import type { CredentialPrompt } from '../shared/backend-config'
import { type CliDeps } from './cli-deps'
import { call, wordsOf } from './command-context'

/**
 * Puts questions about credentials to the terminal while `work` runs, and takes the answers from standard input.
 *
 * A sign-in needs no answer: it goes on by itself once the browser has finished. Where standard input has ended, a
 * question is declined, so that nothing waits for ever.
 */
export async function answeringPrompts<T>(deps: CliDeps, app: ChatApp, work: () => Promise<T>): Promise<T> {
  const asked = new Set<string>()
  const waiting: CredentialPrompt[] = []
  let ended = false
  let lines: Interface | undefined
  const decline = async (): Promise<void> => {
    ended = true
    for (const { id } of waiting.splice(0)) await answer(id, false)
  }
  const take = (line: string): void => {
    const prompt = waiting.shift()
    if (!prompt) return
    const text = line.trim()
    const isCode = prompt.kind === 'mfa-code'
    void answer(
      prompt.id,
      isCode ? /^\d{6,8}$/.test(text) : /^y(es)?$/i.test(text),
      isCode ? text : undefined
    )
  }
  /** Not before there is a question: it takes more than a line, which may be the answer to another. */
  const read = (): void => {
    if (lines) return
    // An input that has ended already says so to nobody again.
    if (deps.input instanceof Readable && deps.input.readableEnded) return void decline()
    lines = createInterface({ input: deps.input as NodeJS.ReadableStream })
    lines.on('close', () => void decline())
    lines.on('line', take)
  }
  const off = app.on('credentials.prompts', (prompts) => {
    for (const prompt of prompts.filter(({ id }) => !asked.has(id))) {
      asked.add(prompt.id)
      for (const line of wordsOf(prompt)) deps.err(line)
      if (prompt.kind === 'run-process') deps.err('Type "yes" to run it.')
      if (prompt.kind === 'sso-login') continue
      if (ended) void answer(prompt.id, false)
      else {
        waiting.push(prompt)
        read()
      }
    }
  })
  try {
    return await work()
  } finally {
    off()
    lines?.close()
  }

  async function answer(id: string, accept: boolean, code?: string): Promise<void> {
    // It may have been settled elsewhere meanwhile.
    await call(app, 'credentials.answer', { id, accept, ...(accept && code ? { code } : {}) }).catch(() => {})
  }
}
