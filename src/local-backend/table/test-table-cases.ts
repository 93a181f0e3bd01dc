import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
  type BatchGetItemCommandInput,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  type PutItemCommandInput,
  type QueryCommandInput,
  type ScanCommandInput
} from '@aws-sdk/client-dynamodb'

type Item = Record<string, AttributeValue>
type Told = Record<string, unknown> | string

async function told(sending: Promise<object>): Promise<Told> {
  try {
    const { $metadata: _, ...answer } = (await sending) as Record<string, unknown>
    return answer
  } catch (error) {
    return (error as Error).name
  }
}

/** The table of a case, through the real SDK: an answer without its metadata, or the name of the error. */
export function verbsOf(client: DynamoDBClient, TableName: string) {
  return {
    client,
    TableName,
    told,
    get: (Key: Item, rest: object = {}) =>
      told(client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true, ...rest }))),
    put: (Item: Item, rest: Partial<PutItemCommandInput> = {}) =>
      told(client.send(new PutItemCommand({ TableName, Item, ...rest }))),
    remove: (Key: Item, rest: Partial<DeleteItemCommandInput> = {}) =>
      told(client.send(new DeleteItemCommand({ TableName, Key, ...rest }))),
    write: (items: readonly Item[], removed: readonly Item[] = []) =>
      told(
        client.send(
          new BatchWriteItemCommand({
            RequestItems: {
              [TableName]: [
                ...items.map((one) => ({ PutRequest: { Item: one } })),
                ...removed.map((one) => ({ DeleteRequest: { Key: one } }))
              ]
            }
          })
        )
      ),
    read: (Keys: Item[], rest: Partial<NonNullable<BatchGetItemCommandInput['RequestItems']>[string]> = {}) =>
      told(client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ...rest } } }))),
    query: (KeyConditionExpression: string, values: Item, rest: Partial<QueryCommandInput> = {}) =>
      told(
        client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression,
            ExpressionAttributeValues: values,
            ...rest
          })
        )
      ),
    scan: (rest: Partial<ScanCommandInput> = {}) => told(client.send(new ScanCommand({ TableName, ...rest })))
  }
}
export type TableVerbs = ReturnType<typeof verbsOf>

export const key = (sk: string, pk = 'room#1'): { pk: { S: string }; sk: { S: string } } => ({
  pk: { S: pk },
  sk: { S: sk }
})
const seq = (n: number): string => `log#${String(n).padStart(12, '0')}`
const logKey = (n: number): Item => key(seq(n))

const data = (bytes: number): Item => ({ ...key('head'), data: { S: 'x'.repeat(bytes) } })

/** What AWS does, as the table of this project uses it and as its documentation says; each runs on a table of its own. */
export interface TableCase {
  readonly it: string
  readonly run: (table: TableVerbs) => Promise<unknown>
  readonly expected: unknown
  /** Why moto is not asked. */
  readonly notMoto?: string
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1)

const failed = 'ConditionalCheckFailedException'
const refused = 'ValidationException'

/** An item that conditions are tried on. */
const sample: Item = {
  ...key('head'),
  revision: { N: '7' },
  name: { S: 'Émile' },
  closed: { BOOL: false },
  tags: { SS: ['a', 'b'] },
  list: { L: [{ S: 'x' }, { N: '1' }] },
  map: { M: { inner: { N: '10' } } },
  nothing: { NULL: true }
}

/** Whether the sample meets a condition. */
const condition = (
  ConditionExpression: string,
  met: boolean | typeof refused,
  ExpressionAttributeValues?: Item,
  ExpressionAttributeNames?: Record<string, string>
): TableCase => ({
  it: `condition ${ConditionExpression} ${JSON.stringify(ExpressionAttributeValues ?? {})}`,
  // What cannot be read it mostly takes, or fails with a status of 500.
  ...(met === refused && { notMoto: 'it refuses other things' }),
  run: async ({ put }) => {
    await put(sample)
    return await put(sample, {
      ConditionExpression,
      ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
      ...(ExpressionAttributeNames && { ExpressionAttributeNames })
    })
  },
  expected: met === true ? {} : met === false ? failed : met
})

