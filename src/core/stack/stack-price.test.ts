import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { monthlyPrice } from '../../shared/aws-prices'
import { priceOfStack } from './stack-price'

const template = readFileSync(resolve(import.meta.dirname, '../../../resources/backend.template'), 'utf8')
const kept = [{ ParameterKey: 'MaximumConcurrency', ParameterValue: '10' }]
const idle = (options: { maximumConcurrency?: number }, existing = kept): number =>
  priceOfStack(template, { stackName: 'ChatAPP', ...options }, existing).idle.listed

it('counts what the template has', () => {
  const alarms = template.match(/"Type": "AWS::CloudWatch::Alarm"/g)?.length ?? 0

  const use = { alarms, dashboards: 1, memoryMb: 512, limited: false, messages: 0 }
  expect(priceOfStack(template, { stackName: 'ChatAPP' }, []).idle).toEqual(monthlyPrice(use))
})

it('prices the table by its use: nothing for an idle stack, so much for messages in rooms', () => {
  const { idle, rooms, messages } = priceOfStack(template, { stackName: 'ChatAPP' }, [])

  expect(idle.listed).toBeLessThan(5)
  expect([messages, rooms]).toEqual([100_000, { members: 5, listed: 1.51 }])
})

it('takes the limit on concurrency that is asked for, else what the stack has, else the template’s', () => {
  const [limited, not] = [idle({}), idle({}, [])]

  expect(limited).toBeGreaterThan(not)
  expect(idle({ maximumConcurrency: 0 })).toBe(not)
  expect(idle({ maximumConcurrency: 5 }, [])).toBe(limited)
})
