import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rectangle, BrowserWindowConstructorOptions } from 'electron'
import { z } from 'zod'
import { readJson, writeJson } from '../platform/json-file'

const pixel = z.number().int().min(-100_000).max(100_000)

const windowStateSchema = z.object({
  bounds: z.object({ x: pixel, y: pixel, width: pixel.positive(), height: pixel.positive() }),
  maximized: z.boolean()
})

/** Where the window stood when it was last closed. */
type WindowState = z.output<typeof windowStateSchema>

const MIN_WIDTH = 360
const MIN_HEIGHT = 480
const FIRST_WIDTH = 1180
const FIRST_HEIGHT = 780

/** Reads the remembered state; null when there is none or it makes no sense, for it is only a convenience. */
export const readWindowState = (file: string): WindowState | null => readJson(file, windowStateSchema)

/** Remembers the state. A disk that refuses is no reason to stop a window from closing. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeJson(file, state)
  } catch {
    // The next window opens at its first size.
  }
}

/**
 * Where to open the window: as remembered, moved and shrunk so that all of it is on one screen that is there now.
 *
 * `workAreas` are the screens without their task bars, the main one first. Without a remembered state, or when its
 * screen is gone, the window opens in the middle of the main screen.
 */
export function fitBounds(wanted: Rectangle | undefined, workAreas: readonly Rectangle[]): Rectangle {
  const [main] = workAreas
  if (!main) return wanted ?? { x: 0, y: 0, width: FIRST_WIDTH, height: FIRST_HEIGHT }
  const size = wanted ?? { width: FIRST_WIDTH, height: FIRST_HEIGHT }
  const area = wanted ? (workAreas.find((area) => overlaps(wanted, area)) ?? main) : main
  const width = clamp(size.width, Math.min(MIN_WIDTH, area.width), area.width)
  const height = clamp(size.height, Math.min(MIN_HEIGHT, area.height), area.height)
  if (!wanted || !overlaps(wanted, area)) {
    const x = area.x + Math.floor((area.width - width) / 2)
    return { x, y: area.y + Math.floor((area.height - height) / 2), width, height }
  }
  const x = clamp(wanted.x, area.x, area.x + area.width - width)
  return { x, y: clamp(wanted.y, area.y, area.y + area.height - height), width, height }
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

const overlaps = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** What a window shows before its page has painted: `--ground` of the page itself, and a test holds them together. */
export const groundColour = (dark: boolean): string => (dark ? '#16171b' : '#ffffff')

/** How a window looks before its page does. */
export interface Look {
  readonly dark: boolean
  /** A picture for the task bar; undefined where the package has brought one. */
  readonly icon: string | undefined
}

/** How the window is made: the page runs in a sandbox, in a world of its own, with one preload and no Node. */
export function windowOptions(
  bounds: Rectangle,
  preload: string,
  { dark, icon }: Look
): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    ...(icon === undefined ? {} : { icon }),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'ChatAPP',
    // Shown when the page has painted, so that no white flash is seen.
    show: false,
    backgroundColor: groundColour(dark),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: true
    }
  }
}
