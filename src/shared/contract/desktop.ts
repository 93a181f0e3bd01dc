import { z } from 'zod'
import { wireErrorSchema } from '../message'
import { windowCommands, type WindowCommand } from '../shortcuts'
import { id } from './parts'

/** What the desktop window lets the user choose about the system around it; null where it can do nothing of the kind here. */
export const desktopSchema = z.object({
  /** Closing the window leaves ChatAPP running, with its mark in the tray. */
  closeToTray: z.boolean().nullable(),
  /** ChatAPP starts when the user logs in. */
  startAtLogin: z.boolean().nullable()
})

/** The system around the desktop window. */
export const desktopCalls = {
  /** Null where there is no such window: in a web browser, and for the command line. */
  'desktop.get': { input: z.void(), output: desktopSchema.nullable() },
  /** Throws `conflict` for what cannot be chosen here, `storage` when it could not be kept. */
  'desktop.choose': {
    input: z.strictObject({ closeToTray: z.boolean().optional(), startAtLogin: z.boolean().optional() }),
    output: desktopSchema
  },
  /** The menu that is about to open by a right click stands on this message; null: on none. */
  'desktop.pointAt': { input: z.strictObject({ messageId: id.nullable() }), output: z.null() },
  /** Shows a chat in a window of its own, or brings that to the front. */
  'desktop.openChat': { input: z.strictObject({ id }), output: z.null() }
}

const commands = Object.keys(windowCommands) as [WindowCommand, ...WindowCommand[]]

export const desktopEvents = {
  /**
   * The user chose something outside the page: in a menu, in the tray, by a link. Told to the one window that is meant.
   *
   * `refused` is a link that leads nowhere, with the reason.
   */
  'desktop.chosen': z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('command'), command: z.enum(commands) }),
    z.object({ kind: z.literal('chat'), conversationId: z.string(), messageId: z.string().nullable() }),
    /** An invitation to a room, which is asked about. */
    z.object({ kind: z.literal('join'), invitation: z.string() }),
    z.object({ kind: z.literal('refused'), error: wireErrorSchema })
  ])
}

export type Desktop = z.output<typeof desktopSchema>
export type DesktopChoice = z.output<(typeof desktopEvents)['desktop.chosen']>
