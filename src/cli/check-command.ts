import type { ChatApp } from '../core/chat-app'
import type { CheckStep } from '../shared/backend-config'
import { answeringPrompts } from './answer-prompts'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp, findBackend } from './command-context'

const marks: Readonly<Record<CheckStep['state'], string>> = {
  running: '…',
  ok: '✓',
  warning: '!',
  failed: '✗',
  skipped: '-'
}

/** `chatapp check`: tries each call that a backend needs, and names what is missing. */
export async function checkCommand(
  deps: CliDeps,
  wanted: string | undefined,
  options: ProfileOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { activeId, backends } = await call(app, 'backends.list', undefined)
    const id = wanted === undefined ? activeId : (findBackend(backends, wanted)?.id ?? wanted)
    const passed = await answeringPrompts(deps, app, () =>
      runCheck(deps, app, { id, json: options.json ?? false })
    )
    return passed ? exitCodes.done : exitCodes.failed
  })
}

/** Runs the test of a backend and prints each step as it ends; true when none failed. */
export async function runCheck(
  deps: CliDeps,
  app: ChatApp,
  { id, json }: { id: string; json: boolean }
): Promise<boolean> {
  const off = app.on('check.step', (step) => {
    if (step.state === 'running') return
    for (const line of json ? [JSON.stringify(step)] : linesOf(step)) deps.out(line)
  })
  try {
    const steps = await call(app, 'backends.check', { id })
    return steps.every(({ state }) => state !== 'failed')
  } finally {
    off()
  }
}

function linesOf({ state, title, detail, fix }: CheckStep): string[] {
  const line = `${marks[state]} ${title}: ${detail}`
  if (!fix) return [line]
  return [
    line,
    `  Missing: ${fix.action}`,
    `  In the console: ${fix.consolePath}`,
    ...fix.policy.split('\n').map((one) => `    ${one}`)
  ]
}

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
