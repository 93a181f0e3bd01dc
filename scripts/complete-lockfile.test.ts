import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { missingPackages } from './complete-lockfile.mjs'

const lockfile = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package-lock.json'), 'utf8'))

it('the lockfile holds every platform’s packages, so that npm ci works everywhere', () => {
  expect(missingPackages(lockfile)).toEqual([])
})

it('finds an optional package that is missing, and one that a parent folder holds', () => {
  const packages = {
    '': {},
    'node_modules/tool': { dev: true, optionalDependencies: { 'tool-linux-x64': '1.0.0', shared: '2.0.0' } },
    'node_modules/shared': { version: '2.0.0' }
  }

  expect(missingPackages({ packages })).toEqual([{ name: 'tool-linux-x64', version: '1.0.0', dev: true }])
})
