import type { MessageHandler } from './message-handler'

/** Every handler: a file in `handlers/` that exports `handler` is one. Nothing else is to be done to add one. */
export const handlers: readonly MessageHandler[] = Object.values(
  import.meta.glob<MessageHandler>(['./handlers/*.ts', '!./handlers/*.test.ts'], {
    eager: true,
    import: 'handler'
  })
)
