import { existsSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import * as electron from './fake-electron'

vi.mock('electron', () => import('./fake-electron'))

const dataDir = mkdtempSync(join(tmpdir(), 'chatapp-unpacked-'))
const argv = process.argv
afterAll(async () => {
  process.argv = argv
  await rm(dataDir, { recursive: true, maxRetries: 5 })
})

it('leaves the sandbox to who said --no-sandbox, as root has to, and has its icon though nobody packed one', async () => {
  process.argv = ['electron', '.', '--no-sandbox', '--data-dir', dataDir]
  electron.app.isPackaged = false
  electron.app.getAppPath = () => resolve('.')
  // Turned on after that, Electron forgets the switch, and a network service that cannot start.
  electron.app.commandLine.hasSwitch = (name) => name === 'no-sandbox'
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
  const shown = vi.waitUntil(() => electron.BrowserWindow.opened[0], 10_000)

  await import(resolve('out/main/index.js'))
  electron.becomeReady()
  const { options } = await shown

  expect(electron.journal).not.toContain('sandbox')
  expect(existsSync(String(Reflect.get(options, 'icon')))).toBe(true)
  const ended = new Promise((done) => electron.app.once('exit', done))
  electron.app.quit()
  await ended
})