const conditions: readonly TableCase[] = [
  condition('attribute_exists(pk)', true),
  condition('attribute_not_exists(pk)', false),
  condition('attribute_not_exists(unset)', true),
  condition('unset <> :r', true, { ':r': { N: '7' } }),
  condition('attribute_exists(#m.#i)', true, undefined, { '#m': 'map', '#i': 'inner' }),
  condition('attribute_exists(#l[1])', true, undefined, { '#l': 'list' }),
  condition('attribute_exists(#l[2])', false, undefined, { '#l': 'list' }),
  condition('revision = :r', true, { ':r': { N: '7.0' } }),
  condition('revision = :r', false, { ':r': { N: '8' } }),
  condition('revision = :r', false, { ':r': { S: '7' } }),
  condition('revision <> :r', true, { ':r': { N: '8' } }),
  condition('revision < :r', true, { ':r': { N: '10' } }),
  condition('revision <= :r', true, { ':r': { N: '7' } }),
  condition('revision > :r', false, { ':r': { N: '7' } }),
  condition('revision >= :r', true, { ':r': { N: '-7' } }),
  condition('unset = :r', false, { ':r': { N: '7' } }),
  condition('unset > :r', false, { ':r': { N: '7' } }),
  condition('revision BETWEEN :a AND :b', true, { ':a': { N: '7' }, ':b': { N: '9' } }),
  condition('revision BETWEEN :a AND :b AND closed = :c', false, {
    ':a': { N: '7' },
    ':b': { N: '9' },
    ':c': { BOOL: true }
  }),
  condition('revision IN (:a, :b)', true, { ':a': { N: '1' }, ':b': { N: '7' } }),
  condition('attribute_not_exists(pk) OR revision = :r', true, { ':r': { N: '7' } }),
  condition('attribute_exists(pk) AND NOT revision = :r', false, { ':r': { N: '7' } }),
  condition('NOT (revision = :r OR closed = :c)', false, { ':r': { N: '9' }, ':c': { BOOL: false } }),
  condition('(revision = :r OR closed = :c) AND attribute_exists(pk)', true, {
    ':r': { N: '9' },
    ':c': { BOOL: false }
  }),
  condition('attribute_exists(pk) and not attribute_exists(unset)', true),
  condition('begins_with(#n, :p)', true, { ':p': { S: 'É' } }, { '#n': 'name' }),
  condition('contains(tags, :t)', true, { ':t': { S: 'b' } }),
  condition('contains(#l, :t)', true, { ':t': { N: '1' } }, { '#l': 'list' }),
  condition('contains(#n, :t)', true, { ':t': { S: 'mil' } }, { '#n': 'name' }),
  condition('size(tags) = :n', true, { ':n': { N: '2' } }),
  condition('attribute_type(nothing, :t)', true, { ':t': { S: 'NULL' } }),
  condition('tags = :t', true, { ':t': { SS: ['b', 'a'] } }),
  condition('#m = :m', true, { ':m': { M: { inner: { N: '10' } } } }, { '#m': 'map' }),
  condition('revision = :r', refused),
  condition('#r = :r', refused, { ':r': { N: '7' } }),
  condition('revision = :r', refused, { ':r': { N: '7' }, ':idle': { N: '1' } }),
  condition('revision = :r', refused, { ':r': { N: '7' } }, { '#idle': 'x' }),
  condition('revision == :r', refused, { ':r': { N: '7' } }),
  condition('name = :r', refused, { ':r': { S: 'a reserved word' } }),
  condition('', refused)
]

