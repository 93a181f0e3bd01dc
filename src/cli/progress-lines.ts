import type { ChatApp } from '../core/chat-app'
import type { RequestMessage } from '../shared/message'
import type { Attempt } from '../shared/progress'
import type { CliDeps } from './cli-deps'

interface ProgressOptions {
  readonly json?: boolean | undefined
  readonly progress?: boolean | undefined
  /** Whether it is told of this message. */
  readonly concerns: (request: RequestMessage) => boolean
}

/** Of what a handler says this much is shown, the end: a text that grows does so there. */
const SAID_LENGTH = 120

/**
 * Prints what MessageProcessor tells of messages under way, as it comes: to a person on the terminal, and to a program
 * that asks for it.
 */
export function followProgress(
  deps: Pick<CliDeps, 'out' | 'err' | 'isTerminal'>,
  app: Pick<ChatApp, 'on'>,
  { json, progress, concerns }: ProgressOptions
): void {
  if (!progress && !deps.isTerminal) return
  const printed = new Map<string, number>()
  app.on('message.changed', (message) => {
    if (message.role !== 'request' || message.status !== 'sent' || !concerns(message)) return
    const attempt = message.progress?.findLast(({ earlier }) => !earlier)
    if (!attempt || attempt.toldAt <= (printed.get(message.id) ?? 0)) return
    printed.set(message.id, attempt.toldAt)
    if (json && progress) deps.out(JSON.stringify({ id: message.id, progress: attempt }))
    else deps.err(inWords(attempt))
  })
}

function inWords({ attempt, of, failed, fraction, text, toldAt }: Attempt): string {
  const which = `attempt ${attempt}${of === undefined ? '' : ` of ${of}`}`
  if (failed) {
    const seconds = Math.round((failed.nextAt - toldAt) / 1000)
    return `${which} failed: ${oneLine(failed.cause)}; the next in ${seconds} s`
  }
  const share = fraction === undefined ? [] : [`${Math.round(fraction * 100)} %`]
  return [which, ...share, ...(text === undefined ? [] : [oneLine(text).slice(-SAID_LENGTH)])].join(' · ')
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
