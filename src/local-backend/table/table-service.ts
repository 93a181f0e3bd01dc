import { DatabaseSync } from 'node:sqlite'
import { pause } from '../../platform/pause'
import type { FaultLab } from '../faults/fault-lab'
import { TableError, toAwsJsonError } from '../protocol/aws-json-error'
import { TABLE_TARGET } from '../protocol/backend-protocol'
import type { TableTemplate } from '../protocol/backend-template'
import type { WireAnswer, WireCall } from '../protocol/lambda-protocol'
import { batchGetItem, batchWriteItem, deleteItem, getItem, putItem } from './item-actions'
import { query, scan } from './query-actions'
import { Table } from './table'
import { describeTable, listTables } from './table-actions'
import { notFound, type Tables } from './table-input'
import { TABLE_SCHEMA, TableItems, type ItemStore } from './table-items'

const CONTENT_TYPE = 'application/x-amz-json-1.0'

/** The database that tables live in, and what commits work together with that of others. */
export interface TableHouse {
  readonly database: DatabaseSync
  together<T>(work: () => T): Promise<T>
}

/** A house of its own, gone with the process. `TABLE_SCHEMA` is in every other one already. */
export function houseInMemory(): TableHouse {
  const database = new DatabaseSync(':memory:')
  database.exec(TABLE_SCHEMA)
  return { database, together: async (work) => work() }
}

export interface TableServiceDeps {
  readonly templates: readonly TableTemplate[]
  /** Asked once, when the first call comes. */
  readonly house: () => TableHouse
  /** What goes wrong on purpose; nothing when left out. */
  readonly faultLab?: FaultLab
}

const actions: ReadonlyMap<string, (body: object, tables: Tables) => object> = new Map(
  Object.entries({
    GetItem: getItem,
    PutItem: putItem,
    DeleteItem: deleteItem,
    BatchWriteItem: batchWriteItem,
    BatchGetItem: batchGetItem,
    Query: query,
    Scan: scan,
    DescribeTable: describeTable,
    ListTables: listTables
  })
)

/**
 * Tables as DynamoDB serves them: the same calls, answers, limits and errors. What it does not know it refuses.
 *
 * They live in the queues' database. What is written in one turn of the event loop, to tables and queues, is one commit.
 */
export class TableService {
  #opened: { readonly house: TableHouse; readonly stores: ReadonlyMap<TableTemplate, ItemStore> } | null =
    null

  constructor(private readonly deps: TableServiceDeps) {}

  /** An action's name and its input as JSON writes it, answered by its output. Rejects with a `TableError`. */
  readonly call = (action: string, body: object): Promise<object> => this.#run(action, body, (items) => items)

  /** The same for a dry run: what would be written is judged and answered as if it were, and is not kept. */
  readonly pretend = (action: string, body: object): Promise<object> =>
    this.#run(action, body, (items) => ({
      get: (key) => items.get(key),
      range: (...given) => items.range(...given),
      all: (after) => items.all(after),
      total: () => items.total(),
      put: () => {},
      delete: () => {}
    }))

  /** Answers what would stand on the wire with what would stand there. */
  async answer({ target, body }: WireCall, how = this.call): Promise<WireAnswer> {
    try {
      const told = await how(target.slice(TABLE_TARGET.length), JSON.parse(body) as object)
      return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(told) }
    } catch (error) {
      const { body: told, ...answer } = toAwsJsonError(error)
      return { ...answer, body: JSON.stringify(told) }
    }
  }

  async #run(action: string, body: object, seen: (items: ItemStore) => ItemStore): Promise<object> {
    const run = actions.get(action)
    if (!run) {
      const known = [...actions.keys()].join(', ')
      throw new TableError(
        'UnknownOperationException',
        `The local backend's table knows no "${action}". It knows ${known}.`
      )
    }
    const { faultLab } = this.deps
    const fault = faultLab?.active ? faultLab.tableCall() : null
    if (fault && fault.delayMs > 0) await pause(fault.delayMs)
    if (fault?.refused) throw fault.refused
    const { house, stores } = (this.#opened ??= this.#open())
    const tables: Tables = {
      names: this.deps.templates.map(({ name }) => name),
      named: (name) => {
        const template = this.deps.templates.find((one) => one.name === name || one.arn === name)
        const items = template && stores.get(template)
        if (!items) throw notFound()
        return new Table(template, seen(items))
      },
      taken: (count) => (faultLab?.active ? faultLab.tableBatch(count) : count)
    }
    // A refusal is an answer: what others write in this turn is not to be undone for it.
    const outcome = await house.together(() => attempt(() => run(body, tables)))
    if (outcome instanceof TableError) throw outcome
    return outcome
  }

  #open() {
    const house = this.deps.house()
    const stores = this.deps.templates.map(
      (template) => [template, new TableItems(house.database, template.name)] as const
    )
    return { house, stores: new Map(stores) }
  }
}

/** Whatever is refused is refused before anything is written. */
function attempt(work: () => object): object {
  try {
    return work()
  } catch (error) {
    if (error instanceof TableError) return error
    throw error
  }
}
