import { z } from 'zod'
import { TableError } from '../protocol/aws-json-error'
import { readItem, type Item } from './attribute-value'
import { meets } from './condition'
import { invalid } from './table-error'
import type { ItemKey, KeptItem } from './table-items'
import { project, type Table } from './table'
import { capacityOf, expressionInput, expressionsOf, parse, type Tables } from './table-input'

/** AWS: items that one batch writes, and reads, at most; and bytes that it reads. */
const MAX_WRITES = 25
const MAX_READS = 100
const MAX_READ_BYTES = 16 * 1_048_576

const returnValues = z.enum(['NONE', 'ALL_OLD']).default('NONE')
const writing = {
  ...expressionInput,
  ConditionExpression: z.string().optional(),
  ReturnValues: returnValues,
  ReturnValuesOnConditionCheckFailure: returnValues,
  ReturnItemCollectionMetrics: z.enum(['NONE', 'SIZE']).default('NONE')
}
const getInput = z.strictObject({
  ...expressionInput,
  Key: z.unknown(),
  ConsistentRead: z.boolean().default(false),
  ProjectionExpression: z.string().optional()
})
const putInput = z.strictObject({ ...writing, Item: z.unknown() })
const deleteInput = z.strictObject({ ...writing, Key: z.unknown() })
const batchOptions = {
  ReturnConsumedCapacity: expressionInput.ReturnConsumedCapacity,
  ReturnItemCollectionMetrics: writing.ReturnItemCollectionMetrics
}
const batchWriteInput = z.strictObject({
  ...batchOptions,
  RequestItems: z.record(
    z.string(),
    z.array(
      z.strictObject({
        PutRequest: z.strictObject({ Item: z.unknown() }).optional(),
        DeleteRequest: z.strictObject({ Key: z.unknown() }).optional()
      })
    )
  )
})
const batchGetInput = z.strictObject({
  ReturnConsumedCapacity: batchOptions.ReturnConsumedCapacity,
  RequestItems: z.record(
    z.string(),
    z.strictObject({
      Keys: z.array(z.unknown()),
      ConsistentRead: z.boolean().optional(),
      ProjectionExpression: z.string().optional(),
      ExpressionAttributeNames: expressionInput.ExpressionAttributeNames
    })
  )
})

export function getItem(body: object, tables: Tables): object {
  const input = parse(getInput, body, 'GetItem')
  const { paths } = expressionsOf(input)
  const table = tables.named(input.TableName)
  const found = table.items.get(table.keyOf(readItem(input.Key)))
  return {
    ...(found && { Item: project(found.item, paths) }),
    ...capacityOf(input, 'read', [found?.size ?? 0])
  }
}

export function putItem(body: object, tables: Tables): object {
  const input = parse(putInput, body, 'PutItem')
  const item = readItem(input.Item)
  return write(input, tables, (table) => {
    const kept = table.kept(item)
    return { key: kept.key, kept }
  })
}

export function deleteItem(body: object, tables: Tables): object {
  const input = parse(deleteInput, body, 'DeleteItem')
  const key = readItem(input.Key)
  return write(input, tables, (table) => ({ key: table.keyOf(key), kept: null }))
}

type WriteInput = z.output<typeof putInput> | z.output<typeof deleteInput>
interface Write {
  readonly key: ItemKey
  /** What is there afterwards; null: nothing. */
  readonly kept: KeptItem | null
}

/** Writes one item, if what is there before meets the condition. */
function write(input: WriteInput, tables: Tables, of: (table: Table) => Write): object {
  const { condition } = expressionsOf(input)
  const table = tables.named(input.TableName)
  const { key, kept } = of(table)
  const needed = condition !== null || input.ReturnValues === 'ALL_OLD'
  const before = needed ? table.items.get(key) : undefined
  if (condition && !meets(condition, before?.item ?? {})) {
    const told = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before?.item : undefined
    throw new TableError('ConditionalCheckFailedException', 'The conditional request failed', told)
  }
  apply(table, { key, kept })
  return {
    ...(input.ReturnValues === 'ALL_OLD' && before && { Attributes: before.item }),
    ...capacityOf(input, 'write', [Math.max(kept?.size ?? 0, before?.size ?? 0)])
  }
}

