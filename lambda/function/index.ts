import { SQSClient } from '@aws-sdk/client-sqs'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { limitCalls } from '../../src/shared/client-middleware'
import { readDelivery } from '../delivery'
import { addHandlerEnvironment, readEnvironment } from '../environment'
import { handlers } from '../handler-list'
import { processBatch } from '../process-batch'
import { awsQueueUrl, SqsReplyQueues } from '../reply-queues'
import { createRoomDesk } from '../rooms/room-desk'
import { Refused } from '../rooms/refused'
import { openRoomTable, type RoomTable } from '../rooms/room-table'
import { createRouter } from '../route'

/** Kept free at the end of an invocation, for sending replies and giving failed messages back. */
const RESERVED_MS = 3000

/** A call that has not ended by then, repeats included, is given up, in milliseconds. */
const CALL_LIMIT_MS = 5000

addHandlerEnvironment(process.env)
const environment = readEnvironment(process.env)
// A FIPS or dual-stack endpoint stays, whatever host the URL of a queue names.
const config =
  environment.endpoint === undefined ? { useQueueUrlAsEndpoint: false } : { endpoint: environment.endpoint }
const sqs = limitCalls(new SQSClient(config), CALL_LIMIT_MS)
let queues: SqsReplyQueues | null = null
let table: Promise<RoomTable> | null = null
const route = createRouter(handlers)
const commands = handlers.filter((handler) => handler.command !== null)

/** Opened by the first request that is about a room. */
async function openTable(): Promise<RoomTable> {
  const { roomsTable } = environment
  if (roomsTable === undefined) throw new Refused('no_table')
  table ??= openRoomTable(roomsTable, CALL_LIMIT_MS)
  return await table
}

/** MessageProcessor: what the event source mapping calls with a batch from the request queue. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  if (!Array.isArray(event?.Records)) {
    throw new TypeError(
      'The event has no Records: this function is called by an SQS trigger. For a test use the SQS template.'
    )
  }
  const [, , , region = 'unknown', accountId = 'unknown'] = context.invokedFunctionArn.split(':')
  const { functionName, awsRequestId } = context
  queues ??= new SqsReplyQueues(
    sqs,
    environment.endpoint === undefined ? (queue) => awsQueueUrl(region, accountId, queue) : null
  )
  const deps = {
    queues,
    route,
    commands,
    maxReceiveCount: environment.maxReceiveCount,
    // Lambda sets it anew for each invocation.
    identity: { functionName, awsRequestId, region, accountId, xrayTrace: process.env['_X_AMZN_TRACE_ID'] },
    now: Date.now,
    timeLeft: () => Math.max(100, context.getRemainingTimeInMillis() - RESERVED_MS),
    // Not console.log: with the log format JSON, Lambda would wrap the line and CloudWatch miss the metrics.
    writeLine: (line: string) => process.stdout.write(`${line}\n`)
  }
  return processBatch(
    event.Records.map((record) => readDelivery(record, environment.sharedResponseQueue)),
    { ...deps, rooms: createRoomDesk({ ...deps, openTable }) }
  )
}
