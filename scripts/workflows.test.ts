import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const workflows = globSync('.github/workflows/*.yml', { cwd: root }).toSorted()
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

it.each(workflows)('%s runs each action by the hash of a commit, with its version beside it', (file) => {
  const used = read(file).match(/uses: .*/g) ?? []

  expect(used.length).toBeGreaterThan(0)
  expect(used.filter((one) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(one))).toEqual([])
})

it('means one version by one hash, in every workflow', () => {
  const used = workflows.flatMap((file) => read(file).match(/[\w-]+\/[\w-]+@[0-9a-f]{40} # v.*/g) ?? [])
  const actions = new Set(used.map((one) => one.split('@')[0]))

  expect(new Set(used).size).toBe(actions.size)
})

it.each(workflows)(
  '%s may read the repository and nothing else, but for the one job that publishes',
  (file) => {
    const text = read(file)
    const written = text.match(/^ +[\w-]+: write$/gm)?.map((line) => line.trim()) ?? []

    expect(text).toContain('\npermissions:\n  contents: read\n')
    expect(written).toEqual(
      file.endsWith('release.yml') ? ['contents: write', 'id-token: write', 'attestations: write'] : []
    )
    expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length)
  }
)

it.each(workflows)('%s runs only commands and scripts that are there', (file) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const commands = [...read(file).matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
  const files = [...read(file).matchAll(/node (scripts\/[\w-]+\.mjs)/g)].map(([, name = '']) => name)

  expect(commands.filter((name) => !(name in scripts))).toEqual([])
  expect(files.filter((name) => !globSync(name, { cwd: root }).length)).toEqual([])
})

/** A job's name as the workflow writes it, for every system. */
const general = (name: string): string => name.replace(/ on (ubuntu|macos|windows)-latest$/, ' on …')

it('covers by a job that is there what docs/releasing.md says cannot run here', () => {
  const jobs = workflows.flatMap((file) =>
    [...read(file).matchAll(/^    name: (.*)$/gm)].map(([, name = '']) => name.replace(/\$\{\{.*\}\}/, '…'))
  )
  const [, table = ''] = read('docs/releasing.md').split('## What cannot run')
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !/^\| (What|---) /.test(line))
  const named = rows.map((row) => [...row.matchAll(/\*([A-Z][^*]+)\*/g)].map(([, name = '']) => name))

  expect(rows.length).toBeGreaterThan(10)
  expect(named.flat().filter((name) => !jobs.includes(general(name)))).toEqual([])
  expect(rows.filter((row) => !/\.yml|a person/.test(row))).toEqual([])
})
