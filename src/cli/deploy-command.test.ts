import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { aCloudFormation } from '../core/fakes/fake-cloud-formation'
import { runCli } from './run-cli'

const outputs = {
  RequestQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP',
  SharedResponseQueueName: 'ChatAPP-responses',
  DeadLetterQueueName: 'ChatAPP-dlq',
  FunctionName: 'MessageProcessor'
}

/** The command line in a data folder of its own, with a fake AWS as the only one that it can reach. */
async function setup() {
  const aws = await aCloudFormation()
  aws.stack.changes = [{ action: 'Add', logicalId: 'RequestQueue', type: 'AWS::SQS::Queue' }]
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_REGION', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  const dataDir = temporaryFolder()
  const stop = new AbortController()
  const [out, err]: [string[], string[]] = [[], []]
  const chatapp = async (args: string[], input = '') => {
    const stdin = new PassThrough()
    stdin.end(input)
    return await runCli([...args, '--data-dir', dataDir], {
      version: '1.0.0',
      input: stdin,
      out: (line) => void out.push(line),
      drained: async () => {},
      err: (line) => void err.push(line),
      stop: stop.signal
    })
  }
  return { aws, out, err, stop, chatapp }
}

const region = ['--region', 'eu-central-1']

describe('chatapp deploy', () => {
  it('shows the plan, deploys after a yes, tells the events and talks to the new backend', async () => {
    const { aws, out, err, chatapp } = await setup()
    aws.when('ExecuteChangeSet', () => {
      aws.report('RequestQueue', 'CREATE_COMPLETE')
      aws.stack.outputs = outputs
      aws.report('ChatAPP', 'CREATE_COMPLETE')
    })

    expect(await chatapp(['deploy', ...region], 'yes\n')).toBe(0)

    expect(out.slice(0, 2)).toEqual(['New stack ChatAPP: 1 change', '  + RequestQueue (AWS::SQS::Queue)'])
    expect(out.slice(2, 5)).toEqual([
      'Account 123456789012, as arn:aws:iam::123456789012:user/ada, in eu-central-1.',
      expect.stringMatching(/^About \$3\.\d\d a month idle, \$\d\.\d\d with 100,000 messages; \$0\.00 and /),
      '100,000 messages in rooms of 5 come to $1.51; their table costs nothing before there are rooms.'
    ])
    expect(out.slice(5).map((line) => line.slice('00:00:00 '.length))).toEqual([
      '[1/1] RequestQueue CREATE_COMPLETE',
      '[1/1] ChatAPP CREATE_COMPLETE'
    ])
    expect(err.at(-1)).toMatch(/is deployed, and ChatAPP talks to it now/)

    out.length = 0
    expect(await chatapp(['backends'])).toBe(0)
    expect(out).toEqual([
      '○ local: embedded, on this computer',
      // Found in the environment, which the next command may not have.
      `● ChatAPP eu-central-1: ChatAPP in eu-central-1 at ${process.env['AWS_ENDPOINT_URL']}`
    ])
  })

  it.each([
    ['a no', 'no\n'],
    ['a closed standard input', '']
  ])('changes nothing after %s, and cleans the plan up', async (_what, input) => {
    const { aws, err, chatapp } = await setup()

    expect(await chatapp(['deploy', ...region], input)).toBe(1)

    expect(aws.actions()).not.toContain('ExecuteChangeSet')
    expect(aws.stack.status).toBeNull()
    expect(err.at(-1)).toMatch(/^Nothing was changed\..*--yes/)
  })

  it('prints one JSON object a line with --json, and asks nothing with --yes', async () => {
    const { aws, out, chatapp } = await setup()
    aws.when('ExecuteChangeSet', () => {
      aws.stack.outputs = outputs
      aws.report('ChatAPP', 'CREATE_COMPLETE')
    })

    expect(await chatapp(['deploy', ...region, '--yes', '--json', '--queue-name', 'Team'])).toBe(0)

    expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { kind: 'create', changes: [{ logicalId: 'RequestQueue' }] },
      { logicalId: 'ChatAPP', status: 'CREATE_COMPLETE' }
    ])
    expect(Object.values(aws.fieldsOf('CreateChangeSet'))).toContain('Team')
  })

  describe('where a queue of that name is there already', () => {
    const url = 'https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP'
    const withQueue = async () => {
      const found = await setup()
      found.aws.stack.queues['ChatAPP'] = url
      return found
    }

    it('connects to it as it is after a yes, and changes nothing', async () => {
      const { aws, out, err, chatapp } = await withQueue()

      expect(await chatapp(['deploy', ...region], 'yes\n')).toBe(0)

      expect(err.join('\n')).toContain('There is a queue ChatAPP in eu-central-1 already')
      expect(aws.actions()).not.toContain('ExecuteChangeSet')
      expect(out).toEqual([])
      expect(await chatapp(['backends'])).toBe(0)
      expect(out.at(-1)).toContain('● ChatAPP eu-central-1')
    })

    it('takes it into the stack after a no and two yes', async () => {
      const { aws, err, chatapp } = await withQueue()
      aws.when('ExecuteChangeSet', () => {
        aws.stack.outputs = outputs
        aws.report('ChatAPP', 'CREATE_COMPLETE')
      })

      const code = await chatapp(['deploy', ...region], 'no\nyes\nyes\n')
      expect(err).toContain('Take it into the new stack? Type "yes" to go on.')
      expect(code).toBe(0)

      expect(aws.fieldsOf('CreateChangeSet')).toMatchObject({ ImportExistingResources: 'true' })
      expect(aws.actions()).toContain('ExecuteChangeSet')
    })

    it.each([
      ['with --yes', ['--yes'], ''],
      ['with --json', ['--json'], ''],
      ['after two no', [], 'no\nno\n']
    ])('says what can be done %s, and makes nothing', async (_when, more, input) => {
      const { aws, err, chatapp } = await withQueue()

      expect(await chatapp(['deploy', ...region, ...more], input)).toBe(1)

      expect(err.at(-1)).toMatch(
        /a queue ChatAPP in this region already.*--import.*chatapp connect --queue https/
      )
      expect(aws.stack.status).toBeNull()
      expect(aws.actions()).not.toContain('ExecuteChangeSet')
    })
  })

  it('ends with 1 and the cause when CloudFormation rolls back', async () => {
    const { aws, err, chatapp } = await setup()
    aws.when('ExecuteChangeSet', () => {
      aws.report('RequestQueue', 'CREATE_FAILED', 'ChatAPP already exists')
      aws.report('ChatAPP', 'DELETE_COMPLETE')
    })

    expect(await chatapp(['deploy', ...region, '--yes'])).toBe(1)

    expect(err.at(-1)).toMatch(/^chatapp: Nothing was deployed.*RequestQueue could not be made/)
  })

  it('cancels once on Ctrl+C and waits for the end', async () => {
    const { aws, err, stop, chatapp } = await setup()
    aws.when('ExecuteChangeSet', () => {
      aws.report('ChatAPP', 'CREATE_IN_PROGRESS')
      stop.abort()
    })
    aws.when('DeleteStack', () => aws.report('ChatAPP', 'DELETE_COMPLETE'))

    expect(await chatapp(['deploy', ...region, '--yes'])).toBe(130)

    expect(aws.actions().filter((action) => action === 'DeleteStack')).toHaveLength(1)
    expect(err.at(-1)).toMatch(/Cancelled: CloudFormation deleted again/)
  })

  it.each([
    ['no region', ['deploy'], 2, /region: Say where/],
    ['a region that is none', ['deploy', '--region', 'Frankfurt'], 2, /region/],
    ['a bad queue name', ['deploy', ...region, '--queue-name', 'a b'], 2, /queueName/],
    ['a bad retention', ['deploy', ...region, '--log-retention-days', '2'], 2, /logRetentionDays/]
  ])('says what is wrong with %s before it calls AWS', async (_what, args, code, message) => {
    const { aws, err, chatapp } = await setup()

    expect(await chatapp(args)).toBe(code)

    expect(err.join('\n')).toMatch(message)
    expect(aws.actions()).toEqual([])
  })
})

