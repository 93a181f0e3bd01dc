import type { CallInput, Handlers, Updates } from '../../shared/contract'
import { ChatError } from '../../shared/errors'

/** Who looks for newer versions and puts them in place; the window of the desktop app has one. */
export interface Updater {
  readonly get: () => Updates
  readonly check: () => Promise<void>
  readonly choose: (changes: CallInput<'updates.choose'>) => void
  /** Throws `conflict` when no newer version is ready. */
  readonly restart: () => void
  /** `cause` is what a failure came from, for the log. */
  readonly onChange: (listener: (updates: Updates, cause?: unknown) => void) => void
}

export interface UpdatesCallsDeps {
  readonly updater: Updater | null
}

const noUpdater: Updates = {
  choices: { channel: 'stable', automatic: false },
  state: { kind: 'none', why: 'host' }
}

/** The calls about newer versions. Where nobody looks for them, they say so. */
export const createUpdatesHandlers = ({
  updater
}: UpdatesCallsDeps): Pick<Handlers, Extract<keyof Handlers, `updates.${string}`>> => ({
  'updates.get': async () => updater?.get() ?? noUpdater,
  'updates.check': async () => (void updater?.check(), null),
  'updates.choose': async (changes) => {
    updater?.choose(changes)
    return updater?.get() ?? noUpdater
  },
  'updates.restart': async () => {
    if (!updater) throw new ChatError('update.none_ready')
    updater.restart()
    return null
  }
})
