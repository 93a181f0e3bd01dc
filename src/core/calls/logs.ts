import type { Handlers, LogEntry } from '../../shared/contract'
import type { Redactor } from '../../platform/redactor'
import type { Backend } from '../backends/backend'
import { checkedActions, logGroupArn, missingPermission } from '../check/permissions'
import type { MessageStore } from '../store/message-store'

export interface LogsCallsDeps {
  /** The backend that is talked to now. */
  backend: () => Pick<Backend, 'logs' | 'logPlace' | 'capabilities' | 'names' | 'queueAccount'>
  messages: Pick<MessageStore, 'find'>
  redactor: Pick<Redactor, 'apply'>
}

/** A line may be a megabyte; who reads it wants its beginning, in characters. */
const MAX_TEXT = 8192

/** What the local backend has cut off a line already, as it says at its end. */
const cutBefore = (text: string): number =>
  Number(/… \((\d+) characters more were cut\)$/.exec(text.slice(-60))?.[1] ?? 0)

/** How often who follows a log should ask: lines reach CloudWatch within seconds, and an account's calls to it are few a second. */
const EVERY_MS = { here: 1000, account: 5000 }

/** The contract's `logs.*` calls. */
export const createLogsHandlers = ({
  backend,
  messages,
  redactor
}: LogsCallsDeps): Pick<Handlers, 'logs.read' | 'logs.place'> => ({
  'logs.read': async (query) => {
    const { entries, cursor } = await backend().logs(query)
    const places = new Map<string, string | null>()
    const hereOf = (id: string): string | null => {
      if (!places.has(id)) places.set(id, messages.find(id)?.conversationId ?? null)
      return places.get(id) ?? null
    }
    return {
      cursor,
      entries: entries.map((line): LogEntry => {
        const text = redactor.apply(line.text)
        const cut = text.length > MAX_TEXT ? text.length - MAX_TEXT + cutBefore(text) : 0
        const here = line.messageId === null ? null : hereOf(line.messageId)
        return { ...line, text: text.slice(0, MAX_TEXT), cut, here }
      })
    }
  },
  'logs.place': async () => {
    const now = backend()
    const { logGroup, consoleUrl, region } = now.logPlace
    const { account } = now.capabilities
    const target = { region, account: account ? now.queueAccount() : null, callerArn: null }
    const resource = logGroupArn(now.names.functionName, target)
    const needed = { actions: [checkedActions.readLog], resource }
    return {
      logGroup,
      consoleUrl,
      account,
      everyMs: account ? EVERY_MS.account : EVERY_MS.here,
      policy: account ? missingPermission([needed], target) : null
    }
  }
})
