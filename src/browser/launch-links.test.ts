import { expect, it } from 'vitest'
import { LaunchLinks, LINK_LIFE_MS } from './launch-links'

function setup() {
  const clock = { wall: 1_800_000_000_000, ran: 0 }
  const links = new LaunchLinks({ now: () => clock.wall, elapsed: () => clock.ran })
  return { clock, links }
}

it('lets each token in once, and no made-up one', () => {
  const { links } = setup()
  const { token, spent } = links.issue()

  expect(spent.aborted).toBe(false)
  expect([token, token, 'made-up', ''].map((one) => links.redeem(one))).toEqual([true, false, false, false])
  expect(spent.aborted).toBe(true)
})

it('lets a token in until its time is over', () => {
  const { clock, links } = setup()
  const [early, late] = [links.issue(), links.issue()]

  clock.wall += LINK_LIFE_MS
  clock.ran += LINK_LIFE_MS
  expect(links.redeem(early.token)).toBe(true)
  clock.wall += 1
  clock.ran += 1

  expect(links.redeem(late.token)).toBe(false)
  expect(late.spent.aborted).toBe(true)
})

it.each([
  ['the machine slept, which only the wall clock knows', { wall: LINK_LIFE_MS + 1, ran: 0 }],
  ['the wall clock was set back meanwhile', { wall: -86_400_000, ran: LINK_LIFE_MS + 1 }]
])('lets no old token in when %s', (_, moved) => {
  const { clock, links } = setup()
  const { token } = links.issue()

  clock.wall += moved.wall
  clock.ran += moved.ran

  expect(links.redeem(token)).toBe(false)
})

it('lets a young token in after the wall clock was set back', () => {
  const { clock, links } = setup()
  const { token } = links.issue()

  clock.wall -= 86_400_000

  expect(links.redeem(token)).toBe(true)
})

it('lets none in after the end, and says so to who waits for it', () => {
  const { links } = setup()
  const { token, spent } = links.issue()

  links.close()

  expect(spent.aborted).toBe(true)
  expect(links.redeem(token)).toBe(false)
})
