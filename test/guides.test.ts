import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readBackendTemplate } from '../src/local-backend/protocol/backend-template'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

interface Statement {
  readonly Sid?: string
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: unknown
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Properties: Readonly<Record<string, unknown>> }>>
}

const ARN = 'arn:aws:sqs:eu-central-1:123456789012'
const names: Readonly<Record<string, string>> = {
  RequestQueue: `${ARN}:ChatAPP`,
  DeadLetterQueue: `${ARN}:ChatAPP-dlq`,
  SharedResponseQueue: `${ARN}:ChatAPP-responses`,
  RoomsTable: 'arn:aws:dynamodb:eu-central-1:123456789012:table/ChatAPP-rooms',
  MessageProcessorLogGroup: 'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/MessageProcessor:*'
}

/** The template with the names of the guides in it. */
function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed)
  if (typeof value !== 'object' || value === null) return value
  const { 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as {
    'Fn::GetAtt'?: string[]
    'Fn::Sub'?: string | [string, unknown]
  }
  if (attribute) return names[attribute[0] ?? '']
  if (text !== undefined) {
    const [pattern = ''] = [text].flat()
    return String(pattern)
      .replace('${SharedResponseQueue.Arn}', `${ARN}:ChatAPP-responses`)
      .replace('${AWS::Partition}', 'aws')
      .replace('${AWS::Region}', 'eu-central-1')
      .replace('${AWS::AccountId}', '123456789012')
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deployed(inner)]))
}

const template = deployed(JSON.parse(read('resources/backend.template'))) as Template
const propertiesOf = (id: string) => template.Resources[id]?.Properties ?? {}

/** Statements without what does not change what is allowed: ids and the order of actions; and without those that a parameter of the stack gives a meaning to. */
const meaning = (document: unknown) =>
  (document as { Statement: Statement[] }).Statement.filter(
    ({ Sid = '' }) => !['UseUnboundResponseQueues', 'UseQueueKey', 'UseKey'].includes(Sid)
  ).map(({ Effect, Action, Resource, Condition }) => ({
    Effect,
    Action: [Action].flat().toSorted(),
    Resource: [Resource].flat(),
    Condition
  }))

const clientPolicy = meaning(propertiesOf('ClientPolicy')['PolicyDocument'])

const consoleJson = [...read('docs/aws-console.md').matchAll(/^ *```json\n([^]*?)^ *```$/gm)].map(
  ([, json = '']) => JSON.parse(json) as unknown
)

/** A file that the guide for the AWS CLI writes, with its variables filled in. */
function cliFile(name: string): unknown {
  const [, json = ''] = new RegExp(`cat > ${name} <<EOF\n([^]*?)\nEOF`).exec(read('docs/aws-cli.md')) ?? []
  return JSON.parse(
    json
      .replaceAll('\\$', '$')
      .replaceAll('${ARN}', ARN)
      .replaceAll('${AWS_REGION}', 'eu-central-1')
      .replaceAll('${ACCOUNT}', '123456789012')
  )
}

describe('the guides', () => {
  it('give a client the same policy as the template', () => {
    expect(meaning(consoleJson[1])).toEqual(clientPolicy)
    expect(meaning(cliFile('client-policy.json'))).toEqual(clientPolicy)
  })

  it('let the function do with queues and table what the template lets it', () => {
    const [own] = propertiesOf('MessageProcessorRole')['Policies'] as [{ PolicyDocument: unknown }]
    const onQueues = (document: unknown) =>
      meaning(document).filter(({ Resource }) => Resource.every((arn) => /:(sqs|dynamodb):/.test(arn)))

    expect(onQueues(consoleJson[0])).toEqual(onQueues(own.PolicyDocument))
    expect(meaning(cliFile('role-policy.json'))).toEqual(meaning(own.PolicyDocument))
  })

  it('make the request queue as the template does', () => {
    const { RedrivePolicy: _resolved, ...attributes } = readBackendTemplate(
      read('resources/backend.template'),
      'eu-central-1'
    ).queues.request.attributes
    const { RedrivePolicy } = propertiesOf('RequestQueue')
    const { RedrivePolicy: byHand, ...rest } = cliFile('request-queue.json') as Record<string, string>

    expect(rest).toEqual(attributes)
    expect(byHand).toBe(JSON.stringify({ deadLetterTargetArn: `${ARN}:ChatAPP-dlq`, maxReceiveCount: '5' }))
    expect(RedrivePolicy).toEqual({ deadLetterTargetArn: `${ARN}:ChatAPP-dlq`, maxReceiveCount: 5 })
    expect(read('docs/aws-console.md')).toContain(
      '| Visibility timeout | 30 seconds | **90 seconds** | **10 seconds** |'
    )
  })
})

it.each(['docs/aws-cli.md', 'docs/aws-console.md', 'README.md'])(
  '%s puts no bare variable before a colon: zsh takes what follows for a modifier, and PowerShell for a drive',
  (guide) => {
    expect(read(guide).match(/\$\w+:\S*/g) ?? []).toEqual([])
  }
)

describe('the table of what to touch', () => {
  const [, table = ''] = /^(\| I want to add [^]*?)\n\n/m.exec(read('CONTRIBUTING.md')) ?? []
  const rows = table.split('\n').slice(2)

  it('has a row for each thing that is added often', () => {
    expect(rows.map((row) => row.split(' | ')[0]?.slice(2))).toEqual(
      expect.arrayContaining([
        'a call',
        'an event',
        'a message handler',
        'a column of messages',
        'a migration',
        'a kind of backend',
        'a step of the connection test',
        'a screen',
        'a text of the page',
        'an error',
        'a language',
        'a command of the command line',
        'a setting'
      ])
    )
  })

  // What has no slash is no file: a function of the code.
  it.each([...new Set([...table.matchAll(/`([^`]+\/[^`]+)`/g)].map(([, path = '']) => path))])(
    'names %s, which is there',
    (path) => {
      expect(globSync(path.replace('<domain>', '*'), { cwd: root })).not.toEqual([])
    }
  )
})
