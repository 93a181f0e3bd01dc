import { z } from 'zod'
import { TableError } from '../protocol/aws-json-error'
import { notFound, parse, type Tables } from './table-input'

const describeInput = z.strictObject({ TableName: z.string() })
const listInput = z.strictObject({
  ExclusiveStartTableName: z.string().optional(),
  Limit: z.number().int().min(1).max(100).default(100)
})

export function describeTable(body: object, tables: Tables): object {
  const { TableName } = parse(describeInput, body, 'DescribeTable')
  const { template, items } = found(TableName, tables)
  const keys = [template.partitionKey, template.sortKey]
  const { count, bytes } = items.total()
  return {
    Table: {
      TableName: template.name,
      TableArn: template.arn,
      TableStatus: 'ACTIVE',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, index) => ({
        AttributeName,
        KeyType: index === 0 ? 'HASH' : 'RANGE'
      })),
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      ItemCount: count,
      TableSizeBytes: bytes
    }
  }
}

/** AWS names the table that is not there here alone. */
function found(name: string, tables: Tables): ReturnType<Tables['named']> {
  try {
    return tables.named(name)
  } catch (error) {
    throw error instanceof TableError
      ? notFound(`Requested resource not found: Table: ${name} not found`)
      : error
  }
}

export function listTables(body: object, { names }: Tables): object {
  const { ExclusiveStartTableName: after = '', Limit } = parse(listInput, body, 'ListTables')
  const following = names.filter((name) => name > after).toSorted()
  const TableNames = following.slice(0, Limit)
  return {
    TableNames,
    ...(following.length > Limit && { LastEvaluatedTableName: TableNames.at(-1) })
  }
}
