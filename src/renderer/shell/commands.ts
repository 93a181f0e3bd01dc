import type { Conversation, Settings } from '../../shared/contract'
import { windowCommands, type WindowCommand } from '../../shared/shortcuts'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { inGroups } from '../store/conversation-actions'
import { createDesktopStore } from '../store/desktop-store'
import { deleteChat, goToChat, startChat } from './go-to-chat'
import type { Stores } from '../store/stores'
import { chatTitle } from '../text/chat-title'
import { t, type Message } from '../text/words'

/** Something the palette can do. */
export interface Command {
  readonly id: string
  readonly group: 'Chats' | 'Go to' | 'Do'
  readonly label: string
  readonly keys?: string
  run(): void
}

/** All that can be done now. */
export function commandsOf(stores: Stores): Command[] {
  const { chat, view, of } = stores
  const page = view.getState()
  const { conversations, openId } = chat.getState()
  const { pinned, others, archived } = inGroups(conversations)
  const goTo = (to: Conversation): Command => ({
    id: `chat ${to.id}`,
    group: 'Chats',
    label: chatTitle(to),
    run: () => goToChat(stores, to.id)
  })
  const theme = (value: Settings['theme'], label: Message): Command => ({
    id: `theme ${value}`,
    group: 'Do',
    label: t(label),
    run: () => void chat.getState().changeSettings({ theme: value })
  })
  const desktop = of(createDesktopStore).getState()
  const inWindow =
    desktop.desktop && !page.alone
      ? [act('window', windowCommands['own-window'].does, () => void desktop.openChat(openId))]
      : []
  const open = conversations.get(openId)
  const onOpen = open ? [...inWindow, ...(open.room ? onRoom(stores, open) : onChat(stores))] : []
  return [
    ...[...pinned, ...others, ...archived].map(goTo),
    { id: 'queues', group: 'Go to', label: t('Queues'), run: () => page.show('queues') },
    { id: 'desk', group: 'Go to', label: t('Queue desk'), run: () => page.show('desk') },
    { id: 'letters', group: 'Go to', label: t('Dead letters'), run: () => page.show('letters') },
    { id: 'logs', group: 'Go to', label: t('Processor log'), run: () => page.show('logs') },
    {
      id: 'settings',
      group: 'Go to',
      label: t('Settings'),
      keys: keysOf('settings'),
      run: () => page.show('settings')
    },
    { id: 'help', group: 'Go to', label: t('Help'), run: () => page.show('help') },
    act('connect-aws', 'Connect an AWS account…', () => page.openAws({ kind: 'connect' })),
    { ...act('search', 'Search messages', () => page.focusSearch()), keys: keysOf('search') },
    { ...act('new', 'New chat', () => startChat(stores)), keys: keysOf('new-chat') },
    act('new-pair', 'New chat with other queues…', () =>
      page.openDialog({ kind: 'pair', conversationId: null })
    ),
    act('person', windowCommands.person.does, () => page.openDialog({ kind: 'people' })),
    act('new-room', windowCommands['new-room'].does, () => page.openDialog({ kind: 'new-room' })),
    act('join', windowCommands.join.does, () => page.openDialog({ kind: 'join', invitation: '' })),
    ...onOpen,
    {
      ...act('shortcuts', 'Keyboard shortcuts', () => page.openDialog({ kind: 'shortcuts' })),
      keys: keysOf('shortcuts')
    },
    theme('system', 'Theme: follow the system'),
    theme('light', 'Theme: light'),
    theme('dark', 'Theme: dark')
  ]
}

/** What can be done with the open chat, which is no room. */
function onChat(stores: Stores): Command[] {
  const { openId } = stores.chat.getState()
  const { openDialog } = stores.view.getState()
  return [
    act('rename', 'Rename this chat…', () => openDialog({ kind: 'rename', conversationId: openId })),
    act('template', 'Use a template…', () => openDialog({ kind: 'template', conversationId: openId })),
    act('replay', 'Record and replay…', () => openDialog({ kind: 'replay', conversationId: openId })),
    ...(openId === DEFAULT_CONVERSATION_ID
      ? []
      : [act('pair', 'Queues of this chat…', () => openDialog({ kind: 'pair', conversationId: openId }))]),
    act('scheduled', 'Scheduled messages', () => openDialog({ kind: 'scheduled', conversationId: openId })),
    openId === DEFAULT_CONVERSATION_ID
      ? act('delete', 'Delete all messages of this chat…', () => openDialog({ kind: 'empty' }))
      : act('delete', 'Delete this chat', () => void deleteChat(stores, openId))
  ]
}

/** What can be done with the open room. */
function onRoom(stores: Stores, { id, room }: Conversation): Command[] {
  const { openDialog } = stores.view.getState()
  const isOpen = room?.state === 'open'
  if (room?.kind === 'direct')
    return [act('room', 'About this conversation…', () => openDialog({ kind: 'room', conversationId: id }))]
  return [
    act('room', 'About this room…', () => openDialog({ kind: 'room', conversationId: id })),
    ...(isOpen
      ? [
          act('invite', 'Invite people…', () =>
            openDialog({ kind: 'room', conversationId: id, invite: true })
          ),
          act('leave', 'Leave this room…', () => openDialog({ kind: 'leave-room', conversationId: id }))
        ]
      : [act('delete', 'Delete this chat', () => void deleteChat(stores, id))])
  ]
}

const keysOf = (command: WindowCommand): string => windowCommands[command].keys.join(' ')

const act = (id: string, label: Message, run: () => void): Command => ({
  id,
  group: 'Do',
  label: t(label),
  run
})

/** The commands whose label holds every word of the query, in any order. */
export function matching(commands: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter(({ label, group }) => {
    const text = `${label} ${t(group)}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
