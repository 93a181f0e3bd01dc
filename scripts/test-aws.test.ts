import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder'

/** Runs the script in a checkout without an installed emulator, on a system without Python. */
function runWithoutPython(env: Record<string, string>) {
  const root = temporaryFolder()
  cpSync(resolve('scripts'), join(root, 'scripts'), { recursive: true })
  cpSync(resolve('test-aws/requirements.txt'), join(root, 'test-aws/requirements.txt'))
  return spawnSync(process.execPath, [join(root, 'scripts/test-aws.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, PATH: root, ...env }
  })
}

// Windows looks for its `py` beside the PATH too.
it.skipIf(process.platform === 'win32').each([
  ['skips, and says why, where nobody asked for them', '', 0],
  ['fails, and says why, where they are required', 'required', 1]
])('the tests against an emulator: without Python the run %s', (_, wanted, code) => {
  const { status, stdout } = runWithoutPython({ CHATAPP_AWS_TESTS: wanted })

  expect(stdout).toMatch(/^Skipped the tests against an AWS emulator: it needs Python/)
  expect(status).toBe(code)
})
