import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadPageFiles, pageHeaders } from './page-files'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatapp-page-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
})
afterEach(() => rm(folder, { recursive: true }))

it('lists the page under its URL paths, and / for the page itself', async () => {
  await writeFile(join(folder, 'assets', 'index-8rhyDKvG.js'), '')
  await writeFile(join(folder, 'assets', 'icon-C_zqrK-A.svg'), '<svg/>')

  const files = await loadPageFiles(folder)

  expect([...files.keys()].toSorted()).toEqual([
    '/',
    '/assets/icon-C_zqrK-A.svg',
    '/assets/index-8rhyDKvG.js',
    '/index.html'
  ])
  expect(files.get('/')).toBe(files.get('/index.html'))
})

it('lets a browser keep for ever only what changes its name with its content', async () => {
  await writeFile(join(folder, 'assets', 'index-8rhyDKvG.js'), '')
  await writeFile(join(folder, 'assets', 'logo.svg'), '<svg/>')

  const files = await loadPageFiles(folder)

  expect(files.get('/assets/index-8rhyDKvG.js')?.immutable).toBe(true)
  expect(files.get('/assets/logo.svg')?.immutable).toBe(false)
  expect(files.get('/')?.immutable).toBe(false)
})

it.skipIf(process.platform === 'win32')(
  'leaves out source maps, unknown kinds and links that lead elsewhere',
  async () => {
    await writeFile(join(folder, 'assets', 'index.js.map'), '{}')
    await writeFile(join(folder, 'assets', 'notes.exe'), '')
    await symlink('/etc/hostname', join(folder, 'assets', 'host.txt'))

    expect([...(await loadPageFiles(folder)).keys()].toSorted()).toEqual(['/', '/index.html'])
  }
)

it('gives a file a new tag when its content changes', async () => {
  const before = (await loadPageFiles(folder)).get('/')
  await writeFile(join(folder, 'index.html'), '<!doctype html><p>')
  const after = (await loadPageFiles(folder)).get('/')

  expect(before && pageHeaders(before)['etag']).not.toBe(after && pageHeaders(after)['etag'])
})

it('says how to build when there is no page', async () => {
  await expect(loadPageFiles(join(folder, 'assets'))).rejects.toThrow('npm run build')
})
