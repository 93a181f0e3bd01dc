import { stoppedExitCode } from '../platform/stop-signal'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { call, withChatApp } from './with-chat-app'

/** `chatapp export`: the profile's conversations and messages as JSON lines on standard output. */
export async function exportCommand(deps: CliDeps, options: ProfileOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    for (let cursor: number | null = 0; cursor !== null && !deps.stop.aborted;) {
      const part: { lines: string[]; next: number | null } = await call(app, 'data.export', { cursor })
      deps.out(part.lines.join('\n'))
      await deps.drained()
      cursor = part.next
    }
    if (!deps.stop.aborted) return exitCodes.done
    deps.err('chatapp: cancelled. The export is not complete.')
    return stoppedExitCode(deps.stop)
  })
}
