import { createHash } from 'node:crypto'
import type { Parameter, RollbackConfiguration, Stack, Tag } from '@aws-sdk/client-cloudformation'
import { queueNamePattern, type StackOptions } from '../../shared/backend-config'

/** What each option is called in the template. */
const parameterNames = {
  queueName: 'QueueName',
  responseQueueName: 'ResponseQueueName',
  functionName: 'FunctionName',
  maximumConcurrency: 'MaximumConcurrency',
  logRetentionDays: 'LogRetentionDays',
  alarmEmail: 'AlarmEmail',
  oldClients: 'OldClients',
  functionMemory: 'FunctionMemory',
  functionTimeout: 'FunctionTimeout',
  handlerEnvironment: 'HandlerEnvironment',
  extraPolicies: 'ExtraPolicies',
  permissionsBoundary: 'PermissionsBoundary',
  kmsKeyArn: 'KmsKeyArn',
  concurrencyAlarm: 'ConcurrencyAlarm',
  codeBucket: 'CodeBucket',
  codeKey: 'CodeKey'
} as const satisfies Partial<Record<keyof StackOptions, string>>

type ParameterOption = keyof typeof parameterNames

interface Template {
  readonly Parameters?: Readonly<Record<string, unknown>>
  readonly Resources?: Readonly<Record<string, { readonly Type: string }>>
  readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown }>>
}

/** A parameter that is not named keeps its value in an existing stack, else it has the template's default. */
export function parametersOf(options: StackOptions, stack: Stack | null, template: string): Parameter[] {
  const existing = stack?.Parameters ?? []
  const inTemplate = (JSON.parse(template) as Template).Parameters ?? {}
  const suggested = stack ? fromOlder(stack) : namesFor(options.stackName)
  const named = Object.entries(parameterNames).flatMap(([name, ParameterKey]): Parameter[] => {
    const option = name as ParameterOption
    const value = options[option] ?? (ParameterKey in inTemplate ? suggested[option] : undefined)
    return value === undefined ? [] : [{ ParameterKey, ParameterValue: asText(value) }]
  })
  // A version is published for another environment too.
  if (options.handlerEnvironment !== undefined) {
    const revision = createHash('sha256')
      .update(asText(options.handlerEnvironment))
      .digest('hex')
      .slice(0, 12)
    named.push({ ParameterKey: 'Revision', ParameterValue: revision })
  }
  const given = new Set(named.map(({ ParameterKey }) => ParameterKey))
  const kept = existing
    .filter(({ ParameterKey = '' }) => ParameterKey in inTemplate && !given.has(ParameterKey))
    .map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true }))
  return [...named, ...kept]
}

function asText(value: NonNullable<StackOptions[ParameterOption]>): string {
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A second backend in the region is named after its stack, so that the names of the first are free of it. */
const namesFor = (stackName: string): Partial<StackOptions> =>
  stackName === 'ChatAPP' || !queueNamePattern.test(stackName) ? {} : { queueName: stackName }

/**
 * What a stack of an older template needs to stay what it is: its response queue keeps its name, and the queues that
 * its clients have are not closed before they were emptied.
 */
function fromOlder({ Parameters = [], Outputs = [] }: Stack): Partial<StackOptions> {
  if (Parameters.some(({ ParameterKey }) => ParameterKey === parameterNames.responseQueueName)) return {}
  const responseQueueName = Outputs.find(({ OutputKey }) => OutputKey === 'SharedResponseQueueName')
  return {
    oldClients: 'allowed',
    ...(responseQueueName?.OutputValue ? { responseQueueName: responseQueueName.OutputValue } : {})
  }
}

/** The tags of a stack, which CloudFormation gives to all that it makes; those that it has stay. */
export function tagsOf({ tags = {} }: StackOptions, stack: Stack | null): Tag[] {
  const before = Object.fromEntries((stack?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
  return Object.entries({ 'chatapp:app': 'ChatAPP', ...before, ...tags }).map(([Key, Value]) => ({
    Key,
    Value
  }))
}

/** An update is rolled back when the function fails during it or in the two minutes after. */
export function rollbackOf(stack: Stack | null): RollbackConfiguration {
  const alarm = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'ErrorAlarmArn')?.OutputValue
  if (!alarm) return {}
  return {
    MonitoringTimeInMinutes: 2,
    RollbackTriggers: [{ Arn: alarm, Type: 'AWS::CloudWatch::Alarm' }]
  }
}

/** The number of a template; 0 for one from before they had numbers. */
export const templateVersion = (template: string): number =>
  Number((JSON.parse(template) as Template).Outputs?.['TemplateVersion']?.Value ?? 0)

/** What somebody has made by hand stays his when the stack that took it over fails, or is deleted. */
export function forImport(template: string): string {
  const parsed = JSON.parse(template) as Template
  const kept = Object.entries(parsed.Resources ?? {}).map(([id, resource]) => [
    id,
    takenOver.has(resource.Type) ? { ...resource, DeletionPolicy: 'Retain' } : resource
  ])
  return JSON.stringify({ ...parsed, Resources: Object.fromEntries(kept) as unknown })
}

/** What a guide makes under the names that the stack gives. */
const takenOver: ReadonlySet<string> = new Set([
  'AWS::SQS::Queue',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::CloudWatch::Dashboard'
])
