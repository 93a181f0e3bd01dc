import { expect, it } from 'vitest'
import { aRequest as aBody } from '../../test/fakes'
import { aProfile } from '../../test/profile'
import { EventBus } from '../core/calls/dispatch'
import type { Attempt } from '../shared/progress'
import { followProgress } from './progress-lines'

const anAttempt = (fields: Partial<Attempt> = {}): Attempt => ({
  attempt: 1,
  of: 5,
  sqsMessageId: 'sqs-1',
  startedAt: 1000,
  beganAt: 1000,
  toldAt: 2000,
  step: 0,
  ...fields
})

/** What is printed, and a message that is told of. */
function setup(how: { isTerminal?: boolean; json?: boolean; progress?: boolean }) {
  const lines: string[] = []
  const bus = new EventBus(() => {})
  const request = aProfile().add(aBody())
  followProgress(
    {
      out: (line) => lines.push(`out ${line}`),
      err: (line) => lines.push(`err ${line}`),
      isTerminal: how.isTerminal ?? false
    },
    { on: (name, listener) => bus.on(name, listener) },
    { ...how, concerns: ({ id }) => id === request.id }
  )
  const tell = (...progress: Attempt[]) =>
    bus.emit('message.changed', { ...request, status: 'sent', progress })
  return { lines, bus, request, tell }
}

it('tells a person on a terminal of each attempt in one line, once', () => {
  const { lines, tell, bus, request } = setup({ isTerminal: true })

  tell(anAttempt())
  tell(anAttempt())
  tell(anAttempt({ toldAt: 3000, fraction: 0.4, text: 'two\n\nof five' }))
  tell(anAttempt({ toldAt: 4000, failed: { at: 1, cause: 'boom', nextAt: 8000 } }))
  bus.emit('message.changed', { ...request, id: 'of another', status: 'sent', progress: [anAttempt()] })

  expect(lines).toEqual([
    'err attempt 1 of 5',
    'err attempt 1 of 5 · 40 % · two of five',
    'err attempt 1 of 5 failed: boom; the next in 4 s'
  ])
})

it('tells a program only when it asks for it: in lines of JSON', () => {
  const silent = setup({ json: true })
  const asked = setup({ json: true, progress: true })

  silent.tell(anAttempt())
  asked.tell(anAttempt())

  expect(silent.lines).toEqual([])
  expect(asked.lines).toEqual([`out ${JSON.stringify({ id: asked.request.id, progress: anAttempt() })}`])
})
