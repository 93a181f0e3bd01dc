import { describe, expect, it } from 'vitest'
import { languageFor } from './language'

describe('the language of the window', () => {
  it.each([
    ['the first of the reader’s that is spoken', ['fr-CA', 'de-CH', 'en-GB'], 'de', 'de-CH'],
    ['English for whoever reads none of them', ['fr-FR', 'ja'], 'en', 'en'],
    ['English where nothing is known', [], 'en', 'en'],
    ['the one that was meant by a tag that is none', ['de-@posix', 'de-AT'], 'de', 'de-AT']
  ])('is by itself %s', (_, preferred, language, locale) => {
    expect(languageFor('system', preferred)).toEqual({ language, locale })
  })

  it('is the one that was chosen, with the dates and numbers of the reader’s own country', () => {
    expect(languageFor('en', ['de-DE', 'en-GB'])).toEqual({ language: 'en', locale: 'en-GB' })
    expect(languageFor('de', ['en-US'])).toEqual({ language: 'de', locale: 'de' })
  })
})
