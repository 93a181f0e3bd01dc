import { stoppedExitCode } from '../platform/stop'
import type { CallOutput, LedgerReport } from '../shared/contract'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { momentLine } from './message-line'

export interface LedgerOptions extends ProfileOptions {
  readonly json?: boolean
  readonly export?: boolean
}

/** `chatapp ledger`: where each request is that was ever written; fails when one is nowhere. */
export async function ledgerCommand(deps: CliDeps, options: LedgerOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    const report = await call(app, 'ledger.get', undefined)
    if (options.export) {
      for (let cursor: string | null | undefined; cursor !== null;) {
        if (deps.stop.aborted) return stoppedExitCode(deps.stop)
        const part: CallOutput<'ledger.export'> = await call(app, 'ledger.export', { cursor })
        for (const line of part.lines) deps.out(line)
        await deps.drained()
        cursor = part.next
      }
    } else for (const line of options.json ? [JSON.stringify(report)] : linesOf(report)) deps.out(line)
    if (report.unaccounted === 0) return exitCodes.done
    deps.err(
      `chatapp: ${report.unaccounted} of ${report.counters.written} messages are nowhere. Keep the profile as it is, and run: chatapp doctor`
    )
    return exitCodes.failed
  })
}

const said = (number: number): string => number.toLocaleString('en')

function linesOf({ since, counters, places, failures, imported }: LedgerReport): string[] {
  const line = (number: number, words: string): string => `${said(number).padStart(12)}  ${words}`
  const why = [
    `${said(failures.processor)} by MessageProcessor`,
    `${said(failures.noAnswer)} without an answer`,
    `${said(failures.cancelled)} cancelled`,
    `${said(failures.refused)} refused`
  ]
  return [
    `${said(counters.written)} ${counters.written === 1 ? 'message' : 'messages'} written since ${momentLine(since)}. They are:`,
    line(places.outbox, 'in the outbox: SQS has not accepted them yet'),
    line(places.underWay, 'under way: accepted by SQS, not answered yet'),
    ...(places.delivered === 0
      ? []
      : [line(places.delivered, 'delivered: accepted by a queue without replies')]),
    line(places.answered, 'answered'),
    line(places.failed, `failed: ${why.join(', ')}`),
    line(places.deleted, 'deleted here'),
    ...(imported === 0 ? [] : [`Besides, ${said(imported)} came by an import.`]),
    'Counted:',
    line(counters.sent, 'sent: handed over to SQS'),
    line(counters.notAccepted, 'tries that SQS did not take, and that were made again'),
    line(counters.askedAgain, 'asked again, because no answer had come'),
    line(counters.retried, 'sent again by you after they had failed'),
    line(counters.answered, 'answered'),
    line(counters.failed, 'failed'),
    line(counters.duplicates, 'replies that came once more and were dropped'),
    line(counters.ownerless, 'replies dropped because you had deleted what they answer'),
    line(counters.setAside, 'set aside: not readable as a reply'),
    line(counters.taken, 'dead letters taken into the tray')
  ]
}
