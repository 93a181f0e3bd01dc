import { ChatError } from '../../shared/errors'

/**
 * One thing that goes wrong in a run. Invocations, calls and messages count from 1; a message keeps the number that it
 * has in the file, also where only some of them are played.
 */
export type Fault =
  /** A message that was done is delivered once more, as SQS may. */
  | { readonly kind: 'duplicate'; readonly message: number }
  /** A message is delivered before another one that was sent before it. */
  | { readonly kind: 'move'; readonly message: number; readonly before: number }
  /** A message that nobody can read is delivered right before this one. */
  | { readonly kind: 'poison'; readonly message: number }
  /** An invocation's call is refused: too many. */
  | { readonly kind: 'throttle'; readonly invocation: number; readonly call: number }
  /** An invocation ends, killed or out of time: before a call takes effect, after it did, or when only its answer is missing. */
  | {
      readonly kind: 'kill'
      readonly invocation: number
      readonly call: number
      readonly when: 'before' | 'after'
    }
  | { readonly kind: 'kill-end'; readonly invocation: number }
  /** While an invocation waits for a call its messages become visible again, and another one works on them to the end. */
  | { readonly kind: 'overlap'; readonly invocation: number; readonly call: number }

export type FaultKind = 'duplicate' | 'reorder' | 'poison' | 'throttle' | 'kill' | 'overlap'

/** What goes wrong in a run, each once. */
export type Schedule = readonly Fault[]

/** A fault as a schedule's text writes it. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'duplicate':
    case 'poison':
      return `${fault.kind} ${fault.message}`
    case 'move':
      return `move ${fault.message} before ${fault.before}`
    case 'kill':
      return `kill ${fault.invocation} ${fault.when} ${fault.call}`
    case 'kill-end':
      return `kill ${fault.invocation} at the end`
    default:
      return `${fault.kind} ${fault.invocation} at ${fault.call}`
  }
}

/** A schedule as it is printed and given to be played again. */
export const scheduleText = (schedule: Schedule): string => schedule.map(faultText).join('; ')

type Numbers = readonly [number, number]
const forms: readonly (readonly [RegExp, (numbers: Numbers) => Fault])[] = [
  [/^duplicate (\d+)$/, ([message]) => ({ kind: 'duplicate', message })],
  [/^poison (\d+)$/, ([message]) => ({ kind: 'poison', message })],
  [/^move (\d+) before (\d+)$/, ([message, before]) => ({ kind: 'move', message, before })],
  [/^throttle (\d+) at (\d+)$/, ([invocation, call]) => ({ kind: 'throttle', invocation, call })],
  [/^overlap (\d+) at (\d+)$/, ([invocation, call]) => ({ kind: 'overlap', invocation, call })],
  [/^kill (\d+) before (\d+)$/, ([invocation, call]) => ({ kind: 'kill', invocation, call, when: 'before' })],
  [/^kill (\d+) after (\d+)$/, ([invocation, call]) => ({ kind: 'kill', invocation, call, when: 'after' })],
  [/^kill (\d+) at the end$/, ([invocation]) => ({ kind: 'kill-end', invocation })]
]

/** Reads a schedule as `scheduleText` writes it. Throws `invalid_input` that names what is no fault. */
export function readSchedule(text: string): Schedule {
  const parts = text.split(';').map((part) => part.trim())
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      for (const [form, make] of forms) {
        const [whole, first, second] = form.exec(part.replaceAll(/\s+/g, ' ')) ?? []
        if (whole !== undefined) return make([Number(first), Number(second)])
      }
      throw new ChatError('schedule.unreadable', { part })
    })
}
