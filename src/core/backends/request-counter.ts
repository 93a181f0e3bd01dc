import type { ProfileDatabase } from '../store/database'

/** Requests that may be counted in memory only; a crash loses no more of the count than these. */
const FLUSH_AT = 50

/**
 * Counts this profile's requests to SQS on AWS, by calendar month (UTC, as AWS bills).
 *
 * Counting costs an addition; every 50th request one write.
 */
export class RequestCounter {
  private pending = 0
  private pendingMonth = ''

  constructor(
    private readonly db: Pick<ProfileDatabase, 'sql' | 'getMeta'>,
    private readonly now: () => number
  ) {}

  readonly count = (): void => {
    const month = this.month()
    if (month !== this.pendingMonth) {
      this.flush()
      this.pendingMonth = month
    }
    if (++this.pending >= FLUSH_AT) this.flush()
  }

  /** This month and how many requests were made in it, by every host of the profile. */
  thisMonth(): { month: string; requests: number } {
    this.flush()
    const month = this.month()
    return { month, requests: Number(this.db.getMeta(keyOf(month)) ?? 0) }
  }

  /**
   * Writes down what was counted. Call it before the database closes. Never throws: a full or locked disk must fail no
   * request that is being counted, so the count waits for the next time.
   */
  flush(): void {
    if (this.pending === 0) return
    try {
      this.db
        .sql(
          `INSERT INTO meta (key, value) VALUES (?, ?)
           ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + excluded.value AS TEXT)`
        )
        .run(keyOf(this.pendingMonth), String(this.pending))
      this.pending = 0
    } catch {
      // It is written with those that follow.
    }
  }

  private month(): string {
    return new Date(this.now()).toISOString().slice(0, 7)
  }
}

const keyOf = (month: string): string => `sqs_requests:${month}`
