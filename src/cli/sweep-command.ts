import type { ResponseQueueInfo } from '../shared/backend-config'
import { answeringPrompts } from './answer-prompts'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { call, withChatApp } from './with-chat-app'

/** `chatapp sweep`: lists the response queues that installations left behind; deletes the stale ones with `--yes`. */
export async function sweepCommand(
  deps: CliDeps,
  options: ProfileOptions & { yes?: boolean; json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    return await answeringPrompts(deps, app, async () => {
      const queues = await call(app, 'responseQueues.list', undefined)
      for (const queue of queues) deps.out(options.json ? JSON.stringify(queue) : lineOf(queue))
      const stale = queues.filter((queue) => queue.stale).map(({ name }) => name)
      if (stale.length === 0) {
        deps.err('No response queue has been left behind.')
      } else if (options.yes) {
        const deleted = await call(app, 'responseQueues.sweep', { names: stale })
        deps.err(`Deleted ${deleted.length} of ${stale.length} queues.`)
      } else {
        deps.err(`${stale.length} of ${queues.length} are left behind. To delete them: chatapp sweep --yes`)
      }
      return exitCodes.done
    })
  })
}

const lineOf = ({ name, idleDays, stale }: ResponseQueueInfo): string =>
  `${stale ? '✗' : '✓'} ${name}: idle for ${idleDays.toFixed(1)} days${stale ? ', left behind' : ''}`
