import { expect, it } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './remind'

it.each([
  ['60 tea  is ready', 60, '60 seconds', 'tea  is ready'],
  ['1 x', 1, '1 second', 'x'],
  ['900 x', 900, '900 seconds', 'x']
])('acknowledges %j at once and reminds later', (argument, delaySeconds, time, text) => {
  expect(handler.handle(anIncoming({ argument }), aContext())).toEqual([
    { text: `I will remind you in ${time}.` },
    { text: `Reminder: ${text}`, delaySeconds }
  ])
})

it.each(['', '60', '60 ', '0 x', '901 x', '-5 x', '1.5 x', 'soon x', '1e2 x', `${'9'.repeat(400)} x`])(
  'explains itself when asked with %.12j',
  (argument) => {
    expect(handler.handle(anIncoming({ argument }), aContext())).toEqual(
      'A reminder needs a time from 1 to 900 seconds and a text. Example: /remind 60 tea is ready'
    )
  }
)

it('explains that a FIFO response queue cannot delay one message', () => {
  const message = anIncoming({ argument: '5 tea', replyQueue: 'ChatAPP-responses-x.fifo' })

  expect(handler.handle(message, aContext())).toEqual(
    expect.stringContaining('ChatAPP-responses-x.fifo is a FIFO queue')
  )
})
