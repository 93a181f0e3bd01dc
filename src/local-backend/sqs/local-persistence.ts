import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { SqsError } from '#fauxqs/common/errors.js'
import { PersistenceManager } from '#fauxqs/persistence.js'
import { TABLE_SCHEMA } from '../table/table-items'

/** AWS: a FIFO queue refuses a repeated deduplication id for five minutes. */
export const DEDUPLICATION_WINDOW_MS = 5 * 60 * 1000

/** AWS: a message is delayed by at most 15 minutes. */
const MAX_DELAY_MS = 15 * 60 * 1000

/** How much is written between two checkpoints, in pages of 4 KB: each of them waits for the disk. */
const CHECKPOINT_PAGES = 8000

type PersistedMessage = Parameters<PersistenceManager['insertMessage']>[1] & MessageExtras
type PersistedQueue = Parameters<PersistenceManager['insertQueue']>[0]

/** What belongs to a message on AWS and not in fauxqs. */
export interface MessageExtras {
  /** The ARN of the queue that gave it up; nothing for one that was sent to where it is. */
  deadLetterSource?: string
  /** The X-Ray trace that it belongs to, as its sender gave it. */
  traceHeader?: string
  /** Who sent it; nothing for the install itself, and for what an earlier version took. */
  senderId?: string
}

/** Thrown when SQLite's own check finds the file inconsistent. */
export class DamagedDatabase extends Error {
  override readonly name = 'DamagedDatabase'
}

/** One remembered deduplication id of a FIFO queue. */
export interface DeduplicationEntry {
  dedupId: string
  messageId: string
  sequenceNumber: string
  /** Epoch milliseconds. */
  recordedAt: number
}

/** What is written in one turn of the event loop, and whether it is committed. */
interface Turn extends PromiseWithResolvers<void> {
  /** Of the first that failed: nothing of the turn is stored then. */
  error: unknown
}

/**
 * fauxqs' SQLite persistence, made fast and safe enough to keep a conversation.
 *
 * What it changes: one commit for the requests of one turn of the event loop instead of one per message, `synchronous=NORMAL` (a killed process loses
 * nothing that was acknowledged), messages that were in flight when the process ended are visible again, a message
 * made visible keeps its receive count, and deduplication ids outlive a restart.
 */
export class LocalPersistence extends PersistenceManager {
  #inTransaction = false
  #turn: Turn | null = null
  readonly #interrupted: ReadonlyMap<string, number>
  readonly #insertMessage: StatementSync

  constructor(folder: string) {
    super(folder)
    this.#interrupted = new Map(
      this.#database
        .prepare(
          'SELECT queue_name, count(*) AS size FROM sqs_messages WHERE receipt_handle IS NOT NULL GROUP BY queue_name'
        )
        .all()
        .map((row) => [String(row['queue_name']), Number(row['size'])])
    )
    this.#database.exec(`
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      CREATE TABLE IF NOT EXISTS chatapp_deduplication (
        queue_name TEXT NOT NULL,
        dedup_id TEXT NOT NULL,
        message_id TEXT NOT NULL,
        sequence_number TEXT,
        recorded_at INTEGER NOT NULL,
        PRIMARY KEY (queue_name, dedup_id)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS chatapp_move_tasks (handle TEXT PRIMARY KEY, task TEXT NOT NULL);
      ${TABLE_SCHEMA}
      UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE receipt_handle IS NOT NULL;
    `)
    this.#addColumn('chatapp_dead_letter_source')
    this.#addColumn('chatapp_trace_header')
    this.#addColumn('chatapp_sender_id')
    this.#insertMessage = this.#database.prepare(`
      INSERT OR REPLACE INTO sqs_messages (
        message_id, queue_name, body, md5_of_body, message_attributes, md5_of_message_attributes, sent_timestamp,
        approximate_receive_count, approximate_first_receive_timestamp, delay_until, message_group_id,
        message_deduplication_id, sequence_number, chatapp_dead_letter_source, chatapp_trace_header, chatapp_sender_id
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#distrustFuture(Date.now())
    this.forgetOldDeduplication()
  }

  get #database(): DatabaseSync {
    return this['db'] as DatabaseSync
  }

  /** For the tables, whose calls are committed by `together`. */
  get database(): DatabaseSync {
    return this.#database
  }

