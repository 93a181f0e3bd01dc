import { expect, describe, it } from 'vitest'
import { aServer, testKey } from '../src/local-backend/sqs/test-server'
import { subjects } from './rows'
import { Trial } from './trial'

for (const [subject, rows] of Object.entries(subjects)) {
  describe.concurrent(subject, () => {
    it.for(rows)('$says', { timeout: 90_000 }, async (row) => {
      const { server } = await aServer()
      await row.check(new Trial({ ...testKey, url: server.url }))
      expect(row.source).not.toBe('')
    })
  })
}
