import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { acquireFolderLock } from './folder-lock'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chatapp-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const holder = (path: string) => `
  import { DatabaseSync } from 'node:sqlite'
  const db = new DatabaseSync(${JSON.stringify(join(path, 'lock.sqlite'))})
  db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  console.log('held')
  setInterval(() => db.isOpen, 1000)`

it('gives a folder to one caller and to the next one only after release', () => {
  const first = acquireFolderLock(folder)

  const second = acquireFolderLock(folder)
  first?.release()
  const third = acquireFolderLock(folder)

  expect([first !== null, second, third !== null]).toEqual([true, null, true])
  third?.release()
})

it('writes no journal, which the disk would be waited for', () => {
  const lock = acquireFolderLock(folder)

  expect(readdirSync(folder)).toEqual(['lock.sqlite'])
  lock?.release()
})

it('is free again when the process that held it was killed with SIGKILL', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder(folder)])
  await once(child.stdout, 'data')
  const whileAlive = acquireFolderLock(folder)

  child.kill('SIGKILL')
  await once(child, 'exit')
  const afterwards = acquireFolderLock(folder)

  expect([whileAlive, afterwards !== null]).toEqual([null, true])
  afterwards?.release()
})

it('says which folder cannot be locked, and why, when the folder is a file', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')

  expect(() => acquireFolderLock(file)).toThrow(
    expect.objectContaining({ code: 'storage', message: expect.stringContaining(file) })
  )
})
