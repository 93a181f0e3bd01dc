import type { ProfileDatabase } from './database'

/**
 * Notes, inside a transaction, that more has changed than anybody wants to be told one by one: every host asks anew for
 * what it shows.
 */
export function noteReadAnew(db: ProfileDatabase): void {
  db.sql(`INSERT OR REPLACE INTO meta (key, value) VALUES ('read_anew', ?)`).run(String(db.nextRevision()))
}

/** Whether that was noted after a revision. */
export function isToReadAnew(db: Pick<ProfileDatabase, 'sql'>, revision: number): boolean {
  const noted = db.sql(`SELECT value FROM meta WHERE key = 'read_anew'`).get()?.['value']
  return noted !== undefined && Number(noted) > revision
}
