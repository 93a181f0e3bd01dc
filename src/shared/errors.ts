import type { ErrorCode } from './error-codes'
import { errorWords } from './error-words'
import { fillTold, type Said, type SaidParams, type Told, type ToldParams } from './fill-words'

export type { ErrorCode } from './error-codes'

/** What the catalogue of words calls an error. */
export type ErrorKey = keyof typeof errorWords

type InBraces<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | InBraces<Rest>
  : never
type NameOf<Key extends ErrorKey> = InBraces<(typeof errorWords)[Key][1]>
/** What the words of a key name in braces; nothing need be given where they name nothing. */
type ParamsOf<Key extends ErrorKey> = [NameOf<Key>] extends [never]
  ? [params?: ToldParams]
  : [params: Readonly<Record<NameOf<Key>, string | number | Told>>]

/** The words of an error in English. */
export function errorText<Key extends ErrorKey>(key: Key, ...[params]: ParamsOf<Key>): string {
  return fillTold(errorWords[key][1], params ?? {}).english
}

/** Which words, as data, so that they can be put in another language; none where the words come from elsewhere. */
export interface Keyed {
  readonly key?: string | undefined
  readonly params?: SaidParams | undefined
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
  private keyed: Keyed

  constructor(key: Key, ...[params, options]: [...ParamsOf<Key>, options?: ChatErrorOptions])
  constructor(
    key: ErrorKey,
    given: ToldParams = {},
    { code, fields = [], ...options }: ChatErrorOptions = {}
  ) {
    const { english, params } = fillTold(errorWords[key][1], given)
    super(english, options)
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
    const error = ChatError.of(code, message, { ...options, fields })
    if (key !== undefined && Object.hasOwn(errorWords, key)) error.keyed = params ? { key, params } : { key }
    return error
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
  const { message, ...keyed } = new ChatError(key, ...params).toWire()
  return fieldsError([{ field, reason: message, key: keyed.key, params: keyed.params }])
}

/** The error of an input of which some fields are not acceptable. */
export function fieldsError(fields: FieldProblem[]): ChatError {
  const { detail: message, said } = sayProblems(fields)
  const keyed = said.length === 1 ? said[0] : { key: 'input.refused', params: { problems: said } }
  return ChatError.from({ code: 'invalid_input', message, fields, ...keyed })
}

/** What is wrong with each field. */
export function sayProblems(problems: readonly FieldProblem[]): Told {
  const each = problems.map(({ field, reason: detail, ...keyed }): Told => {
    const reason = { detail, said: [toSaid(keyed, detail)] }
    if (field === '') return reason
    const { english, params } = fillTold(errorWords['input.field'][1], { field, reason })
    return { detail: english, said: [{ key: 'input.field', params }] }
  })
  return { detail: each.map(({ detail }) => detail).join(' '), said: each.flatMap(({ said }) => said) }
}

/** An error's words as a sentence among others. */
export const toSaid = ({ key, params }: Keyed, otherwise: string): Said[number] =>
  key === undefined ? { key: 'foreign', params: { text: otherwise } } : params ? { key, params } : { key }

/** Keys by what their errors are called elsewhere. */
export const keysBy = <const Key extends ErrorKey>(
  table: Readonly<Record<string, Key>>
): Readonly<Record<string, Key | undefined>> => table
