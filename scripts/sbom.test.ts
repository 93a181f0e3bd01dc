import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { billOfMaterials, shipped } from './sbom.mjs'

const root = resolve(import.meta.dirname, '..')

it('names everything that the build holds, and Electron, and nothing else', () => {
  const bom = billOfMaterials(root)
  const ships = shipped(root)
  const named = new Set(bom.components.map(({ name, version }) => `${name} ${version}`))

  expect(ships.size).toBeGreaterThan(100)
  expect([...ships].filter((one) => !named.has(one))).toEqual([])
  expect([...named].filter((one) => !ships.has(one))).toEqual([expect.stringMatching(/^electron \d/)])
  expect(bom).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { name: 'chatapp', type: 'application' } }
  })
})