const items: readonly TableCase[] = [
  {
    it: 'gives an item back as it was put, of every type, numbers as numbers are written',
    run: async ({ put, get }) => [
      await put({
        ...sample,
        exact: { N: '0012345678901234567890.1234500' },
        bytes: { B: new Uint8Array([0, 255, 16]) },
        numbers: { NS: ['1.50', '-0.25'] },
        text: { S: '😀 \u0000 "\\' }
      }),
      await get(key('head'))
    ],
    expected: [
      {},
      {
        Item: {
          ...sample,
          exact: { N: '12345678901234567890.12345' },
          bytes: { B: new Uint8Array([0, 255, 16]) },
          numbers: { NS: ['1.5', '-0.25'] },
          text: { S: '😀 \u0000 "\\' }
        }
      }
    ],
    notMoto: 'it gives numbers back as they were written'
  },
  {
    it: 'gives nothing of an item that is not there',
    run: async ({ get }) => await get(key('missing')),
    expected: {}
  },
  {
    it: 'replaces an item whole, and tells the one before only to who asks',
    run: async ({ put, get }) => [
      await put({ ...key('head'), a: { S: '1' }, b: { S: '2' } }),
      await put({ ...key('head'), a: { S: '3' } }, { ReturnValues: 'ALL_OLD' }),
      await get(key('head'))
    ],
    expected: [
      {},
      { Attributes: { ...key('head'), a: { S: '1' }, b: { S: '2' } } },
      { Item: { ...key('head'), a: { S: '3' } } }
    ]
  },
  {
    it: 'puts on a condition once, and shows who failed what is there where he asked',
    run: async ({ client, TableName, put, get }) => {
      const ConditionExpression = 'attribute_not_exists(pk)'
      const first = await put({ ...key('head'), a: { N: '1' } }, { ConditionExpression })
      const error: unknown = await client
        .send(
          new PutItemCommand({
            TableName,
            Item: { ...key('head'), a: { N: '2' } },
            ConditionExpression,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD'
          })
        )
        .catch((cause: unknown) => cause)
      const { name, Item } = error as { name: string; Item: unknown }
      return [first, name, Item, await get(key('head'))]
    },
    expected: [{}, failed, { ...key('head'), a: { N: '1' } }, { Item: { ...key('head'), a: { N: '1' } } }]
  },
  {
    it: 'deletes on a condition, and what is not there without a word',
    run: async ({ put, get, remove }) => [
      await put({ ...key('head'), revision: { N: '2' } }),
      await remove(key('head'), {
        ConditionExpression: 'revision = :r',
        ExpressionAttributeValues: { ':r': { N: '1' } }
      }),
      await remove(key('head'), {
        ConditionExpression: 'revision = :r',
        ExpressionAttributeValues: { ':r': { N: '2' } },
        ReturnValues: 'ALL_OLD'
      }),
      await remove(key('head')),
      await get(key('head'))
    ],
    expected: [{}, failed, { Attributes: { ...key('head'), revision: { N: '2' } } }, {}, {}]
  },
  {
    it: 'gives the attributes that are asked for',
    run: async ({ put, get }) => {
      await put(sample)
      return await get(key('head'), {
        ProjectionExpression: 'revision, #m.#i, unset',
        ExpressionAttributeNames: { '#m': 'map', '#i': 'inner' }
      })
    },
    expected: { Item: { revision: { N: '7' }, map: { M: { inner: { N: '10' } } } } }
  },
  {
    it: 'refuses keys that are none of the table’s',
    run: async ({ put, get }) => [
      await put({ pk: { S: 'a' } }),
      await put({ ...key('head'), sk: { N: '1' } }),
      await put(key('')),
      await put(key('x', '')),
      await get({ pk: { S: 'a' } }),
      await get({ ...key('head'), other: { S: 'a' } }),
      await put(key('x'.repeat(1025))),
      await put(key('x', 'y'.repeat(2049)))
    ],
    expected: Array.from({ length: 8 }, () => refused)
  },
  {
    it: 'takes an item of 400 KB, and none that is larger by a byte',
    run: async ({ put }) => {
      // The names and values of the keys, and the name of the text.
      const used = 'pk'.length + 'room#1'.length + 'sk'.length + 'head'.length + 'data'.length
      return [await put(data(409_600 - used)), await put(data(409_601 - used))]
    },
    expected: [{}, refused],
    notMoto: 'it counts other bytes'
  },
  {
    it: 'refuses values that DynamoDB has none of',
    run: async ({ put }) => {
      const values: unknown[] = [{ N: 'seven' }, { N: '1e126' }, { N: '1'.repeat(39) }, { SS: [] }]
      return await Promise.all(values.map((odd) => put({ ...key('head'), odd } as Item)))
    },
    expected: Array.from({ length: 4 }, () => refused),
    notMoto: 'it takes most of them'
  },
  {
    it: 'knows no other table',
    run: async ({ client, TableName, told }) => [
      await told(client.send(new GetItemCommand({ TableName: `${TableName}-other`, Key: key('head') }))),
      await told(client.send(new DescribeTableCommand({ TableName: `${TableName}-other` })))
    ],
    expected: ['ResourceNotFoundException', 'ResourceNotFoundException']
  },
  {
    it: 'describes itself',
    run: async ({ client, TableName, put }) => {
      await put(sample)
      const { Table = {} } = await client.send(new DescribeTableCommand({ TableName }))
      const { TableNames = [] } = await client.send(new ListTablesCommand({}))
      const { TableStatus, KeySchema, AttributeDefinitions } = Table
      return [TableStatus, KeySchema, AttributeDefinitions, TableNames.includes(TableName)]
    },
    expected: [
      'ACTIVE',
      [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' }
      ],
      [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' }
      ],
      true
    ]
  }
]

