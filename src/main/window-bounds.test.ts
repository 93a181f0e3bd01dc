import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fitBounds, groundColour, readWindowState, writeWindowState, windowOptions } from './window-bounds'

const main = { x: 0, y: 25, width: 1920, height: 1055 }
const left = { x: -1280, y: 0, width: 1280, height: 1024 }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatapp-bounds-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('opens in the middle of the main screen the first time', () => {
  expect(fitBounds(undefined, [main, left])).toEqual({ x: 370, y: 162, width: 1180, height: 780 })
})

it('opens where it was, on whichever screen', () => {
  const there = { x: -1200, y: 100, width: 800, height: 600 }

  expect(fitBounds(there, [main, left])).toEqual(there)
})

it('comes back to the main screen when its own is gone', () => {
  const gone = { x: -1200, y: 100, width: 800, height: 600 }

  expect(fitBounds(gone, [main])).toEqual({ x: 560, y: 252, width: 800, height: 600 })
})

it('is moved and shrunk until all of it can be seen', () => {
  expect(fitBounds({ x: 1900, y: 1070, width: 800, height: 600 }, [main])).toEqual({
    x: 1120,
    y: 480,
    width: 800,
    height: 600
  })
  expect(fitBounds({ x: 0, y: 0, width: 9000, height: 9000 }, [main])).toEqual(main)
  expect(fitBounds({ x: 10, y: 30, width: 1, height: 1 }, [main])).toEqual({
    x: 10,
    y: 30,
    width: 360,
    height: 480
  })
})

it('fits a screen that is smaller than the least size', () => {
  const tiny = { x: 0, y: 0, width: 320, height: 240 }

  expect(fitBounds(undefined, [tiny])).toEqual(tiny)
})

it('remembers what it wrote', () => {
  const file = join(folder, 'new', 'window.json')
  const state = { bounds: { x: -5, y: 0, width: 800, height: 600 }, maximized: true }

  writeWindowState(file, state)

  expect(readWindowState(file)).toEqual(state)
})

it.each([
  '',
  '{',
  'null',
  '{"bounds":{"x":"0"}}',
  '{"bounds":{"x":1e99,"y":0,"width":1,"height":1},"maximized":false}'
])('forgets the damaged state %j', async (text) => {
  const file = join(folder, 'damaged.json')
  await writeFile(file, text)

  expect(readWindowState(file)).toBeNull()
})

it('closes in peace when the state cannot be written', () => {
  const state = { bounds: main, maximized: false }

  expect(() => writeWindowState(join('/dev/null', 'x', 'window.json'), state)).not.toThrow()
})

const look = { dark: false, icon: undefined }

it('gives the page a sandbox and no Node', () => {
  const { webPreferences } = windowOptions({ x: 0, y: 0, width: 800, height: 600 }, '/preload.cjs', look)

  expect(webPreferences).toEqual({
    preload: '/preload.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: true
  })
})

it('has the ground of the page before there is a page', async () => {
  const tokens = await readFile(resolve('src/renderer/tokens.css'), 'utf8')

  expect(tokens).toContain(`--ground: light-dark(${groundColour(false)}, ${groundColour(true)});`)
})
