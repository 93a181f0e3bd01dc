import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import table from '../src/core/credentials/config-files.fixture.json'

const cli = process.env['CHATAPP_AWS_CLI'] ?? ''

it('the table of AWS files holds what boto3 answers', () => {
  const { stdout, stderr } = spawnSync(
    join(cli, 'python'),
    [join(import.meta.dirname, 'read-with-boto3.py')],
    {
      input: JSON.stringify(table),
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' }
    }
  )

  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual(table.map(({ boto3 }) => boto3))
})
