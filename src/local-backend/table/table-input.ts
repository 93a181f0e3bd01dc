import { z } from 'zod'
import { TableError } from '../protocol/aws-json-error'
import { readItem } from './attribute-value'
import { ExpressionParser, type Condition, type Path } from './expression'
import { Placeholders } from './placeholders'
import { invalid } from './table-error'
import type { Table } from './table'

/** The tables of a backend, as its actions find them. */
export interface Tables {
  /** Throws `ResourceNotFoundException` where there is none of this name. */
  named(name: string): Table
  readonly names: readonly string[]
  /** How many of a batch's items are worked on; the fault lab leaves some. */
  taken(count: number): number
}

/** Reads what an action knows of a request. What it does not know is refused: ignoring it would change what it means. */
export function parse<T>(schema: z.ZodType<T>, body: object, action: string): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const unknown = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : []
  )
  throw unknown.length > 0
    ? invalid(`The local backend's table knows no ${unknown.join(', ')} of ${action}.`)
    : invalid(`The local backend's table cannot read this ${action}. ${z.prettifyError(parsed.error)}`)
}

/** What every action on items of one table may be given. */
export const expressionInput = {
  TableName: z.string(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: z.unknown().optional(),
  ReturnConsumedCapacity: z.enum(['NONE', 'TOTAL', 'INDEXES']).default('NONE')
}

interface ExpressionInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: unknown
  readonly ConditionExpression?: string | undefined
  readonly KeyConditionExpression?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly ProjectionExpression?: string | undefined
}

/** The expressions of a request, read; null for each that it has not. */
export interface Expressions {
  readonly condition: Condition | null
  readonly keyCondition: Condition | null
  readonly filter: Condition | null
  readonly paths: readonly Path[] | null
}

export function expressionsOf(input: ExpressionInput): Expressions {
  const names = input.ExpressionAttributeNames
  const values = input.ExpressionAttributeValues
  const texts = [
    input.ConditionExpression,
    input.KeyConditionExpression,
    input.FilterExpression,
    input.ProjectionExpression
  ]
  if (texts.every((text) => text === undefined)) assertNone({ names, values })
  const placeholders = new Placeholders(
    read(names ?? {}, 'ExpressionAttributeNames', /^#\w+$/),
    read(values === undefined ? {} : readItem(values), 'ExpressionAttributeValues', /^:\w+$/)
  )
  const parser = (name: keyof ExpressionInput): ExpressionParser | null => {
    const text = input[name]
    return typeof text === 'string' ? new ExpressionParser(text, name, placeholders) : null
  }
  const expressions = {
    keyCondition: parser('KeyConditionExpression')?.condition() ?? null,
    condition: parser('ConditionExpression')?.condition() ?? null,
    filter: parser('FilterExpression')?.condition() ?? null,
    paths: parser('ProjectionExpression')?.paths() ?? null
  }
  placeholders.assertUsed()
  assertProjection(expressions.paths ?? [])
  return expressions
}

function assertNone(given: Readonly<Record<'names' | 'values', unknown>>): void {
  const parameters = { names: 'ExpressionAttributeNames', values: 'ExpressionAttributeValues' }
  for (const [key, parameter] of Object.entries(parameters))
    if (given[key as keyof typeof parameters] !== undefined)
      throw invalid(`${parameter} can only be specified when using expressions`)
}

function read<T>(given: Readonly<Record<string, T>>, parameter: string, pattern: RegExp) {
  const wrong = Object.keys(given).find((key) => !pattern.test(key))
  if (wrong === undefined) return given
  throw invalid(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`)
}

/** Lists are given whole: a projection into one is refused rather than answered otherwise than on AWS. */
function assertProjection(paths: readonly Path[]): void {
  for (const [index, path] of paths.entries()) {
    if (path.some((step) => typeof step === 'number'))
      throw invalid("The local backend's table projects no elements of lists.")
    for (const other of paths.slice(index + 1)) {
      const shared = Math.min(path.length, other.length)
      if (path.slice(0, shared).every((step, at) => step === other[at])) {
        throw invalid(
          `Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${path.join(', ')}], path two: [${other.join(', ')}]`
        )
      }
    }
  }
}

interface CapacityInput {
  readonly TableName: string
  readonly ReturnConsumedCapacity: 'NONE' | 'TOTAL' | 'INDEXES'
  readonly ConsistentRead?: boolean | undefined
}

/** AWS: one unit writes 1 KB, or reads 4 KB; half of one where the read need not be consistent. */
export function capacityOf(
  { TableName, ReturnConsumedCapacity, ConsistentRead }: CapacityInput,
  how: 'read' | 'write',
  sizes: readonly number[]
): { ConsumedCapacity?: object } {
  if (ReturnConsumedCapacity === 'NONE') return {}
  const unit = how === 'read' ? 4096 : 1024
  const price = how === 'read' && !ConsistentRead ? 0.5 : 1
  const units = sizes.reduce((sum, size) => sum + Math.max(1, Math.ceil(size / unit)), 0)
  const CapacityUnits = units * price
  const table = ReturnConsumedCapacity === 'INDEXES' ? { Table: { CapacityUnits } } : {}
  return { ConsumedCapacity: { TableName, CapacityUnits, ...table } }
}

/** AWS: what it says of a table that is not there. */
export const notFound = (message = 'Requested resource not found'): TableError =>
  new TableError('ResourceNotFoundException', message)