const batches: readonly TableCase[] = [
  {
    it: 'writes and deletes up to 25 items in one call, and reads them in one',
    run: async ({ put, write, read }) => {
      await put(key('old'))
      const entries = Array.from({ length: 24 }, (_, index) => ({
        ...logKey(index),
        n: { N: String(index) }
      }))
      const { UnprocessedItems } = (await write(entries, [key('old')])) as { UnprocessedItems: unknown }
      const { Responses } = (await read([logKey(3), key('old'), logKey(23)])) as {
        Responses: Record<string, Item[]>
      }
      const [found = []] = Object.values(Responses)
      return [UnprocessedItems, found.map((item) => item['n']?.N ?? '').toSorted(byText)]
    },
    expected: [{}, ['23', '3']]
  },
  {
    it: 'writes none of a batch that names a key twice, is too large, or holds an item that is none',
    run: async ({ write, scan }) => [
      await write([logKey(1), logKey(1)]),
      await write(Array.from({ length: 26 }, (_, index) => logKey(index))),
      await write([]),
      await write([logKey(1), { pk: { S: 'a' } }]),
      await scan({ Select: 'COUNT' })
    ],
    expected: [refused, refused, refused, refused, { Count: 0, ScannedCount: 0 }],
    notMoto: 'it writes more than 25, and part of a batch'
  },
  {
    it: 'reads no key twice in a batch, and no more than 100',
    run: async ({ read }) => [
      await read([logKey(1), logKey(1)]),
      await read(Array.from({ length: 101 }, (_, index) => logKey(index)))
    ],
    expected: [refused, refused]
  }
]

const numbersIn = (told: Told): unknown => {
  if (typeof told === 'string') return told
  const { Items, LastEvaluatedKey } = told as { Items: Item[]; LastEvaluatedKey?: Item }
  // `head` comes out as 0, and what follows the log as none.
  const numbers = Items.map((item) => Number(item['sk']?.S?.slice(4)))
  return LastEvaluatedKey === undefined ? numbers : [...numbers, '…']
}

/** The numbers of the log entries that a query on ten of them brings. */
const range = (
  expression: string,
  values: Item,
  expected: unknown,
  rest: Partial<QueryCommandInput> = {}
): TableCase => ({
  it: `query ${expression} ${JSON.stringify({ ...values, ...rest })}`,
  ...(expected === refused && { notMoto: 'it refuses other things' }),
  run: async ({ write, query }) => {
    await write(
      [...Array.from({ length: 10 }, (_, index) => logKey(index + 1)), key('head'), key('zebra')],
      []
    )
    return numbersIn(await query(expression, { ':p': { S: 'room#1' }, ...values }, rest))
  },
  expected
})

