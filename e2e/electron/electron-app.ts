import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { z } from 'zod'

const settingSchema = z.object({
  /** Starts Electron, as another user when the tests run as root. */
  executable: z.string(),
  /** What starts any other program as that user; empty when it is the one of the tests. */
  before: z.array(z.string()),
  /** The app: the checkout, or the copy of it that an older Electron can run. */
  app: z.string(),
  uid: z.number().nullable(),
  sandbox: z.boolean(),
  /** The screen's content, where the tests made the screen. */
  screen: z.string().nullable(),
  /** Electron's own folder. */
  dist: z.string()
})

/** Which Electron runs which app how; said by scripts/test-electron.mjs. */
export const setting = settingSchema.parse(JSON.parse(process.env['CHATAPP_ELECTRON_SETTING'] ?? 'null'), {
  error: () => 'These tests are run by: npm run test:electron'
})

/** Switches of Electron itself on this machine. */
export const switches = setting.sandbox ? [] : ['--no-sandbox']

/** A folder that the user of the window may write to. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chatapp-window-'))
  if (setting.uid !== null) chownSync(folder, setting.uid, setting.uid)
  return folder
}

interface WindowFixtures {
  /** The test's own data folder; gone after it. */
  dataDir: string
  /** Starts the window on `dataDir`, with more arguments if need be. What still runs after the test is closed. */
  launch: (...more: string[]) => Promise<ElectronApplication>
  /** The running app. */
  app: ElectronApplication
  /** Its window, ready for a message. */
  page: Page
}

/** A test with a window of its own. */
export const test = base.extend<WindowFixtures>({
  dataDir: async ({}, provide) => {
    const folder = newFolder()
    await provide(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  launch: async ({ dataDir }, provide) => {
    const started: ElectronApplication[] = []
    await provide(async (...more) => {
      const app = await _electron.launch({
        executablePath: setting.executable,
        // Without it Playwright adds --no-sandbox.
        chromiumSandbox: setting.sandbox,
        args: [...switches, setting.app, '--data-dir', dataDir, ...more]
      })
      started.push(app)
      return app
    })
    for (const app of started) await app.close().catch(() => {})
  },
  app: async ({ launch }, provide) => provide(await launch()),
  page: async ({ app }, provide) => {
    const page = await app.firstWindow()
    await page.getByRole('textbox', { name: 'Message' }).waitFor()
    await provide(page)
  }
})

/** Sends a message and waits for its answer. */
export async function send(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByRole('log')).toContainText(`${Buffer.byteLength(text)} bytes`, { timeout: 20_000 })
}

/** The process of the local backend, or of the page. */
export const pidOf = (app: ElectronApplication, kind: 'backend' | 'page'): Promise<number | undefined> =>
  app.evaluate(
    ({ app: main, BrowserWindow }, which) =>
      which === 'page'
        ? BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId()
        : main.getAppMetrics().find(({ serviceName }) => serviceName === 'node.mojom.NodeService')?.pid,
    kind
  )

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | string | null
  readonly out: string
  readonly err: string
}

/** Runs a program to its end. */
export async function run(program: string, args: readonly string[], given: RunOptions = {}): Promise<Ended> {
  const child = spawn(program, args, { env: { ...process.env, ...given.env } })
  child.stdin.on('error', () => {})
  child.stdin.end(given.input ?? '')
  const ended = new Promise<number | string | null>((done) =>
    child.once('close', (code, signal) => done(code ?? signal))
  )
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, out, err }
}

interface RunOptions {
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
}

/** What starts a program as the user of the window: a command and its arguments. */
export function asUser(program: string, args: readonly string[]): [command: string, args: string[]] {
  const [setpriv, ...more] = setting.before
  return setpriv === undefined ? [program, [...args]] : [setpriv, [...more, program, ...args]]
}

/** The same as `run`, as the user of the window. */
export const runAsUser = (program: string, args: readonly string[], given?: RunOptions): Promise<Ended> =>
  run(...asUser(program, args), given)

/** Starts the app once more, as from a terminal, with these words or switches. */
export const startAgain = (words: readonly string[], options?: RunOptions): Promise<Ended> =>
  run(setting.executable, [...switches, setting.app, ...words], options)

/** Starts the app of another folder; whoever does ends it. */
export const startFolder = (folder: string, args: readonly string[]) =>
  spawn(setting.executable, [...switches, folder, ...args])

/**
 * Takes a picture of the whole screen, with the window's frame and menu, which one of the page has not.
 *
 * Only when CHATAPP_ELECTRON_SHOTS names a folder.
 */
export async function shoot(name: string): Promise<void> {
  const folder = process.env['CHATAPP_ELECTRON_SHOTS']
  if (!folder || setting.screen === null) return
  mkdirSync(folder, { recursive: true })
  // What the compositor draws last has no event.
  await new Promise((done) => setTimeout(done, 700))
  const tool = join(import.meta.dirname, '..', '..', 'scripts', 'electron-stand', 'screen-to-png.mjs')
  execFileSync(process.execPath, [tool, setting.screen, join(folder, `${name}.png`)])
}
