import type { WireError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { ChatMessage } from '../../shared/message'
import { withEntry, type ChatContext } from './chat-state'

/** How a text is sent; left out where there is nothing of the kind. */
export interface SendWith {
  /** SQS hands it on so much later. */
  readonly delaySeconds?: number
  /** In a room: the message that it replies to. */
  readonly quotes?: string
}

/** A text that was sent and of which the page does not know yet whether it is stored. */
export interface PendingSend extends SendWith {
  /** The id that the page made: under it the text is stored once, however often it is sent. */
  readonly id: string
  readonly conversationId: string
  readonly text: string
  /** The user's own attributes; left out where there are none. */
  readonly attributes?: OwnAttribute[]
  /** The data folder and profile it was written for; null when the page did not know. */
  readonly profile: string | null
}

/** What becomes of a text that was sent. */
export interface SendOutcome {
  /** It is stored; the message itself comes by its event. */
  stored(pending: PendingSend): void
  /** It is known not to be stored, and why. */
  refused(pending: PendingSend, error: WireError): void
}

/** Refusals that come from looking at the message itself, after looking whether it is stored. */
const final: ReadonlySet<WireError['code']> = new Set(['invalid_input', 'too_large', 'not_found', 'conflict'])

/** No answer at all: what was asked may have happened. */
const unheard: ReadonlySet<WireError['code']> = new Set(['offline', 'forbidden'])

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

/**
 * Sends texts until it is known of each whether it is stored.
 *
 * The texts of one conversation go one after another, so that they are stored in the order in which they were written.
 */
export function createPendingSends({ get, set, ask }: ChatContext, outcome: SendOutcome) {
  const working = new Set<string>()
  let wake = Promise.withResolvers<void>()

  const profile = (): string | null => {
    const { info } = get()
    return info && `${info.dataDir} ${info.profile}`
  }
  /** A tab may be reloaded on the host of another profile, which must not get what was written for the first. */
  const isOurs = (pending: PendingSend): boolean => pending.profile === null || pending.profile === profile()

  const ours = (): PendingSend[] => [...get().pending.values()].filter(isOurs)

  const known = (id: string): void => set({ pending: withEntry(get().pending, id, null) })

  /** Asks once; whether it is known now. */
  const settle = async (pending: PendingSend): Promise<boolean> => {
    const { id, profile: _, ...message } = pending
    const sent = await ask('chat.send', { id, ...message })
    if (sent.ok) {
      known(id)
      outcome.stored(pending)
      return true
    }
    if (!final.has(sent.error.code)) {
      if (unheard.has(sent.error.code)) return false
      const found = await ask('chat.detail', { id })
      if (found.ok && found.value.message.role === 'request') {
        known(id)
        outcome.stored(pending)
        return true
      }
      if (found.ok || found.error.code !== 'not_found') return false
    }
    known(id)
    outcome.refused(pending, sent.error)
    return true
  }

  const work = async (conversationId: string): Promise<void> => {
    if (working.has(conversationId)) return
    working.add(conversationId)
    let pauseMs = FIRST_PAUSE_MS
    const next = (): PendingSend | undefined => ours().find((one) => one.conversationId === conversationId)
    for (let pending = next(); pending; pending = next()) {
      if (await settle(pending)) {
        pauseMs = FIRST_PAUSE_MS
        continue
      }
      await Promise.race([wake.promise, new Promise((resolve) => setTimeout(resolve, pauseMs))])
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
    working.delete(conversationId)
  }

  return {
    async send(message: Omit<PendingSend, 'profile'>): Promise<void> {
      set({ pending: withEntry(get().pending, message.id, { ...message, profile: profile() }) })
      await work(message.conversationId)
    },
    /** Asks at once for everything that is not known: after a reload, and when the way to the host is open again. */
    resume(): void {
      wake.resolve()
      wake = Promise.withResolvers()
      for (const { conversationId } of ours()) void work(conversationId)
    },
    /** An announced message is stored, whether or not the answer to its sending ever comes. */
    heard(message: ChatMessage): void {
      const pending = get().pending.get(message.id)
      if (message.role !== 'request' || !pending) return
      known(message.id)
      outcome.stored(pending)
    }
  }
}
