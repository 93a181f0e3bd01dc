import { expect, it } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './time'

it.each([
  ['', /^Friday,? 2 January 2026 at 03:04:05 UTC \(UTC\)$/],
  ['Europe/Berlin', /^Friday,? 2 January 2026 at 04:04:05 CET \(Europe\/Berlin\)$/],
  [' america/new_york ', /^Thursday,? 1 January 2026 at 22:04:05 GMT-5 \(America\/New_York\)$/]
])('tells the time for %j', (argument, answer) => {
  expect(handler.handle(anIncoming({ argument }), aContext())).toMatch(answer)
})

it.each(['Mars/Olympus', '../etc/passwd', '\0'])(
  'answers the unknown zone %j with an example',
  (argument) => {
    expect(handler.handle(anIncoming({ argument }), aContext())).toEqual(
      `I know no time zone “${argument}”. Use a name of the IANA database, for example /time Europe/Berlin.`
    )
  }
)
