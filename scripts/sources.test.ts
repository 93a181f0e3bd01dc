import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { listSources, sourcesChanged } from './sources.mjs'

let root: string
let stamp: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'chatapp-sources-'))
  stamp = join(root, 'stamp')
  await mkdir(join(root, 'src/core'), { recursive: true })
  await writeFile(join(root, 'src/core/log.ts'), '')
  await writeFile(join(root, 'package.json'), '{}')
  await writeFile(stamp, JSON.stringify(listSources(root)))
})
afterEach(() => rm(root, { recursive: true }))

it('knows a build whose sources are the same, also after a file came and went', async () => {
  await writeFile(join(root, 'src/core/passing.ts'), '')
  await rm(join(root, 'src/core/passing.ts'))
  await utimes(join(root, 'src/core'), 2_000_000_000, 2_000_000_000)

  expect(sourcesChanged(root, stamp)).toBe(false)
})

it.each([
  ['changed', () => utimes(join(root, 'src/core/log.ts'), 2_000_000_000, 2_000_000_000)],
  ['given an older time', () => utimes(join(root, 'src/core/log.ts'), 1, 1)],
  ['added', () => writeFile(join(root, 'src/core/new.ts'), '')],
  ['deleted', () => rm(join(root, 'src/core/log.ts'))]
])('notices a source that was %s', async (_, change) => {
  await change()

  expect(sourcesChanged(root, stamp)).toBe(true)
})

it('does not count tests and the probes of the import rules as sources', async () => {
  await writeFile(join(root, 'src/core/log.test.ts'), '')
  await writeFile(join(root, 'src/core/boundary-probe-node-fs.ts'), '')

  expect(sourcesChanged(root, stamp)).toBe(false)
})

it.each(['', '[]', '{"src/core/log.ts":"new"}', 'null'])('trusts no stamp that holds %j', async (text) => {
  await writeFile(stamp, text)

  expect(sourcesChanged(root, stamp)).toBe(true)
})
