import { v7 as uuidv7 } from 'uuid'
import type { Template } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { looseAttributesSchema } from '../../shared/own-attributes-schema'
import type { TemplateContent } from '../../shared/template-fields'
import type { ProfileDatabase } from './database'

/** The templates of one profile, each under a name of its own. */
export class TemplateStore {
  constructor(private readonly db: ProfileDatabase) {}

  /** All of them, by name. */
  list(): Template[] {
    return this.db
      .sql('SELECT id, name, text, attributes FROM templates ORDER BY name COLLATE NOCASE, name')
      .all()
      .map((row) => ({
        id: String(row['id']),
        name: String(row['name']),
        text: String(JSON.parse(String(row['text']))),
        attributes: looseAttributesSchema.parse(JSON.parse(String(row['attributes'])))
      }))
  }

  /** Keeps one under a name, in the place of the one that has this name. */
  save(name: string, { text, attributes }: TemplateContent, id = uuidv7()): void {
    this.db.transaction(() => {
      this.db
        .sql(
          `INSERT INTO templates (id, name, text, attributes) VALUES (?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET text = excluded.text, attributes = excluded.attributes`
        )
        .run(id, name, JSON.stringify(text), JSON.stringify(attributes))
      this.touch()
    })
  }

  /** Throws `not_found` when there is none. */
  delete(id: string): void {
    this.db.transaction(() => {
      const { changes } = this.db.sql('DELETE FROM templates WHERE id = ?').run(id)
      if (changes === 0) throw new ChatError('template.gone')
      this.touch()
    })
  }

  private touch(): void {
    this.db.setMeta('templates_revision', String(this.db.nextRevision()))
  }
}
