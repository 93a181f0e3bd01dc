import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '..')

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

it.each([
  ['shared', 'node:fs'],
  ['shared', '../core/dispatch'],
  ['core', 'electron'],
  ['core', 'fastify'],
  ['core', '../main/window'],
  ['core', '../local-backend/queue-server'],
  ['local-backend', 'electron'],
  ['renderer', 'node:fs'],
  ['renderer', '../core/dispatch'],
  ['renderer', '@aws-sdk/client-sqs'],
  ['preload', '../core/dispatch'],
  ['main', '../renderer/host'],
  ['cli', '../renderer/host']
])('the linter refuses an import from src/%s of %s', (folder, imported) => {
  const path = `src/${folder}/boundary-probe-${imported.replaceAll(/\W/g, '-')}.ts`

  expect(lint(path, `export * from '${imported}'\n`)).toContain('no-restricted-imports')
})

it.each([
  ['core', '../shared/errors'],
  ['core', '../local-backend/start-local-backend'],
  ['renderer', '../shared/contract'],
  ['shared', 'zod']
])('the linter lets src/%s import %s', (folder, imported) => {
  const path = `src/${folder}/boundary-probe-${imported.replaceAll(/\W/g, '-')}.ts`

  expect(lint(path, `export * from '${imported}'\n`)).not.toContain('no-restricted-imports')
})
