import { expect, it } from 'vitest'
import { localInput, momentOfInput } from './local-input'

it('writes a moment as a field for a local date and time holds it, and reads it back', () => {
  const at = new Date(2026, 0, 5, 7, 3).getTime()

  expect(localInput(at)).toBe('2026-01-05T07:03')
  expect(momentOfInput(localInput(at))).toBe(at)
})

it.each(['', '2026-13-01T00:00', 'soon'])('finds no moment in %j', (value) =>
  expect(momentOfInput(value)).toBeNull()
)
