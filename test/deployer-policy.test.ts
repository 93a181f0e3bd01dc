import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

interface Statement {
  readonly Sid: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: unknown
}

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>
}

const text = read('docs/deployer-policy.json')
const statements = (JSON.parse(text) as { Statement: Statement[] }).Statement
const template = JSON.parse(read('resources/backend.template')) as Template

/**
 * What CloudFormation needs in the caller's name to make, read, change and delete a resource with the properties that
 * the template has: the `handlers` of each type in AWS's registry of resource types (`aws cloudformation
 * describe-type`), and for those that name none the calls of the API.
 */
const needed: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': [
    'sqs:CreateQueue',
    'sqs:GetQueueUrl',
    'sqs:GetQueueAttributes',
    'sqs:SetQueueAttributes',
    'sqs:ListQueueTags',
    'sqs:TagQueue',
    'sqs:UntagQueue',
    'sqs:DeleteQueue'
  ],
  'AWS::DynamoDB::Table': [
    'dynamodb:CreateTable',
    'dynamodb:DescribeTable',
    'dynamodb:DescribeContinuousBackups',
    'dynamodb:DescribeContributorInsights',
    'dynamodb:DescribeKinesisStreamingDestination',
    'dynamodb:DescribeTimeToLive',
    'dynamodb:GetResourcePolicy',
    'dynamodb:UpdateTable',
    'dynamodb:UpdateContinuousBackups',
    'dynamodb:ListTagsOfResource',
    'dynamodb:TagResource',
    'dynamodb:UntagResource',
    'dynamodb:DeleteTable'
  ],
  'AWS::SQS::QueuePolicy': ['sqs:SetQueueAttributes', 'sqs:GetQueueAttributes'],
  'AWS::Lambda::Function': [
    'lambda:CreateFunction',
    'lambda:GetFunction',
    'lambda:GetFunctionCodeSigningConfig',
    'lambda:GetRuntimeManagementConfig',
    'lambda:ListTags',
    'lambda:TagResource',
    'lambda:UntagResource',
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionConfiguration',
    'lambda:DeleteFunction',
    'iam:PassRole'
  ],
  'AWS::Lambda::Version': [
    'lambda:PublishVersion',
    'lambda:GetFunctionConfiguration',
    'lambda:ListVersionsByFunction',
    'lambda:DeleteFunction'
  ],
  'AWS::Lambda::Alias': ['lambda:CreateAlias', 'lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:DeleteAlias'],
  'AWS::Lambda::EventSourceMapping': [
    'lambda:CreateEventSourceMapping',
    'lambda:GetEventSourceMapping',
    'lambda:UpdateEventSourceMapping',
    'lambda:DeleteEventSourceMapping'
  ],
  'AWS::IAM::Role': [
    'iam:CreateRole',
    'iam:GetRole',
    'iam:UpdateRole',
    'iam:UpdateAssumeRolePolicy',
    'iam:PutRolePolicy',
    'iam:GetRolePolicy',
    'iam:DeleteRolePolicy',
    'iam:ListRolePolicies',
    'iam:ListAttachedRolePolicies',
    'iam:TagRole',
    'iam:UntagRole',
    'iam:DeleteRole'
  ],
  'AWS::IAM::ManagedPolicy': [
    'iam:CreatePolicy',
    'iam:GetPolicy',
    'iam:CreatePolicyVersion',
    'iam:GetPolicyVersion',
    'iam:ListPolicyVersions',
    'iam:DeletePolicyVersion',
    'iam:TagPolicy',
    'iam:UntagPolicy',
    'iam:DeletePolicy'
  ],
  'AWS::Logs::LogGroup': [
    'logs:DescribeLogGroups',
    'logs:CreateLogGroup',
    'logs:PutRetentionPolicy',
    'logs:DeleteRetentionPolicy',
    'logs:ListTagsForResource',
    'logs:TagResource',
    'logs:UntagResource',
    'logs:DeleteLogGroup'
  ],
  'AWS::CloudWatch::Alarm': [
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:ListTagsForResource',
    'cloudwatch:TagResource',
    'cloudwatch:UntagResource',
    'cloudwatch:DeleteAlarms'
  ],
  'AWS::CloudWatch::Dashboard': [
    'cloudwatch:PutDashboard',
    'cloudwatch:GetDashboard',
    'cloudwatch:DeleteDashboards'
  ],
  'AWS::SNS::Topic': [
    'sns:CreateTopic',
    'sns:GetTopicAttributes',
    'sns:SetTopicAttributes',
    'sns:Subscribe',
    'sns:Unsubscribe',
    'sns:ListSubscriptionsByTopic',
    'sns:ListTagsForResource',
    'sns:TagResource',
    'sns:UntagResource',
    'sns:DeleteTopic'
  ]
}

const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))]

/** What `deploy`, its plan, `remove-stack` and cancelling ask CloudFormation, as the code does. */
const ownCalls = globSync('src/core/stack/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .flatMap((file) => [...read(file).matchAll(/\bnew ([A-Z]\w+)Command\(|\bpaginate([A-Z]\w+)\(/g)])
  .map(([, command, pages]) => `cloudformation:${command ?? pages}`)

const allowed = statements.flatMap(({ Action }) => [Action].flat())

describe('the policy for who deploys', () => {
  it('allows what the code and CloudFormation call for the template, and nothing else', () => {
    const wanted = new Set([
      ...ownCalls,
      ...types.flatMap((type) => needed[type] ?? [`nothing known of ${type}`])
    ])

    expect(new Set(allowed)).toEqual(wanted)
  })

  it('allows it on what the stack ChatAPP makes, and on everything only where AWS cannot narrow it down', () => {
    const anywhere = statements.filter(({ Resource, Condition }) => Resource === '*' && !Condition)

    expect(anywhere.flatMap(({ Action }) => Action)).toEqual(['logs:DescribeLogGroups'])
    for (const { Resource, Sid } of statements.filter((one) => one.Resource !== '*'))
      expect([Sid, [Resource].flat().join(' ')]).toEqual([
        Sid,
        expect.stringMatching(
          /^(arn:aws:[a-z]+:(eu-central-1)?:123456789012:\S*(ChatAPP|MessageProcessor|event-source-mapping)\S* ?)+$/
        )
      ])
  })

  it('lets the function’s role be given to Lambda alone', () => {
    const passing = statements.filter(({ Action }) => [Action].flat().includes('iam:PassRole'))

    expect(passing).toMatchObject([
      { Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } }
    ])
  })

  it('covers the names that the template gives', () => {
    const names = ['QueueName', 'ResponseQueueName', 'FunctionName'].map(
      (name) => template.Parameters[name]?.Default
    )
    const resources = statements.flatMap(({ Resource }) => Resource).map((arn) => arn.split(':').at(-1) ?? '')

    for (const name of names)
      expect(resources.some((one) => new RegExp(`^${one.replaceAll('*', '.*')}$`).test(String(name)))).toBe(
        true
      )
  })

  it('fits into one managed policy, which holds 6,144 characters', () => {
    expect(JSON.stringify(JSON.parse(text)).length).toBeLessThan(6144)
  })
})
