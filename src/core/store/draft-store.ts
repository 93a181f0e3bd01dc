import type { OwnAttribute } from '../../shared/own-attributes'
import { looseAttributesSchema } from '../../shared/own-attributes-schema'
import type { ProfileDatabase } from './database'
import { previewOf } from './plain-line'

/** What is written, and the attributes that are to go along. */
interface Draft {
  readonly text: string
  readonly attributes: OwnAttribute[]
}

/** What is written in the conversations of one profile and not sent, so that it survives the page that it was written in. */
export class DraftStore {
  constructor(private readonly db: ProfileDatabase) {}

  /** What is written in a conversation and not sent; empty when nothing is. */
  get(id: string): Draft {
    const row = this.db.sql('SELECT text, attributes FROM drafts WHERE conversation_id = ?').get(id)
    if (!row) return { text: '', attributes: [] }
    const attributes = looseAttributesSchema.parse(JSON.parse(String(row['attributes'])))
    return { text: String(JSON.parse(String(row['text']))), attributes }
  }

  /** Keeps it, or forgets it when it is empty. A conversation that is gone keeps none. */
  set(id: string, { text, attributes = [] }: Partial<Draft> & { text: string }, writer: string): void {
    this.db.transaction(() => {
      if (text === '' && attributes.length === 0) return this.forget(id)
      if (!this.db.sql('SELECT 1 FROM conversations WHERE id = ?').get(id)) return
      this.db
        .sql(
          `INSERT OR REPLACE INTO drafts (conversation_id, text, preview, attributes, writer, revision)
           VALUES (?, ?, ?, ?, ?, ?)`
        )
        .run(id, JSON.stringify(text), previewOf(text), JSON.stringify(attributes), writer, this.touch(id))
    })
  }

  /** This text was sent: it is no draft any more. Inside the transaction that stores it. */
  sent(id: string, text: string): void {
    const draft = this.db.sql('SELECT text FROM drafts WHERE conversation_id = ?').get(id)?.['text']
    if (draft !== undefined && draft === JSON.stringify(text)) this.forget(id)
  }

  private forget(id: string): void {
    const { changes } = this.db.sql('DELETE FROM drafts WHERE conversation_id = ?').run(id)
    if (changes > 0) this.touch(id)
  }

  private touch(id: string): number {
    const revision = this.db.nextRevision()
    this.db.sql('UPDATE conversations SET revision = ? WHERE id = ?').run(revision, id)
    return revision
  }
}