function apply({ items }: Table, { key, kept }: Write): void {
  if (kept) items.put(kept)
  else items.delete(key)
}

export function batchWriteItem(body: object, tables: Tables): object {
  const input = parse(batchWriteInput, body, 'BatchWriteItem')
  const requests = Object.entries(input.RequestItems)
  const count = requests.reduce((sum, [, all]) => sum + all.length, 0)
  if (count === 0 || count > MAX_WRITES || requests.some(([, all]) => all.length === 0)) {
    throw count > MAX_WRITES
      ? invalid('Too many items requested for the BatchWriteItem call')
      : invalid(
          "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"
        )
  }
  const capacities: object[] = []
  const writes = requests.map(([name, all]) => {
    const table = tables.named(name)
    const own = all.map((one) => writeOf(table, one))
    assertDistinct(own.map(({ key }) => key))
    capacities.push(
      capacityOf(
        { ...input, TableName: name },
        'write',
        own.map(({ kept }) => kept?.size ?? 0)
      )
    )
    return { name, table, all, own }
  })
  const left: Record<string, unknown> = {}
  for (const { name, table, all, own } of writes) {
    const taken = tables.taken(own.length)
    for (const one of own.slice(0, taken)) apply(table, one)
    if (taken < all.length) left[name] = all.slice(taken)
  }
  return { UnprocessedItems: left, ...together(capacities) }
}

type BatchRequest = z.output<typeof batchWriteInput>['RequestItems'][string][number]

function writeOf(table: Table, { PutRequest, DeleteRequest }: BatchRequest): Write {
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes'
    )
  }
  if (DeleteRequest) return { key: table.keyOf(readItem(DeleteRequest.Key)), kept: null }
  const kept = table.kept(readItem(PutRequest?.Item))
  return { key: kept.key, kept }
}

export function batchGetItem(body: object, tables: Tables): object {
  const input = parse(batchGetInput, body, 'BatchGetItem')
  const requests = Object.entries(input.RequestItems)
  const count = requests.reduce((sum, [, { Keys }]) => sum + Keys.length, 0)
  if (count === 0 || requests.some(([, { Keys }]) => Keys.length === 0)) {
    throw invalid(
      "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"
    )
  }
  if (count > MAX_READS) throw invalid('Too many items requested for the BatchGetItem call')
  const Responses: Record<string, Item[]> = {}
  const UnprocessedKeys: Record<string, object> = {}
  const capacities: object[] = []
  let bytes = 0
  for (const [name, { Keys, ...rest }] of requests) {
    const given = { ...rest, ReturnConsumedCapacity: input.ReturnConsumedCapacity, TableName: name }
    const { paths } = expressionsOf(given)
    const table = tables.named(name)
    const keys = Keys.map((one) => table.keyOf(readItem(one)))
    assertDistinct(keys)
    const taken = tables.taken(keys.length)
    const found: KeptItem[] = []
    const left = keys.slice(taken)
    for (const key of keys.slice(0, taken)) {
      const one = table.items.get(key)
      if (one && bytes + one.size > MAX_READ_BYTES) left.push(key)
      else if (one) {
        bytes += one.size
        found.push(one)
      }
    }
    Responses[name] = found.map(({ item }) => project(item, paths))
    if (left.length > 0) UnprocessedKeys[name] = { ...rest, Keys: left.map((key) => table.wireKey(key)) }
    capacities.push(
      capacityOf(
        given,
        'read',
        found.map(({ size }) => size)
      )
    )
  }
  return { Responses, UnprocessedKeys, ...together(capacities) }
}

/** A batch tells the capacity of each of its tables. */
function together(capacities: readonly object[]): object {
  const told = capacities.flatMap((one) => ('ConsumedCapacity' in one ? [one.ConsumedCapacity] : []))
  return told.length > 0 ? { ConsumedCapacity: told } : {}
}

function assertDistinct(keys: readonly ItemKey[]): void {
  const names = new Set(keys.map(({ partition, sort }) => JSON.stringify([partition, sort])))
  if (names.size < keys.length) throw invalid('Provided list of item keys contains duplicates')
}
