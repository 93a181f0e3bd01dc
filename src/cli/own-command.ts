/** The program and the arguments by which this command line is started. */
export function ownCommand(): readonly string[] {
  // An AppImage is mounted anew, elsewhere, at each start.
  const program = process.env['APPIMAGE'] ?? process.execPath
  return process.versions['electron'] ? [program] : [program, ...process.argv.slice(1, 2)]
}
