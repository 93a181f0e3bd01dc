import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder'

const root = resolve(import.meta.dirname, '..')
/** What somebody's own folder knows of the world, without our checkout's packages. */
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], npm_config_loglevel: 'error' }

let outside: string

interface Ran {
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program in the outside folder until it ends by itself. */
async function run(file: string, ...args: string[]): Promise<Ran> {
  const options = {
    cwd: outside,
    env,
    timeout: 30_000,
    shell: process.platform === 'win32' && file === 'npm'
  }
  return await new Promise((resolve) =>
    execFile(file, args, options, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: error ? (error.signal ?? error.code ?? null) : 0, stdout, stderr })
    )
  )
}

const runNode = (...args: string[]) => run(process.execPath, ...args)
const tsc = (...args: string[]) => runNode(join(root, 'node_modules/typescript/bin/tsc'), ...args)

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'chatapp-outside-'))
  await writeFile(join(outside, 'package.json'), '{ "name": "outside", "type": "module" }')
  const packed = await run('npm', 'pack', join(root, 'out/lib'), '--json')
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }]
  const installed = await run('npm', 'install', '--offline', '--no-audit', `./${filename}`)
  if (installed.code !== 0) throw new Error(installed.stderr)
}, 60_000)
afterAll(() => rm(outside, { recursive: true }))

it('is used from plain JavaScript, and lets the script end by itself once it is closed', async () => {
  const script = `
    import { connect, RequestError } from 'chatapp'
    await using chat = await connect({ dataDir: process.argv[2] })
    console.log((await chat.request('/echo from outside')).text)
    const error = await chat.request('/echo', { timeout: 1 }).catch((error) => error)
    console.log(error instanceof RequestError, error.code)
  `
  await writeFile(join(outside, 'plain.js'), script)

  expect(await runNode('plain.js', temporaryFolder())).toEqual({
    code: 0,
    stdout: 'from outside\ntrue invalid_input\n',
    stderr: ''
  })
})

it('has the answer of the same request for a process that was killed in it and is started again', async () => {
  const script = `
    import { connect } from 'chatapp'
    const chat = await connect({ dataDir: process.argv[2] })
    const onProgress = () => process.argv[3] === 'die' && process.kill(process.pid, 'SIGKILL')
    console.log(JSON.stringify(await chat.request('/count 3', { key: 'job-1', onProgress })))
    await chat.close()
  `
  await writeFile(join(outside, 'job.js'), script)
  const dataDir = temporaryFolder()

  const killed = await runNode('job.js', dataDir, 'die')
  const finished = await runNode('job.js', dataDir)
  const again = await runNode('job.js', dataDir)
  const history = await runNode(join(root, 'out/main/cli.js'), 'history', '--json', '--data-dir', dataDir)

  expect(killed).toMatchObject({ code: 'SIGKILL', stdout: '' })
  const reply = JSON.parse(finished.stdout) as { requestId: string; text: string }
  expect(reply.text).toContain('3')
  expect(again.stdout).toBe(finished.stdout)
  expect(
    history.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id)
  ).toEqual([reply.requestId])
})

it('is used from TypeScript: what is right compiles, and what is wrong does not', async () => {
  const right = `
    import { connect, RequestError, type Progress, type Reply, type RequestErrorCode } from 'chatapp'
    await using chat = await connect({ profile: 'work' })
    const seen: Progress[] = []
    const reply: Reply = await chat.request('hi', {
      key: 'k', chat: 'Orders', timeoutMs: 1000, signal: new AbortController().signal,
      attributes: { team: 'blue', amount: 1, seal: new Uint8Array() }, onProgress: (one) => seen.push(one)
    })
    export const text: string = reply.text
    export const codeOf = (error: unknown): RequestErrorCode | null => error instanceof RequestError ? error.code : null
  `
  await writeFile(join(outside, 'right.ts'), right)
  await writeFile(
    join(outside, 'wrong.ts'),
    `import { connect } from 'chatapp'\nexport const reply = (await connect()).request('hi', { timeout: 1 })\n`
  )
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'esnext,dom'
  ]

  expect(await tsc(...options, 'right.ts')).toEqual({ code: 0, stdout: '', stderr: '' })
  expect((await tsc(...options, 'wrong.ts')).stdout).toContain(`'timeout' does not exist`)
})

it('holds all that it needs and tells under which licences, and nothing else', async () => {
  const folder = join(outside, 'node_modules/chatapp')
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>

  expect(Object.keys(manifest)).not.toContain('dependencies')
  expect(Object.keys(manifest)).not.toContain('scripts')
  expect(await readFile(join(folder, 'licences.txt'), 'utf8')).toMatch(/\nzod \d+\.\d+\.\d+: MIT\n/)
  for (const name of ['index.d.ts', 'api.d.ts']) {
    const imported = (await readFile(join(folder, name), 'utf8')).matchAll(/from '(.*)'/g)
    expect([...imported].map(([, from]) => from)).toEqual(
      name === 'index.d.ts' ? ['./api.js', './api.js', './api.js'] : []
    )
  }
})
