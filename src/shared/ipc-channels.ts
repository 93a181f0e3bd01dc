/** The channels between the Electron preload and main. The page never sees a channel name. */
export const ipcChannels = {
  call: 'chatapp:call',
  events: 'chatapp:events',
  saved: 'chatapp:saved'
} as const
