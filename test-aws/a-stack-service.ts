import { StackService } from '../src/core/stack/stack-service'
import type { AwsBackendConfig, StackOptions, StackProgress } from '../src/shared/backend-config'
import { silentLog } from '../test/fakes'
import { builtTemplate, connection, motoCloudFormation, region } from './moto'

export const source = { type: 'environment' } as const

/** Our own service on moto's CloudFormation, as the app puts it together. */
export function aStackService() {
  const backends: AwsBackendConfig[] = []
  let settle = Promise.withResolvers<StackProgress>()
  const service = new StackService({
    cloudFormation: motoCloudFormation,
    caller: async () => ({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/ada',
      userId: 'AIDA'
    }),
    endpointFor: () => ({ endpoint: null, keep: null }),
    template: async () => builtTemplate(),
    backends: () => backends,
    deployed: async (backend) => {
      backends.splice(0, backends.length, { ...backend, endpoint: connection.endpoint })
    },
    removed: async () => void backends.splice(0),
    emit: (progress) => {
      if (progress.state !== 'running' && progress.state !== 'cancelling') settle.resolve(progress)
    },
    log: silentLog,
    now: Date.now,
    pause: async () => await new Promise((resolve) => setImmediate(resolve))
  })
  const ended = async (): Promise<StackProgress> => {
    const progress = await settle.promise
    settle = Promise.withResolvers()
    return progress
  }
  const deploy = async (options: Partial<StackOptions> = {}) => {
    const plan = await service.plan(region, source, { stackName: 'ChatAPP', ...options })
    await service.deploy(plan.planId)
    return { plan, end: await ended() }
  }
  return { service, backends, deploy, ended }
}
