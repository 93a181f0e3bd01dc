import type { ChatApp } from '../core/chat-app'
import type { CheckStep } from '../shared/backend-config'
import type { CheckUpFinding } from '../shared/contract'
import { answeringPrompts } from './answer-prompts'
import { exitCodes, type CliDeps, type PlaceOptions, type ProfileOptions } from './cli-deps'
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
  options: ProfileOptions & PlaceOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, elsewhere: options }, async (app) => {
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

/** `chatapp doctor`: of the set-up, or of a queue that is named. */
export async function doctorCommand(
  deps: CliDeps,
  queue: string | undefined,
  options: ProfileOptions & PlaceOptions & { json?: boolean }
): Promise<number> {
  if (queue !== undefined) return await checkUpCommand(deps, queue, options)
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

const checkUpMarks: Readonly<Record<CheckUpFinding['state'], string>> = {
  ok: '✓',
  warning: '!',
  problem: '✗',
  unknown: '?',
  skipped: '-'
}

/**
 * `chatapp doctor QUEUE`: what of a queue is not as AWS advises, why, and the command that mends it. Fails when there is
 * something to mend; with a code of its own when there is not, but not everything could be read.
 */
async function checkUpCommand(
  deps: CliDeps,
  queue: string,
  options: ProfileOptions & PlaceOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, elsewhere: options }, async (app) => {
    const { findings, arn } = await answeringPrompts(deps, app, () => call(app, 'queues.checkUp', { queue }))
    if (!options.json) deps.out(arn)
    for (const finding of findings)
      for (const line of options.json ? [JSON.stringify({ arn, ...finding })] : checkUpLines(finding))
        deps.out(line)
    const count = (...states: CheckUpFinding['state'][]): number =>
      findings.filter(({ state }) => states.includes(state)).length
    const [toMend, unread] = [count('warning', 'problem'), count('unknown')]
    if (unread > 0) deps.err(`${unread} ${unread === 1 ? 'check' : 'checks'} could not be made.`)
    if (toMend > 0) deps.err(`${toMend} ${toMend === 1 ? 'thing' : 'things'} to mend.`)
    return toMend > 0 ? exitCodes.failed : unread > 0 ? exitCodes.incomplete : exitCodes.done
  })
}

function checkUpLines({ state, title, detail, source, command, fix }: CheckUpFinding): string[] {
  const isFine = state === 'ok' || state === 'skipped'
  return [
    `${checkUpMarks[state]} ${title}: ${detail}`,
    ...(isFine ? [] : [`  Why: ${source}`]),
    ...(command === null ? [] : [`  Mend it: ${command}`]),
    ...(fix
      ? [`  In the console: ${fix.consolePath}`, ...fix.policy.split('\n').map((one) => `    ${one}`)]
      : [])
  ]
}
