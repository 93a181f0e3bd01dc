/** Answers that are remembered; a caller asks again within seconds, not after many others. */
const REMEMBERED = 16

/**
 * Does a piece of work once for each key, however often it is asked for.
 *
 * Who lost the answer asks again under the same key, and gets the same answer or the same error, also while the work is
 * still under way.
 */
export class AnsweredOnce<T> {
  private readonly answers = new Map<string, Promise<T>>()

  async answer(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key)
    if (known) return await known
    const answer = work()
    this.answers.set(key, answer)
    const [oldest] = this.answers.keys()
    if (this.answers.size > REMEMBERED && oldest !== undefined) this.answers.delete(oldest)
    return await answer
  }
}
