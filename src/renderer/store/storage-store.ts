import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost } from '../../shared/contract'
import { resource } from './resource'
import { hookOf } from './stores'

/** Where the profile is, and how large; null until it is known. */
export interface StorageState {
  readonly storage: CallOutput<'data.storage'> | null
  readonly watch: () => () => void
}

export function createStorageStore(host: ChatHost): StoreApi<StorageState> {
  return createStore<StorageState>()((set) => ({
    storage: null,
    watch: resource<CallOutput<'data.storage'>>(host, {
      call: () => host.call('data.storage', undefined),
      every: 'shown',
      take: (storage) => set({ storage }),
      error: () => {}
    }).watch
  }))
}

export const useStorage = hookOf(createStorageStore)
