import { setTimeout as pause } from 'node:timers/promises'
import type { RoomTable } from './room-table'

/** So often an item is read anew when another writer came first. */
const MAX_TRIES = 12

/** Waits a moment before the next try, longer from one to the next and never as long as another writer. */
export const jitter = (tries: number): Promise<void> => pause(Math.random() * Math.min(1000, 20 * 2 ** tries))

/** Changes one item, whoever else writes at the same time; null leaves it as it is. Resolves to what is there then. */
export async function update<T extends { readonly revision: number }>(
  table: RoomTable,
  key: { pk: string; sk: string },
  change: (old: T | null) => Omit<T, 'revision'> | null
): Promise<T | null> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (tries > 0) await jitter(tries)
    const old = await table.get<T>(key.pk, key.sk)
    const changed = change(old)
    if (!changed) return old
    const data = { ...changed, revision: (old?.revision ?? 0) + 1 } as T
    if (await table.put({ ...key, data }, old?.revision ?? null)) return data
  }
  throw new Error('too many write at once')
}
