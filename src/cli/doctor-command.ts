import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { withChatApp } from './with-chat-app'

/** `chatapp doctor`: names each check and its result; fails when one did. */
export async function doctorCommand(
  deps: CliDeps,
  options: ProfileOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    let failed = 0
    for await (const finding of app.examine()) {
      if (!finding.ok) failed++
      deps.out(
        options.json
          ? JSON.stringify(finding)
          : `${finding.ok ? '✓' : '✗'} ${finding.check}: ${finding.detail}`
      )
    }
    if (failed > 0)
      deps.err(`${failed} ${failed === 1 ? 'check' : 'checks'} failed. The log: ${app.info.logFile}`)
    return failed === 0 ? exitCodes.done : exitCodes.failed
  })
}
