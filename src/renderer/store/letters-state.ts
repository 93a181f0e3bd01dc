import type {
  CallArgument,
  CallName,
  CallOutput,
  DryRun,
  LetterAct,
  LetterDetail,
  LetterJob,
  LetterRef,
  LetterSummary
} from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { MoveState } from '../../shared/letter'
import type { Told } from '../../shared/said'

export type Desk = 'queue' | 'tray' | 'acts'

type Look = CallOutput<'letters.list'>['look']
export type Policy = CallOutput<'letters.policy'>

/** Another queue that the desk stands at, and what a look at it costs. */
export interface DeskPlace {
  readonly queue: string
  /** Null where a look changes nothing, so that it is made unasked. */
  readonly cost: readonly Told[] | null
}

/** The desk for dead letters. */
export interface LettersState {
  /** Null at the backend's dead-letter queue. */
  readonly at: DeskPlace | null
  readonly desk: Desk
  readonly queue: string
  readonly letters: readonly LetterSummary[] | null
  /** A look is under way. */
  readonly looking: boolean
  readonly total: number
  readonly more: boolean
  readonly look: Look | null
  readonly tray: readonly LetterSummary[] | null
  readonly trayTotal: number
  readonly acts: readonly LetterAct[] | null
  readonly error: WireError | null
  /** The smallest policy, where the account refused. */
  readonly policy: Policy
  readonly job: LetterJob | null
  readonly move: MoveState | null
  /** Ids of the letters that are chosen on this side of the desk. */
  readonly chosen: ReadonlySet<string>
  readonly open: LetterRef | null
  readonly detail: LetterDetail | null
  readonly dryRun: DryRun | 'running' | null
  /** The first log line of each letter that was asked for, by its correlation id. */
  readonly logs: ReadonlyMap<string, string>
  /** Stands at another queue, or at the dead-letter queue, and keeps true what is shown. Returns how to stop. */
  readonly watch: (at?: DeskPlace) => () => void
  readonly show: (desk: Desk) => void
  readonly lookAgain: (limit?: number) => Promise<void>
  readonly choose: (ids: Iterable<string>, chosen: boolean) => void
  readonly openLetter: (ref: LetterRef | null) => Promise<void>
  readonly askLogs: (correlationIds: readonly string[]) => Promise<void>
  /** One call of the desk; what went wrong is shown. */
  readonly act: <N extends CallName & `letters.${string}`>(
    name: N,
    input: CallArgument<N>
  ) => Promise<CallOutput<N> | null>
  readonly edit: (id: string, text: string | null) => Promise<void>
  readonly tryOut: (letter: LetterRef, text: string | undefined) => Promise<void>
  readonly redrive: (perSecond: number | null) => Promise<void>
  readonly save: (what: 'tray' | 'acts', profile: string) => Promise<void>
  readonly load: (file: File) => Promise<CallOutput<'letters.import'> | null>
}

/** What the desk knows before its first look. */
export const emptyDesk = {
  at: null,
  desk: 'queue',
  queue: '',
  letters: null,
  looking: false,
  total: 0,
  more: false,
  look: null,
  tray: null,
  trayTotal: 0,
  acts: null,
  error: null,
  policy: null,
  job: null,
  move: null,
  chosen: new Set<string>(),
  open: null,
  detail: null,
  dryRun: null,
  logs: new Map<string, string>()
} as const
