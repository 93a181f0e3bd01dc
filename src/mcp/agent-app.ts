import { Client } from '../../lib/client'
import { createChatApp } from '../core/app'
import { call } from '../core/calls/dispatch'
import type { ChatApp, ChatAppOptions } from '../core/chat-app'

/** For so long a backend may come up before it is asked, in milliseconds; what it cannot do by then it says itself. */
const START_MS = 10_000

/**
 * The profile as an agent works on it: opened when it is first needed, and connected only for what needs a backend.
 *
 * A client starts its servers with itself; one that is never asked anything opens nothing.
 */
export class AgentApp {
  private read: Promise<ChatApp> | undefined
  private connected: Promise<ChatApp> | undefined
  private requests: Client | undefined

  constructor(
    private readonly options: Pick<ChatAppOptions, 'version' | 'profile' | 'dataDir' | 'backendFile'>
  ) {}

  /** The profile's store; no backend is started, nothing is moved. */
  async store(): Promise<ChatApp> {
    return await (this.connected ?? (this.read ??= this.open(false)))
  }

  /** The app that talks to the backend in use. */
  async backend(): Promise<ChatApp> {
    return await (this.connected ??= this.open(true).then(started))
  }

  /** Requests on the backend in use. */
  async client(): Promise<Client> {
    const app = await this.backend()
    return (this.requests ??= new Client(app))
  }

  async stop(): Promise<void> {
    const opened = await Promise.allSettled([this.read, this.connected])
    await Promise.all(opened.map(async (one) => one.status === 'fulfilled' && (await one.value?.stop())))
  }

  /** What could not be opened is tried again by the next call. */
  private async open(connect: boolean): Promise<ChatApp> {
    try {
      return await createChatApp({ host: 'cli', ...this.options, connect })
    } catch (error) {
      if (connect) this.connected = undefined
      else this.read = undefined
      throw error
    }
  }
}

/** The app once its backend has come up, or did not in time. */
async function started(app: ChatApp): Promise<ChatApp> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const off = app.on('connection.changed', ({ state }) => state !== 'starting' && resolve())
  const timer = setTimeout(resolve, START_MS)
  const { state } = await call(app, 'connection.get', undefined)
  if (state !== 'starting') resolve()
  await promise
  clearTimeout(timer)
  off()
  return app
}
