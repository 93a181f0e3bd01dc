import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

const PREFIX = 'chatapp-stop:'

/**
 * The message to ourselves that ends a long poll, one for each run.
 *
 * Signed with a key that never leaves the profile, so that a mark which an earlier run left behind is known as ours, and
 * nobody else's message is, whatever it begins with.
 */
export class StopMark {
  /** Whether a body looks like the mark of any profile; on a shared queue another one waits for it. */
  static isLike = (body: string): boolean => body.startsWith(PREFIX)

  readonly body: string

  constructor(private readonly key: string) {
    const id = randomUUID()
    this.body = `${PREFIX}${id}:${this.sign(id)}`
  }

  /** Whether a body is a mark of this profile, of this run or an earlier one. */
  isOurs(body: string): boolean {
    if (!StopMark.isLike(body)) return false
    const [id = '', signature = '', ...more] = body.slice(PREFIX.length).split(':')
    const [expected, found] = [Buffer.from(this.sign(id)), Buffer.from(signature)]
    return more.length === 0 && expected.length === found.length && timingSafeEqual(expected, found)
  }

  private sign(id: string): string {
    return createHmac('sha256', this.key).update(id).digest('base64url')
  }
}
