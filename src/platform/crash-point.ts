/** The steps of a message's way at which a crash test ends the process. */
export const crashPoints = [
  'after-persist',
  'after-send',
  'before-mark-sent',
  'after-store-reply',
  'before-delete-reply'
] as const
/** The same of a letter's way over the desk for dead letters. */
export const letterCrashPoints = ['after-take-store', 'after-take-delete', 'after-letter-send'] as const
export type LetterCrashPoint = (typeof letterCrashPoints)[number]
export type CrashPoint = (typeof crashPoints)[number] | LetterCrashPoint

const passed = new Map<CrashPoint, number>()

/**
 * Ends this process like a power cut when `CHATAPP_CRASH_AT` names this point, as in `after-send` or `after-send:3`
 * for the third time it is passed. Without the variable it does nothing.
 */
export function crashPoint(point: CrashPoint): void {
  const [wanted, count = '1'] = (process.env['CHATAPP_CRASH_AT'] ?? '').split(':')
  if (wanted !== point) return
  const times = (passed.get(point) ?? 0) + 1
  passed.set(point, times)
  if (times >= Number(count)) process.kill(process.pid, 'SIGKILL')
}
