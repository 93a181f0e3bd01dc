/**
 * What can be chosen in the desktop window's menu and on the page alike, and the key that does it there and here.
 *
 * The page's keys, its list of them, its palette and the native menu are all made from this. `Mod` is ⌘ on a Mac and Ctrl
 * elsewhere; no keys: it has a place in menus only.
 */
export const windowCommands = {
  'new-chat': { does: 'New chat', keys: ['Mod', 'N'] },
  person: { does: 'Write to a person…', keys: [] },
  'new-room': { does: 'New room…', keys: [] },
  join: { does: 'Join with an invitation…', keys: [] },
  'previous-chat': { does: 'Previous chat', keys: ['Alt', '↑'] },
  'next-chat': { does: 'Next chat', keys: ['Alt', '↓'] },
  search: { does: 'Search messages', keys: ['Mod', 'F'] },
  settings: { does: 'Settings', keys: ['Mod', ','] },
  palette: { does: 'Command palette', keys: ['Mod', 'K'] },
  'own-window': { does: 'Open this chat in a window of its own', keys: [] },
  queues: { does: 'Queues', keys: [] },
  shortcuts: { does: 'Keyboard shortcuts', keys: ['?'] }
} as const satisfies Record<string, { readonly does: string; readonly keys: readonly string[] }>

export type WindowCommand = keyof typeof windowCommands

/** The command of a letter or sign with Mod. */
export const modCommands: ReadonlyMap<string, WindowCommand> = new Map(
  Object.entries(windowCommands).flatMap(([command, { keys }]): [string, WindowCommand][] =>
    keys[0] === 'Mod' ? [[keys[1].toLowerCase(), command as WindowCommand]] : []
  )
)
