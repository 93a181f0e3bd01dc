import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { commandWords } from './command-words'

// The program's entry: words of the command line are carried out, everything else is the window's.

// `electron FOLDER …` has switches of Electron's before the folder.
const isFolder = (argument: string, at: number): boolean => at > 0 && !argument.startsWith('-')
const words = commandWords(process.argv.slice(process.defaultApp ? process.argv.findIndex(isFolder) + 1 : 1))
// Nothing is waited for that waits for Electron: it becomes ready only after this module has run to its end.
if (words === null) await import('./index').catch((error: unknown) => void sayDamaged(error))
else carryOut(words)

/**
 * Runs the command line in a thread while this one, and with it Electron, stands still. Exits with its code.
 *
 * Electron goes on to the screen once this entry has run, and ends with an abort where there is none, over ssh for
 * one. It never gets there: no window, no Chromium process, no entry in the dock. It is no Node either, for the
 * packed app refuses to be one (see the fuses in electron-builder.yml).
 */
function carryOut(argv: readonly string[]): never {
  // The thread tells its exit code here, plus one. Nothing else can wake a thread that stands still.
  const exited = new Int32Array(new SharedArrayBuffer(4))
  // Threads share it and may not set it: what the local backend's writes, only its user may read.
  process.umask(0o077)
  const thread = new Worker(join(import.meta.dirname, 'cli-thread.js'), {
    argv: [...argv],
    workerData: exited,
    stdin: true,
    stdout: true,
    stderr: true
  })
  thread.unref()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  while (!hasEnded(exited)) thread.postMessage('SIGINT')
  exitAsNode(Atomics.load(exited, 0) - 1)
}

/**
 * Ends the process as Node does: after its threads have ended. Electron puts `app.exit` in the place of `process.exit`,
 * which ends it at once as long as Electron is not ready, and now and then with an abort, under the thread that is still
 * letting go of what it had.
 */
function exitAsNode(code: number): never {
  return (process as NodeJS.Process & { reallyExit: (code: number) => never }).reallyExit(code)
}

/** Stands still until the thread has exited; false when Ctrl+C came first, the one signal that is heard meanwhile. */
function hasEnded(exited: Int32Array<SharedArrayBuffer>): boolean {
  try {
    runInNewContext('wait()', { wait: () => Atomics.wait(exited, 0, 0) }, { breakOnSigint: true })
    return true
  } catch (error) {
    // It is of the other context, so of no class that is known here.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error
    return false
  }
}

/** The program's own files cannot be loaded: cut off, changed, or half replaced. Says so without any other of them. */
async function sayDamaged(error: unknown): Promise<void> {
  const { app, dialog } = await import('electron')
  const detail = error instanceof Error ? error.message : String(error)
  const text = `Its program files are damaged or were changed (${detail}). Install ChatAPP again. Your messages are kept elsewhere and were not touched.`
  process.stderr.write(`ChatAPP cannot start: ${text}\n`)
  await app.whenReady()
  dialog.showErrorBox('ChatAPP cannot start', text)
  app.exit(1)
}
