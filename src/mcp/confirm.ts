import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { ChatError } from '../shared/errors'
import { visibleJson } from './as-data'
import type { Destination } from './permission'
import type { CallExtra } from './tool'

/** How long the user may take to answer, in milliseconds. */
const PATIENCE_MS = 300_000
/** Questions that wait behind the one that is shown. */
const MAX_WAITING = 10
/** Characters of a message that the question shows. */
const SHOWN = 1000

/** What the user is asked about. */
interface Write extends Pick<Destination, 'backend' | 'chat' | 'queue'> {
  readonly text: string
}

/** Whether a client can put a question to its user; and the questions, one after the other. */
export class Confirmation {
  private last: Promise<void> = Promise.resolve()
  private waiting = 0

  constructor(private readonly server: McpServer) {}

  /** Whether this client can ask its user. */
  get possible(): boolean {
    return this.server.server.getClientCapabilities()?.elicitation?.form !== undefined
  }

  /** Resolves when the user has said yes; throws `forbidden` for anything else. */
  async ask(write: Write, extra: CallExtra): Promise<void> {
    if (this.waiting >= MAX_WAITING) throw new ChatError('agents.too_many_questions')
    this.waiting++
    const asked = this.last.then(async () => await this.askNow(write, extra))
    this.last = asked.catch(() => {})
    await asked.finally(() => this.waiting--)
  }

  private async askNow(write: Write, extra: CallExtra): Promise<void> {
    if (extra.signal.aborted) throw new ChatError('request.aborted')
    const answer = await this.server.server
      .elicitInput(
        {
          message: questionOf(write),
          requestedSchema: {
            type: 'object',
            properties: { send: { type: 'boolean', title: 'Send this message', default: false } },
            required: ['send']
          }
        },
        { signal: extra.signal, timeout: PATIENCE_MS, relatedRequestId: extra.requestId }
      )
      .catch((cause: unknown) => {
        throw new ChatError('agents.no_answer', {}, { cause })
      })
    if (answer.action !== 'accept' || answer.content?.['send'] !== true)
      throw new ChatError('agents.declined')
  }
}

/** The text stands in quotation marks with its line breaks escaped, so that nothing in it passes for ours. */
function questionOf({ backend, chat, queue, text }: Write): string {
  const place = queue === null ? visibleJson(backend) : `${visibleJson(backend)}, queue ${visibleJson(queue)}`
  const shown = visibleJson(text.slice(0, SHOWN))
  const more = text.length > SHOWN ? ` … (${text.length} characters in all)` : ''
  return `Send to ${place}, in the chat ${visibleJson(chat.title)}: ${shown}${more}`
}
