import { call } from '../core/calls/dispatch'
import type { ChatApp } from '../core/chat-app'
import type { BackendChoices } from '../shared/backend-config'
import { backendName } from '../shared/backend-words'
import { ChatError } from '../shared/errors'
import { chatCalled } from './chat-tools'

/** Where a message of an agent would go. */
export interface Destination {
  readonly backendId: string
  readonly backend: string
  /** Whether its user wants to confirm what goes there. */
  readonly isProtected: boolean
  readonly chat: { readonly id: string; readonly title: string }
  /** The queue that the user has bound the chat to; null for MessageProcessor's. */
  readonly queue: string | null
  /** Whether replies come. */
  readonly answers: boolean
}

/** What the user chose for the backend in use. What is not known is locked. */
export async function backendInUse(
  app: ChatApp
): Promise<{ id: string; name: string } & Pick<BackendChoices, 'agents' | 'protected'>> {
  const { activeId, backends, choices } = await call(app, 'backends.list', undefined)
  const backend = backends.find(({ id }) => id === activeId)
  const { agents = 'locked', protected: isProtected = true } = choices[activeId] ?? {}
  return { id: activeId, name: backend ? backendName(backend) : activeId, agents, protected: isProtected }
}

/**
 * Where a message in this chat goes, if an agent may send it there now. Throws `forbidden` or `conflict`, in words for the
 * agent and its user.
 */
export async function allowedDestination(app: ChatApp, wanted: string): Promise<Destination> {
  const { id, title, pair, room } = await chatCalled(app, wanted)
  // Unlocked is a backend; whoever is in a room hears it as said by the user.
  if (room) throw new ChatError('agents.room', { title })
  const backend = await backendInUse(app)
  if (backend.agents === 'locked') throw new ChatError('agents.locked', { backend: backend.name })
  if (pair && pair.backendId !== backend.id) throw new ChatError('agents.other_backend', { title })
  return {
    backendId: backend.id,
    backend: backend.name,
    isProtected: backend.protected,
    chat: { id, title },
    queue: pair?.requestQueue ?? null,
    answers: pair?.replyQueue !== null
  }
}

/**
 * Does work as long as this is where the message goes and it is allowed: who switches to another backend, locks this one,
 * or binds the chat to another queue, ends it by the work's signal.
 */
export async function whileAllowed<T>(
  app: ChatApp,
  { destination, signal }: { readonly destination: Destination; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>
): Promise<T> {
  const forbidden = new AbortController()
  const look = async (): Promise<void> => {
    const now = await allowedDestination(app, destination.chat.id).catch(() => null)
    if (now?.backendId !== destination.backendId || now.queue !== destination.queue) forbidden.abort()
  }
  const off = [
    app.on('backends.changed', () => void look()),
    app.on('conversation.changed', ({ id, pair }) => {
      if (id === destination.chat.id && (pair?.requestQueue ?? null) !== destination.queue) forbidden.abort()
    })
  ]
  try {
    await look()
    if (forbidden.signal.aborted) throw new ChatError('agents.backend_changed')
    return await work(AbortSignal.any([signal, forbidden.signal]))
  } catch (error) {
    throw forbidden.signal.aborted ? new ChatError('agents.backend_changed', {}, { cause: error }) : error
  } finally {
    for (const end of off) end()
  }
}
