import type { ServerResponse } from 'node:http'
import type { ChatApp } from '../core/chat-app'
import { batchEvents } from '../web/event-batches'

/** Unread bytes after which a browser counts as gone. A burst of some thousand messages fits. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024

/** Under every proxy's and browser's idle limit. */
const HEARTBEAT_MS = 15_000

/**
 * Announces the app's events to every open page as server-sent events.
 *
 * A page that does not read is dropped, not waited for; its browser reconnects and the page reads everything anew.
 */
export class EventStream {
  readonly #pages = new Set<ServerResponse>()
  readonly #heartbeat: NodeJS.Timeout
  readonly #stopListening: () => void
  /** Pages that had unread bytes at the last heartbeat. */
  #behind = new Set<ServerResponse>()

  constructor(app: Pick<ChatApp, 'on'>, heartbeatMs = HEARTBEAT_MS) {
    // JSON holds no line break, so one data line is the whole batch.
    this.#stopListening = batchEvents(app, (batch) =>
      this.#write(`event: batch\ndata: ${JSON.stringify(batch)}\n\n`)
    )
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref()
  }

  /** Open pages right now. */
  get size(): number {
    return this.#pages.size
  }

  /** Takes over a response whose headers are not written yet. */
  add(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store'
    })
    response.write('retry: 1000\n: connected\n\n')
    this.#pages.add(response)
    response.once('close', () => this.#pages.delete(response))
    response.once('error', () => response.destroy())
  }

  /** Ends every stream. Nothing is announced afterwards. */
  close(): void {
    clearInterval(this.#heartbeat)
    this.#stopListening()
    for (const page of this.#pages) page.end()
    this.#pages.clear()
  }

  #beat(): void {
    for (const page of this.#behind) if (page.writableNeedDrain) page.destroy()
    this.#behind = new Set([...this.#pages].filter((page) => page.writableNeedDrain))
    this.#write(': alive\n\n')
  }

  #write(text: string): void {
    for (const page of this.#pages) {
      page.write(text)
      if (page.writableLength > MAX_UNREAD_BYTES) page.destroy()
    }
  }
}
