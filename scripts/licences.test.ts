import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder'
import { licenceList, packagesOf, readShipped } from './licences.mjs'

const root = resolve(import.meta.dirname, '..')

/** A package's folder. */
function aPackage(license: unknown, text?: string): string {
  const folder = join(temporaryFolder(), 'node_modules', 'a-package')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'a-package', version: '1.2.3', license })
  )
  if (text !== undefined) writeFileSync(join(folder, 'LICENSE.md'), text)
  return folder
}

it('lists every package that the build holds code of, with its licence and its text', () => {
  const list = readFileSync(join(root, 'out', 'renderer', 'licences.txt'), 'utf8')
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }

  for (const [name, version] of Object.entries(manifest.dependencies))
    expect(list).toContain(`\n${name} ${version}: `)
  expect(list).not.toContain('vitest')
  expect(list).toContain('Permission is hereby granted, free of charge')
})

it.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0-only)', 'MIT AND BSD-3-Clause'])('takes %s', (license) => {
  expect(readShipped(aPackage(license, 'The text.'))).toEqual({
    name: 'a-package',
    version: '1.2.3',
    licence: license,
    text: 'The text.'
  })
})

it.each(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'SEE LICENSE IN EULA.txt', 'UNLICENSED', undefined])(
  'builds nothing with a package under %s',
  (license) => {
    expect(() => readShipped(aPackage(license))).toThrow('a-package 1.2.3 would ship under')
  }
)

it('finds the package that a module of the build is of', () => {
  expect(
    packagesOf([
      '/x/node_modules/zod/v4/index.js',
      '\0/x/node_modules/zod/v4/core.js?commonjs',
      '/x/node_modules/a/node_modules/@b/c/index.js',
      'C:\\x\\node_modules\\react\\index.js',
      '/x/src/main/index.ts'
    ])
  ).toEqual(['/x/node_modules/zod', '/x/node_modules/a/node_modules/@b/c', 'C:\\x\\node_modules\\react'])
})

it('has each text once', () => {
  const one = { version: '1.0.0', licence: 'MIT', text: 'The very same words.' }

  const list = licenceList([
    { ...one, name: 'a' },
    { ...one, name: 'b' }
  ])

  expect(list.split('The very same words.')).toHaveLength(2)
  expect(list).toContain('a, b')
})
