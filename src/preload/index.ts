import { contextBridge, ipcRenderer } from 'electron'
import type { ChatHost, EventName } from '../shared/contract'
import type { WireError } from '../shared/errors'
import { ipcChannels } from '../shared/ipc-channels'

type AnyListener = (payload: never) => void

const listeners = new Map<EventName, Set<AnyListener>>()

// The event object stays here: it would give the page the sender and its ports.
ipcRenderer.on(ipcChannels.events, (_event, batch: readonly (readonly [EventName, unknown])[]) => {
  for (const [name, payload] of batch)
    for (const listener of listeners.get(name) ?? []) listener(payload as never)
})

const failed: WireError = {
  code: 'internal',
  message: 'ChatAPP could not take this call. Try again; if it happens again, quit ChatAPP and open it anew.',
  retryable: false
}

const host: ChatHost = {
  call: async (name, input) => {
    try {
      return await ipcRenderer.invoke(ipcChannels.call, name, input)
    } catch {
      return { ok: false, error: failed }
    }
  },
  on: (name, listener) => {
    const group = listeners.get(name) ?? new Set()
    listeners.set(name, group.add(listener))
    return () => void group.delete(listener)
  },
  onLink: (listener) => {
    // Main and window live and die together: the way between them does not break.
    listener(true)
    return () => {}
  },
  saved: async (url) => {
    try {
      return await ipcRenderer.invoke(ipcChannels.saved, url)
    } catch {
      return 'failed'
    }
  }
}

contextBridge.exposeInMainWorld('chatapp', host)
