import type { ReplyBody, Sender } from '../src/shared/message'

/** A message to work on, and what is known about its way here. Times are epoch milliseconds. */
export interface Incoming {
  /** The correlation id. For a message that is not ChatAPP's JSON: the SQS message id. */
  readonly id: string
  readonly conversationId: string
  readonly sender: Sender
  /** Everything the user sent; for a command also the command's name. */
  readonly text: string
  /** What follows the command's name and one white-space character, to the character; for plain text, the text. */
  readonly argument: string
  /** When the request queue accepted it. */
  readonly queuedAt: number
  /** Which attempt this is, from 1. */
  readonly attempts: number
  /** SQS message attributes that the sender gave it, by name; ChatAPP's own are left out. */
  readonly attributes: Readonly<Record<string, Attribute>>
  /** Its trace (W3C Trace Context): pass it on to what you call. Null when its sender gave none. */
  readonly traceparent: string | null
  /** The response queue the replies go to: a name. */
  readonly replyQueue: string
  /** Set when the command was given in a room: everybody in it reads the answer. */
  readonly room?: {
    readonly id: string
    /** Empty for a direct conversation. */
    readonly title: string
    /** Who sent it, as SQS knows the sender: unlike `sender` it cannot be forged. */
    readonly member: string
  }
}

/** A message attribute: `type` as SQS calls it (`String`, `Number`, `Binary`, perhaps with a label), binary data in base64. */
export interface Attribute {
  readonly type: string
  readonly value: string
}

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

/** What a handler may use besides the message. */
export interface HandlerContext {
  readonly functionName: string
  readonly region: string
  readonly accountId: string
  readonly now: () => number
  /** Writes a line into the function's log that names this message, so that ChatAPP shows it beside it. `INFO` by default. */
  readonly log: (text: string, level?: LogLevel) => void
  /** Aborted when the time for this message is over: pass it to `fetch` and the like. */
  readonly signal: AbortSignal
  /**
   * Tells the sender how far the work is, while it waits: `progress(0.4, 'two of five')`, or a text, which may begin with
   * a percentage: `progress('40 %')`. The newest text stands in place of the one before, so a text that grows is told as a
   * whole. At most one a second goes out, the newest; none is the answer, and none is told once the answer is there.
   * Texts are cut at 10,000 characters. Never throws.
   */
  readonly progress: (told: number | string, text?: string) => void
  /** Every command there is, for `/help`. */
  readonly commands: readonly Pick<Command, 'command' | 'usage' | 'summary'>[]
}

/** One reply. `kind: 'error'` marks the request as failed; a hint about wrong use is an ordinary reply. */
export interface Reply {
  readonly text: string
  readonly kind?: ReplyBody['kind']
  /** Delivered so many seconds later, at most 900. Not on a FIFO response queue: SQS refuses it there. */
  readonly delaySeconds?: number
}

type Handle = (message: Incoming, context: HandlerContext) => Answer | Promise<Answer>

/** What a handler returns: a text, a reply, or several replies. */
export type Answer = string | Reply | readonly Reply[]

/** Answers messages that start with its command. */
export interface Command {
  /** With the slash, in lower case: `/echo`. */
  readonly command: `/${string}`
  /** What follows the command, for `/help`: `<text>`. Empty when nothing does. */
  readonly usage: string
  /** One line for `/help`. */
  readonly summary: string
  readonly handle: Handle
}

/** Answers everything that is no command. There is one. */
interface PlainHandler {
  readonly command: null
  readonly handle: Handle
}

/**
 * What each file in `handlers/` exports as `handler`.
 *
 * A throw means "try again later": the message comes back after 1, 2, 4, 8 s, and after the last attempt the user is
 * told the error's message. Wrong use is better answered with a hint. A handler may run more than once for one message, as SQS delivers at least once.
 */
export type MessageHandler = Command | PlainHandler
