import { createStore, type StoreApi } from 'zustand/vanilla'
import { hookOf } from './stores'
import type { ChatHost, ProcessorCommand } from '../../shared/contract'

export interface CommandsState {
  /** What the MessageProcessor that is talked to knows; nothing as long as it is not known. */
  readonly commands: readonly ProcessorCommand[]
  /** Asks for them; the host keeps them, so asking each time costs nothing. */
  readonly load: () => Promise<void>
}

/** The commands of the MessageProcessor. */
export const createCommands = (host: ChatHost): StoreApi<CommandsState> =>
  createStore<CommandsState>()((set) => ({
    commands: [],
    load: async () => {
      const result = await host.call('processor.commands', undefined)
      if (result.ok) set({ commands: result.value })
    }
  }))

export const useCommands = hookOf(createCommands)
