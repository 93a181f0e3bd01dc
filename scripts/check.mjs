// npm run check: types, lint (type-aware), format and unused code, all four even when one fails.
import { spawnSync } from 'node:child_process'
import { requireNode } from './require-node.mjs'

requireNode()
const checks = [
  ['tsc', '-p', '.'],
  ['oxlint', '--type-aware', '--deny-warnings'],
  ['oxfmt', '--check'],
  ['knip', '--no-progress']
]
let failed = 0
for (const [tool = '', ...args] of checks) {
  const started = Date.now()
  const { status } = spawnSync(tool, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  process.stderr.write(`${status === 0 ? '✓' : '✗'} ${tool} (${seconds} s)\n`)
  if (status !== 0) failed++
}
process.exit(failed === 0 ? 0 : 1)
