import type { Clock } from '../../shared/clock'
import type { RoomStore } from '../store/room-store'

/** How often it is told what has been read in a room, at most, in milliseconds. */
const READ_EVERY_MS = 4000

/** Up to which number each room of a backend has been read here, as far as its processor is to be told. */
export class ReadMarks {
  private readonly toldAt = new Map<string, number>()

  constructor(
    private readonly deps: {
      readonly rooms: Pick<RoomStore, 'readToTell'>
      readonly backendId: string
      readonly clock: Pick<Clock, 'elapsed'>
    }
  ) {}

  /** Those that are to be told now; a room that is left out here is to be told of later. */
  due(isLeftOut: (room: string) => boolean): { id: string; seq: number }[] {
    const { rooms, backendId, clock } = this.deps
    const now = clock.elapsed()
    const due = rooms
      .readToTell(backendId)
      .filter(({ id }) => !isLeftOut(id) && now - (this.toldAt.get(id) ?? -Infinity) >= READ_EVERY_MS)
    for (const { id } of due) this.toldAt.set(id, now)
    return due
  }

  /** When the next one is, see `Clock.elapsed`; `Infinity` for none. */
  next(): number {
    const { rooms, backendId, clock } = this.deps
    const now = clock.elapsed()
    const moments = rooms.readToTell(backendId).map(({ id }) => (this.toldAt.get(id) ?? now) + READ_EVERY_MS)
    return Math.min(...moments)
  }
}
