import { onTestFinished } from 'vitest'
import { silentLog } from '../../test/fakes'
import { temporaryFolder } from '../../test/temporary-folder'
import { backendFile } from '../core/fakes/test-account'
import { attachLocalBackend } from '../local-backend/client/start-local-backend'
import { createLocalClient } from '../local-backend/sqs/sqs-client'
import { runCli } from './run-cli'

/** Runs one command as a terminal would, without input, and gives back how it ended and what it printed, line by line. */
export async function runLines(...argv: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runCli(argv, {
    version: '0.0.0',
    input: (async function* () {})(),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    drained: async () => {},
    stop: new AbortController().signal
  })
  return { code, out, err }
}

/** The command line on a data folder of its own, and a client of the local backend that runs there. */
export async function aCliBesideItsBackend() {
  const dataDir = temporaryFolder()
  const backend = await attachLocalBackend({
    folder: `${dataDir}/local-backend`,
    log: silentLog,
    childFile: backendFile
  })
  onTestFinished(() => backend.stop())
  return { dataDir, run: cliOn(dataDir), client: createLocalClient(backend.endpoint) }
}

/** The command line on a data folder: lines that are JSON come parsed, errors as one text. */
export const cliOn =
  (dataDir: string) =>
  async (...argv: string[]) => {
    const { code, out, err } = await runLines(...argv, '--data-dir', dataDir)
    return {
      code,
      out: out.map((line) => (line.startsWith('{') ? JSON.parse(line) : line)),
      err: err.join('\n')
    }
  }
