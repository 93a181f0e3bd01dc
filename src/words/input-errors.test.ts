import { expect, it } from 'vitest'
import type { z } from 'zod'
import { dispatch } from '../core/calls/dispatch'
import { calls, type CallName, type Handlers } from '../shared/contract'
import { errorWords } from '../shared/error-words'
import { ChatError, fieldError } from '../shared/errors'
import { sayError, say } from '../shared/said'
import { german } from './de'
import { Translator } from './translator'

const speaker = new Translator('de-DE', german)
const names = Object.keys(calls) as CallName[]

interface Check {
  readonly error?: (issue: unknown) => string
}
interface Definition extends Check {
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[]
}
const isSchema = (value: unknown): value is z.ZodType & { _zod: { def: Definition } } =>
  typeof value === 'object' && value !== null && '_zod' in value

/** A schema, and all that it is made of. */
function* partsOf(schema: unknown, seen = new Set<unknown>()): Generator<Definition> {
  if (seen.has(schema)) return
  seen.add(schema)
  if (!isSchema(schema)) {
    if (typeof schema === 'object' && schema !== null)
      for (const value of Object.values(schema)) yield* partsOf(value, seen)
    return
  }
  const { def } = schema._zod
  yield def
  for (const [name, value] of Object.entries(def)) if (name !== 'checks') yield* partsOf(value, seen)
}

it('names a key wherever an input is checked with words of our own', () => {
  const words = names.flatMap((name) =>
    [...partsOf(calls[name].input)].flatMap((def) =>
      [def, ...(def.checks ?? []).map(({ _zod }) => _zod.def)].flatMap(({ error }) =>
        error ? [error({ code: 'custom', input: 0 })] : []
      )
    )
  )

  expect(new Set(words).size).toBeGreaterThan(10)
  expect([...new Set(words)].filter((one) => !Object.hasOwn(errorWords, one))).toEqual([])
})

const strange = [undefined, 5, {}, { id: '', text: ' ', region: 'x', options: { stackName: '1' }, more: 1 }]

it.each(names.filter((name) => !calls[name].input.safeParse(undefined).success))(
  'says in German why %s does not take an input, all of it and field by field',
  async (name) => {
    for (const input of strange) {
      const result = await dispatch({} as Handlers, name, input)
      if (result.ok || result.error.code !== 'invalid_input') continue
      const { error } = result
      const said = [error, ...(error.fields ?? []).map((field) => ({ ...field, message: field.reason }))]

      expect(said.length).toBeGreaterThan(1)
      expect(said.filter((one) => speaker.error(one, one.message) === one.message)).toEqual([])
    }
  }
)

it('says the words within an error in German too, however deep they lie', () => {
  const unread = say('profile.file_fault', { file: 'config', line: 3, reason: say('profile.no_setting') })
  const error = fieldError('profile', 'profile.not_found', { name: 'work', names: 'home', unread })
  const declined = new ChatError('credentials.declined', { detail: sayError(error) })

  expect(declined.message).toBe(
    'profile: There is no AWS profile "work". There are: home. Not read: config, line 3: this is neither "name = value" nor a [section]. Activate the backend again to be asked anew.'
  )
  expect(speaker.error(declined.toWire(), '')).toBe(
    'profile: Es gibt kein AWS-Profil „work“. Es gibt: home. Nicht gelesen: config, Zeile 3: Das ist weder „Name = Wert“ noch ein [Abschnitt]. Aktiviere das Backend noch einmal, um neu gefragt zu werden.'
  )
})

it('leaves no blank where there is nothing more to say', () => {
  const none = fieldError('profile', 'profile.none', { name: 'work', unread: { detail: '', said: [] } })

  expect(none.message).toBe('profile: There is no AWS profile "work". There is none on this machine yet.')
  expect(speaker.error(none.toWire(), '')).toMatch(/keins\.$/)
})
