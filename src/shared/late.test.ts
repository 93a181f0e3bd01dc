import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { late } from './late'

it('is made once, when something of it is asked for', () => {
  const make = vi.fn<() => z.ZodString>(() => z.string().min(2))

  const schema = late(make)

  expect(make).not.toHaveBeenCalled()
  expect([schema.safeParse('ab').success, schema.safeParse('a').success]).toEqual([true, false])
  expect(make).toHaveBeenCalledTimes(1)
})

it('does for zod what stands behind it does', () => {
  const reply = late(() => z.object({ kind: z.literal('reply'), text: z.string() }))
  const fault = late(() => reply.extend({ kind: z.literal('fault') }))
  const either = late(() => z.array(z.discriminatedUnion('kind', [reply, fault.partial({ text: true })])))

  expect(reply).toBeInstanceOf(z.ZodObject)
  expect(either.parse([{ kind: 'reply', text: 'hi' }, { kind: 'fault' }])).toEqual([
    { kind: 'reply', text: 'hi' },
    { kind: 'fault' }
  ])
  expect(() => either.parse([{ kind: 'reply' }])).toThrow('expected string')
})
