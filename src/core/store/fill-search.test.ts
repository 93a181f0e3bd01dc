import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished, vi } from 'vitest'
import { aProfile } from '../../../test/profile'
import { fillSearch } from './fill-search'
import { SearchIndex } from './search-index'

it('goes on after another program has let go of the database', async () => {
  const { file, db, store, add } = aProfile()
  const { id } = add({ text: 'needle' })
  db.letGoSooner()
  for (const table of ['search_trigrams', 'search_short', 'search_rows']) db.sql(`DELETE FROM ${table}`).run()
  db.sql(`INSERT OR REPLACE INTO meta (key, value) VALUES ('search_pending_below', '1000')`).run()
  const other = new DatabaseSync(file)
  onTestFinished(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  const index = new SearchIndex(db)
  const refusals: unknown[] = []
  const fill = (limit: number): boolean => {
    try {
      return index.fill(limit)
    } catch (error) {
      refusals.push(error)
      throw error
    }
  }

  const filler = fillSearch({ fill }, (error) => expect.unreachable(String(error)))
  onTestFinished(() => filler.stop())
  await vi.waitFor(() => expect(refusals).toHaveLength(1))
  other.exec('ROLLBACK')

  await vi.waitFor(
    () => expect(store.search({ query: 'needle', limit: 1 }).hits.map((hit) => hit.message.id)).toEqual([id]),
    { timeout: 5000 }
  )
})
