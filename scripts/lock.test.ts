import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, realpath, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockPath } from './lock.mjs'

/** Takes the place of a build tool or of npm: empties what others use, takes its time, and counts its runs. */
const slowTool = (target: string, content: string): string => `
const { appendFileSync, mkdirSync, rmSync, writeFileSync } = require('node:fs')
const { dirname } = require('node:path')
appendFileSync('runs.txt', 'run ')
rmSync('${target}', { force: true })
setTimeout(() => {
  for (const folder of [dirname('${target}'), 'out/.shipped', 'out/renderer']) mkdirSync(folder, { recursive: true })
  writeFileSync('${target}', ${JSON.stringify(content)})
}, 400)
`

let root: string

/** A checkout with our scripts, and small programs where npm would put the build tools. */
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'chatapp-lock-')))
  await cp(resolve('scripts'), join(root, 'scripts'), { recursive: true })
  await mkdir(join(root, 'src'))
  await Promise.all([
    writeFile(join(root, 'package.json'), '{"type":"module"}'),
    writeFile(join(root, 'package-lock.json'), '{}'),
    writeFile(join(root, 'runs.txt'), ''),
    // There is no library in it to be finished.
    writeFile(join(root, 'scripts', 'build-library.mjs'), 'export const finishLibrary = () => {}'),
    tool('electron-vite', slowTool('out/main/cli.js', "process.stdout.write('hello')")),
    tool('vite', '')
  ])
})
afterEach(async () => {
  await rm(lockPath(root), { force: true })
  await rm(root, { recursive: true, maxRetries: 5 })
})

async function tool(name: string, text: string): Promise<void> {
  const folder = join(root, 'node_modules', name)
  await mkdir(join(folder, 'bin'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}')
  await writeFile(join(folder, 'bin', `${name}.js`), text)
}

async function run(script: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, 'scripts', script)], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const text = { out: '', err: '' }
  child.stdout.on('data', (data: Buffer) => (text.out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (text.err += data.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...text }
}

const runs = async (): Promise<number> =>
  (await readFile(join(root, 'runs.txt'), 'utf8')).split('run').length - 1

it('builds once for commands that start together on a stale build, and each of them works', async () => {
  const all = await Promise.all([run('chatapp.mjs'), run('chatapp.mjs'), run('chatapp.mjs')])

  expect(all.map(({ code, out }) => ({ code, out }))).toEqual(all.map(() => ({ code: 0, out: 'hello' })))
  expect(await runs()).toBe(1)
})

it('installs once for commands that start together', async () => {
  await mkdir(join(root, 'npm'))
  await writeFile(join(root, 'npm', 'package.json'), '{"type":"commonjs"}')
  const npm = join(root, 'npm', 'npm.js')
  await writeFile(npm, slowTool('node_modules/.package-lock.json', '{}'))

  const all = await Promise.all([
    run('setup.mjs', { npm_execpath: npm }),
    run('setup.mjs', { npm_execpath: npm })
  ])

  expect(all.map(({ code }) => code)).toEqual([0, 0])
  expect(await runs()).toBe(1)
})

it('takes over the lock of a process that is gone, at once', async () => {
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  await writeFile(lockPath(root), String(gone.pid))

  expect(await run('chatapp.mjs')).toMatchObject({ code: 0, err: expect.not.stringContaining('waiting') })
})

it('says for whom it waits after a second', async () => {
  const holder = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1500)'])
  await writeFile(lockPath(root), String(holder.pid))

  const { code, err } = await run('chatapp.mjs')

  expect(code).toBe(0)
  expect(err).toContain(
    `Another ChatAPP command (process ${holder.pid}) installs or builds; waiting for it …\n`
  )
})

it('is not held up by a file without a pid that a crash left', async () => {
  await writeFile(lockPath(root), '')
  await utimes(lockPath(root), 1, 1)

  expect((await run('chatapp.mjs')).code).toBe(0)
})
