import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { readBackendTemplate, TemplateError } from './backend-template'

const text = readFileSync(resolve(import.meta.dirname, '../../../resources/backend.template'), 'utf8')

/** The shipped template with something changed. */
const changed = (
  change: (resources: Record<string, { Properties: Record<string, unknown> }>) => void
): string => {
  const template = JSON.parse(text)
  change(template.Resources)
  return JSON.stringify(template)
}

it('reads names, ARNs and the redrive policy of the shipped template', () => {
  const { queues } = readBackendTemplate(text, 'us-east-1')

  expect([queues.request.name, queues.deadLetter.name, queues.sharedResponse.name]).toEqual([
    'ChatAPP',
    'ChatAPP-dlq',
    'ChatAPP-responses'
  ])
  expect(JSON.parse(queues.request.attributes['RedrivePolicy'] ?? '')).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:ChatAPP-dlq',
    maxReceiveCount: 5
  })
})

it('reads the table of rooms, which the function is told by name', () => {
  const { table, lambda } = readBackendTemplate(text, 'us-east-1')

  expect(table).toEqual({
    name: 'ChatAPP-rooms',
    arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/ChatAPP-rooms',
    partitionKey: 'pk',
    sortKey: 'sk'
  })
  expect(lambda.environment['ROOMS_TABLE']).toBe(table.name)
})

it('reads mapping and function settings of the shipped template, environment resolved to names', () => {
  const { mapping, lambda } = readBackendTemplate(text, 'us-east-1')

  expect(mapping).toEqual({ batchSize: 10, maximumConcurrency: 10, reportsBatchItemFailures: true })
  expect(lambda).toMatchObject({
    name: 'MessageProcessor',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:MessageProcessor',
    timeoutSeconds: 15,
    environment: { REQUEST_QUEUE: 'ChatAPP', SHARED_RESPONSE_QUEUE: 'ChatAPP-responses' }
  })
})

it('takes the side of a condition that the defaults of the parameters choose', () => {
  const template = JSON.parse(text)
  const limited = {
    ...template,
    Parameters: { ...template.Parameters, MaximumConcurrency: { Default: '25' } }
  }

  expect(readBackendTemplate(JSON.stringify(limited), 'us-east-1').mapping.maximumConcurrency).toBe(25)
})

it.each([
  ['a missing queue', changed((resources) => delete resources['DeadLetterQueue']), 'DeadLetterQueue'],
  ['a missing table', changed((resources) => delete resources['RoomsTable']), 'RoomsTable'],
  ['a missing mapping', changed((r) => delete r['MessageProcessorMapping']), 'MessageProcessorMapping'],
  [
    'a name that only AWS can know',
    changed((r) =>
      Object.assign(r['RequestQueue']?.Properties ?? {}, { QueueName: { 'Fn::ImportValue': 'x' } })
    ),
    'RequestQueue'
  ],
  [
    'a condition that only AWS can know',
    JSON.stringify({
      ...JSON.parse(text),
      Conditions: { ...JSON.parse(text).Conditions, LimitsConcurrency: { 'Fn::Contains': [] } }
    }),
    'Fn::Contains'
  ],
  ['a text that is not JSON', 'Resources:', 'not JSON'],
  ['JSON that is no template', '[]', 'no template']
])('names what is wrong with %s', (_what, broken, named) => {
  const read = (): unknown => readBackendTemplate(broken, 'us-east-1')

  expect(read).toThrow(TemplateError)
  expect(read).toThrow(named)
})
