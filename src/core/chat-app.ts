import type { AppInfo, EventName, EventPayload, Handlers } from '../shared/contract'

/** What a host tells the core about itself. */
export interface ChatAppOptions {
  host: AppInfo['host']
  version: string
  /** From `--data-dir`; wins over `CHATAPP_HOME`, which wins over the system's usual place. */
  dataDir?: string | undefined
  /** From `--profile`; `default` when absent. */
  profile?: string | undefined
}

/** The app without a face. A host shows it: it passes calls to `handlers` through `dispatch` and events to its page. */
export interface ChatApp {
  readonly handlers: Handlers
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /** One-time launch tokens of the browser host, kept in the profile so that `chatapp open` can issue one too. */
  readonly launchTokens: { issue(): string; redeem(token: string): boolean }
  /** Resolves when no work is in flight: outbox idle, last long poll returned or abandoned safely, store closed. */
  stop(): Promise<void>
}
