import { expect, it } from 'vitest'
import { say, sayAll, sayForeign } from '../shared/said'
import { german } from './de'
import { Translator } from './translator'

const speaker = new Translator('de-DE', german)

it('says what a host says, with the words within it, numbers and amounts', () => {
  const { detail, said } = sayAll(
    say('connection.connected', { label: say('label.local') }),
    say('cost.requests', { requests: 1_250_000, percent: 1.5, dollars: 0.5 })
  )

  expect(detail).toBe(
    'Connected to local. 1,250,000 requests to SQS this month, 1.5 % of the million that AWS gives an account for free, or $0.50 without it.'
  )
  expect(speaker.said(said, detail).replaceAll('\u{A0}', ' ')).toBe(
    'Verbunden: lokal. 1.250.000 Anfragen an SQS in diesem Monat, 1,5 % der Million, die AWS einem Konto kostenlos gibt, sonst 0,50 $.'
  )
})

it('leaves all of it as it came where a newer host says a word of it that is not known here', () => {
  const label = { detail: 'elsewhere', said: [{ key: 'label.of.a.newer.host' }] }

  expect(speaker.said(say('connection.connected', { label }).said, 'in English')).toBe('in English')
  expect(speaker.said(sayForeign('Rate exceeded').said, '')).toBe('Rate exceeded')
})
