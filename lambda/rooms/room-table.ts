import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { limitCalls } from '../../src/shared/client-middleware'
import { Refused } from './refused'
import { jitter } from './update'

/** An item of the table: its keys, and what it says. */
export interface Item {
  readonly pk: string
  readonly sk: string
  readonly data: object
}

/** What rooms need of DynamoDB. Reads are consistent. Everything throws when the table cannot be reached. */
export interface RoomTable {
  get<T>(pk: string, sk: string): Promise<T | null>
  /**
   * Puts an item over the one with this revision; null: where there is none; `older`: where there is none, or one with a
   * smaller revision than its own. False when another came first.
   */
  put(item: Item & { data: { revision: number } }, over: number | null | 'older'): Promise<boolean>
  /** Puts items whatever is there, in one call for each 25. */
  write(items: readonly Item[]): Promise<void>
  /** The items from one sort key to another, both included, as many as a page holds. */
  query(range: Range): Promise<{ items: { sk: string; data: unknown }[]; more: boolean }>
}

export interface Range {
  readonly pk: string
  readonly from: string
  readonly to: string
}

/** AWS: at most 25 items in a BatchWriteItem. */
const BATCH_LIMIT = 25

/** How often what a batch left over is written again. */
const MAX_LEFT_OVER = 6

/** The table on DynamoDB. The SDK is loaded now, not at the function's start: most requests are of no room. */
export async function openRoomTable(TableName: string, limitMs: number): Promise<RoomTable> {
  const sdk = await import('@aws-sdk/client-dynamodb')
  const client: DynamoDBClient = limitCalls(new sdk.DynamoDBClient({}), limitMs)
  return {
    async get<T>(pk: string, sk: string) {
      const Key = { pk: { S: pk }, sk: { S: sk } }
      const asked = client.send(new sdk.GetItemCommand({ TableName, Key, ConsistentRead: true }))
      return read((await asked.catch(noTable)).Item) as T | null
    },
    async put(item, over) {
      const { revision } = item.data
      const command = new sdk.PutItemCommand({
        TableName,
        Item: { ...attributes(item), revision: { N: String(revision) } },
        // No revision is less than 1.
        ConditionExpression:
          typeof over === 'number' ? 'revision = :r' : 'attribute_not_exists(pk) OR revision < :r',
        ExpressionAttributeValues: { ':r': { N: String(over === 'older' ? revision : (over ?? 0)) } }
      })
      try {
        await client.send(command)
        return true
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
        return noTable(error)
      }
    },
    async write(items) {
      for (let start = 0; start < items.length; start += BATCH_LIMIT) {
        let left = items
          .slice(start, start + BATCH_LIMIT)
          .map((item) => ({ PutRequest: { Item: attributes(item) } }))
        for (let tries = 0; left.length > 0; tries++) {
          if (tries > MAX_LEFT_OVER) throw new Error('The table for rooms is too busy.')
          if (tries > 0) await jitter(tries)
          const RequestItems = { [TableName]: left }
          const asked = client.send(new sdk.BatchWriteItemCommand({ RequestItems }))
          left = ((await asked.catch(noTable)).UnprocessedItems?.[TableName] ?? []) as typeof left
        }
      }
    },
    async query({ pk, from, to }: Range) {
      const command = new sdk.QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
        ExpressionAttributeValues: { ':p': { S: pk }, ':a': { S: from }, ':b': { S: to } },
        ConsistentRead: true
      })
      const { Items = [], LastEvaluatedKey } = await client.send(command).catch(noTable)
      const items = Items.map((item) => ({ sk: item['sk']?.S ?? '', data: read(item) }))
      return { items, more: LastEvaluatedKey !== undefined }
    }
  }
}

const noTable = (error: unknown): never => {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') throw new Refused('no_table')
  throw error
}

const attributes = ({ pk, sk, data }: Item): Record<string, AttributeValue> => ({
  pk: { S: pk },
  sk: { S: sk },
  data: { S: JSON.stringify(data) }
})

/** Nobody else writes into the table. */
const read = (item: Record<string, AttributeValue> | undefined): unknown =>
  item?.['data']?.S === undefined ? null : JSON.parse(item['data'].S)
