import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type AttributeValue
} from '@aws-sdk/client-dynamodb'
import { v7 as uuidv7 } from 'uuid'
import type { LocalEndpoint } from '../src/local-backend/protocol/backend-protocol'
import type { RoomEntry } from '../src/shared/room-wire'

const TableName = 'ChatAPP-rooms'
/** AWS: at most 25 items in a batch. */
const BATCH = 25

type Item = Record<string, AttributeValue>

/** The table of a local backend, as the function has it. */
function openTable({ url, region, accessKeyId, secretAccessKey }: LocalEndpoint): DynamoDBClient {
  return new DynamoDBClient({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey } })
}

const keyOf = (room: string, sk: string) => ({ pk: { S: `room#${room}` }, sk: { S: sk } })

/** What of a head is looked at here. */
interface Head {
  readonly seq: number
  readonly revision: number
  readonly pending: readonly RoomEntry[]
  readonly members: readonly { readonly id: string; readonly name: string }[]
}

/** The function alone writes there. */
const dataOf = (item: Item = {}): unknown => JSON.parse(item['data']?.S ?? 'null')

/** The log of a room as the table has it: what stands in it, and behind that what only the head has yet. */
export async function readLog(endpoint: LocalEndpoint, room: string): Promise<RoomEntry[]> {
  const client = openTable(endpoint)
  try {
    const entries: RoomEntry[] = []
    for (let from: Item | undefined; ;) {
      const page = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :p AND begins_with(sk, :l)',
          ExpressionAttributeValues: { ':p': { S: `room#${room}` }, ':l': { S: 'log#' } },
          ConsistentRead: true,
          ...(from && { ExclusiveStartKey: from })
        })
      )
      entries.push(...(page.Items ?? []).map((item) => dataOf(item) as RoomEntry))
      from = page.LastEvaluatedKey
      if (!from) break
    }
    const head = await client.send(
      new GetItemCommand({ TableName, Key: keyOf(room, 'head'), ConsistentRead: true })
    )
    const { pending } = dataOf(head.Item) as Head
    const known = new Set(entries.map(({ seq }) => seq))
    return [...entries, ...pending.filter(({ seq }) => !known.has(seq))]
  } finally {
    client.destroy()
  }
}

/** Bytes of a room's head. */
export async function headBytes(endpoint: LocalEndpoint, room: string): Promise<number> {
  const client = openTable(endpoint)
  try {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf(room, 'head') }))
    return Buffer.byteLength(Item?.['data']?.S ?? '')
  } finally {
    client.destroy()
  }
}

/** Puts so many messages of the room's owner behind what is in its log, past the function, which would take longer. */
export async function fillLog(endpoint: LocalEndpoint, room: string, count: number): Promise<void> {
  const client = openTable(endpoint)
  try {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf(room, 'head') }))
    const head = dataOf(Item) as Head
    const [owner] = head.members
    const more = Array.from({ length: count }, (_, at): RoomEntry => ({
      seq: head.seq + 1 + at,
      id: uuidv7(),
      at: Date.now(),
      by: owner?.id ?? '',
      name: owner?.name ?? '',
      kind: 'message',
      text: `message ${at} of a long day, as long as most of them are`
    }))
    const entries = [...head.pending, ...more]
    for (let from = 0; from < entries.length; from += BATCH) {
      const puts = entries.slice(from, from + BATCH).map((entry) => ({
        PutRequest: {
          Item: {
            ...keyOf(room, `log#${String(entry.seq).padStart(12, '0')}`),
            data: { S: JSON.stringify(entry) }
          }
        }
      }))
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }))
    }
    const revision = head.revision + 1
    const data = { ...head, revision, seq: head.seq + count, pending: [], recent: [] }
    await client.send(
      new PutItemCommand({
        TableName,
        Item: {
          ...keyOf(room, 'head'),
          data: { S: JSON.stringify(data) },
          revision: { N: String(revision) }
        }
      })
    )
  } finally {
    client.destroy()
  }
}
