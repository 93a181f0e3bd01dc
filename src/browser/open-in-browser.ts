import { spawn } from 'node:child_process'

/** The system's own "open this link" program and its arguments. No shell, so nothing in the link is interpreted. */
export function openCommand(platform: NodeJS.Platform, url: string): readonly [string, readonly string[]] {
  if (platform === 'darwin') return ['open', [url]]
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return ['xdg-open', [url]]
}

/** Whether there is a person in front of a browser here: not in CI, and on Linux only with a display. */
export function canOpenBrowser(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (env['CI']) return false
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

/** Opens a link in the user's browser. Calls `failed` when the system cannot; never throws. */
export function openInBrowser(url: string, failed: () => void): void {
  const [command, args] = openCommand(process.platform, url)
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.once('error', failed)
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) failed()
  })
  child.unref()
}
