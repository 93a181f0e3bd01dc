import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { temporaryFolder } from '../../test/temporary-folder'
import { readJson, writeJson } from './json-file'

const schema = z.object({ port: z.number() })

it('reads what was written, and leaves nothing beside it', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'note.json')
  writeJson(file, { port: 1 })
  writeJson(file, { port: 2 })

  expect(readJson(file, schema)).toEqual({ port: 2 })
  expect(readdirSync(folder)).toEqual(['note.json'])
})

it.skipIf(process.platform === 'win32')('writes for this user alone', () => {
  const file = join(temporaryFolder(), 'note.json')
  writeJson(file, { port: 1 })

  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('puts a whole file in the place of the old one, which whoever has it open goes on reading', () => {
  const file = join(temporaryFolder(), 'note.json')
  writeJson(file, { port: 1 })
  const before = statSync(file).ino
  writeJson(file, { port: 2 })

  expect(statSync(file).ino).not.toBe(before)
})

it('keeps the old file, and no draft, when the new one cannot take its place', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'note.json')
  mkdirSync(file)
  writeFileSync(join(file, 'in the way'), '')

  expect(() => writeJson(file, { port: 1 })).toThrow(/EISDIR|ENOTEMPTY|EPERM|EEXIST/)
  expect(readdirSync(folder)).toEqual(['note.json'])
})

it.each([
  ['no file', null],
  ['half a file', '{"port":'],
  ['another shape', '{"port":"80"}'],
  ['nothing', '']
])('is null for %s', (_what, text) => {
  const file = join(temporaryFolder(), 'note.json')
  if (text !== null) writeFileSync(file, text)

  expect(readJson(file, schema)).toBeNull()
})
