import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Stack } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { forImport, parametersOf, rollbackOf, tagsOf, templateVersion } from './stack-parameters'

const template = readFileSync(resolve(import.meta.dirname, '../../../resources/backend.template'), 'utf8')

/** A stack with these parameters and outputs. */
const aStack = (parameters: Record<string, string>, outputs: Record<string, string> = {}): Stack => ({
  StackName: 'ChatAPP',
  CreationTime: new Date(0),
  StackStatus: 'UPDATE_COMPLETE',
  Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue
  })),
  Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  Tags: [{ Key: 'team', Value: 'chat' }]
})

const valuesOf = (...args: Parameters<typeof parametersOf>) =>
  Object.fromEntries(
    parametersOf(...args).map(({ ParameterKey, ParameterValue, UsePreviousValue }) => [
      ParameterKey,
      UsePreviousValue ? 'as before' : ParameterValue
    ])
  )

/** What a new stack gets for handlers with this environment. */
const withModel = (MODEL_ID: string) =>
  valuesOf(
    { stackName: 'ChatAPP', handlerEnvironment: { MODEL_ID }, extraPolicies: ['arn:a', 'arn:b'] },
    null,
    template
  )

describe('the parameters of a stack', () => {
  it('name a second backend after its stack, and the first one ChatAPP', () => {
    expect(valuesOf({ stackName: 'ChatAPP-dev' }, null, template)).toEqual({ QueueName: 'ChatAPP-dev' })
    expect(valuesOf({ stackName: 'ChatAPP' }, null, template)).toEqual({})
  })

  it('keep a stack of an older template what it is, and its clients’ queues open', () => {
    const stack = aStack(
      { QueueName: 'Orders', FunctionName: 'MessageProcessor' },
      { SharedResponseQueueName: 'ChatAPP-responses' }
    )

    expect(valuesOf({ stackName: 'ChatAPP' }, stack, template)).toEqual({
      QueueName: 'as before',
      FunctionName: 'as before',
      ResponseQueueName: 'ChatAPP-responses',
      OldClients: 'allowed'
    })
  })

  it('publish the function anew for another environment of its handlers, and write lists and objects as texts', () => {
    expect(withModel('one')).toMatchObject({
      HandlerEnvironment: '{"MODEL_ID":"one"}',
      ExtraPolicies: 'arn:a,arn:b'
    })
    expect(withModel('one')['Revision']).not.toBe(withModel('two')['Revision'])
  })
})

it('a stack keeps the tags that it has, and gets ours and those that are asked for', () => {
  expect(tagsOf({ stackName: 'ChatAPP', tags: { cost: '42' } }, aStack({}))).toEqual([
    { Key: 'chatapp:app', Value: 'ChatAPP' },
    { Key: 'team', Value: 'chat' },
    { Key: 'cost', Value: '42' }
  ])
})

it('an update is rolled back by the alarm that the stack names', () => {
  expect(rollbackOf(aStack({}, { ErrorAlarmArn: 'arn:alarm' }))).toEqual({
    MonitoringTimeInMinutes: 2,
    RollbackTriggers: [{ Arn: 'arn:alarm', Type: 'AWS::CloudWatch::Alarm' }]
  })
  expect(rollbackOf(aStack({}))).toEqual({})
})

it('what was made by hand stays with its owner whatever becomes of the stack', () => {
  const { Resources } = JSON.parse(forImport(template)) as {
    Resources: Record<string, { Type: string; DeletionPolicy?: string }>
  }
  const named = Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')

  expect(named.map(({ Type }) => Type).toSorted()).toEqual([
    'AWS::CloudWatch::Dashboard',
    'AWS::DynamoDB::Table',
    'AWS::Lambda::Function',
    'AWS::Logs::LogGroup',
    'AWS::SQS::Queue',
    'AWS::SQS::Queue',
    'AWS::SQS::Queue'
  ])
})

it('a template from before templates had numbers is older than any', () => {
  expect([templateVersion('{}'), templateVersion(template)]).toEqual([0, 2])
})
