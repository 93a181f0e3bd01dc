import type { AppInfo, Notice, EventName, EventPayload, Handlers } from '../shared/contract'
import type { OtherPlace } from '../shared/backend-config'
import type { KeyPage } from '../web/key-page'
import type { KeyCipher } from './credentials/key-vault'
import type { DesktopHost } from './calls/desktop'
import type { Updater } from './calls/updates'
import type { Finding } from './check/doctor'
import type { EmbeddedBackendOptions } from './backends/embedded-backend'

/** What a host tells the core about itself. */
export interface ChatAppOptions {
  host: AppInfo['host']
  version: string
  /** From `--data-dir`; wins over `CHATAPP_HOME`, which wins over the system's usual place. */
  dataDir?: string | undefined
  /** From `--profile`; `default` when absent. */
  profile?: string | undefined
  /** False for a host that only reads and writes the store: no backend is started, nothing is moved. */
  connect?: boolean | undefined
  /** True for a host that reads the store alone: then a full or a read-only disk is no hindrance. */
  reading?: boolean | undefined
  /** Where this run works in the place of where the backends say; it moves no messages then. */
  place?: OtherPlace | undefined
  /** How long an answer may take before its request is sent again, in milliseconds; 2 minutes when absent. */
  answerWithinMs?: number | undefined
  /** How to start the local backend's process; `child_process.fork` when absent. Electron passes `utilityProcess`. */
  fork?: EmbeddedBackendOptions['fork'] | undefined
  /** The operating system's encryption for typed keys; without it they are kept in memory alone. */
  keyCipher?: KeyCipher | null | undefined
  /** Shows the page for keys in a window of the host's own; absent where the page itself can go there. */
  openKeyPage?: ((path: string) => void) | undefined
  /** Who looks for newer versions of ChatAPP; absent where the host does not. */
  updater?: Updater | undefined
  /** The system around the desktop window; absent where there is no such window. */
  desktop?: DesktopHost | undefined
  /** The system, not a fault, ended the last run before it could close: the user is told nothing of it. */
  endWasMeant?: boolean | undefined
  /** The local backend's built entry; beside the running file when absent. */
  backendFile?: string | undefined
}

/** The app without a face. A host shows it: it passes calls to `handlers` through `dispatch` and events to its page. */
export interface ChatApp {
  readonly info: AppInfo
  readonly handlers: Handlers
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /**
   * `primary` moves the profile's messages; `secondary` writes to the same store, shows what the primary does, and
   * takes over when the primary ends.
   */
  role(): 'primary' | 'secondary'
  /** The page for typed access keys, which the host serves by itself, past the contract. */
  readonly keyPage: Pick<KeyPage, 'answer'>
  /** What the user should know that came up in this host's run, oldest first. */
  newNotices(): readonly Notice[]
  /** Checks the set-up step by step, with a real message at the end. */
  examine(): AsyncGenerator<Finding>
  /** Resolves when no work is in flight: last call made, last long poll ended, store closed. */
  stop(): Promise<void>
}
