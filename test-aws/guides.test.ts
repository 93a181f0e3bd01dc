import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder'
import { guideBlocks } from './guide-commands'
import { connection, credentials, region, resetAccount, runProcessor } from './moto'

const root = resolve(import.meta.dirname, '..')

/** The shells that the guide is for, each without what a person has set up for it. */
const shells = { bash: ['--norc'], zsh: ['--no-rcs'] } as const
type ShellName = keyof typeof shells

/** Some forty commands of the AWS CLI, each a Python of its own, in milliseconds. */
const LONG_MS = 600_000

const hasShell = (shell: ShellName): boolean =>
  process.platform !== 'win32' && spawnSync(shell, ['-c', 'true']).status === 0

/**
 * Runs commands as a reader of the guide would, in one shell, with moto in place of AWS. `npm` is a stand-in: the
 * build is there already, and `npm run -s chatapp` runs the built command line.
 */
async function runAsReader(shell: ShellName, blocks: readonly string[]): Promise<string> {
  const folder = temporaryFolder()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const npm = `#!/bin/sh
if [ "$2" = build ]; then exit 0; fi
shift 4
# Only AWS itself needs no endpoint named.
if [ "$1" = connect ]; then set -- "$@" --endpoint "$AWS_ENDPOINT_URL"; fi
exec "${process.execPath}" "${join(root, 'out/main/cli.js')}" "$@"
`
  writeFileSync(join(bin, 'npm'), npm, { mode: 0o755 })
  // Some machines have no zip; Python, which this test needs anyway, has one.
  const zip = `#!/bin/sh
exec "${join(process.env['CHATAPP_AWS_CLI'] ?? '', 'python')}" -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").write(sys.argv[2], "index.js")' "$3" "$4"
`
  writeFileSync(join(bin, 'zip'), zip, { mode: 0o755 })
  // The old line of the AWS CLI, which is what PyPI has, follows AWS_ENDPOINT_URL everywhere but for SQS.
  const aws = `#!/bin/sh
exec "${join(process.env['CHATAPP_AWS_CLI'] ?? '', 'aws')}" --endpoint-url "$AWS_ENDPOINT_URL" "$@"
`
  writeFileSync(join(bin, 'aws'), aws, { mode: 0o755 })
  cpSync(join(root, 'out/lambda'), join(folder, 'out/lambda'), { recursive: true })
  symlinkSync(join(root, 'out/backend.template'), join(folder, 'out/backend.template'))
  const running = spawn(shell, [...shells[shell], '-euo', 'pipefail', '-c', blocks.join('\n')], {
    cwd: folder,
    env: {
      PATH: [bin, process.env['PATH']].join(':'),
      HOME: folder,
      CHATAPP_HOME: join(folder, 'chatapp'),
      AWS_ENDPOINT_URL: connection.endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_PAGER: ''
    }
  })
  let output = ''
  running.stdout.on('data', (chunk) => (output += String(chunk)))
  running.stderr.on('data', (chunk) => (output += String(chunk)))
  const [code] = (await once(running, 'close')) as [number]
  if (code !== 0) throw new Error(`A command of the guide failed with ${code}:\n${output}`)
  return output
}

const sectionOf = (name: string): string[] =>
  guideBlocks('aws-cli.md')
    .filter(({ section, notRun }) => section === name && notRun === null)
    .map(({ code }) => code)

const iam = async (Action: string, fields: Record<string, string>): Promise<void> => {
  await fetch(`${connection.endpoint}/`, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${region}/iam/aws4_request` },
    body: new URLSearchParams({ Action, Version: '2010-05-08', ...fields })
  })
}

beforeEach(resetAccount)

describe.each(['bash', 'zsh'] as const)('the guide for the AWS CLI in %s', (shell) => {
  it('deploys the template in one command', async ({ skip }) => {
    skip(!hasShell(shell), `There is no ${shell} on this machine.`)
    const output = await runAsReader(shell, sectionOf('The short way: one template'))

    expect(output).toContain('Successfully created/updated stack - ChatAPP')
  })

  it(
    'sets the backend up by hand, connects ChatAPP by the queue URL, sends, receives and removes it',
    { timeout: LONG_MS },
    async ({ skip }) => {
      skip(!hasShell(shell), `There is no ${shell} on this machine.`)
      await iam('CreateUser', { UserName: 'YOUR-USER' })
      const blocks = sectionOf('Step by step')
      const connects = blocks.findIndex((code) => code.includes('chatapp -- connect'))
      const ready = join(temporaryFolder(), 'ready')

      // Lambda's part begins to work once the trigger is made; moto has none without Docker.
      const reading = runAsReader(shell, [
        ...blocks.slice(0, connects),
        `touch "${ready}.made"; while [ ! -e "${ready}" ]; do sleep 0.1; done`,
        ...blocks.slice(connects)
      ])
      await Promise.race([reading, untilExists(`${ready}.made`)])
      await runProcessor()
      writeFileSync(ready, '')
      const output = await reading

      expect(output).toMatch(/ChatAPP now talks to/)
      expect(output).toMatch(/hello from my own account/)
      expect(output).toMatch(/hello from the AWS CLI/)
    }
  )
})

it('the guide for the AWS CLI says of each command that is not run why', () => {
  expect(guideBlocks('aws-cli.md').flatMap(({ notRun }) => notRun ?? [])).toEqual([
    expect.stringMatching(/no function without Docker/)
  ])
})

async function untilExists(file: string): Promise<void> {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 50))
}
