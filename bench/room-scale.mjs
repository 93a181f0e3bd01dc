// What people who talk in rooms ask of AWS, by how many share one stack. A model, not a measurement: its inputs stand here
// with their sources, and bench/rooms.bench.mjs holds its counts against the app that runs.
import {
  app as exchange,
  prices as exchangePrices,
  quotas as exchangeQuotas,
  sqsDollars,
  use as open
} from './scale.mjs'

/** How people use rooms. Assumptions: change them and print the table again with `node bench/rooms.bench.mjs --table`. */
export const use = {
  /** Members of the room that a message is said in, and their devices. */
  members: 10,
  devices: 1,
  /** Messages that a person says in rooms on a day, and reads of others: marks of how far, edits, reactions. */
  messagesADay: 50,
  actsADay: 30,
  /** Bytes of a message as its entry stands in the log. */
  entryBytes: 400
}

/** What ChatAPP does for one message, from its code: measured by rooms.bench.mjs. */
export const app = {
  /** Calls of the table: head read; id read, while what the last one left is completed; head written. */
  tableCalls: 4,
  /** SQS calls of one message alone to n devices: the asker's send; the mapping's receive and delete; a send, a receive and a delete for each. */
  sqsCalls: (/** @type {number} */ devices) => 3 * devices + 3,
  /** Bytes of a head without members, and for each member with a device: measured 170 here, where ids are shorter and there are no keys. */
  headBytes: 1200,
  memberBytes: 260,
  /** How long one invocation takes for a message alone, in seconds: four calls of the table one after another, and the sends. */
  secondsOfInvocation: 0.05,
  /** Entries of one room that share a write at most. */
  entriesOfWrite: 10
}

/**
 * Quotas, as AWS sets them at first. Sources, read 2026-11-26: DynamoDB developer guide, "Best practices for designing and
 * using partition keys effectively" (partition) and "Quotas in Amazon DynamoDB" (table, item).
 */
export const quotas = {
  /** Write and read units of one partition in a second: the head of a room is one item and cannot be spread. */
  partitionWrites: 1000,
  partitionReads: 3000,
  /** Write units of one on-demand table in a second (can be raised). */
  tableWrites: 40_000,
  itemBytes: 400 * 1024
}

/**
 * US dollars, us-east-1, without the free tier: DynamoDB on demand, standard table class, as lowered in November 2024. The
 * price page could not be reached on 2026-11-26; reads and writes were compared with what others quote of it in 2025,
 * storage and point-in-time recovery with nothing.
 */
export const prices = {
  writeMillion: 0.625,
  readMillion: 0.125,
  storageGb: 0.25,
  recoveryGb: 0.2
}

const kib = (/** @type {number} */ bytes) => Math.max(1, Math.ceil(bytes / 1024))

/** Bytes of a room's head while so many entries are pending. @param {number} members @param {number} [entries] */
export const headBytesOf = (members, entries = 1) =>
  app.headBytes + members * app.memberBytes + entries * use.entryBytes

/** What one write of a room costs the table, with so many entries in it. @param {number} members @param {number} entries */
export function unitsOf(members, entries) {
  const head = headBytesOf(members, entries)
  return {
    writes: kib(head) + entries * (kib(use.entryBytes) + 1),
    reads: Math.ceil(head / 4096) + entries
  }
}

/** Messages that one room of so many members can take in a second, before its partition refuses. @param {number} members */
export function mostOfRoom(members) {
  const one = unitsOf(members, 1)
  const full = unitsOf(members, app.entriesOfWrite)
  return {
    alone: Math.min(quotas.partitionWrites / one.writes, quotas.partitionReads / one.reads),
    together: Math.min(
      (quotas.partitionWrites / full.writes) * app.entriesOfWrite,
      (quotas.partitionReads / full.reads) * app.entriesOfWrite
    )
  }
}

/** What so many people ask of one stack. @param {number} clients */
export function roomModelOf(clients) {
  const members = Math.min(use.members, clients)
  const devices = members * use.devices
  const openSeconds = open.hoursADay * 3600
  const acts = use.messagesADay + use.actsADay
  const actsASecond = (clients * acts * open.peak) / openSeconds
  const units = unitsOf(members, 1)
  const callsASecond = actsASecond * app.sqsCalls(devices) + (clients * exchange.pollsAMinute) / 60
  const concurrency = actsASecond * app.secondsOfInvocation
  const writesASecond = actsASecond * units.writes

  const all = clients * acts * open.daysAMonth
  const polls = clients * exchange.pollsAMinute * 60 * open.hoursADay * open.daysAMonth
  // What a year of messages weighs is paid for every month.
  const gb = (clients * acts * open.daysAMonth * 12 * (use.entryBytes + 150)) / 1e9
  const parts = {
    sqs: sqsDollars(all * app.sqsCalls(devices) + polls + exchangeQuotas.idlePollers * 3 * 60 * 24 * 30),
    table: (all * units.writes * prices.writeMillion + all * units.reads * prices.readMillion) / 1e6,
    storage: gb * (prices.storageGb + prices.recoveryGb),
    lambda:
      (all / 1e6) * exchangePrices.lambdaMillion +
      all * app.secondsOfInvocation * exchange.memoryGb * exchangePrices.lambdaGbSecond,
    logs: ((all * exchange.logBytesOfMessage) / 1e9) * exchangePrices.logsGb,
    alarms: exchange.alarms * exchangePrices.alarm
  }
  return {
    clients,
    actsASecond,
    callsASecond,
    concurrency,
    writesASecond,
    parts,
    dollars: Object.values(parts).reduce((sum, part) => sum + part, 0),
    ...limitsOf({ clients, callsASecond, concurrency, writesASecond })
  }
}

/** @param {{ clients: number, callsASecond: number, concurrency: number, writesASecond: number }} load */
function limitsOf({ clients, callsASecond, concurrency, writesASecond }) {
  const broken = [
    {
      over: writesASecond / quotas.tableWrites,
      first: `the table’s ${quotas.tableWrites.toLocaleString('en')} write units a second`,
      change: 'raise the quota of the table'
    },
    {
      over: concurrency / exchangeQuotas.concurrency,
      first: 'Lambda concurrency',
      change: 'raise the quota; a batching window, so that messages of one room share a write'
    },
    {
      over: callsASecond / exchangeQuotas.callsWorthAWord,
      first: 'cost: a send, a receive and a delete for each member of each message',
      change: 'push in place of polling (AppSync Events or IoT Core), and one stack for each 10⁵ people'
    }
  ].toSorted((a, b) => b.over - a.over)
  const [worst] = broken
  if (worst && worst.over >= 1) {
    const others = broken.filter((one) => one !== worst && one.over >= 1).map(({ first }) => first)
    return {
      first: `${worst.first}${others.length > 0 ? `; then ${others.join('; ')}` : ''}`,
      change: broken
        .filter(({ over }) => over >= 1)
        .map(({ change }) => change)
        .join('; ')
    }
  }
  return clients > 10_000 && worst
    ? { first: `none (${Math.round(worst.over * 100)} % of ${worst.first})`, change: worst.change }
    : { first: 'none', change: 'nothing' }
}
