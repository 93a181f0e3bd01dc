import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UpdateStackCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { onTestFinished } from 'vitest'
import { createCloudFormationClient } from '../src/core/backends/aws-clients'
import { readBackendTemplate, type BackendTemplate } from '../src/local-backend/protocol/backend-template'
import { ensureTemplateQueues } from '../src/local-backend/lambda/ensure-queues'
import { EventSourceMapping } from '../src/local-backend/lambda/event-source-mapping'
import { LambdaRunner } from '../src/local-backend/lambda/lambda-runner'
import type { WireAnswer, WireCall } from '../src/local-backend/protocol/lambda-protocol'
import { signedHeaders } from '../src/local-backend/protocol/signed-post'
import type { QueueCall } from '../src/local-backend/sqs/queue-service'
import { SqsError } from '#fauxqs/common/errors.js'

const root = resolve(import.meta.dirname, '..')

export const region = 'eu-central-1'
export const account = '123456789012'
export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }

/** Where moto answers; `npm run test:aws` starts it. */
export const motoUrl = process.env['CHATAPP_MOTO_URL'] ?? ''
if (motoUrl === '') throw new Error('There is no emulator. Run these tests by: npm run test:aws')

/** What every client of the SDK needs to talk to moto. */
export const connection = { endpoint: motoUrl, region, credentials }

/** The template as users deploy it. */
export const builtTemplate = (): string => readFileSync(join(root, 'out/backend.template'), 'utf8')

/** The function's code, as the build wrote it. */
export const builtCode = (): string => readFileSync(join(root, 'out/lambda/index.js'), 'utf8')

/** Empties moto's account. */
export async function resetAccount(): Promise<void> {
  await fetch(`${motoUrl}/moto-api/reset`, { method: 'POST' })
}

/**
 * A client for moto's CloudFormation.
 *
 * moto 5.2 does not work out a stack's outputs when a change set is carried out, only in CreateStack and UpdateStack;
 * so an update that changes nothing follows every ExecuteChangeSet here. Everything else is as on AWS.
 */
export function motoCloudFormation(): CloudFormationClient {
  const client = createCloudFormationClient(connection)
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args)
      if (context.commandName === 'ExecuteChangeSetCommand') {
        const { StackName } = args.input as { StackName: string }
        await client.send(
          new UpdateStackCommand({
            StackName,
            TemplateBody: builtTemplate(),
            Capabilities: ['CAPABILITY_IAM']
          })
        )
      }
      return result
    },
    { step: 'initialize' }
  )
  return client
}

/** What stands on the wire to moto and back. */
async function answer({ target, body }: WireCall): Promise<WireAnswer> {
  const headers = signedHeaders({ url: motoUrl, region, ...credentials }, { target, body, now: Date.now() })
  const response = await fetch(motoUrl, { method: 'POST', headers, body })
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text()
  }
}

const call: QueueCall = async (action, input) => {
  const { status, body } = await answer({ target: `AmazonSQS.${action}`, body: JSON.stringify(input) })
  const output = JSON.parse(body || '{}') as { __type?: string; message?: string }
  if (status === 200) return output
  throw new SqsError(output.__type?.split('#').at(-1) ?? '', output.message ?? '')
}

/**
 * Runs the built MessageProcessor on moto's queues until the test ends.
 *
 * moto runs functions only with Docker, so our own event source mapping stands in for Lambda's here.
 */
export async function runProcessor(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const template = inMotoAccount(readBackendTemplate(builtTemplate(), region))
  const runner = new LambdaRunner({
    lambda: { ...template.lambda, environment: { ...template.lambda.environment, ...environment } },
    bundleFile: join(root, 'out/lambda/index.js'),
    workerFile: join(root, 'out/main/lambda-worker.cjs'),
    runtimeEnvironment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_SQS: motoUrl
    },
    answer,
    log: () => {}
  })
  const mapping = new EventSourceMapping({
    source: { arn: template.queues.request.arn, region },
    settings: template.mapping,
    provision: () => ensureTemplateQueues(template.queues, call),
    call,
    invoke: (event) => runner.invoke(event),
    log: () => {},
    waitSeconds: 1
  })
  await mapping.start()
  onTestFinished(async () => {
    await mapping.stop()
    await runner.stop()
  })
}

const inMotoAccount = (template: BackendTemplate): BackendTemplate =>
  JSON.parse(JSON.stringify(template).replaceAll('000000000000', account)) as BackendTemplate
