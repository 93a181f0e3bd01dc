import { devNull } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import * as electron from './fake-electron'

vi.mock('electron', () => import('./fake-electron'))

const argv = process.argv
afterAll(() => {
  process.argv = argv
})

it('says why it cannot start on the terminal at once, and in a dialog as soon as there are dialogs', async () => {
  process.argv = ['electron', '.', '--data-dir', join(devNull, 'x')]
  const { journal } = electron
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => journal.push(String(text)) > 0)
  electron.app.on('exit', (code) => journal.push(`exit ${code}`))

  await import(resolve('out/main/index.js'))
  const before = journal.join('\n')
  electron.becomeReady()

  await expect.poll(() => journal.slice(-3)).toEqual(['ready', 'ChatAPP cannot start', 'exit 1'])
  expect(before).toMatch(/ChatAPP cannot start: .+/)
  expect(before.match(/ChatAPP cannot start/g)).toHaveLength(1)
})
