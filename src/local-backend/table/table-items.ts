import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Item } from './attribute-value'

/** The two parts of an item's key. */
export interface ItemKey {
  readonly partition: string
  readonly sort: string
}

/** An item as it is kept. */
export interface KeptItem {
  readonly key: ItemKey
  readonly item: Item
  /** In bytes, as AWS counts them. */
  readonly size: number
}

/** Part of a partition's order: bounds are the bytes of sort keys. */
export interface SortRange {
  readonly from?: Bound
  readonly to?: Bound
}

export interface Bound {
  readonly bytes: Buffer
  readonly inclusive: boolean
}

/** What of a table an action reads and writes. */
export interface ItemStore {
  get(key: ItemKey): KeptItem | undefined
  put(kept: KeptItem): void
  delete(key: ItemKey): void
  /** A partition's items by their sort keys, byte by byte. */
  range(partition: string, range: SortRange, forward: boolean): Iterable<KeptItem>
  /** All items after a key, partition by partition. */
  all(after: ItemKey | null): Iterable<KeptItem>
  /** How many there are, and how large they are together. */
  total(): { readonly count: number; readonly bytes: number }
}

/** Stands in every database that holds tables. */
export const TABLE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS chatapp_table_items (
    table_name TEXT NOT NULL,
    partition_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    item TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (table_name, partition_key, sort_key)
  );`

/**
 * The items of one table in an SQLite database, whose transactions are the caller's affair.
 *
 * SQLite compares texts byte by byte in UTF-8, which is DynamoDB's order.
 */
export class TableItems implements ItemStore {
  readonly #get: StatementSync
  readonly #put: StatementSync
  readonly #delete: StatementSync
  readonly #all: StatementSync
  readonly #total: StatementSync
  readonly #ranges = new Map<string, StatementSync>()

  constructor(
    private readonly database: DatabaseSync,
    private readonly table: string
  ) {
    const byKey = 'table_name = ? AND partition_key = ? AND sort_key = ?'
    this.#get = database.prepare(`SELECT * FROM chatapp_table_items WHERE ${byKey}`)
    this.#put = database.prepare(
      `INSERT INTO chatapp_table_items VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET item = excluded.item, size = excluded.size`
    )
    this.#delete = database.prepare(`DELETE FROM chatapp_table_items WHERE ${byKey}`)
    this.#all = database.prepare(
      `SELECT * FROM chatapp_table_items WHERE table_name = ? AND (partition_key, sort_key) > (?, ?)
       ORDER BY partition_key, sort_key`
    )
    this.#total = database.prepare(
      'SELECT count(*) AS count, total(size) AS bytes FROM chatapp_table_items WHERE table_name = ?'
    )
  }

  get({ partition, sort }: ItemKey): KeptItem | undefined {
    const row = this.#get.get(this.table, partition, sort)
    return row && keptOf(row)
  }

  put({ key, item, size }: KeptItem): void {
    this.#put.run(this.table, key.partition, key.sort, JSON.stringify(item), size)
  }

  delete({ partition, sort }: ItemKey): void {
    this.#delete.run(this.table, partition, sort)
  }

  *range(partition: string, { from, to }: SortRange, forward: boolean): Iterable<KeptItem> {
    const conditions = [
      'table_name = ? AND partition_key = ?',
      ...(from ? [`sort_key ${from.inclusive ? '>=' : '>'} CAST(? AS TEXT)`] : []),
      ...(to ? [`sort_key ${to.inclusive ? '<=' : '<'} CAST(? AS TEXT)`] : [])
    ]
    const sql = `SELECT * FROM chatapp_table_items WHERE ${conditions.join(' AND ')} ORDER BY sort_key ${forward ? 'ASC' : 'DESC'}`
    const statement = this.#ranges.get(sql) ?? this.database.prepare(sql)
    this.#ranges.set(sql, statement)
    const bounds = [from, to].flatMap((bound) => (bound ? [bound.bytes] : []))
    for (const row of statement.iterate(this.table, partition, ...bounds)) yield keptOf(row)
  }

  *all(after: ItemKey | null): Iterable<KeptItem> {
    const rows = this.#all.iterate(this.table, after?.partition ?? '', after?.sort ?? '')
    for (const row of rows) yield keptOf(row)
  }

  total(): { count: number; bytes: number } {
    const row = this.#total.get(this.table)
    return { count: Number(row?.['count']), bytes: Number(row?.['bytes']) }
  }
}

const keptOf = (row: Record<string, unknown>): KeptItem => ({
  key: { partition: String(row['partition_key']), sort: String(row['sort_key']) },
  item: JSON.parse(String(row['item'])) as Item,
  size: Number(row['size'])
})
