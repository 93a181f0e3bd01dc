import { expect, it } from 'vitest'
import { KeyVault } from '../core/credentials/key-vault'
import { Redactor } from '../platform/redactor'
import { Translator, translatorFor } from '../words/translator'
import { KeyPage } from './key-page'

const english = new Translator('en')
const german = await translatorFor('de', ['de-AT'])

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-access-key' }

/** The page over a real vault whose system encrypts or does not; `ask` with null is for the form. */
function setup({ name = null as string | null, encrypts = false } = {}) {
  const cipher = {
    available: async () => encrypts,
    encrypt: () => Promise.reject(new Error('locked')),
    decrypt: () => Promise.reject(new Error('locked'))
  }
  const blobs = { read: () => null, write: () => {} }
  const page = new KeyPage({
    vault: new KeyVault(blobs, cipher, new Redactor()),
    entered: () => {},
    nameOf: () => name,
    elapsed: () => 0,
    show: () => {},
    served: false
  })
  const ask = async (speaker: Translator, typed: Record<string, string> | null) => {
    const ticket = page.path('work').split('=')[1] ?? ''
    const form = typed && new URLSearchParams(typed).toString()
    return (await page.answer({ ticket, form, speaker })).html
  }
  const gone = async (speaker: Translator) =>
    (await page.answer({ ticket: 'made-up', form: null, speaker })).html
  return { ask, gone }
}

/** What of a page is read: each piece of text between its tags, but the product's name. */
const piecesOf = (html: string): string[] =>
  html
    .replace(/<style>[^]*<\/style>/, '')
    .replaceAll(/ – ChatAPP<\/title>/g, '</title>')
    .split(/<[^>]*>/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')

type Draw = (speaker: Translator) => Promise<string>

const states: [string, Draw, RegExp][] = [
  ['the form', (who) => setup().ask(who, null), /<h1>Zugriffsschlüssel<\/h1>/],
  ['the form of a backend', (who) => setup({ name: 'Work' }).ask(who, null), /Zugriffsschlüssel für Work</],
  ['keys in memory', (who) => setup().ask(who, keys), /Die Schlüssel sind angenommen/],
  [
    'the encryption',
    (who) => setup({ encrypts: true }).ask(who, null),
    /Das Betriebssystem verschlüsselt sie/
  ],
  ['a locked keyring', (who) => setup({ encrypts: true }).ask(who, keys), /Entsperre den Schlüsselbund/],
  ['a page that is gone', (who) => setup().gone(who), /Diese Seite gilt nicht mehr/],
  ...(
    [
      [{ accessKeyId: 'clé' }, /Zugriffsschlüssel-ID: Sie hat Zeichen/],
      [{ accessKeyId: 'AKIA' }, /Zugriffsschlüssel-ID: Sie hat 20/],
      [{ secretAccessKey: 'a b' }, /Geheimer Zugriffsschlüssel: Er hat Zeichen/],
      [{ secretAccessKey: 'short' }, /Geheimer Zugriffsschlüssel: Er ist zu kurz/],
      [{ secretAccessKey: 'x'.repeat(257) }, /Geheimer Zugriffsschlüssel: Er ist zu lang/],
      [{ sessionToken: 'a b' }, /Sitzungstoken: Es hat Zeichen/],
      [{ sessionToken: 'x'.repeat(8193) }, /Sitzungstoken: Es ist zu lang/]
    ] as const
  ).map(([typed, words], at): [string, Draw, RegExp] => [
    `mistake ${at + 1}`,
    (who) => setup().ask(who, { ...keys, ...typed }),
    words
  ])
]

it.each(states)('says %s in German, and nothing of it in English', async (_, draw, words) => {
  const [theirs, ours] = [await draw(german), await draw(english)]

  expect(theirs).toMatch(words)
  expect(theirs).toContain('<html lang="de">')
  expect(ours).toContain('<html lang="en">')
  const read = piecesOf(theirs)
  expect(read).toHaveLength(piecesOf(ours).length)
  expect(read.filter((piece) => piecesOf(ours).includes(piece))).toEqual([])
})

it('shows the name of a backend as text, whatever it is', async () => {
  const html = await setup({ name: "<img src=x> {name} '{" }).ask(german, null)

  expect(html).toContain("<h1>Zugriffsschlüssel für &lt;img src=x&gt; {name} '{</h1>")
})
