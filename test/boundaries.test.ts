import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { dirname, join, normalize } from 'node:path/posix'
import { expect, it, onTestFinished } from 'vitest'
import { layers, testFiles } from './layers'

const root = join(import.meta.dirname, '..')

/** Every production file of the house, with `/` whatever the system writes. */
const files = globSync('{src,lambda,lib}/**/*.{ts,tsx}', { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !testFiles.some((pattern) => matchesGlob(file, pattern)))
  .filter((file) => file !== 'lambda/vite.config.ts' && !file.includes('boundary-probe'))

/** The folders that a file imports from, its own left out. */
function foldersOf(file: string): string[] {
  const specifiers = readFileSync(join(root, file), 'utf8').matchAll(/(?:\bfrom|\bimport)[ (]+'(\.[^']+)'/g)
  const folders = [...specifiers].map(([, specifier = '']) =>
    dirname(normalize(join(dirname(file), specifier)))
  )
  // The package's own file, and resources (the template, pictures), are no code.
  return folders.filter(
    (folder) => folder !== dirname(file) && folder !== '.' && !/^resources($|\/)/.test(folder)
  )
}

/** What the linter says of a file that would stand at this path, in one line an error. */
function lint(path: string, source: string): string {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, source)
  onTestFinished(() => rmSync(file))
  const bin = join(root, 'node_modules/oxlint/bin/oxlint')
  const { stdout } = spawnSync(process.execPath, [bin, '--format', 'unix', path], {
    cwd: root,
    encoding: 'utf8'
  })
  return stdout
}

it('every folder with code is a layer of the table, and every layer is a folder with code', () => {
  expect(new Set(files.map((file) => dirname(file)))).toEqual(new Set(Object.keys(layers)))
})

it('every import between folders is one that the table allows', () => {
  const refused = files.flatMap((file) =>
    foldersOf(file)
      .filter((folder) => !layers[dirname(file)]?.may.includes(folder))
      .map((folder) => `${file} → ${folder}`)
  )

  expect(refused).toEqual([])
})

it('every arrow of the table is used, to what is not open to all: one that nobody needs would only invite', () => {
  const open = new Set(['src/shared', 'src/platform'])
  const used = new Set(
    files.flatMap((file) => foldersOf(file).map((folder) => `${dirname(file)} → ${folder}`))
  )
  const idle = Object.entries(layers)
    .flatMap(([layer, { may }]) =>
      may.filter((folder) => !open.has(folder)).map((folder) => `${layer} → ${folder}`)
    )
    .filter((arrow) => !used.has(arrow))

  expect(idle).toEqual([])
})

it('the arrows of the table point one way', () => {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (layers[from]?.may ?? []).some((next) => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })

  expect(Object.keys(layers).filter((layer) => reaches(layer, layer))).toEqual([])
})

it.each([
  ['src/shared', 'node:fs'],
  ['src/shared', '../core/calls/dispatch'],
  ['src/platform', '../core/store/database'],
  ['src/core', 'electron'],
  ['src/core', 'fastify'],
  ['src/core', '../main/window'],
  ['src/core/store', '@aws-sdk/client-sqs'],
  ['src/core/store', '../delivery/engine'],
  ['src/core/backends', '../../local-backend/sqs/queue-server'],
  ['src/local-backend', 'electron'],
  ['src/local-backend/sqs', '../../core/store/database'],
  ['src/local-backend/sqs', '../lambda/lambda-runner'],
  ['src/renderer/store', 'node:fs'],
  ['src/renderer/ui', '../conversation/reply'],
  ['src/renderer/conversation', '../../core/calls/dispatch'],
  ['src/renderer/shell', '@aws-sdk/client-sqs'],
  ['src/preload', '../core/calls/dispatch'],
  ['src/main', '../renderer/host/http-host'],
  ['src/cli', '../renderer/host/http-host'],
  ['lambda', '../src/platform/log'],
  ['lib', '../src/core/store/database'],
  ['src/core', '../../lib/client']
])('the linter refuses an import from %s of %s', (folder, imported) => {
  const path = `${folder}/boundary-probe-${imported.replaceAll(/\W/g, '-')}.ts`

  expect(lint(path, `export * from '${imported}'\n`)).toContain('no-restricted-imports')
})

it.each([
  ['src/core', '../shared/errors'],
  ['src/core/backends', '../../local-backend/client/start-local-backend'],
  ['src/renderer/store', '../../shared/errors'],
  ['src/shared', 'zod'],
  ['lambda/handlers', '../route']
])('the linter lets %s import %s', (folder, imported) => {
  expect(existsSync(join(root, folder, `${imported}.ts`)) || !imported.startsWith('.')).toBe(true)
  const path = `${folder}/boundary-probe-${imported.replaceAll(/\W/g, '-')}.ts`

  expect(lint(path, `export * from '${imported}'\n`)).not.toContain('no-restricted-imports')
})
