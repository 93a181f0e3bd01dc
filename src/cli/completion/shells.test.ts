import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { createChatApp } from '../../core/app'

const cli = resolve(import.meta.dirname, '../../../out/main/cli.js')
const run = promisify(execFile)

/** Titles that a careless completion would run, break, or show as something else; each begins in a way of its own. */
const titles = {
  a: 'a b  c',
  d: 'd $(touch pwned) `touch pwned` ${HOME}',
  e: `e it's "quoted" \\ back\\`,
  f: 'f; touch pwned & | > x < y',
  g: 'g *?[a-z]{1,2} ~',
  h: 'h #hash !history %1 ^up',
  k: 'k:colon=equals:more',
  ü: 'ü Grüße 日本 👋'
}

/** A profile with these chats, and files that say when a completion has run something. */
async function aProfile() {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '0', dataDir, connect: false })
  for (const title of Object.values(titles)) await app.handlers['conversations.create']({ title })
  const { id: lines } = await app.handlers['conversations.create']({ title: 'm\nline\u001b[31m' })
  const { id: option } = await app.handlers['conversations.create']({ title: '--yes' })
  const twice = [
    await app.handlers['conversations.create']({ title: 'twice' }),
    await app.handlers['conversations.create']({ title: 'twice' })
  ].map(({ id }) => id)
  await app.stop()
  return { dataDir, ids: [lines, option, ...twice] }
}

interface ShellKind {
  readonly program: string
  /** How an interactive one is begun that reads this file first. */
  readonly begin: (rc: string) => readonly string[]
  /** What stands in the file: completion, and `chatapp` as a command that keeps its arguments in the folder. */
  readonly rc: (completion: string, kept: string) => string
}

const kinds: Readonly<Record<'bash' | 'zsh' | 'fish', ShellKind>> = {
  bash: {
    program: 'bash',
    begin: (rc) => ['bash', '--noprofile', '--rcfile', rc, '-i'],
    rc: (completion, kept) =>
      `${completion}\nn=100\nchatapp() { printf '%s\\0' "$@" > '${kept}'/$((n++)); }\nbind 'set enable-bracketed-paste off'\n`
  },
  zsh: {
    program: 'zsh',
    begin: () => ['zsh', '-i'],
    rc: (completion, kept) =>
      `autoload -U compinit\ncompinit -u -D\n${completion}\nn=100\nchatapp() { printf '%s\\0' "$@" > '${kept}'/$((n++)) }\nunsetopt nomatch beep\n`
  },
  fish: {
    program: 'fish',
    begin: (rc) => ['fish', '--no-config', '-i', '-C', `source ${rc}`],
    rc: (completion, kept) =>
      `${completion}\nset -g n 100\nfunction chatapp; printf '%s\\0' $argv > ${kept}/$n; set -g n (math $n + 1); end\n`
  }
}

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0

/** What `chatapp` was given when these keys were typed at the prompt of a real shell, one line after the other. */
async function typed(
  shell: keyof typeof kinds,
  dataDir: string,
  lines: readonly string[]
): Promise<string[][]> {
  const { begin, rc } = kinds[shell]
  const home = temporaryFolder()
  const kept = join(home, 'kept')
  mkdirSync(kept)
  const { stdout: completion } = await run(process.execPath, [cli, 'completion', shell])
  const file = join(home, '.zshrc')
  writeFileSync(file, rc(completion, kept))
  const command = begin(file)
    .map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ')
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    ZDOTDIR: home,
    TERM: 'xterm',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    CHATAPP_HOME: dataDir,
    HISTFILE: ''
  }
  const terminal = spawn('script', ['-qfec', command, '/dev/null'], { cwd: home, env })
  let shown = ''
  terminal.stdout.on('data', (text: Buffer) => (shown += text.toString()))
  for (const line of [...lines.map((line) => `${line}\r`), 'exit\r']) terminal.stdin.write(line)
  const timer = setTimeout(() => terminal.kill('SIGKILL'), 40_000)
  await new Promise((resolve) => terminal.on('exit', resolve))
  clearTimeout(timer)
  if (readdirSync(home).includes('pwned')) throw new Error(`Something was run: ${shown}`)
  return readdirSync(kept)
    .toSorted()
    .map((name) => readFileSync(join(kept, name), 'utf8').split('\0').slice(0, -1))
}

// Elsewhere `script` takes other arguments.
const canType = process.platform === 'linux' && has('script')

describe.each(['bash', 'zsh', 'fish'] as const)('completion in %s', (shell) => {
  const here = canType && has(kinds[shell].program)

  it.skipIf(!here)(
    'completes commands, options and values, each as one word whatever is in it',
    async () => {
      const { dataDir } = await aProfile()
      const lines = [
        'chatapp sched\tli\t--js\t',
        'chatapp export --for\tmark\t',
        'chatapp completion fi\t',
        'chatapp use lo\t',
        ...Object.keys(titles).map((key) => `chatapp delete ${key}\t`)
      ]

      expect(await typed(shell, dataDir, lines)).toEqual([
        ['scheduled', 'list', '--json'],
        ['export', '--format', 'markdown'],
        ['completion', 'fish'],
        ['use', 'local'],
        ...Object.values(titles).map((title) => ['delete', title])
      ])
    },
    60_000
  )

  it.skipIf(!here)(
    'goes on in an open quotation mark, behind "=" and in the middle of a name',
    async () => {
      const { dataDir } = await aProfile()
      const lines = [
        'chatapp delete "a\t',
        "chatapp delete 'd\t",
        'chatapp delete "d\t',
        "chatapp delete 'e\t",
        'chatapp delete "e\t',
        "chatapp delete 'h\t",
        'chatapp export --chat=a\t',
        'chatapp export --chat=k:c\t',
        'chatapp delete k:colon=e\t',
        'chatapp delete a\\ b\t'
      ]

      expect(await typed(shell, dataDir, lines)).toEqual([
        ['delete', titles.a],
        ['delete', titles.d],
        ['delete', titles.d],
        ['delete', titles.e],
        ['delete', titles.e],
        ['delete', titles.h],
        ['export', `--chat=${titles.a}`],
        ['export', `--chat=${titles.k}`],
        ['delete', titles.k],
        ['delete', titles.a]
      ])
    },
    60_000
  )
})

it('offers a chat by its id where its title is no word for a prompt, or names several', async () => {
  const { dataDir, ids } = await aProfile()
  const options = { env: { ...process.env, CHATAPP_HOME: dataDir } }
  const { stdout } = await run(process.execPath, [cli, 'complete', 'zsh', '--', 'delete', ':'], options)

  expect(stdout).not.toMatch(/[^\P{C}\n\t]/u)
  const names = stdout.split('\n').map((line) => line.split('\t')[0])
  expect(names).toEqual(expect.arrayContaining([...ids, titles.a]))
  expect(names).not.toContain('twice')
  expect(names).not.toContain('--yes')
})