describe('chatapp remove-stack', () => {
  it('deletes the stack and forgets the backend', async () => {
    const { aws, out, chatapp } = await setup()
    aws.when('ExecuteChangeSet', () => {
      aws.stack.outputs = outputs
      aws.report('ChatAPP', 'CREATE_COMPLETE')
    })
    await chatapp(['deploy', ...region, '--yes'])
    aws.when('DeleteStack', () => aws.report('ChatAPP', 'DELETE_COMPLETE'))

    expect(await chatapp(['remove-stack', 'ChatAPP eu-central-1'], 'yes\n')).toBe(0)

    out.length = 0
    await chatapp(['backends'])
    expect(out).toEqual(['● local: embedded, on this computer'])
  })

  it.each([
    ['an unknown backend', 'nope', /no backend "nope"/],
    ['the local one', 'local', /was not deployed as a stack/]
  ])('refuses %s', async (_what, name, message) => {
    const { err, chatapp } = await setup()

    expect(await chatapp(['remove-stack', name, '--yes'])).toBe(1)

    expect(err.join('\n')).toMatch(message)
  })
})

describe('chatapp template', () => {
  it('prints the template with the function’s code, as it may be uploaded', async () => {
    const { out, chatapp } = await setup()

    expect(await chatapp(['template'])).toBe(0)

    const { Resources } = JSON.parse(out.join('\n')) as { Resources: Record<string, { Properties: object }> }
    expect(Resources['MessageProcessor']?.Properties).toMatchObject({
      Code: {
        'Fn::If': [
          'HasBucket',
          expect.anything(),
          { ZipFile: expect.stringContaining('// message-processor.js, packed') }
        ]
      }
    })
  })
})
