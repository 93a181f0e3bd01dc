import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { JSONRPCMessageSchema, type JSONRPCMessage, type RequestId } from '@modelcontextprotocol/sdk/types.js'

/** The longest line that is read, in bytes: a message of SQS's size, with every character escaped and some more. */
const MAX_LINE = 4 * 1024 * 1024
/** Calls that are answered at one time. One more is refused, at once and in words. */
const MAX_CALLS = 256
/** How much is said of lines that are none: a client that sends nothing else shall not fill a disk. */
const MAX_COMPLAINTS = 20

/** JSON-RPC 2.0: what is wrong with what came. */
const refusals = { parse: -32_700, request: -32_600, busy: -32_000 } as const

export interface LineTransportDeps {
  readonly input: AsyncIterable<Uint8Array | string>
  /** One line of protocol. */
  readonly out: (line: string) => void
  /** Resolves when there is room for more. */
  readonly drained: () => Promise<void>
  readonly err: (line: string) => void
}

/**
 * MCP over standard input and output: one JSON-RPC message a line.
 *
 * The SDK's own keeps the whole of a line without an end, and gives up over a long one; here such a line is passed over,
 * and everything that asks for an answer gets one.
 */
export class LineTransport implements Transport {
  declare onclose?: () => void
  declare onerror?: (error: Error) => void
  declare onmessage?: (message: JSONRPCMessage) => void
  private readonly calls = new Set<RequestId>()
  private readonly over = Promise.withResolvers<void>()
  private readonly idle = Promise.withResolvers<void>()
  private complaints = 0
  private ended = false

  constructor(private readonly deps: LineTransportDeps) {}

  /** Resolves when the client has said its last word. */
  get inputEnded(): Promise<void> {
    return this.over.promise
  }

  /** Once the client has said its last word: resolves when every call is answered. */
  get answered(): Promise<void> {
    return this.idle.promise
  }

  async start(): Promise<void> {
    void this.readToEnd()
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.deps.out(JSON.stringify(message))
    if (!('method' in message) && message.id !== undefined) this.calls.delete(message.id)
    this.settle()
    await this.deps.drained()
  }

  async close(): Promise<void> {
    this.onclose?.()
  }

  private settle(): void {
    if (this.ended && this.calls.size === 0) this.idle.resolve()
  }

  private async readToEnd(): Promise<void> {
    await this.read()
    this.ended = true
    this.settle()
    this.over.resolve()
  }

  private async read(): Promise<void> {
    const rest: Uint8Array[] = []
    let length = 0
    try {
      for await (const given of this.deps.input) {
        const chunk = typeof given === 'string' ? Buffer.from(given) : given
        let from = 0
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
          const line = chunk.subarray(from, at)
          from = at + 1
          if (length + line.length > MAX_LINE)
            this.complain('A line is longer than 4 MiB; it was passed over.')
          else this.take(Buffer.concat([...rest, line]))
          rest.length = length = 0
        }
        const tail = chunk.subarray(from)
        length += tail.length
        // What is too long already is only counted.
        if (length > MAX_LINE) rest.length = 0
        else if (tail.length > 0) rest.push(tail)
      }
    } catch (error) {
      this.complain(`Standard input could not be read: ${String(error)}`)
    }
  }

  private take(line: Buffer): void {
    const text = line.toString('utf8').trim()
    if (text === '') return
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return this.refuse(null, refusals.parse, 'This line is no JSON.')
    }
    const parsed = JSONRPCMessageSchema.safeParse(value)
    if (!parsed.success) return this.refuse(idOf(value), refusals.request, 'This is no JSON-RPC 2.0 message.')
    const message = parsed.data
    if ('method' in message && 'id' in message) {
      const { id } = message
      if (this.calls.has(id)) return this.complain('A call has the id of one that is not answered yet.')
      if (this.calls.size >= MAX_CALLS)
        return this.refuse(id, refusals.busy, `At most ${MAX_CALLS} calls at once.`)
      this.calls.add(id)
    }
    this.onmessage?.(message)
  }

  /** Answers what asks for it; of anything else it is only said that it came. */
  private refuse(id: RequestId | null, code: number, message: string): void {
    if (id === null) return this.complain(message)
    this.deps.out(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }))
  }

  private complain(words: string): void {
    if (this.complaints++ < MAX_COMPLAINTS) this.deps.err(`chatapp mcp: ${words}`)
  }
}

function idOf(value: unknown): RequestId | null {
  const id =
    typeof value === 'object' && value !== null && 'method' in value && 'id' in value ? value.id : null
  return typeof id === 'string' || Number.isInteger(id) ? (id as RequestId) : null
}
