import type { ErrorCode } from './error-codes'
import { errorWords } from './error-words'
import { fillWords, type Params } from './fill-words'

export type { ErrorCode } from './error-codes'

/** What the catalogue of words calls an error. */
export type ErrorKey = keyof typeof errorWords

type InBraces<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | InBraces<Rest>
  : never
type NameOf<Key extends ErrorKey> = InBraces<(typeof errorWords)[Key][1]>
/** What the words of a key name in braces; nothing need be given where they name nothing. */
type ParamsOf<Key extends ErrorKey> = [NameOf<Key>] extends [never]
  ? [params?: Params]
  : [params: Readonly<Record<NameOf<Key>, string | number>>]

/** The words of an error in English. */
export function errorText<Key extends ErrorKey>(key: Key, ...[params]: ParamsOf<Key>): string {
  return fillWords(errorWords[key][1], params, 'en')
}

/** Which words, as data, so that they can be put in another language; none where the words come from elsewhere. */
export interface Keyed {
  readonly key?: string | undefined
  readonly params?: Params | undefined
}

/** A field of what the caller gave that is not acceptable, by its path from the outside in, and why. */
export interface FieldProblem extends Keyed {
  readonly field: string
  readonly reason: string
}

/** An error as data, as it crosses IPC, HTTP and the store. `fields`: what of an input is not acceptable, all of it. */
export interface WireError extends Keyed {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
  readonly fields?: FieldProblem[] | undefined
}

const retryableCodes: ReadonlySet<ErrorCode> = new Set(['throttled', 'offline', 'credentials'])

interface ChatErrorOptions extends ErrorOptions {
  readonly fields?: FieldProblem[] | undefined
  /** Where the words stand for another code than the catalogue says. */
  readonly code?: ErrorCode
}

/**
 * The one error that leaves a module. Keeps its `cause`; says what happened, why and what to do.
 *
 * It is made of a key of the catalogue and of what the words of that key name in braces.
 */
export class ChatError<Key extends ErrorKey = ErrorKey> extends Error {
  override readonly name = 'ChatError'
  readonly code: ErrorCode
  readonly fields: FieldProblem[]
  private readonly keyed: Keyed

  constructor(key: Key, ...[params, options]: [...ParamsOf<Key>, options?: ChatErrorOptions])
  constructor(key: ErrorKey, params: Params = {}, { code, fields = [], ...options }: ChatErrorOptions = {}) {
    super(errorText(key as 'foreign', params as { text: string }), options)
    this.code = code ?? errorWords[key][0]
    this.fields = fields
    this.keyed = key === 'foreign' ? {} : Object.keys(params).length === 0 ? { key } : { key, params }
  }

  /** An error in words that come from elsewhere: a server, another process, a library. */
  static of(code: ErrorCode, text: string, options?: Omit<ChatErrorOptions, 'code'>): ChatError {
    return new ChatError('foreign', { text }, { ...options, code })
  }

  /** An error that came as data. */
  static from(
    { code, message, fields, key, params }: Omit<WireError, 'retryable'>,
    options?: ErrorOptions
  ): ChatError {
    return key !== undefined && Object.hasOwn(errorWords, key)
      ? new ChatError(key as 'foreign', params as { text: string }, { ...options, code, fields })
      : ChatError.of(code, message, { ...options, fields })
  }

  /** Whether the same attempt can succeed later without the user changing anything about the message. */
  get retryable(): boolean {
    return retryableCodes.has(this.code)
  }

  toWire(): WireError {
    const { code, message, retryable, fields, keyed } = this
    return { code, message, retryable, ...keyed, ...(fields.length > 0 ? { fields } : {}) }
  }
}

/** The error of one field that is not acceptable. */
export function fieldError<Key extends ErrorKey>(
  field: string,
  key: Key,
  ...params: ParamsOf<Key>
): ChatError {
  const reason = errorText(key, ...params)
  const problem = { field, reason, key, params: params[0] }
  return ChatError.of('invalid_input', `${field}: ${reason}`, { fields: [problem] })
}

/** Keys by what their errors are called elsewhere. */
export const keysBy = <const Key extends ErrorKey>(
  table: Readonly<Record<string, Key>>
): Readonly<Record<string, Key | undefined>> => table
