import { ChatError } from '../shared/errors'
import type { Log } from '../platform/log'
import type { Backend, LetterLook } from './backends/backend'
import type { backendMaker } from './backends/backend-kinds'
import type { EventBus } from './calls/dispatch'
import type { Delivery } from './delivery/delivery'
import { LetterDesk } from './letters/letter-desk'
import { localBackend } from './store/backend-store'
import type { Stores } from './store/stores'

interface DeskParts {
  stores: Stores
  delivery: Delivery
  makeBackend: ReturnType<typeof backendMaker>
  bus: EventBus
  log: Log
}

/** The desk for dead letters, which goes on with what was begun whenever the backend has come up or something is new. */
export function makeDesk({ stores, delivery, makeBackend, bus, log }: DeskParts): LetterDesk {
  const desk = new LetterDesk({
    stores,
    backend: () => delivery.backend(),
    backendId: () => delivery.backends.activeId(),
    leads: () => delivery.leadership.leads(),
    outboxFilled: () => delivery.backends.wake(),
    unlocked: () => {
      const { activeId, choices } = stores.backends.list()
      return choices[activeId]?.queueDesk === 'unlocked'
    },
    processor: () => localProcessor(delivery.backend(), makeBackend),
    progress: (job) => bus.emit('letters.job', job),
    now: Date.now,
    log
  })
  bus.on('letters.changed', () => desk.pump.wake())
  bus.on('connection.changed', ({ state }) => state === 'online' && desk.pump.wake())
  return desk
}

/** The function on this computer: of the local backend, whether it is talked to or not. It stays for further runs. */
async function localProcessor(
  active: Backend,
  makeBackend: ReturnType<typeof backendMaker>
): Promise<Pick<LetterLook, 'dryRun'>> {
  if (active.letterLook) return active.letterLook
  const local = makeBackend(localBackend)
  const { letterLook } = local
  if (!letterLook) throw new ChatError('letters.no_processor')
  return {
    dryRun: async (input) => {
      try {
        return await letterLook.dryRun(input)
      } finally {
        await local.stop()
      }
    }
  }
}
