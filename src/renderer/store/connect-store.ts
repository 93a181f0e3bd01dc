import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AwsBackendConfig, AwsProfile } from '../../shared/backend-config'
import type { CallOutput, ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import {
  backendOf,
  changeDraft,
  draftOf,
  emptyDraft,
  missingIn,
  planOf,
  type ConnectDraft
} from './connect-draft'
import { sortErrors } from './field-errors'
import { resource } from './resource'
import { createStackStore } from './stack-store'
import { hookOf, type StoreOf } from './stores'

/** The host knows keys that were typed for a deployment by this id, until its backend exists. */
const NEW_BACKEND = 'new'

/** Which backend the form is for. */
export type FormTarget =
  | { readonly mode: 'connect' }
  | { readonly mode: 'edit' | 'update'; readonly backend: AwsBackendConfig }

/** The form that connects, edits or updates an AWS backend. It keeps what was typed while the page is closed. */
export interface ConnectState {
  readonly target: FormTarget
  readonly draft: ConnectDraft
  /** The id that a new backend will have: keys for it can be typed before it is saved. */
  readonly newId: string
  readonly errors: ReadonlyMap<string, string>
  readonly failure: WireError | null
  readonly saving: boolean
  readonly profiles: readonly AwsProfile[] | null
  readonly profilesError: WireError | null
  /** Where the host asks for keys: a path, or a window of its own (`null`); `undefined` before it was asked. */
  readonly keysPath: string | null | undefined
  readonly keysError: WireError | null
  /** Fills the form for a target, unless it is for that one already. */
  readonly begin: (target: FormTarget) => void
  readonly change: (change: Partial<ConnectDraft>) => void
  readonly watchProfiles: () => () => void
  readonly loadProfiles: () => Promise<void>
  /** Has the host ask for keys on a page of its own; resolves with the path of that page, if it has one. */
  readonly enterKeys: (backendId: string) => Promise<string | null>
  /** Saves the backend and talks to it from then on; resolves with its id, or null when it was not taken. */
  readonly save: () => Promise<string | null>
  /** Asks what a deployment would change. */
  readonly plan: () => Promise<void>
}

const fields = Object.keys(emptyDraft)

/** What the connect page shows. */
export function createConnectStore(host: ChatHost, storeOf: StoreOf): StoreApi<ConnectState> {
  return createStore<ConnectState>()((set, get, store) => {
    const refuse = (error: WireError): void => {
      const { byField, rest } = sortErrors(error, fields)
      set({ errors: byField, failure: rest })
    }

    /** Whether the host can be asked; otherwise the fields say what is missing. */
    const complete = (): boolean => {
      const errors = missingIn(get().draft)
      set({ errors, failure: null })
      return errors.size === 0
    }

    const profiles = profilesOf(host, store)

    return {
      ...formFor({ mode: 'connect' }),
      saving: false,
      profiles: null,
      profilesError: null,
      begin: (target) => {
        if (keyOf(target) !== keyOf(get().target)) set(formFor(target))
      },
      change: (change) =>
        set(({ draft, profiles, errors, keysPath }) => ({
          // Each door has keys of its own: what was typed for one is not there for the other.
          keysPath: change.door === undefined ? keysPath : undefined,
          draft: changeDraft(draft, change, profiles ?? []),
          errors: new Map([...errors].filter(([field]) => !(field in change)))
        })),
      watchProfiles: profiles.watch,
      loadProfiles: profiles.load,
      enterKeys: async (backendId) => {
        set({ keysError: null })
        const result = await host.call('aws.enterKeys', { backendId })
        if (!result.ok) {
          set({ keysError: result.error })
          return null
        }
        const path = ownPath(result.value.path)
        set({ keysPath: path })
        return path
      },
      save: async () => {
        if (get().saving || !complete()) return null
        const { target, draft } = get()
        const before = target.mode === 'connect' ? null : target.backend
        const id = before?.id ?? get().newId
        set({ saving: true })
        const saved = await host.call(
          'backends.save',
          backendOf(draft, { id, stackName: before?.stackName ?? null })
        )
        const activated =
          saved.ok && !before ? await host.call('backends.activate', { id: saved.value.id }) : saved
        set({ saving: false })
        if (!saved.ok) {
          refuse(saved.error)
          return null
        }
        set(formFor({ mode: 'connect' }))
        if (!activated.ok) set({ failure: activated.error })
        return saved.value.id
      },
      plan: async () => {
        if (!complete()) return
        const error = await storeOf(createStackStore).getState().prepare(planOf(get().draft))
        if (error) refuse(error)
      }
    }
  })
}

/** The form as it opens for a target. */
const formFor = (target: FormTarget) => ({
  target,
  newId: crypto.randomUUID(),
  draft: target.mode === 'connect' ? emptyDraft : draftOf(target.backend, target.mode),
  errors: new Map<string, string>(),
  failure: null,
  keysPath: undefined,
  keysError: null
})

/** What counts where the host does not say what is usual. */
const noneUsual: CallOutput<'aws.usual'> = {
  credentials: { type: 'profile', profile: 'default' },
  profile: 'default',
  region: null
}

/** The profiles of the AWS files; a form that nobody has filled in begins with what the AWS CLI would take. */
function profilesOf(host: ChatHost, { getState, setState }: StoreApi<ConnectState>) {
  let usual: CallOutput<'aws.usual'> | null = null
  const preset = (): void => {
    const { draft, profiles, change } = getState()
    if (draft.profile !== '' || draft.source !== 'profile') return
    const usable = (profiles ?? []).filter((one) => one.problem === null)
    const { credentials, profile: wanted, region } = usual ?? noneUsual
    const profile = (usable.find((one) => one.name === wanted) ?? usable[0])?.name
    const isUsual = credentials.type !== 'profile' || credentials.profile === profile
    change({
      source: credentials.type,
      ...(profile === undefined ? {} : { profile }),
      ...(isUsual && region !== null && draft.region === '' ? { region } : {})
    })
  }
  return resource<readonly AwsProfile[]>(host, {
    call: async () => {
      const asked = [host.call('aws.profiles', undefined), host.call('aws.usual', {})] as const
      const [found, said] = await Promise.all(asked)
      usual = said.ok ? said.value : usual
      return found
    },
    every: 'shown',
    take: (profiles) => {
      setState({ profiles })
      preset()
    },
    error: (profilesError) => setState({ profilesError })
  })
}

/** Whose keys the form asks for. */
export const keysOwner = ({ target, draft, newId }: ConnectState): string => {
  if (target.mode !== 'connect') return target.backend.id
  return draft.door === 'deploy' ? NEW_BACKEND : newId
}

const keyOf = (target: FormTarget): string =>
  target.mode === 'connect' ? 'connect' : `${target.mode} ${target.backend.id}`

/** A path of this page's own host, never another address. */
const ownPath = (path: string | null): string | null =>
  path !== null && /^\/(?![/\\])/.test(path) ? path : null

/** The connect form. */
export const useConnect = hookOf(createConnectStore)
