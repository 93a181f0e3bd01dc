import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js'
import type { z } from 'zod'
import { asData, asRefusal } from './as-data'

/** What a call comes with: its end, and the way to tell of its progress. */
export type CallExtra = RequestHandlerExtra<ServerRequest, ServerNotification>

interface Tool<Shape extends z.ZodRawShape> {
  readonly title: string
  readonly description: string
  readonly input: Shape
  /** Whether anything is another afterwards. */
  readonly writes?: boolean
  /** Whether it asks a backend, and not the store alone. */
  readonly open?: boolean
}

/** What a tool is given, as its schema reads it. */
type Given<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>

/** Adds a tool, whose answers are data and whose errors are words with a code. */
export function addTool<Shape extends z.ZodRawShape>(
  server: McpServer,
  name: string,
  {
    input,
    title,
    description,
    writes = false,
    open = false,
    run
  }: Tool<Shape> & {
    readonly run: (given: Given<Shape>, extra: CallExtra) => Promise<Readonly<Record<string, unknown>>>
  }
): void {
  const annotations = {
    readOnlyHint: !writes,
    destructiveHint: false,
    idempotentHint: !writes,
    openWorldHint: open
  }
  // The SDK's type of a callback is made of the very shape, which is not known here.
  const register = server.registerTool.bind(server) as (
    name: string,
    config: object,
    run: (given: Given<Shape>, extra: CallExtra) => Promise<ReturnType<typeof asData>>
  ) => void
  register(name, { title, description, inputSchema: input, annotations }, async (given, extra) => {
    try {
      return asData(await run(given, extra))
    } catch (error) {
      return asRefusal(error)
    }
  })
}
