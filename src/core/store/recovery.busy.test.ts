import { DatabaseSync } from 'node:sqlite'
import { dirname } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aProfile } from '../../../test/profile'
import { DataImports } from './data-imports'
import { Recovery } from './recovery'
import { setAside } from './set-aside'

it('counts what came back once, though another program holds the database before the last step', async () => {
  const lost = aProfile()
  lost.add()
  const { file, db } = aProfile()
  db.letGoSooner()
  const folder = dirname(setAside(lost.file, 'damaged'))
  const other = new DatabaseSync(file)
  onTestFinished(() => other.close())
  const imports = new DataImports(db)
  const locking = {
    begin: () => imports.begin(),
    add: async (id: string, lines: readonly string[]) => await imports.add(id, lines),
    cancel: async (id: string) => await imports.cancel(id),
    commit: async (id: string) => {
      const count = await imports.commit(id)
      other.exec('BEGIN IMMEDIATE')
      setTimeout(() => other.exec('ROLLBACK'), 300)
      return count
    }
  }
  const recovery = new Recovery({ folder, db, imports: locking, now: Date.now })
  const [found] = recovery.list()

  const recovered = await recovery.readBack(found?.name ?? '')

  expect(recovered).toMatchObject({ messages: 1, present: 0 })
})
