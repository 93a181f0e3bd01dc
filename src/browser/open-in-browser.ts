import { spawn } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ServeDeps } from './run-browser-host'

/** How long a browser may take to start and read the page that leads to the link, in milliseconds. */
const READ_WITHIN_MS = 60_000

/** The system's own "open this" program and its arguments. No shell, so nothing in the address is interpreted. */
export function openCommand(
  platform: NodeJS.Platform,
  address: string
): readonly [string, readonly string[]] {
  if (platform === 'darwin') return ['open', [address]]
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]]
  return ['xdg-open', [address]]
}

/** Whether there is a person in front of a browser here: not in CI, and on Linux only with a display. */
export function canOpenBrowser(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (env['CI']) return false
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

/** How a host on this system leads a browser to a link, and opens one where a person is in front of it. */
export function browserOf(
  { platform, env }: Pick<NodeJS.Process, 'platform' | 'env'>,
  err: (line: string) => void
): Pick<ServeDeps, 'leadTo' | 'openAddress'> {
  const failed = (): void => err('The web browser could not be opened. Open the link above yourself.')
  const openAddress = (address: string): void => openInBrowser(address, failed)
  return { leadTo, openAddress: canOpenBrowser(platform, env) ? openAddress : undefined }
}

/** Opens an address in the user's browser. Calls `failed` when the system cannot; never throws. */
export function openInBrowser(address: string, failed: () => void): void {
  try {
    const [command, args] = openCommand(process.platform, address)
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    child.once('error', failed)
    child.once('exit', (code) => {
      if (code !== 0 && code !== null) failed()
    })
    child.unref()
  } catch {
    failed()
  }
}

/**
 * Writes the page through which a browser is led to a one-time link; returns its address.
 *
 * Every user of the machine may read the arguments of every program, so the link stands in none: the browser gets the
 * address of a page that only this user may read and that leads on. It is gone once the link is spent, or after a minute.
 */
export function leadTo(link: string, spent: AbortSignal): string {
  const folder = privateFolder()
  const timer = setTimeout(() => remove(), READ_WITHIN_MS).unref()
  const remove = (): void => {
    clearTimeout(timer)
    process.off('exit', remove)
    spent.removeEventListener('abort', remove)
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', remove)
  spent.addEventListener('abort', remove)
  const file = join(folder, 'ChatAPP.html')
  writeFileSync(file, pageThatLeadsTo(link), { mode: 0o600 })
  return pathToFileURL(file).href
}

/** A new folder for this user alone. Under Linux a browser in a sandbox of its own sees the home folder, but no other. */
function privateFolder(): string {
  if (process.platform !== 'linux') return folderIn(tmpdir())
  try {
    return folderIn(homedir())
  } catch {
    return folderIn(tmpdir())
  }
}

const PREFIX = 'chatapp-open-'

function folderIn(parent: string): string {
  forgetOld(parent)
  return mkdtempSync(join(parent, PREFIX))
}

/** Takes away what a host that was killed has left; its link works no more. */
function forgetOld(parent: string): void {
  for (const name of readdirSync(parent).filter((one) => one.startsWith(PREFIX))) {
    const path = join(parent, name)
    try {
      const { uid, mtimeMs } = lstatSync(path)
      const ours = uid === (process.getuid?.() ?? uid)
      if (ours && Date.now() - mtimeMs > READ_WITHIN_MS) rmSync(path, { recursive: true })
    } catch {
      // It is gone meanwhile.
    }
  }
}

/** It says nothing but the name, so that it needs no language. */
function pageThatLeadsTo(link: string): string {
  const address = new URL(link).href.replaceAll('&', '&amp;')
  return `<!doctype html>
<html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${address}">
<title>ChatAPP</title>
<p><a href="${address}">ChatAPP</a></p>
</html>
`
}
