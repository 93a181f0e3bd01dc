import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tableCases, verbsOf } from '../src/local-backend/table/test-table-cases'
import { readBackendTemplate } from '../src/local-backend/protocol/backend-template'
import { builtTemplate, connection, region } from './moto'

/** A table of moto's, with the keys of the template's. */
async function aTable() {
  const client = new DynamoDBClient({ ...connection, maxAttempts: 1 })
  onTestFinished(() => client.destroy())
  const { table } = readBackendTemplate(builtTemplate(), region)
  const keys = [table.partitionKey, table.sortKey]
  const TableName = `${table.name}-${randomUUID()}`
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, index) => ({
        AttributeName,
        KeyType: index === 0 ? 'HASH' : 'RANGE'
      }))
    })
  )
  return verbsOf(client, TableName)
}

// What the embedded table is held to in src/local-backend/table, of a server that nobody here wrote.
describe('moto’s table does what ours does', () => {
  it.each(tableCases.filter(({ notMoto }) => notMoto === undefined))('$it', async ({ run, expected }) => {
    expect(await run(await aTable())).toEqual(expected)
  })
})
