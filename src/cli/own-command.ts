import { isMainThread } from 'node:worker_threads'

/** The program and the arguments by which this command line is started. */
export function ownCommand(): readonly string[] {
  // An AppImage is mounted anew, elsewhere, at each start.
  const program = process.env['APPIMAGE'] ?? process.execPath
  // In a thread this is the packed app, which is its own command line.
  return isMainThread ? [program, ...process.argv.slice(1, 2)] : [program]
}
