import { createStore, type StoreApi } from 'zustand/vanilla'
import type { StackPlan, StackProgress } from '../../shared/backend-config'
import type { CallArgument, ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'
import { type Message } from '../text/words'

/** A plan with where it would be carried out. */
export interface PreparedPlan extends StackPlan {
  readonly region: string
}

/** Deployment and removal of a stack. */
export interface StackState {
  readonly plan: PreparedPlan | null
  /** When CloudFormation was asked for a plan; null while it is not asked. */
  readonly planningSince: number | null
  readonly progress: StackProgress | null
  /** What could not be begun or cancelled, and why. */
  readonly trouble: { readonly title: Message; readonly error: WireError } | null
  readonly watch: () => () => void
  /** Asks for a plan; resolves with why there is none, or with null. */
  readonly prepare: (input: CallArgument<'stack.plan'>) => Promise<WireError | null>
  /** Talks to what is there already, as it is; resolves with the backend's id, or null. */
  readonly connectExisting: () => Promise<string | null>
  /** Plans anew, with what is there already in the new stack. */
  readonly importExisting: () => Promise<void>
  /** Drops the plan, or the one that is still on its way. */
  readonly discard: () => void
  readonly deploy: () => Promise<boolean>
  readonly remove: (backendId: string) => Promise<boolean>
  readonly cancel: () => Promise<void>
}

const titles = {
  connect: 'ChatAPP could not connect to it',
  plan: 'The changes could not be prepared',
  deploy: 'The deployment could not begin',
  remove: 'The stack could not be removed',
  cancel: 'The deployment could not be cancelled'
} as const

/** Whether something is being done to a stack. */
export const isBusy = (progress: StackProgress | null): boolean =>
  progress?.state === 'running' || progress?.state === 'cancelling'

/** What the deployment pages show. */
export function createStackStore(host: ChatHost): StoreApi<StackState> {
  return createStore<StackState>()((set, get) => {
    let asked = 0
    let input: CallArgument<'stack.plan'> | null = null

    const begin = async (call: 'deploy' | 'remove' | 'cancel', id: string): Promise<boolean> => {
      set({ trouble: null })
      const result =
        call === 'deploy'
          ? await host.call('stack.deploy', { planId: id })
          : call === 'remove'
            ? await host.call('stack.remove', { backendId: id })
            : await host.call('stack.cancel', undefined)
      if (result.ok) set({ progress: newer(get().progress, result.value), plan: null })
      else set({ trouble: { title: titles[call], error: result.error } })
      return result.ok
    }

    const { watch } = resource<StackProgress | null>(host, {
      call: () => host.call('stack.progress', undefined),
      event: (changed) => host.on('stack.progress', changed),
      take: (progress) => set({ progress })
    })

    return {
      plan: null,
      planningSince: null,
      progress: null,
      trouble: null,
      watch,
      prepare: async (wanted) => {
        const mine = ++asked
        input = wanted
        set({ plan: null, planningSince: Date.now(), trouble: null })
        const result = await host.call('stack.plan', wanted)
        if (mine !== asked) {
          if (result.ok) void host.call('stack.discard', { planId: result.value.planId })
          return null
        }
        set({ planningSince: null })
        if (!result.ok) return result.error
        set({ plan: { ...result.value, region: wanted.region } })
        return null
      },
      connectExisting: async () => {
        set({ trouble: null })
        const result = await host.call('stack.connect', { planId: get().plan?.planId ?? '' })
        if (result.ok) set({ plan: null })
        else set({ trouble: { title: titles.connect, error: result.error } })
        return result.ok ? result.value.backendId : null
      },
      importExisting: async () => {
        if (!input) return
        const options = { ...input.options, importExisting: true }
        const error = await get().prepare({ ...input, options })
        if (error) set({ trouble: { title: titles.plan, error } })
      },
      discard: () => {
        asked += 1
        const { plan } = get()
        set({ plan: null, planningSince: null, trouble: null })
        if (plan) void host.call('stack.discard', { planId: plan.planId })
      },
      deploy: async () => await begin('deploy', get().plan?.planId ?? ''),
      remove: async (backendId) => await begin('remove', backendId),
      cancel: async () => void (await begin('cancel', ''))
    }
  })
}

/** An event may overtake the answer of the call that caused it: of one operation, what knows more is newer. */
function newer(known: StackProgress | null, answer: StackProgress): StackProgress {
  const same = known?.startedAt === answer.startedAt && known.stackName === answer.stackName
  if (!known || !same) return answer
  if (answer.state === 'running' && known.state !== 'running') return known
  return known.events.length > answer.events.length ? known : answer
}

/** Deployment and removal. */
export const useStack = hookOf(createStackStore)
