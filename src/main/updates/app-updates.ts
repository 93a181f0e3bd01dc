import type { Updater } from '../../core/calls/updates'
import { readJson, writeJson } from '../../platform/json-file'
import {
  updateChoicesSchema,
  type CallInput,
  type UpdateChoices,
  type Updates,
  type UpdateState
} from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import type { Installer } from './installer'

/** How long after the start the first look is, and how long between two, in milliseconds. */
const FIRST_LOOK_MS = 30_000
const NEXT_LOOK_MS = 6 * 3_600_000

export interface AppUpdatesDeps {
  /** Why this installation does not update itself; null when it does. */
  readonly none: Extract<UpdateState, { kind: 'none' }>['why'] | null
  readonly version: string
  /** Where the choices are kept: one file for all profiles of a data folder. */
  readonly file: string
  /** Loaded at the first look, so that the start does not pay for it. */
  readonly installer: () => Promise<Installer>
  /** Finishes what is being sent, stops the core, then installs. */
  readonly restart: (install: (failed: (error: unknown) => void) => void, version: string) => Promise<void>
  readonly now: () => number
}

type Listener = Parameters<Updater['onChange']>[0]

/**
 * Looks for newer versions, fetches them, and starts one when the user says so.
 *
 * Whatever the feed, the network or the disk does to it, the version that runs goes on: a failure is a state in words,
 * and the next look begins anew.
 */
export class AppUpdates implements Updater {
  #choices: UpdateChoices
  #state: UpdateState
  #listeners: readonly Listener[] = []
  #installer: Promise<Installer> | undefined
  #work = Promise.resolve()
  /** Grows with every look; what an overtaken one says is dropped. */
  #look = 0

  constructor(private readonly deps: AppUpdatesDeps) {
    const channel = deps.version.includes('-') ? 'beta' : 'stable'
    this.#choices = readJson(deps.file, updateChoicesSchema) ?? { channel, automatic: true }
    this.#state = deps.none === null ? { kind: 'idle', checkedAt: null } : { kind: 'none', why: deps.none }
  }

  get(): Updates {
    return { choices: this.#choices, state: this.#state }
  }

  onChange(listener: Listener): void {
    this.#listeners = [...this.#listeners, listener]
  }

  /** Looks after the start and then from time to time, as long as that is chosen. Returns how to stop. */
  watch(): () => void {
    if (this.deps.none !== null) return () => {}
    const look = (): void => {
      if (this.#choices.automatic) void this.check()
    }
    const first = setTimeout(look, FIRST_LOOK_MS)
    const next = setInterval(look, NEXT_LOOK_MS)
    return () => {
      clearTimeout(first)
      clearInterval(next)
    }
  }

  async check(): Promise<void> {
    if (this.#state.kind === 'idle' || this.#state.kind === 'failed') this.#begin()
    await this.#work
  }

  choose(changes: CallInput<'updates.choose'>): void {
    const { channel, automatic } = this.#choices
    const choices = { channel: changes.channel ?? channel, automatic: changes.automatic ?? automatic }
    writeJson(this.deps.file, choices)
    this.#choices = choices
    const fixed = this.#state.kind === 'none' || this.#state.kind === 'restarting'
    if (choices.channel === channel || fixed) return this.#tell(this.#state)
    void this.#installer?.then((installer) => installer.cancel())
    this.#begin()
  }

  restart(): void {
    const state = this.#state
    if (state.kind !== 'ready') throw new ChatError('update.none_ready')
    const { version } = state
    this.#tell({ kind: 'restarting', version })
    const install = (failed: (error: unknown) => void): void =>
      void this.#loaded()
        .then((installer) => installer.install(failed))
        .catch(failed)
    void this.deps.restart(install, version)
  }

  /** A new look, after the one that it overtakes has come to its end. */
  #begin(): void {
    const look = ++this.#look
    this.#tell({ kind: 'checking' })
    this.#work = this.#work.then(() => this.#lookFor(look))
  }

  async #lookFor(look: number): Promise<void> {
    const overtaken = (): boolean => look !== this.#look
    const tell = (state: UpdateState, cause?: unknown): void => {
      if (!overtaken()) this.#tell(state, cause)
    }
    if (overtaken()) return
    try {
      const installer = await this.#loaded()
      const newer = await installer.find(this.#choices.channel)
      if (!newer) return tell({ kind: 'idle', checkedAt: this.deps.now() })
      if (overtaken()) return
      const { version, notes } = newer
      let shown = 0
      tell({ kind: 'downloading', version, share: shown })
      await installer.fetch((exact) => {
        const share = Math.floor(exact * 100) / 100
        if (share > shown) tell({ kind: 'downloading', version, share: (shown = share) })
      })
      tell({ kind: 'ready', version, notes })
    } catch (error) {
      tell({ kind: 'failed', error: toChatError(error).toWire() }, error)
    }
  }

  #loaded(): Promise<Installer> {
    return (this.#installer ??= this.deps.installer())
  }

  #tell(state: UpdateState, cause?: unknown): void {
    this.#state = state
    for (const listener of this.#listeners) listener(this.get(), cause)
  }
}
