import type { z } from 'zod'
import type { WireError } from '../errors'
import { appCalls, appEvents } from './app'
import { chatCalls, chatEvents } from './chat'
import { dataCalls, dataEvents } from './data'
import { laterCalls, laterEvents } from './later'
import { ledgerCalls } from './ledger'
import { lettersCalls, lettersEvents } from './letters'
import { deskCalls } from './desk'
import { desktopCalls, desktopEvents } from './desktop'
import { backendsCalls, backendsEvents } from './backends'
import { emulatorsCalls } from './emulators'
import { replayCalls, replayEvents } from './replay'
import { stackCalls, stackEvents } from './stack'
import { logsCalls } from './logs'
import { monitoringCalls } from './monitoring'
import { pairsCalls } from './pairs'
import { queuesCalls } from './queues'
import { roomsCalls, roomsEvents } from './rooms'
import { updatesCalls, updatesEvents } from './updates'

export * from './app'
export * from './chat'
export * from './data'
export * from './desk'
export * from './desktop'
export * from './later'
export * from './ledger'
export * from './logs'
export * from './monitoring'
export * from './pairs'
export * from './queues'
export * from './letters'
export * from './replay'
export * from './rooms'
export * from './updates'

/** What a page may ask. To add a call, add a line to its domain's file; the compiler names what is missing. */
export const calls = {
  ...appCalls,
  ...chatCalls,
  ...laterCalls,
  ...lettersCalls,
  ...deskCalls,
  ...dataCalls,
  ...backendsCalls,
  ...emulatorsCalls,
  ...stackCalls,
  ...pairsCalls,
  ...roomsCalls,
  ...queuesCalls,
  ...logsCalls,
  ...monitoringCalls,
  ...ledgerCalls,
  ...replayCalls,
  ...updatesCalls,
  ...desktopCalls
}

/** What a host may announce. Events state facts; they never ask for work. */
export const events = {
  ...appEvents,
  ...chatEvents,
  ...laterEvents,
  ...lettersEvents,
  ...dataEvents,
  ...backendsEvents,
  ...replayEvents,
  ...roomsEvents,
  ...stackEvents,
  ...updatesEvents,
  ...desktopEvents
}

export type CallName = keyof typeof calls
export type CallInput<N extends CallName> = z.output<(typeof calls)[N]['input']>
/** What a caller passes: fields with a default may be left out. */
export type CallArgument<N extends CallName> = z.input<(typeof calls)[N]['input']>
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>
export type EventName = keyof typeof events
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>
export type Handlers = { [N in CallName]: (input: CallInput<N>) => Promise<CallOutput<N>> }
export type Result<T> = { ok: true; value: T } | { ok: false; error: WireError }

export type SearchPage = CallOutput<'chat.search'>
export type SearchHit = SearchPage['hits'][number]

/** How it ended when a person was asked where to save a file. */
export type SaveOutcome = 'saved' | 'cancelled' | 'failed'

/** A host as the page sees it: the Electron preload or the browser client. */
export interface ChatHost {
  /** Never rejects: a failure, of the host or of the way to it, comes back as data. */
  call<N extends CallName>(name: N, input: CallArgument<N>): Promise<Result<CallOutput<N>>>
  /** Calls the listener with each event from now on; returns how to stop. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /** Whether events arrive. False while the way to the host is broken; after it heals, read anew. */
  onLink(listener: (up: boolean) => void): () => void
  /**
   * How the download of an address ends that the page has just begun. Absent where a web browser saves files: it asks
   * and tells by itself.
   */
  saved?(url: string): Promise<SaveOutcome>
}
