import type { Parameter } from '@aws-sdk/client-cloudformation'
import { z } from 'zod'
import { awsPrices, monthlyPrice, priceOfRooms, type MonthlyPrice } from '../../shared/aws-prices'
import type { StackOptions, StackPlan } from '../../shared/backend-config'

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) })
  )
})

/** Messages a month that a plan prices besides none. */
const BUSY_MESSAGES = 100_000

/** Who is in a room that a plan prices. */
const MEMBERS = 5

/** What a stack of a template costs a month, about, with the parameters that it will have. */
export function priceOfStack(
  template: string,
  options: StackOptions,
  existing: readonly Parameter[]
): StackPlan['price'] {
  const { Parameters, Resources } = templateSchema.parse(JSON.parse(template))
  const valueOf = (name: string): unknown =>
    existing.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue ?? Parameters[name]?.Default
  const count = (type: string): number => Object.values(Resources).filter(({ Type }) => Type === type).length
  const memory = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::Function')?.Properties[
    'MemorySize'
  ]
  const named = z.object({ Ref: z.string() }).safeParse(memory).data
  const use = {
    alarms: count('AWS::CloudWatch::Alarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    memoryMb: Number(named ? valueOf(named.Ref) : memory) || 512,
    limited: Number(options.maximumConcurrency ?? valueOf('MaximumConcurrency') ?? 0) > 0
  }
  const at = (messages: number): MonthlyPrice => monthlyPrice({ ...use, messages })
  const inRooms = { messages: BUSY_MESSAGES, members: MEMBERS, memoryMb: use.memoryMb }
  const rooms = { members: MEMBERS, listed: priceOfRooms(inRooms) }
  return { idle: at(0), busy: at(BUSY_MESSAGES), rooms, messages: BUSY_MESSAGES, readOn: awsPrices.readOn }
}
