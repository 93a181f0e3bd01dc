// What the package promises. It imports nothing, so that it is its own declaration.

/**
 * Why a request has no reply. Decide by it, never by the message.
 *
 * - `timed_out`: no reply came in time. The request is stored and goes on: ask again with its `key`.
 * - `aborted`: your signal ended the wait; a request that SQS had not taken yet is not sent.
 * - `processing_failed`, `no_answer`: the function gave up on it, or never answered; this is the request's end.
 * - `cancelled`: somebody took it out of the outbox.
 * - `invalid_input`, `too_large`, `not_found`, `conflict`: what you asked for is not possible; the message says why.
 * - `queue_missing`, `access_denied`, `credentials`, `throttled`, `offline`: what the backend, or the way to it, refused.
 * - `storage`: the data folder cannot be read or written.
 * - `forbidden`, `internal`: a fault of ours.
 */
export type RequestErrorCode =
  | 'timed_out'
  | 'aborted'
  | 'processing_failed'
  | 'no_answer'
  | 'cancelled'
  | 'invalid_input'
  | 'too_large'
  | 'not_found'
  | 'conflict'
  | 'queue_missing'
  | 'access_denied'
  | 'credentials'
  | 'throttled'
  | 'offline'
  | 'storage'
  | 'forbidden'
  | 'internal'

/** What is known of a failure besides its words. */
export interface RequestFailure {
  readonly code: RequestErrorCode
  /** Whether the same call can succeed later by itself. */
  readonly retryable: boolean
  /** The id of the stored request; null where nothing was stored, so that nothing is sent. */
  readonly requestId: string | null
}

/** The one error that the package throws. Its message says what happened, why, and what to do. */
export class RequestError extends Error implements RequestFailure {
  override readonly name: string = 'RequestError'
  readonly code: RequestErrorCode
  readonly retryable: boolean
  readonly requestId: string | null

  constructor(message: string, failure: RequestFailure, options?: ErrorOptions) {
    super(message, options)
    this.code = failure.code
    this.retryable = failure.retryable
    this.requestId = failure.requestId
  }
}

/** Whose messages, where. */
export interface ConnectOptions {
  /** A profile's name; `default` when left out. */
  readonly profile?: string
  /** Where all data stands; `$CHATAPP_HOME` when left out, else the system's place. */
  readonly dataDir?: string
}

export interface SendOptions {
  /**
   * A name of yours for the request, at most 1,000 characters. A second call with it, in this process or in one that was
   * started after a crash, sends nothing again and has the answer of the first. Another text under it is a `conflict`.
   */
  readonly key?: string
  /** The chat, by its title or its id; the first one when left out. */
  readonly chat?: string
  /** SQS message attributes: a text is a `String`, a number a `Number`, bytes are `Binary`. */
  readonly attributes?: Readonly<Record<string, string | number | Uint8Array>>
}

export interface WaitOptions {
  /** How long to wait for the reply, in milliseconds; 30,000 when left out, `Infinity` for as long as it takes. */
  readonly timeoutMs?: number
  /** Ends the wait. */
  readonly signal?: AbortSignal
  /** Told what the function tells of the attempt it is at, until there is a reply. */
  readonly onProgress?: (progress: Progress) => void
}

export interface RequestOptions extends SendOptions, WaitOptions {}

/** Where the function is with a request. */
export interface Progress {
  /** Counts from 1. */
  readonly attempt: number
  /** How many there may be, if that is known. */
  readonly of?: number
  /** How much of the work is done, 0 to 1, where the handler tells. */
  readonly fraction?: number
  /** What the handler said last. */
  readonly text?: string
  /** This attempt failed, and when the next begins at the earliest, in epoch milliseconds. */
  readonly failed?: { readonly cause: string; readonly nextAt: number }
}

/** A request as it is stored. */
export interface Sent {
  readonly id: string
  readonly chatId: string
}

/** What came back. */
export interface Reply {
  readonly id: string
  readonly requestId: string
  readonly chatId: string
  readonly text: string
  /** From the request being stored to the reply being stored, in milliseconds. */
  readonly roundTripMs: number
  /** How many times the function was given the request. */
  readonly attempts: number
}

/** A profile of ChatAPP. Every method rejects with a `RequestError`. */
export interface Connection extends AsyncDisposable {
  /** Stores a text, sends it, and resolves to its reply. */
  request(text: string, options?: RequestOptions): Promise<Reply>
  /** Stores a text and resolves; it is sent by this process while it is connected, else by whatever of ChatAPP runs next. */
  send(text: string, options?: SendOptions): Promise<Sent>
  /** Resolves to the reply to a request that was sent, by its id. */
  reply(requestId: string, options?: WaitOptions): Promise<Reply>
  /** Resolves when no work is in flight. What is stored stays. */
  close(): Promise<void>
}
