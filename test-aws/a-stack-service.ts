import { StackService } from '../src/core/stack/stack-service'
import type { AwsBackendConfig, StackOptions, StackProgress } from '../src/shared/backend-config'
import { silentLog } from '../test/fakes'
import { CodeBucket } from '../src/core/stack/code-bucket'
import { builtCode, builtTemplate, connection, credentials, motoCloudFormation, region } from './moto'

export const source = { type: 'environment' } as const

/** Our own service on an emulator's CloudFormation, moto's unless another is named, as the app puts it together. */
export function aStackService({
  cloudFormation = motoCloudFormation,
  endpoint = connection.endpoint,
  pause = () => new Promise<void>((resolve) => setImmediate(resolve))
} = {}) {
  const backends: AwsBackendConfig[] = []
  let settle = Promise.withResolvers<StackProgress>()
  const service = new StackService({
    cloudFormation,
    caller: async () => ({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/ada',
      userId: 'AIDA'
    }),
    endpointFor: () => ({ endpoint: null, keep: null }),
    template: async () => builtTemplate(),
    code: async () => builtCode(),
    codeBucket: (_target, owner) =>
      new CodeBucket({ endpoint, region, account: owner, credentials: async () => credentials }),
    backends: () => backends,
    deployed: async (backend) => {
      backends.splice(0, backends.length, { ...backend, endpoint })
    },
    removed: async () => void backends.splice(0),
    emit: (progress) => {
      if (progress.state !== 'running' && progress.state !== 'cancelling') settle.resolve(progress)
    },
    log: silentLog,
    now: Date.now,
    pause
  })
  const ended = async (): Promise<StackProgress> => {
    const progress = await settle.promise
    settle = Promise.withResolvers()
    return progress
  }
  const deploy = async (options: Partial<StackOptions> = {}) => {
    const plan = await service.plan({ region, credentials: source }, { stackName: 'ChatAPP', ...options })
    await service.deploy(plan.planId)
    return { plan, end: await ended() }
  }
  return { service, backends, deploy, ended }
}
