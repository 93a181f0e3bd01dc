import { statSync, watch, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'

/** A save is over when nothing has changed for so long, in milliseconds. */
const SETTLED_MS = 30
/** Where the system does not tell of changes (a shared folder, a folder that was made anew), they are looked for. */
const LOOK_MS = 500

/** Tells of changes of files, once for a save, however an editor or a bundler does it. A file that is away is waited for. */
export class FileWatch {
  private readonly files = new Map<string, string>()
  private readonly folders = new Map<string, FSWatcher>()
  private settling: NodeJS.Timeout | undefined
  private readonly looking: NodeJS.Timeout

  constructor(private readonly changed: (file: string) => void) {
    // Nothing else may hold the process while it waits for a file to be mended.
    this.looking = setInterval(() => this.look(), LOOK_MS)
  }

  add(files: readonly string[]): void {
    for (const file of files) {
      if (this.files.has(file)) continue
      this.files.set(file, stateOf(file))
      this.watch(dirname(file))
    }
  }

  stop(): void {
    clearInterval(this.looking)
    clearTimeout(this.settling)
    for (const watcher of this.folders.values()) watcher.close()
  }

  private watch(folder: string): void {
    if (this.folders.has(folder)) return
    try {
      const watcher = watch(folder, { persistent: false }, () => this.look())
      this.folders.set(folder, watcher)
      watcher.on('error', () => this.forget(folder))
    } catch {
      // It is looked at from time to time.
    }
  }

  private forget(folder: string): void {
    this.folders.get(folder)?.close()
    this.folders.delete(folder)
  }

  private look(): void {
    const changed = [...this.files].filter(([file, before]) => stateOf(file) !== before)
    if (changed.length === 0) return
    clearTimeout(this.settling)
    this.settling = setTimeout(() => this.settle(), SETTLED_MS)
  }

  private settle(): void {
    let told: string | undefined
    for (const [file, before] of this.files) {
      const now = stateOf(file)
      if (now === before || now === '') continue
      this.files.set(file, now)
      told ??= file
      // A folder that was deleted and made anew is another one.
      this.forget(dirname(file))
      this.watch(dirname(file))
    }
    if (told !== undefined) this.changed(told)
  }
}

/** What a file is known by; empty while there is none. */
function stateOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return ''
  }
}
