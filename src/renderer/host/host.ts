import type { ChatHost } from '../../shared/contract'
import { createHttpHost } from './http-host'

declare global {
  interface Window {
    /** Put there by the Electron preload; absent in a browser. */
    readonly chatapp?: ChatHost
  }
}

/** The host that shows this page: the Electron preload where there is one, else the server the page came from. */
export const findHost = (): ChatHost => window.chatapp ?? createHttpHost()
