import type { CallInput, Desktop, Handlers } from '../../shared/contract'
import { ChatError } from '../../shared/errors'

/** The desktop window's host, as the calls see it. */
export interface DesktopHost {
  readonly get: () => Desktop
  /** Throws `conflict` for what cannot be chosen here, `storage` when it could not be kept. */
  readonly choose: (changes: CallInput<'desktop.choose'>) => Promise<void>
  readonly pointAt: (messageId: string | null) => void
  /** Throws `not_found` for a chat that is not there. */
  readonly openChat: (id: string) => Promise<void>
}

export interface DesktopCallsDeps {
  readonly desktop: DesktopHost | null
}

/** The calls about the system around the window. Where there is no such window, they say so. */
export function createDesktopHandlers({
  desktop
}: DesktopCallsDeps): Pick<Handlers, Extract<keyof Handlers, `desktop.${string}`>> {
  const host = (): DesktopHost => {
    if (desktop) return desktop
    throw new ChatError('desktop.none')
  }
  return {
    'desktop.get': async () => desktop?.get() ?? null,
    'desktop.choose': async (changes) => {
      await host().choose(changes)
      return host().get()
    },
    // Done before this turn of the event loop ends: the menu asks in the next.
    'desktop.pointAt': async ({ messageId }) => {
      desktop?.pointAt(messageId)
      return null
    },
    'desktop.openChat': async ({ id }) => {
      await host().openChat(id)
      return null
    }
  }
}
