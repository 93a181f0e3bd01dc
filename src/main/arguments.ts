import { parseArgs } from 'node:util'

export interface ElectronArguments {
  readonly profile: string | undefined
  readonly dataDir: string | undefined
}

/**
 * Reads `--profile` and `--data-dir` from the command line of the window.
 *
 * Everything else is left to Chromium, the system and the launcher, which add switches of their own; so an unknown
 * one is not an error here.
 */
export function parseElectronArguments(argv: readonly string[]): ElectronArguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { profile: { type: 'string' }, 'data-dir': { type: 'string' } }
  })
  return { profile: text(values.profile), dataDir: text(values['data-dir']) }
}

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
