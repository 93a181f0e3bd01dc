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
