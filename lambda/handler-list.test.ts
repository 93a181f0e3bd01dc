import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { handlers } from './handler-list'

it('holds the handler of every file in handlers/', () => {
  const files = readdirSync(join(import.meta.dirname, 'handlers')).filter(
    (name) => !name.endsWith('.test.ts')
  )

  expect(
    handlers.map(({ command }) => (command === null ? 'plain.ts' : `${command.slice(1)}.ts`)).toSorted()
  ).toEqual(files.toSorted())
})
