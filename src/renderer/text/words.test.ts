import { afterEach, describe, expect, it } from 'vitest'
import { clockTime, dayName } from './time'
import { errorText, formatNumber, rememberedSpeech, saidText, speak, t, type Speech } from './words'

const english: Speech = { language: 'en', clock: 'system' }

afterEach(async () => {
  await speak(english)
  localStorage.clear()
})

const fresh = (count: number): string =>
  t('{fresh, plural, one {# new message} other {# new messages}}', { fresh: count })

const afternoon = new Date(2026, 10, 3, 14, 5).getTime()
const nextYear = new Date(2027, 5, 1).getTime()

describe('the page speaks', () => {
  it('English to begin with, as it stands in the code', () => {
    expect(fresh(1200)).toBe('1,200 new messages')
    expect(clockTime(afternoon)).toMatch(/^0?2:05 PM$/)
  })

  it('German when it is chosen: messages, plurals, numbers, dates and errors', async () => {
    await speak({ language: 'de', clock: 'system' })

    expect([fresh(1), fresh(1200)]).toEqual(['1 neue Nachricht', '1.200 neue Nachrichten'])
    expect(formatNumber(1234.5)).toBe('1.234,5')
    expect(dayName(afternoon, nextYear)).toBe('Dienstag, 3. November 2026')
    expect(errorText({ key: 'queue.has_space', params: { text: 'a b' }, message: 'in English' })).toBe(
      'In „a b“ steht ein Leerzeichen. Kopiere die URL der Warteschlange als Ganzes.'
    )
    expect(document.documentElement.lang).toBe('de')
  })

  it('as other programs do where the words are theirs', async () => {
    await speak({ language: 'de', clock: 'system' })

    expect(errorText({ message: 'Rate exceeded' })).toBe('Rate exceeded')
    expect(errorText({ key: 'of.a.newer.host', message: 'Something new.' })).toBe('Something new.')
    expect(saidText([{ key: 'connection.starting' }, { key: 'of.a.newer.host' }], 'All of it.')).toBe(
      'All of it.'
    )
    expect(saidText(undefined, 'An older host.')).toBe('An older host.')
  })

  it('with hours to 24 or to 12 in either language', async () => {
    await speak({ language: 'en', clock: '24' })
    const english24 = clockTime(afternoon)
    await speak({ language: 'de', clock: '12' })

    expect([english24, clockTime(afternoon)]).toEqual(['14:05', expect.stringMatching(/^0?2:05 PM$/)])
  })

  it('what was chosen last, however long the words of the one before took', async () => {
    const first = speak({ language: 'de', clock: 'system' })
    await speak({ language: 'en', clock: '24' })
    await first

    expect(t('Send')).toBe('Send')
    expect(rememberedSpeech()).toEqual({ language: 'en', clock: '24' })
  })
})
