import { useEffect } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type {
  AwsBackendConfig,
  BackendChoices,
  BackendConfig,
  Destination
} from '../../shared/backend-config'
import { accountOf, backendTitle, emulatorOf } from '../../shared/backend-words'
import type { CallOutput, ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { withEntry } from './chat-state'
import { resource } from './resource'
import { hookOf } from './stores'
import { t, type Message } from '../text/words'

/** Where the messages of a backend go, null for the local one; or why that cannot be told. */
type KnownDestination = { readonly destination: Destination | null } | { readonly error: WireError }

/** The backends of this profile, and which one it talks to. */
export interface BackendsState {
  readonly backends: readonly BackendConfig[] | null
  readonly activeId: string
  /** The active one is protected: nothing is sent there before `confirm`. */
  readonly asksFirst: boolean
  readonly confirm: () => Promise<boolean>
  /** What is chosen for each backend, by its id. */
  readonly choices: Readonly<Record<string, BackendChoices>>
  /** What went wrong last, with what was tried. */
  readonly trouble: { readonly title: Message; readonly error: WireError } | null
  readonly watch: () => () => void
  readonly load: () => Promise<void>
  readonly activate: (id: string) => Promise<boolean>
  readonly choose: (id: string, choices: Partial<BackendChoices>) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  readonly destinations: ReadonlyMap<string, KnownDestination>
  /** Follows where the messages of a backend go. Returns how to stop. */
  readonly watchDestination: (id: string) => () => void
}

/** What Settings → Backends shows. */
export function createBackendsStore(host: ChatHost): StoreApi<BackendsState> {
  return createStore<BackendsState>()((set, get) => {
    const fail = (title: Message, error: WireError): void => set({ trouble: { title, error } })

    const { watch, load } = resource<CallOutput<'backends.list'>>(host, {
      call: () => host.call('backends.list', undefined),
      event: (changed) => host.on('backends.changed', changed),
      take: (list) => set(list),
      error: (error) => set({ trouble: error && { title: 'The backends could not be read', error } })
    })

    return {
      backends: null,
      activeId: 'local',
      asksFirst: false,
      choices: {},
      trouble: null,
      load,
      watch,
      activate: async (id) => {
        set({ trouble: null })
        const result = await host.call('backends.activate', { id })
        if (result.ok) set({ activeId: id })
        else fail('The backend could not be changed', result.error)
        return result.ok
      },
      destinations: new Map(),
      watchDestination: (id) => {
        const know = (known: KnownDestination): void =>
          set(({ destinations }) => ({ destinations: withEntry(destinations, id, known) }))
        return resource<Destination | null>(host, {
          call: () => host.call('backends.destination', { id }),
          take: (destination) => know({ destination }),
          error: (error) => error && know({ error })
        }).watch()
      },
      confirm: async () => {
        set({ trouble: null })
        const result = await host.call('backends.confirm', { id: get().activeId })
        if (result.ok) set({ asksFirst: false })
        else fail('Nothing was sent', result.error)
        return result.ok
      },
      choose: async (id, chosen) => {
        set({ trouble: null })
        const result = await host.call('backends.choose', { id, ...chosen })
        if (!result.ok) return fail('The choice was not kept', result.error)
        set(({ choices }) => ({ choices: { ...choices, [id]: result.value } }))
      },
      remove: async (id) => {
        set({ trouble: null })
        const result = await host.call('backends.remove', { id })
        if (!result.ok) return fail('The backend could not be removed', result.error)
        set((state) => ({ backends: state.backends?.filter((one) => one.id !== id) ?? null }))
      }
    }
  })
}

/** The AWS backend of an id; null for the local one and for none. */
export function awsBackendOf(
  backends: readonly BackendConfig[] | null,
  id: string | null
): AwsBackendConfig | null {
  return accountOf(backends?.find((one) => one.id === id))
}

/** The backends of this profile. */
export const useBackends = hookOf(createBackendsStore)

/** The backend that is talked to, as the page shows it. */
interface ActiveBackend {
  readonly backend: BackendConfig
  readonly name: string
  readonly colour: BackendChoices['colour']
  /** Of an emulator: where its queues are worked on. */
  readonly processor: 'here' | 'there' | null
  readonly asksFirst: boolean
}

/** The backend that is talked to; null while there is no other, or it is not known. Follows it while it is drawn. */
export function useActiveBackend(): ActiveBackend | null {
  const backends = useBackends((state) => state.backends)
  const activeId = useBackends((state) => state.activeId)
  const choices = useBackends((state) => state.choices[state.activeId])
  const asksFirst = useBackends((state) => state.asksFirst)
  const watch = useBackends((state) => state.watch)
  useEffect(() => watch(), [watch])
  const backend = backends?.find(({ id }) => id === activeId)
  if (!backend || !choices || backends?.length === 1) return null
  const processor = emulatorOf(backend)?.processor ?? null
  return { backend, name: backendTitle(backend, t), colour: choices.colour, processor, asksFirst }
}

/** The backend that a reply came from; null for the local one, and for one that is not there any more. */
export function useBackendOf(id: string | undefined): Pick<ActiveBackend, 'name' | 'colour'> | null {
  const backend = useBackends((state) =>
    id === undefined ? undefined : state.backends?.find((one) => one.id === id)
  )
  const colour = useBackends((state) => (id === undefined ? undefined : state.choices[id]?.colour))
  return backend && colour ? { name: backendTitle(backend, t), colour } : null
}
