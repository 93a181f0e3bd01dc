import { v7 as uuidv7 } from 'uuid'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallArgument, ChatHost, Result, Scheduled, Template } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import { resource, together } from './resource'
import { hookOf } from './stores'

/** What is sent, and when, epoch milliseconds. */
export interface Later {
  readonly conversationId: string
  readonly text: string
  readonly attributes: readonly OwnAttribute[]
  /** In a room: the message that it replies to. */
  readonly quotes?: string | undefined
  readonly sendAt: number
}

export interface LaterState {
  /** What waits for a moment, the next one first. */
  readonly scheduled: readonly Scheduled[]
  /** By name. */
  readonly templates: readonly Template[]
  /** Reads both and keeps them true; returns how to stop. */
  readonly watch: () => () => void
  /** Keeps a message for a moment under an id of the caller's; why not, or null. */
  readonly schedule: (id: string, later: Later) => Promise<WireError | null>
  /** One that waits, with its whole text. */
  readonly get: (id: string) => Promise<Result<Later>>
  readonly change: (change: CallArgument<'scheduled.change'>) => Promise<WireError | null>
  /** Takes it off the list; what it was, so that it can be had back under its id. */
  readonly cancel: (id: string) => Promise<Result<Later>>
  readonly saveTemplate: (
    name: string,
    text: string,
    attributes: readonly OwnAttribute[]
  ) => Promise<WireError | null>
  readonly deleteTemplate: (id: string) => Promise<WireError | null>
}

const errorOf = (result: Result<unknown>): WireError | null => (result.ok ? null : result.error)

/** Messages that are sent later, and templates. */
export const createLater = (host: ChatHost): StoreApi<LaterState> =>
  createStore<LaterState>()((set, get) => {
    const scheduled = resource<readonly Scheduled[]>(host, {
      call: () => host.call('scheduled.list', undefined),
      event: (_, again) => host.on('scheduled.changed', again),
      take: (now) => set({ scheduled: now })
    })
    const templates = resource<readonly Template[]>(host, {
      call: () => host.call('templates.list', undefined),
      event: (_, again) => host.on('templates.changed', again),
      take: (now) => set({ templates: now })
    })
    return {
      scheduled: [],
      templates: [],
      watch: together(scheduled, templates).watch,
      schedule: async (id, { attributes, ...later }) =>
        errorOf(await host.call('scheduled.add', { id, ...later, attributes: [...attributes] })),
      get: (id) => host.call('scheduled.get', { id }),
      change: async (change) => errorOf(await host.call('scheduled.change', change)),
      cancel: async (id) => {
        const whole = await get().get(id)
        if (!whole.ok) return whole
        const result = await host.call('scheduled.cancel', { id })
        return result.ok ? whole : result
      },
      saveTemplate: async (name, text, attributes) =>
        errorOf(await host.call('templates.save', { id: uuidv7(), name, text, attributes: [...attributes] })),
      deleteTemplate: async (id) => errorOf(await host.call('templates.delete', { id }))
    }
  })

export const useLater = hookOf(createLater)
