import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost, ReplayStep } from '../../shared/contract'
import { ChatError, type WireError } from '../../shared/errors'
import { importParts } from '../../shared/import-parts'
import { t } from '../text/words'
import { hookOf } from './stores'
import { fileBytes } from './transfer-store'

/** What is to be sent again, where, and what of the answers is not compared. */
export interface ReplayWish {
  /** A file that was saved; else the chat as it stands. */
  readonly file: File | null
  readonly conversationId: string
  readonly backendId: string
  readonly masks: string[]
  readonly timeoutSeconds: number
}

/** A saved chat that is sent again. One runs at a time, and goes on while its dialog is closed. */
export interface ReplayState {
  readonly running: boolean
  /** Requests that are over, in their order, and how many there are in all; 0 while that is not known. */
  readonly steps: readonly ReplayStep[]
  readonly total: number
  readonly outcome: CallOutput<'replay.run'> | null
  readonly error: WireError | null
  readonly start: (wish: ReplayWish) => Promise<void>
  readonly cancel: () => void
}

export function createReplayStore(host: ChatHost): StoreApi<ReplayState> {
  return createStore<ReplayState>()((set, get) => {
    let current: string | null = null
    let cancelled = false

    const begin = async ({ file, conversationId }: ReplayWish): Promise<string | WireError> => {
      const begun = await host.call('replay.begin', file ? {} : { conversationId })
      if (!begun.ok) return begun.error
      const { replayId } = begun.value
      try {
        for await (const part of file
          ? importParts(
              fileBytes(file, () => {}),
              t('the file')
            )
          : []) {
          const added = await host.call('replay.add', { replayId, ...part })
          if (!added.ok) return added.error
        }
      } catch (error) {
        if (error instanceof ChatError) return error.toWire()
        throw error
      }
      return replayId
    }

    host.on('replay.step', (step) => {
      if (step.replayId === current) set({ steps: [...get().steps, step], total: step.total })
    })

    return {
      running: false,
      steps: [],
      total: 0,
      outcome: null,
      error: null,
      start: async (wish) => {
        if (get().running) return
        cancelled = false
        set({ running: true, steps: [], total: 0, outcome: null, error: null })
        const begun = await begin(wish)
        if (typeof begun !== 'string') return set({ running: false, error: begun })
        current = begun
        const { backendId, masks, timeoutSeconds } = wish
        if (cancelled) void host.call('replay.cancel', { replayId: begun })
        const result = await host.call('replay.run', { replayId: begun, backendId, masks, timeoutSeconds })
        set({ running: false, ...(result.ok ? { outcome: result.value } : { error: result.error }) })
      },
      cancel: () => {
        cancelled = true
        if (current !== null) void host.call('replay.cancel', { replayId: current })
      }
    }
  })
}

export const useReplay = hookOf(createReplayStore)
