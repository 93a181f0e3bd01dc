import type { AttributeValue, ValueType } from './attribute-value'
import { typeOf } from './attribute-value'
import { reservedWords } from './reserved-words'
import type { Placeholders } from './placeholders'
import { invalid } from './table-error'

/** Names of attributes and indexes of lists, from an item's top down. */
export type Path = readonly (string | number)[]

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: Path }

export type Condition =
  | { readonly op: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly op: 'not'; readonly part: Condition }
  | {
      readonly op: 'compare'
      readonly comparator: Comparator
      readonly left: Operand
      readonly right: Operand
    }
  | { readonly op: 'between'; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly op: 'in'; readonly of: Operand; readonly list: readonly Operand[] }
  | { readonly op: 'exists'; readonly path: Path; readonly wanted: boolean }
  | { readonly op: 'type'; readonly path: Path; readonly type: string }
  | { readonly op: 'begins_with' | 'contains'; readonly of: Operand; readonly part: Operand }

const tokenPattern = /\s*(?:([#:]\w+|[A-Za-z_]\w*|\d+|<>|<=|>=|[=<>(),.[\]])|$)/y
const END = '<EOF>'

/** AWS: an expression is at most 4 KB. */
const MAX_BYTES = 4096

/** Reads one expression; errors name the parameter that it stands in. */
export class ExpressionParser {
  readonly #tokens: string[]
  #at = 0

  constructor(
    text: string,
    private readonly parameter: string,
    private readonly placeholders: Placeholders
  ) {
    if (text.trim() === '') throw this.#wrong('The expression can not be empty;')
    if (Buffer.byteLength(text) > MAX_BYTES)
      throw this.#wrong('Expression size has exceeded the maximum allowed size;')
    this.#tokens = this.#split(text)
  }

  condition(): Condition {
    const { condition } = this.#or()
    if (this.#next !== END) throw this.#syntax()
    return condition
  }

  /** Attributes one after the other, as in a projection. */
  paths(): Path[] {
    const paths = [this.#path()]
    while (this.#accept(',')) paths.push(this.#path())
    if (this.#next !== END) throw this.#syntax()
    return paths
  }

  #split(text: string): string[] {
    const tokens: string[] = []
    tokenPattern.lastIndex = 0
    for (;;) {
      const from = tokenPattern.lastIndex
      const found = tokenPattern.exec(text)
      if (!found) throw this.#syntaxAt(text.slice(from).trim().charAt(0), text.slice(from, from + 12))
      const [, token] = found
      if (token === undefined) return tokens
      tokens.push(token)
    }
  }

  get #next(): string {
    return this.#tokens[this.#at] ?? END
  }

  #take(): string {
    const token = this.#next
    this.#at += 1
    return token
  }

  #accept(token: string): boolean {
    if (this.#next !== token) return false
    this.#at += 1
    return true
  }

  #acceptWord(word: string): boolean {
    if (this.#next.toUpperCase() !== word) return false
    this.#at += 1
    return true
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw this.#syntax()
  }

  #or(): Parsed {
    let parsed = this.#and()
    while (this.#acceptWord('OR'))
      parsed = bare({ op: 'or', left: parsed.condition, right: this.#and().condition })
    return parsed
  }

  #and(): Parsed {
    let parsed = this.#not()
    while (this.#acceptWord('AND'))
      parsed = bare({ op: 'and', left: parsed.condition, right: this.#not().condition })
    return parsed
  }

  #not(): Parsed {
    return this.#acceptWord('NOT') ? bare({ op: 'not', part: this.#not().condition }) : this.#primary()
  }

  #primary(): Parsed {
    if (this.#accept('(')) {
      const inner = this.#or()
      this.#expect(')')
      if (inner.enclosed) throw this.#wrong('The expression has redundant parentheses;')
      return { condition: inner.condition, enclosed: true }
    }
    const word = this.#next
    if (this.#tokens[this.#at + 1] === '(' && word !== 'size') {
      if (!Object.hasOwn(functions, word)) {
        if (!/^[A-Za-z_]/.test(word)) throw this.#syntax()
        throw this.#wrong(`Invalid function name; function: ${word}`)
      }
      return bare(this.#call(word))
    }
    return bare(this.#comparison())
  }

  #call(name: string): Condition {
    this.#at += 2
    const operands = [this.#operand()]
    while (this.#accept(',')) operands.push(this.#operand())
    this.#expect(')')
    const [first, second] = operands
    if (!first || operands.length !== functions[name]) {
      throw this.#wrong(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`
      )
    }
    if (name === 'begins_with' || name === 'contains') {
      const part = second ?? first
      if (name === 'begins_with') this.#assertType(part, name, ['S', 'B'])
      return { op: name, of: first, part }
    }
    if (first.kind !== 'path') {
      throw this.#wrong(`Operator or function requires a document path; operator or function: ${name}`)
    }
    if (name !== 'attribute_type')
      return { op: 'exists', path: first.path, wanted: name === 'attribute_exists' }
    this.#assertType(second ?? first, name, ['S'])
    const type = second?.kind === 'value' && 'S' in second.value ? second.value.S : ''
    return { op: 'type', path: first.path, type }
  }

  #comparison(): Condition {
    const of = this.#operand()
    if (this.#acceptWord('BETWEEN')) {
      const low = this.#ordered('BETWEEN')
      if (!this.#acceptWord('AND')) throw this.#syntax()
      return { op: 'between', of, low, high: this.#ordered('BETWEEN') }
    }
    if (this.#acceptWord('IN')) {
      this.#expect('(')
      const list = [this.#operand()]
      while (this.#accept(',')) list.push(this.#operand())
      this.#expect(')')
      return { op: 'in', of, list }
    }
    const comparator = this.#take()
    if (!isComparator(comparator)) {
      this.#at -= 1
      throw this.#syntax()
    }
    const isEquality = comparator === '=' || comparator === '<>'
    if (!isEquality) this.#assertType(of, comparator, ['S', 'N', 'B'])
    const right = isEquality ? this.#operand() : this.#ordered(comparator)
    return { op: 'compare', comparator, left: of, right }
  }

  /** An operand of what has an order. */
  #ordered(operator: string): Operand {
    const operand = this.#operand()
    this.#assertType(operand, operator, ['S', 'N', 'B'])
    return operand
  }

  #assertType(operand: Operand, operator: string, types: readonly ValueType[]): void {
    if (operand.kind !== 'value') return
    const type = typeOf(operand.value)
    if (types.includes(type)) return
    throw this.#wrong(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`
    )
  }

  #operand(): Operand {
    if (this.#next.startsWith(':')) {
      const placeholder = this.#take()
      const value = this.placeholders.value(placeholder)
      if (value) return { kind: 'value', value }
      throw this.#wrong(
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`
      )
    }
    if (this.#next === 'size' && this.#tokens[this.#at + 1] === '(') {
      this.#at += 2
      const path = this.#path()
      this.#expect(')')
      return { kind: 'size', path }
    }
    return { kind: 'path', path: this.#path() }
  }

  #path(): Path {
    const path: (string | number)[] = [this.#name()]
    for (;;) {
      if (this.#accept('.')) path.push(this.#name())
      else if (this.#accept('[')) {
        if (!/^\d+$/.test(this.#next)) throw this.#syntax()
        path.push(Number(this.#take()))
        this.#expect(']')
      } else return path
    }
  }

  #name(): string {
    const token = this.#next
    if (token.startsWith('#')) {
      this.#at += 1
      const name = this.placeholders.name(token)
      if (name !== undefined) return name
      throw this.#wrong(
        `An expression attribute name used in the document path is not defined; attribute name: ${token}`
      )
    }
    if (!/^[A-Za-z_]/.test(token)) throw this.#syntax()
    if (reservedWords.has(token.toUpperCase()))
      throw this.#wrong(`Attribute name is a reserved keyword; reserved keyword: ${token}`)
    this.#at += 1
    return token
  }

  #syntax(): Error {
    const near = this.#tokens.slice(Math.max(0, this.#at - 1), this.#at + 2).join(' ')
    return this.#syntaxAt(this.#next, near)
  }

  #syntaxAt(token: string, near: string): Error {
    return this.#wrong(`Syntax error; token: "${token}", near: "${near}"`)
  }

  #wrong(reason: string): Error {
    return invalid(`Invalid ${this.parameter}: ${reason}`)
  }
}

/** A condition, and whether it stood in parentheses of its own. */
interface Parsed {
  readonly condition: Condition
  readonly enclosed: boolean
}

const bare = (condition: Condition): Parsed => ({ condition, enclosed: false })

/** How many operands each takes. */
const functions: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2
}

const isComparator = (token: string): token is Comparator => ['=', '<>', '<', '<=', '>', '>='].includes(token)
