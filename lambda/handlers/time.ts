import type { MessageHandler } from '../message-handler'

/** Tells the time in a zone of the IANA database. */
export const handler: MessageHandler = {
  command: '/time',
  usage: '[IANA zone]',
  summary: 'tells the time, for example `/time Europe/Berlin`; in UTC when you name no zone',
  handle: ({ argument }, { now }) => {
    const zone = argument.trim() || 'UTC'
    const format = formatIn(zone)
    if (format) return `${format.format(now())} (${format.resolvedOptions().timeZone})`
    const shown = zone.length > 60 ? `${zone.slice(0, 60)}…` : zone
    return `I know no time zone “${shown}”. Use a name of the IANA database, for example /time Europe/Berlin.`
  }
}

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'long' })
  } catch {
    return undefined
  }
}
