import type { ProfileDatabase } from './database'
import type { ScheduledLine, TemplateLine } from './export-lines'
import type { ImportStaging } from './import-staging'
import { ScheduleStore } from './schedule-store'
import { TemplateStore } from './template-store'

/** Templates, and messages that wait for a moment, that are not here yet. */
export interface ImportedLater {
  readonly templates: readonly TemplateLine[]
  readonly scheduled: readonly ScheduledLine[]
}

/** What a file brings of them. A template that says what one of its name says here already is none. */
export function laterOf(staging: ImportStaging, db: ProfileDatabase): ImportedLater {
  const here = new Map(new TemplateStore(db).list().map((one) => [one.name, one]))
  const ids = new Set([...here.values()].map(({ id }) => id))
  const isHere = db.sql(
    'SELECT 1 FROM messages WHERE id = ?1 UNION ALL SELECT 1 FROM scheduled WHERE id = ?1'
  )
  return {
    templates: staging.templates().filter((line) => {
      const same = here.get(line.name)
      return !ids.has(line.id) && !(same && says(same) === says(line))
    }),
    scheduled: staging.scheduled().filter(({ id }) => !isHere.get(id))
  }
}

/** Stores them; inside a transaction. A template whose name is taken gets a number behind it. */
export function storeLater(db: ProfileDatabase, { templates, scheduled }: ImportedLater): void {
  const store = new TemplateStore(db)
  const names = new Set(store.list().map(({ name }) => name))
  for (const { id, name, text, attributes = [] } of templates) {
    let free = name
    for (let number = 2; names.has(free); number++) free = `${name} (${number})`
    names.add(free)
    store.save(free, { text, attributes }, id)
  }
  const schedule = new ScheduleStore(db)
  for (const { sendAt, createdAt, attributes = [], ...line } of scheduled)
    schedule.put({ ...line, attributes }, { sendAt, waitMs: null }, createdAt)
}

const says = ({ text, attributes = [] }: Pick<TemplateLine, 'text' | 'attributes'>): string =>
  JSON.stringify([text, attributes])
