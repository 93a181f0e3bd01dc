import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cdp } from 'vitest/browser'
import { clockTime, dayName, exactTime, listTime, machineTime } from './time'

const inZone = async (timezoneId: string): Promise<void> => {
  await cdp().send('Emulation.setTimezoneOverride', { timezoneId })
}
const at = (text: string): number => new Date(text).getTime()

beforeEach(async () => await inZone('Europe/Berlin'))
afterEach(async () => await inZone(''))

describe('days', () => {
  it.each([
    ['the longest day of the year', '2026-10-25T00:00', '2026-10-26T00:30', /^Yesterday$/],
    ['the shortest day of the year', '2026-03-28T23:30', '2026-03-30T00:30', /Saturday.*28|28.*Saturday/],
    ['the day after the shortest', '2026-03-29T12:00', '2026-03-30T00:30', /^Yesterday$/],
    ['the end of the longest', '2026-10-24T23:59', '2026-10-25T23:30', /^Yesterday$/],
    ['New Year', '2026-12-31T23:59', '2027-01-01T00:00', /^Yesterday$/]
  ])('calls yesterday what the calendar does: %s', (_, then, now, name) => {
    expect(dayName(at(then), at(now))).toMatch(name)
  })

  it('names the year of another year in lists and day lines, and only then', () => {
    const now = at('2027-01-03T12:00')

    expect(listTime(at('2025-12-24T18:00'), now)).toContain('2025')
    expect(dayName(at('2025-12-24T18:00'), now)).toContain('2025')
    expect(listTime(at('2027-01-01T18:00'), now)).not.toContain('2027')
  })

  it('tells the two hours apart that the clocks show twice, and no others', () => {
    const summer = Date.UTC(2026, 9, 25, 0, 30)
    const winter = Date.UTC(2026, 9, 25, 1, 30)

    expect(clockTime(summer)).not.toBe(clockTime(winter))
    expect(clockTime(Date.UTC(2026, 9, 24, 0, 30))).toMatch(/^0?2:30(\sAM)?$/)
    expect(clockTime(Date.UTC(2026, 9, 25, 2, 0))).toMatch(/^0?3:00(\sAM)?$/)
  })

  it('follows the zone of the computer while the page is open', async () => {
    const noon = Date.UTC(2026, 6, 1, 12)
    const before = [clockTime(noon), exactTime(noon)]

    await inZone('Asia/Kolkata')

    expect(clockTime(noon)).toMatch(/5:30/)
    expect([clockTime(noon), exactTime(noon)]).not.toEqual(before)
  })
})

it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 8.64e15, Number.MAX_SAFE_INTEGER])(
  'never throws over a number that is no time: %d',
  (number) => {
    const words = [
      clockTime(number),
      exactTime(number),
      listTime(number, at('2026-11-25')),
      dayName(number, at('2026-11-25'))
    ]

    expect(words).toEqual(Array.from(words, () => 'unknown time'))
    expect(machineTime(number)).toMatch(/^(1970|2126)-01-01T/)
  }
)
