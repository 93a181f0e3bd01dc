import { expect, it } from 'vitest'
import { CHART, draw } from './chart-path'

it('puts all series on one scale of time and value', () => {
  const drawing = draw([
    [
      { at: 1000, value: 0 },
      { at: 2000, value: 10 }
    ],
    [{ at: 3000, value: 5 }]
  ])

  expect(drawing).toEqual({
    paths: [`M0.0 ${CHART.height - 2}.0L150.0 4.0`, 'M300.0 33.0h-4'],
    top: 10,
    from: 1000,
    to: 3000
  })
})

it('draws nothing without a point, and a flat line at the bottom for zeros', () => {
  expect(draw([[], []])).toBeNull()
  expect(
    draw([
      [
        { at: 1, value: 0 },
        { at: 2, value: 0 }
      ]
    ])?.paths
  ).toEqual(['M0.0 62.0L300.0 62.0'])
})