  #addColumn(name: string): void {
    const columns = this.#database.prepare('PRAGMA table_info(sqs_messages)').all()
    if (columns.some((column) => column['name'] === name)) return
    this.#database.exec(`ALTER TABLE sqs_messages ADD COLUMN ${name} TEXT`)
  }

  /** What fauxqs does not keep of a message, by message id. */
  extras(): ReadonlyMap<string, MessageExtras> {
    const rows = this.#database
      .prepare(
        `SELECT message_id AS id, chatapp_dead_letter_source AS source, chatapp_trace_header AS trace,
           chatapp_sender_id AS sender
         FROM sqs_messages WHERE chatapp_dead_letter_source IS NOT NULL OR chatapp_trace_header IS NOT NULL
           OR chatapp_sender_id IS NOT NULL`
      )
      .all()
    return new Map(
      rows.map(({ id, source, trace, sender }): [string, MessageExtras] => [
        String(id),
        {
          ...(source !== null && { deadLetterSource: String(source) }),
          ...(trace !== null && { traceHeader: String(trace) }),
          ...(sender !== null && { senderId: String(sender) })
        }
      ])
    )
  }

  /** One statement, with what fauxqs does not keep. */
  override insertMessage(queueName: string, message: PersistedMessage): void {
    this.#insertMessage.run(
      message.messageId,
      queueName,
      message.body,
      message.md5OfBody,
      JSON.stringify(message.messageAttributes),
      message.md5OfMessageAttributes,
      message.sentTimestamp,
      message.approximateReceiveCount,
      message.approximateFirstReceiveTimestamp ?? null,
      message.delayUntil ?? null,
      message.messageGroupId ?? null,
      message.messageDeduplicationId ?? null,
      message.sequenceNumber ?? null,
      message.deadLetterSource ?? null,
      message.traceHeader ?? null,
      message.senderId ?? null
    )
  }

  /** Move tasks as they were last put, oldest first. */
  moveTasks(): string[] {
    return this.#database
      .prepare('SELECT task FROM chatapp_move_tasks ORDER BY rowid')
      .all()
      .map((row) => String(row['task']))
  }

  putMoveTask(handle: string, task: string): void {
    this.#database
      .prepare(
        `INSERT INTO chatapp_move_tasks (handle, task) VALUES (?, ?)
         ON CONFLICT (handle) DO UPDATE SET task = excluded.task`
      )
      .run(handle, task)
  }

  forgetMoveTask(handle: string): void {
    this.#database.prepare('DELETE FROM chatapp_move_tasks WHERE handle = ?').run(handle)
  }

  /** What a process with a clock that was ahead wrote down: no delay may be longer than SQS knows one. */
  #distrustFuture(now: number): void {
    const latest = now + MAX_DELAY_MS
    this.#database.prepare('UPDATE sqs_messages SET delay_until = ?1 WHERE delay_until > ?1').run(latest)
    this.#database.prepare('UPDATE sqs_messages SET sent_timestamp = ?1 WHERE sent_timestamp > ?1').run(now)
    this.#database
      .prepare('UPDATE chatapp_deduplication SET recorded_at = ?1 WHERE recorded_at > ?1')
      .run(now)
  }

  /** The wall clock was set; see `LocalQueue.clockSet`. */
  clockSet(byMs: number): void {
    this.#database
      .prepare(
        `UPDATE sqs_messages SET sent_timestamp = sent_timestamp + ?1, delay_until = delay_until + ?1,
           visibility_deadline = visibility_deadline + ?1,
           approximate_first_receive_timestamp = approximate_first_receive_timestamp + ?1`
      )
      .run(byMs)
    this.#database.prepare('UPDATE chatapp_deduplication SET recorded_at = recorded_at + ?').run(byMs)
  }

  /** How many messages of a queue somebody was working on when the last process ended. */
  interrupted(queueName: string): number {
    return this.#interrupted.get(queueName) ?? 0
  }

  /** Throws `DamagedDatabase` when pages of the file are missing or inconsistent. */
  assertSound(): void {
    const verdict = this.#database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
    if (verdict !== 'ok') throw new DamagedDatabase(String(verdict))
  }

  /** Runs synchronous work as one transaction; inside of another one, as part of it. */
  atomically<T>(work: () => T): T {
    if (this.#inTransaction) return work()
    const database = this.#database
    database.exec('BEGIN IMMEDIATE')
    this.#inTransaction = true
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk may have rolled back already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    } finally {
      this.#inTransaction = false
    }
  }

  /**
   * Runs work as part of the transaction of this turn of the event loop; resolves when that is committed. What it awaits
   * must be settled already: the turn does not wait for it.
   *
   * What SQS refuses changes nothing for the others. When the database refuses, all of the turn reject: none of them is
   * taken for stored.
   */
  async together<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = (this.#turn ??= this.#begin())
    try {
      // Awaited here: a promise that rejects while the turn is committed would be nobody's, which ends the process.
      return await work()
    } catch (error) {
      if (!(error instanceof SqsError)) turn.error ??= error
      throw error
    } finally {
      await turn.promise
    }
  }

  #begin(): Turn {
    this.#database.exec('BEGIN IMMEDIATE')
    this.#inTransaction = true
    setImmediate(() => this.#commit())
    return { ...Promise.withResolvers<void>(), error: null }
  }

  #commit(): void {
    const turn = this.#turn
    if (!turn) return
    this.#turn = null
    this.#inTransaction = false
    try {
      if (turn.error !== null) throw turn.error
      this.#database.exec('COMMIT')
      turn.resolve()
    } catch (error) {
      // A full disk may have rolled back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      turn.reject(error)
    }
  }

  /** Brings what was written into the database file, and onto the disk. */
  checkpoint(): void {
    this.#commit()
    try {
      this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // The disk takes nothing now: the log holds it, and the next one tries again.
    }
  }

  override close(): void {
    this.#commit()
    super.close()
  }

  /**
   * Writes a queue's row, also when its tags change.
   *
   * fauxqs replaces the row, and a replaced row takes the queue's messages with it (ON DELETE CASCADE): tagging a queue
   * lost everything in it at the next restart.
   */
  override insertQueue(queue: PersistedQueue): void {
    this.#database
      .prepare(
        `INSERT INTO sqs_queues
           (name, url, arn, attributes, tags, created_timestamp, last_modified_timestamp, sequence_counter)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET url = excluded.url, arn = excluded.arn, attributes = excluded.attributes,
           tags = excluded.tags, last_modified_timestamp = excluded.last_modified_timestamp,
           sequence_counter = excluded.sequence_counter`
      )
      .run(
        queue.name,
        queue.url,
        queue.arn,
        JSON.stringify(queue.attributes),
        JSON.stringify(Object.fromEntries(queue.tags)),
        queue.createdTimestamp,
        queue.lastModifiedTimestamp,
        queue.sequenceCounter
      )
  }

  /** fauxqs writes NULL into the receive count here, which SQLite refuses. */
  override updateMessageReady(messageId: string): void {
    this.#database
      .prepare(
        'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?'
      )
      .run(messageId)
  }

  recordDeduplication(queueName: string, entry: DeduplicationEntry): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO chatapp_deduplication VALUES (?, ?, ?, ?, ?)')
      .run(queueName, entry.dedupId, entry.messageId, entry.sequenceNumber, entry.recordedAt)
  }

  /** The ids a FIFO queue still has to refuse. */
  deduplicationOf(queueName: string): DeduplicationEntry[] {
    return this.#database
      .prepare('SELECT * FROM chatapp_deduplication WHERE queue_name = ?')
      .all(queueName)
      .map((row) => ({
        dedupId: String(row['dedup_id']),
        messageId: String(row['message_id']),
        sequenceNumber: String(row['sequence_number']),
        recordedAt: Number(row['recorded_at'])
      }))
  }

  forgetOldDeduplication(): void {
    this.#database
      .prepare('DELETE FROM chatapp_deduplication WHERE recorded_at < ?')
      .run(Date.now() - DEDUPLICATION_WINDOW_MS)
  }

  /** A deleted queue takes its deduplication ids with it. */
  override deleteQueue(name: string): void {
    this.atomically(() => {
      super.deleteQueue(name)
      this.#database.prepare('DELETE FROM chatapp_deduplication WHERE queue_name = ?').run(name)
    })
  }
}
