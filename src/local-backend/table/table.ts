import type { TableTemplate } from '../protocol/backend-template'
import { typeOf, type Item } from './attribute-value'
import { sizeOfItem } from './attribute-value'
import type { Path } from './expression'
import { invalid, invalidValue } from './table-error'
import type { ItemKey, ItemStore, KeptItem } from './table-items'

/** AWS: what an item, and each part of its key, may be at most, in bytes. */
const MAX_ITEM_BYTES = 409_600
const MAX_PARTITION_BYTES = 2048
const MAX_SORT_BYTES = 1024

/** A table and its items, for the actions on it. */
export class Table {
  constructor(
    readonly template: TableTemplate,
    readonly items: ItemStore
  ) {}

  /** The key that a request names. Throws what AWS says of one that is none of this table's. */
  keyOf(key: Item): ItemKey {
    const { partitionKey, sortKey } = this.template
    const [partition, sort] = [key[partitionKey], key[sortKey]]
    if (Object.keys(key).length !== 2 || !partition || !sort || !('S' in partition && 'S' in sort))
      throw invalid('The provided key element does not match the schema')
    return this.#checked({ partition: partition.S, sort: sort.S })
  }

  /** An item that is to be kept. Throws what AWS says of one that cannot be. */
  kept(item: Item): KeptItem {
    const { partitionKey, sortKey } = this.template
    const [partition = '', sort = ''] = [partitionKey, sortKey].map((name) => {
      const value = Object.hasOwn(item, name) ? item[name] : undefined
      if (!value) throw invalidValue(`Missing the key ${name} in the item`)
      if ('S' in value) return value.S
      throw invalidValue(`Type mismatch for key ${name} expected: S actual: ${typeOf(value)}`)
    })
    const key = this.#checked({ partition, sort })
    const size = sizeOfItem(item)
    if (size > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size')
    return { key, item, size }
  }

  /** A key as it stands on the wire. */
  wireKey({ partition, sort }: ItemKey): Item {
    const { partitionKey, sortKey } = this.template
    return { [partitionKey]: { S: partition }, [sortKey]: { S: sort } }
  }

  #checked(key: ItemKey): ItemKey {
    const { partitionKey, sortKey } = this.template
    const [empty] = [...(key.partition === '' ? [partitionKey] : []), ...(key.sort === '' ? [sortKey] : [])]
    if (empty !== undefined) {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${empty}`
      )
    }
    if (Buffer.byteLength(key.partition) > MAX_PARTITION_BYTES) {
      throw invalidValue(`Size of hashkey has exceeded the maximum size limit of${MAX_PARTITION_BYTES} bytes`)
    }
    if (Buffer.byteLength(key.sort) > MAX_SORT_BYTES) {
      throw invalidValue(
        `Aggregated size of all range keys has exceeded the size limit of ${MAX_SORT_BYTES} bytes`
      )
    }
    return key
  }
}

/** What a projection leaves of an item: the attributes at its paths, in the maps that they stand in. */
export function project(item: Item, paths: readonly Path[] | null): Item {
  if (!paths) return item
  const result: Record<string, Item[string]> = {}
  for (const path of paths) {
    let [from, to] = [item, result]
    for (const [index, step] of path.entries()) {
      const name = String(step)
      const value = Object.hasOwn(from, name) ? from[name] : undefined
      if (!value) break
      if (index === path.length - 1) to[name] = value
      else {
        if (!('M' in value)) break
        const inner = to[name]
        const made: Record<string, Item[string]> = inner && 'M' in inner ? inner.M : {}
        to[name] = { M: made }
        ;[from, to] = [value.M, made]
      }
    }
  }
  return result
}
