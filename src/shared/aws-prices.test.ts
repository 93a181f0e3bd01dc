import { expect, it } from 'vitest'
import { monthlyPrice, priceOfRooms, type StackUse } from './aws-prices'

const stack: StackUse = { alarms: 4, dashboards: 1, memoryMb: 512, limited: false, messages: 0 }

it('prices an idle stack: three pollers, four alarms and a dashboard', () => {
  // 388,800 requests at $0.40 a million, 4 × $0.10, 1 × $3.
  expect(monthlyPrice(stack)).toEqual({ withAllowances: 0, listed: 3.56 })
})

it('counts the pollers that a limit on concurrency keeps', () => {
  const listed = monthlyPrice({ ...stack, limited: true }).listed - monthlyPrice(stack).listed

  expect(listed).toBeCloseTo(0.15, 2)
})

it('charges what is over the free allowances, and all of it where there are none', () => {
  // 6 million requests of messages at $0.50 over what polling leaves free, and 50,000 GB-seconds, which are free.
  expect(monthlyPrice({ ...stack, messages: 1_000_000 })).toEqual({ withAllowances: 2.69, listed: 9.42 })
})

it('prices rooms by what each message writes, reads and tells its members', () => {
  // A million: 18 million requests at $0.50, $0.20, 50,000 GB-seconds, 8 million KB written and 2 million times 4 KB read.
  expect(priceOfRooms({ messages: 1_000_000, members: 5, memoryMb: 512 })).toBe(15.12)
  expect(priceOfRooms({ messages: 0, members: 5, memoryMb: 512 })).toBe(0)
})