const queries: readonly TableCase[] = [
  range('pk = :p AND begins_with(sk, :s)', { ':s': { S: 'log#' } }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
  range('pk = :p AND begins_with(sk, :s)', { ':s': { S: 'log#' } }, [10, 9, 8, '…'], {
    ScanIndexForward: false,
    Limit: 3
  }),
  range('pk = :p AND sk = :s', { ':s': { S: seq(4) } }, [4]),
  range('pk = :p AND sk < :s', { ':s': { S: seq(2) } }, [0, 1]),
  range('pk = :p AND sk <= :s', { ':s': { S: seq(2) } }, [0, 1, 2]),
  range('pk = :p AND sk > :s', { ':s': { S: seq(9) } }, [10, NaN]),
  range('pk = :p AND sk >= :s', { ':s': { S: seq(9) } }, [9, 10, NaN]),
  range('pk = :p AND (sk BETWEEN :a AND :b)', { ':a': { S: seq(3) }, ':b': { S: seq(5) } }, [3, 4, 5]),
  range('(pk = :p) AND (sk BETWEEN :a AND :b)', { ':a': { S: seq(3) }, ':b': { S: seq(5) } }, [5, 4, 3], {
    ScanIndexForward: false
  }),
  range('pk = :p AND sk BETWEEN :a AND :b', { ':a': { S: seq(5) }, ':b': { S: seq(3) } }, refused),
  range('pk = :p AND begins_with(sk, :s)', { ':s': { S: 'log#' } }, [8, 9, 10], {
    ExclusiveStartKey: logKey(7)
  }),
  range('pk = :p AND begins_with(sk, :s)', { ':s': { S: 'log#' } }, [6, 5, 4, '…'], {
    ExclusiveStartKey: logKey(7),
    ScanIndexForward: false,
    Limit: 3
  }),
  range('pk = :p AND begins_with(sk, :s)', { ':s': { S: 'log#' } }, [10, '…'], {
    ExclusiveStartKey: logKey(9),
    Limit: 1
  }),
  range('sk = :s', { ':s': { S: 'x' } }, refused),
  range('pk > :p', {}, refused),
  range('pk = :p OR sk = :s', { ':s': { S: 'x' } }, refused),
  range('pk = :p AND sk <> :s', { ':s': { S: 'x' } }, refused),
  range('pk = :p AND contains(sk, :s)', { ':s': { S: 'x' } }, refused),
  range('pk = :p AND unset = :s', { ':s': { S: 'x' } }, refused),
  range('pk = :p AND sk = :s', { ':s': { N: '1' } }, refused),
  {
    it: 'orders by the bytes of the sort key, and keeps partitions apart',
    run: async ({ write, query }) => {
      const keys = ['b', 'a', 'B', '😀', '\uFB33', 'é', 'ab']
      await write([...keys.map((one) => key(one)), key('a', 'room#2')])
      const { Items } = (await query('pk = :p', { ':p': { S: 'room#1' } })) as { Items: Item[] }
      return Items.map((item) => item['sk']?.S)
    },
    expected: ['B', 'a', 'ab', 'b', 'é', '\uFB33', '😀'],
    notMoto: 'it orders by UTF-16'
  },
  {
    it: 'ends a page past 1 MB, and goes on where it ended',
    run: async ({ put, query }) => {
      for (let n = 1; n <= 5; n++) await put({ ...logKey(n), data: { S: 'x'.repeat(300_000) } })
      const values = { ':p': { S: 'room#1' } }
      const first = (await query('pk = :p', values)) as { LastEvaluatedKey: Item }
      const rest = await query('pk = :p', values, { ExclusiveStartKey: first.LastEvaluatedKey })
      return [numbersIn(first), first.LastEvaluatedKey, numbersIn(rest)]
    },
    expected: [[1, 2, 3, 4, '…'], logKey(4), [5]],
    notMoto: 'it ends the page before that item'
  },
  {
    it: 'leaves out what a filter does not let through, and counts it all the same',
    run: async ({ write, query }) => {
      await write([1, 2, 3, 4].map((n) => ({ ...logKey(n), even: { BOOL: n % 2 === 0 } })))
      const { Items, ...rest } = (await query(
        'pk = :p',
        { ':p': { S: 'room#1' }, ':e': { BOOL: true } },
        { FilterExpression: 'even = :e', ProjectionExpression: 'sk' }
      )) as { Items: Item[] }
      return [Items, rest]
    },
    expected: [[{ sk: { S: seq(2) } }, { sk: { S: seq(4) } }], { Count: 2, ScannedCount: 4 }]
  },
  {
    it: 'scans all partitions, page by page',
    run: async ({ write, scan }) => {
      await write([key('a', 'x'), key('b', 'x'), key('a', 'y'), key('a', 'z')])
      const found: string[] = []
      let ExclusiveStartKey: Item | undefined
      do {
        const page = (await scan({ Limit: 3, ...(ExclusiveStartKey && { ExclusiveStartKey }) })) as {
          Items: Item[]
          LastEvaluatedKey?: Item
        }
        found.push(...page.Items.map((item) => `${item['pk']?.S}${item['sk']?.S}`))
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey)
      return found.toSorted(byText)
    },
    expected: ['xa', 'xb', 'ya', 'za']
  }
]

const limits: readonly TableCase[] = [
  {
    it: 'tells what a call would cost on AWS',
    run: async ({ client, TableName, put }) => {
      const ReturnConsumedCapacity = 'TOTAL'
      const head = { ...key('head'), data: { S: 'x'.repeat(3000) } }
      const written = (await put(head, { ReturnConsumedCapacity })) as Record<string, unknown>
      const reads = await Promise.all(
        [true, false].map(
          async (ConsistentRead) =>
            await client.send(
              new GetItemCommand({ TableName, Key: key('head'), ConsistentRead, ReturnConsumedCapacity })
            )
        )
      )
      return [
        (written['ConsumedCapacity'] as { CapacityUnits: number }).CapacityUnits,
        ...reads.map(({ ConsumedCapacity }) => ConsumedCapacity?.CapacityUnits)
      ]
    },
    expected: [3, 1, 0.5],
    notMoto: 'it counts every call as one'
  },
  {
    it: 'refuses what it does not know, in words, and by DynamoDB’s own name for it',
    run: async ({ client, TableName, told, query, scan }) => [
      await told(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: key('head'),
            UpdateExpression: 'SET a = :a',
            ExpressionAttributeValues: { ':a': { N: '1' } }
          })
        )
      ),
      await query('pk = :p', { ':p': { S: 'a' } }, { IndexName: 'by-name' }),
      await scan({ TotalSegments: 2, Segment: 0 })
    ],
    expected: ['UnknownOperationException', refused, refused],
    notMoto: 'it knows more'
  }
]

export const tableCases: readonly TableCase[] = [...items, ...conditions, ...batches, ...queries, ...limits]
