import { z } from 'zod'
import { readItem, type AttributeValue, type Item } from './attribute-value'
import { meets } from './condition'
import type { Condition, Operand } from './expression'
import { invalid, invalidValue } from './table-error'
import type { Bound, KeptItem, SortRange } from './table-items'
import { project, type Table } from './table'
import { capacityOf, expressionInput, expressionsOf, parse, type Tables } from './table-input'

/** AWS: a page ends with the item by which it has read more than this, in bytes. */
const MAX_PAGE_BYTES = 1_048_576

const paged = {
  ...expressionInput,
  ConsistentRead: z.boolean().default(false),
  ExclusiveStartKey: z.unknown().optional(),
  FilterExpression: z.string().optional(),
  Limit: z.number().int().min(1).optional(),
  ProjectionExpression: z.string().optional(),
  Select: z.enum(['ALL_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT']).optional()
}
const queryInput = z.strictObject({
  ...paged,
  KeyConditionExpression: z.string().optional(),
  ScanIndexForward: z.boolean().default(true)
})
const scanInput = z.strictObject(paged)

export function query(body: object, tables: Tables): object {
  const input = parse(queryInput, body, 'Query')
  const { keyCondition, ...rest } = expressionsOf(input)
  if (!keyCondition) {
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'
    )
  }
  const table = tables.named(input.TableName)
  const { partition, range } = keysOf(keyCondition, table)
  const start = startOf(input.ExclusiveStartKey, table)
  if (start && start.partition !== partition) {
    throw invalid('The provided starting key is outside query boundaries based on provided conditions')
  }
  const forward = input.ScanIndexForward
  const after = start && excluding(Buffer.from(start.sort))
  if (after && !isWithin(after.bytes, range))
    throw invalid('The provided starting key does not match the range key predicate')
  const bounds = after ? { ...range, [forward ? 'from' : 'to']: after } : range
  return page(table.items.range(partition, bounds, forward), { ...rest, input, table })
}

/** In the order of the keys, where AWS has none between partitions. */
export function scan(body: object, tables: Tables): object {
  const input = parse(scanInput, body, 'Scan')
  const expressions = expressionsOf(input)
  const table = tables.named(input.TableName)
  return page(table.items.all(startOf(input.ExclusiveStartKey, table)), {
    ...expressions,
    input,
    table
  })
}

interface Paging extends Pick<ReturnType<typeof expressionsOf>, 'filter' | 'paths'> {
  readonly input: z.output<typeof scanInput>
  readonly table: Table
}

/** One page: as many items as the limit says, or until 1 MB is read. */
function page(items: Iterable<KeptItem>, { filter, paths, input, table }: Paging): object {
  const { Limit = Infinity, Select } = input
  assertSelect(Select, paths !== null)
  const found: Item[] = []
  let [scanned, count, bytes] = [0, 0, 0]
  let last: KeptItem | undefined
  const isFull = (): boolean => scanned === Limit || bytes > MAX_PAGE_BYTES
  for (const kept of items) {
    if (isFull()) break
    last = kept
    scanned += 1
    bytes += kept.size
    if (filter && !meets(filter, kept.item)) continue
    count += 1
    if (Select !== 'COUNT') found.push(project(kept.item, paths))
  }
  // AWS: a page that is full names its last key, whether anything follows or not.
  const more = isFull() ? last : undefined
  return {
    ...(Select !== 'COUNT' && { Items: found }),
    Count: count,
    ScannedCount: scanned,
    ...(more && { LastEvaluatedKey: table.wireKey(more.key) }),
    ...capacityOf(input, 'read', [bytes])
  }
}

function assertSelect(select: string | undefined, projects: boolean): void {
  if (select === 'SPECIFIC_ATTRIBUTES' && !projects)
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES'
    )
  if (projects && (select === 'COUNT' || select === 'ALL_ATTRIBUTES'))
    throw invalid(
      `Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : 'ALL_ATTRIBUTES'}`
    )
}

