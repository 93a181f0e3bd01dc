import { expect, it } from 'vitest'
import { noFaults } from './fault-lab'
import { faultsFromText } from './faults-from-text'

it('reads rates, a time and switches, and leaves the rest off', () => {
  expect(
    faultsFromText('duplicate=0.2, drop=0.05,delayMs=1500,offline=true,expireCredentials=false')
  ).toEqual({
    ...noFaults,
    duplicate: 0.2,
    drop: 0.05,
    delayMs: 1500,
    offline: true
  })
})

it('takes an empty text for no faults', () => {
  expect([faultsFromText(''), faultsFromText('  ')]).toEqual([noFaults, noFaults])
})

it.each([
  ['duplicate', '"duplicate" is not'],
  ['duplicate=', '"duplicate=" is not'],
  ['duplicate=often', '"duplicate=often" is not'],
  ['duplicate=-1', '"duplicate=-1" is not'],
  ['duplicate=1.5', 'duplicate'],
  ['duplicate=true', 'duplicate'],
  ['offline=1', 'offline'],
  ['delayMs=0.5', 'delayMs'],
  ['delayMs=60001', 'delayMs'],
  ['tardy=0.5', 'tardy'],
  ['drop=0.1,drop=0.2', 'drop is given twice'],
  ['drop=0.1,', '"" is not'],
  [',', '"" is not']
])('refuses "%s", naming what is wrong and what may stand there', (text, reason) => {
  expect(() => faultsFromText(text)).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      message: expect.toSatisfy(
        (message: string) => message.includes(reason) && message.includes('timeoutProcessor')
      )
    })
  )
})
