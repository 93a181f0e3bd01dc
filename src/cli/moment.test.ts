import { expect, it } from 'vitest'
import { lengthOf, momentOf } from './moment'

it.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000]
])('reads %s as a length of time', (value, ms) => expect(lengthOf(value)).toBe(ms))

it.each(['', '10', 'm', '-5m', '1.5h', '10 m', '5w'])('refuses %j as a length of time', (value) => {
  expect(() => lengthOf(value)).toThrow('Write it as')
})

const noon = new Date(2026, 10, 26, 12, 0).getTime()

it.each([
  ['17:30', new Date(2026, 10, 26, 17, 30)],
  ['9:05', new Date(2026, 10, 27, 9, 5)],
  ['12:00', new Date(2026, 10, 27, 12, 0)],
  ['2026-12-24 17:30', new Date(2026, 11, 24, 17, 30)],
  ['2026-12-24T17:30:15Z', new Date(Date.UTC(2026, 11, 24, 17, 30, 15))]
])('reads %s as a moment, a time of day as the next one', (value, moment) => {
  expect(momentOf(value, noon)).toBe(moment.getTime())
})

it.each(['tomorrow', '25:00', '2026-13-01 10:00', '2026-12-24', '9999-01-01 00:00'])(
  'refuses %j as a moment',
  (value) => {
    expect(() => momentOf(value, noon)).toThrow('Write it as')
  }
)
