/** Messages that wait for their reply at one time. */
const MAX_MESSAGES = 500

/** Characters of all messages that wait: one message of a megabyte takes many times that until it is answered. */
const MAX_CHARACTERS = 8_000_000

/** Runs exchanges side by side, as many as memory bears, and settles them in the order in which they began. */
export class InFlight<T> {
  private count = 0
  private characters = 0
  private freed = Promise.withResolvers<void>()
  private last: Promise<void> = Promise.resolve()

  constructor(private readonly settle: (result: T) => Promise<void>) {}

  /** Resolves when there is room for one more with this text. */
  async room(text: string): Promise<void> {
    while (this.isFullFor(text.length)) await this.freed.promise
  }

  /** Begins one. `run` does not reject. */
  begin(text: string, run: () => Promise<T>): void {
    this.count++
    this.characters += text.length
    const running = run()
    this.last = this.last
      .then(async () => await this.settle(await running))
      .finally(() => this.free(text.length))
  }

  /** Resolves when every one that began has been settled. */
  async settled(): Promise<void> {
    await this.last
  }

  /** One alone always fits. */
  private isFullFor(characters: number): boolean {
    return this.count >= MAX_MESSAGES || (this.count > 0 && this.characters + characters > MAX_CHARACTERS)
  }

  private free(characters: number): void {
    this.count--
    this.characters -= characters
    const { resolve } = this.freed
    this.freed = Promise.withResolvers()
    resolve()
  }
}