function startOf(given: unknown, table: Table) {
  if (given === undefined) return null
  const key = readItem(given)
  try {
    return table.keyOf(key)
  } catch (cause) {
    const reason = cause instanceof Error ? `: ${cause.message}` : ''
    throw invalid(`The provided starting key is invalid${reason}`)
  }
}

/** Partition and range that a key condition means. */
function keysOf(condition: Condition, { template }: Table): { partition: string; range: SortRange } {
  const { partitionKey, sortKey } = template
  const terms = termsOf(condition)
  const of = (name: string) => terms.filter((term) => term.name === name)
  const [[partition], [sort]] = [of(partitionKey), of(sortKey)]
  if (!partition || terms.length > 2 || (terms.length === 2 && !sort)) {
    throw invalid(`Query condition missed key schema element: ${partition ? sortKey : partitionKey}`)
  }
  if (partition.operator !== '=') throw unsupported()
  return {
    partition: textOf(partition.values[0]),
    range: sort ? rangeOf(sort) : {}
  }
}

interface KeyTerm {
  readonly name: string
  readonly operator: string
  readonly values: readonly (AttributeValue | undefined)[]
}

const unsupported = (): Error => invalid('Query key condition not supported')

/** The parts of a key condition, which are joined by AND alone. */
function termsOf(condition: Condition): KeyTerm[] {
  switch (condition.op) {
    case 'and':
      return [...termsOf(condition.left), ...termsOf(condition.right)]
    case 'compare':
      if (condition.comparator === '<>') break
      return [termOf(condition.left, condition.comparator, [condition.right])]
    case 'between':
      return [termOf(condition.of, 'between', [condition.low, condition.high])]
    case 'begins_with':
      return [termOf(condition.of, 'begins_with', [condition.part])]
    default:
  }
  const operator = condition.op === 'compare' ? condition.comparator : condition.op
  throw invalid(
    `Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: ${operator}`
  )
}

function termOf(of: Operand, operator: string, operands: readonly Operand[]): KeyTerm {
  const name = of.kind === 'path' && of.path.length === 1 ? of.path[0] : undefined
  if (typeof name !== 'string') throw unsupported()
  return { name, operator, values: operands.map((one) => (one.kind === 'value' ? one.value : undefined)) }
}

const including = (bytes: Buffer): Bound => ({ bytes, inclusive: true })
const excluding = (bytes: Buffer): Bound => ({ bytes, inclusive: false })

function rangeOf({ operator, values }: KeyTerm): SortRange {
  const [first, second] = values.map((value) => Buffer.from(textOf(value)))
  if (!first) throw unsupported()
  switch (operator) {
    case '=':
      return { from: including(first), to: including(first) }
    case '<':
      return { to: excluding(first) }
    case '<=':
      return { to: including(first) }
    case '>':
      return { from: excluding(first) }
    case '>=':
      return { from: including(first) }
    case 'begins_with':
      return { from: including(first), to: excluding(following(first)) }
    default:
  }
  if (!second || Buffer.compare(first, second) > 0) {
    throw invalid(
      'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound;'
    )
  }
  return { from: including(first), to: including(second) }
}

/** The first text, byte by byte, after all that begin with this one. No byte of UTF-8 is 255. */
function following(prefix: Buffer): Buffer {
  const bytes = Buffer.from(prefix)
  const last = bytes.length - 1
  bytes[last] = (bytes[last] ?? 0) + 1
  return bytes
}

function isWithin(bytes: Buffer, { from, to }: SortRange): boolean {
  const low = from ? Buffer.compare(bytes, from.bytes) : 1
  const high = to ? Buffer.compare(bytes, to.bytes) : -1
  return (
    (low > 0 || (low === 0 && from?.inclusive === true)) &&
    (high < 0 || (high === 0 && to?.inclusive === true))
  )
}

/** What a key is compared with: a text that is not empty. */
function textOf(value: AttributeValue | undefined): string {
  if (value === undefined) throw unsupported()
  if (!('S' in value)) throw invalidValue('Condition parameter type does not match schema type')
  if (value.S !== '') return value.S
  throw invalid(
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value.'
  )
}
