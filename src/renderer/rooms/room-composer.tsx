import { SendHorizontal, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react'
import type { Conversation, Room } from '../../shared/contract'
import { MAX_ROOM_BODY_BYTES } from '../../shared/room-wire'
import { BackendEdge } from '../conversation/backend-edge'
import { CommandList, listAttributes, useCommandChoice } from '../conversation/command-list'
import { useAutoGrow, useComposerFocus, useFiles, withEmoji } from '../conversation/composer-field'
import { Hints, PendingHint } from '../conversation/composer-hints'
import css from '../ui/composer.module.css'
import { keyMeaning } from '../conversation/key-meaning'
import { createBackendsStore, useActiveBackend } from '../store/backends-store'
import type { Log } from '../store/log'
import { createRoomsStore, useRooms } from '../store/rooms-store'
import { useChat, useStores, type Stores } from '../store/stores'
import { fieldDirection, isLong } from '../text/direction'
import { bytesLeft, sealedBytesLeft } from '../text/message-size'
import { errorText, t, type Message } from '../text/words'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { MentionList, mentionAttributes, useMentionChoice } from './mention-choice'
import { beginEdit, canChange } from './room-acts'
import { obeys, roomCommands } from './room-commands'
import own from './room-composer.module.css'

/** Where a text for a room is written; in its place what one can do, where nothing can be written any more. */
export function RoomComposer({ chat, room }: { chat: Conversation; room: Room | null }) {
  const state = room?.state ?? chat.room?.state ?? 'open'
  const { kind = 'room' } = room ?? chat.room ?? {}
  if (state === 'open' || state === 'pending')
    return <Writing place={{ id: chat.id, kind }} room={room} state={state} />
  return <Over chat={chat} state={state} reason={room?.reason ?? null} />
}

const overWords: Record<'refused' | 'left' | 'removed' | 'closed', Message> = {
  refused: 'You were not let in.',
  left: 'You left this room. What was said until then stays here.',
  removed: 'You were removed from this room. What was said until then stays here.',
  closed: 'This room was closed. What was said stays here.'
}

function Over({
  chat,
  state,
  reason
}: {
  chat: Conversation
  state: keyof typeof overWords
  reason: Room['reason']
}) {
  const { view } = useStores()
  return (
    <section aria-label={t('Send')} className={css['pane']} data-pane>
      <div className={own['over']}>
        <p>
          {t(overWords[state])} {state === 'refused' && reason && <span dir="auto">{errorText(reason)}</span>}
        </p>
        {chat.room?.kind === 'room' && (
          <Button onClick={() => view.getState().openDialog({ kind: 'join', invitation: '' })}>
            {t('Join with an invitation…')}
          </Button>
        )}
      </div>
    </section>
  )
}

/** The text in the composer: a message that is being changed, else the draft. */
function useText(id: string) {
  const { chat } = useStores()
  const draft = useChat((state) => state.drafts.get(id) ?? '')
  const editing = useRooms((state) => state.editing.get(id))
  const edit = useRooms((state) => state.edit)
  const write = (text: string): void =>
    editing ? edit(id, { ...editing, text }) : chat.getState().setDraft(id, text)
  return { text: editing?.text ?? draft, editing, write }
}

/** From here on the composer says how many bytes are left. */
const HINT_BELOW = 4000

/** The conversation that is written to. */
type Place = Pick<Room, 'id' | 'kind'>

/** What is written, and what its keys do. */
function useWriting({ id, kind }: Place, room: Room | null) {
  const stores = useStores()
  const { text, editing, write } = useText(id)
  const sendWith = useChat((now) => now.settings?.sendWith ?? 'enter')
  const senderName = useChat((now) => now.settings?.senderName ?? '')
  const field = useComposerFocus()
  useAutoGrow(field, text)
  const { cursor, setCursor, putCursor } = useCursor(field)
  const mention = useMentionChoice({ draft: text, cursor }, room?.members ?? [], (next, at) => {
    write(next)
    putCursor(at)
  })
  const choice = useCommandChoice(editing ? '' : text, write, {
    own: roomCommands(kind),
    processor: kind === 'room'
  })
  const left =
    kind === 'direct'
      ? sealedBytesLeft(text, HINT_BELOW)
      : bytesLeft(text, senderName, { limit: MAX_ROOM_BODY_BYTES, hintBelow: HINT_BELOW })
  const sendable = text.trim() !== '' && (left === null || left >= 0)
  const send = (): void => {
    if (sendable && sendFrom(stores, { id, kind }, text)) field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (mention.onKeyDown(event) || choice.onKeyDown(event)) return
    if (event.key === 'Escape' && leaveStrip(stores, id)) return event.preventDefault()
    const meaning = keyMeaning(event.nativeEvent, { sendWith, empty: text === '' })
    if (meaning === null) return
    const last = meaning === 'recall' ? lastOwn(stores.chat.getState().logs.get(id)) : undefined
    if (meaning === 'recall' && !last) return
    event.preventDefault()
    if (last) beginEdit(stores, last)
    else send()
  }
  const onChange = ({ target }: ChangeEvent<HTMLTextAreaElement>): void => {
    write(target.value)
    setCursor(target.selectionStart)
    if (target.value[target.selectionStart - 1] === ':') void withEmoji(target)
  }
  return {
    text,
    editing,
    field,
    mention,
    choice,
    left,
    sendable,
    send,
    keys: { onKeyDown, onChange },
    setCursor
  }
}

function Writing({ place, room, state }: { place: Place; room: Room | null; state: 'open' | 'pending' }) {
  const { id, kind } = place
  const { text, editing, field, mention, choice, left, sendable, send, keys, setCursor } = useWriting(
    place,
    room
  )
  const active = useActiveBackend()
  const { refused, take } = useFiles(field)
  const sendLabel = editing ? t('Save the change') : t('Send')
  return (
    <section aria-label={t('Send')} className={css['pane']} data-pane>
      <div className={css['column']}>
        {state === 'pending' && (
          <output className={own['waiting']}>
            {t('MessageProcessor has not let you in yet. What you write waits here until it does.')}
          </output>
        )}
        <PendingHint conversationId={id} />
        <Refusals conversationId={id} refused={refused} />
        <CommandList choice={choice} />
        {choice.called && !isOwn(choice.called.command, kind) && (
          <p className={own['toAll']}>{t('Everybody in the room sees the command and its answer.')}</p>
        )}
        <MentionList choice={mention} />
        <BackendEdge />
        <Strip conversationId={id} />
        <div className={css['box']} data-backend-colour={active?.colour}>
          <textarea
            ref={field}
            className={css['field']}
            aria-label={t('Message')}
            placeholder={t('Write to {title}', { title: room?.title ?? t('the room') })}
            rows={1}
            dir={fieldDirection(text)}
            data-long={isLong(text) || undefined}
            value={text}
            {...keys}
            onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
            onPaste={(event) => take(event, event.clipboardData)}
            onDrop={(event) => take(event, event.dataTransfer)}
            {...listAttributes(choice)}
            {...mentionAttributes(mention)}
          />
          <button
            type="button"
            className={`${css['send']} ${own['send']}`}
            aria-label={sendLabel}
            title={sendLabel}
            disabled={!sendable}
            onClick={send}
          >
            <SendHorizontal size={17} aria-hidden />
          </button>
        </div>
        <Hints left={left} limit={MAX_ROOM_BODY_BYTES} />
      </div>
    </section>
  )
}

/** Why a text was not taken, or files were not. */
function Refusals({ conversationId, refused }: { conversationId: string; refused: readonly string[] }) {
  const error = useChat((state) => state.sendErrors.get(conversationId))
  return (
    <>
      {error && <ErrorNote title={t('The message was not sent')} error={error} />}
      {refused.map((why) => (
        <p key={why} role="alert" className={css['refused']}>
          {why}
        </p>
      ))}
    </>
  )
}

const isOwn = (command: string, kind: Room['kind']): boolean =>
  roomCommands(kind).some((one) => one.command === command)

/** Where the cursor is, and is to be once a text that was written for the user is there. */
function useCursor(field: React.RefObject<HTMLTextAreaElement | null>) {
  const [cursor, setCursor] = useState(0)
  const wanted = useRef<number | null>(null)
  useLayoutEffect(() => {
    const at = wanted.current
    wanted.current = null
    if (at !== null) field.current?.setSelectionRange(at, at)
  })
  const putCursor = (at: number): void => {
    wanted.current = at
    setCursor(at)
  }
  return { cursor, setCursor, putCursor }
}

/** Sends, or changes, what is written; whether it went anywhere. */
function sendFrom(stores: Stores, place: Place, text: string): boolean {
  const { id } = place
  const { chat, view, of } = stores
  // A dialog that is being loaded has no focus yet: Enter is meant for it.
  if (view.getState().dialog !== null) return false
  const { quoting, editing, quote, edit, ask } = of(createRoomsStore).getState()
  const changed = editing.get(id)
  if (changed) {
    edit(id, null)
    const change = async (): Promise<void> => {
      const result = await ask('rooms.edit', { id: changed.id, text })
      if (result.ok) return
      chat.setState({ notice: { title: 'The message was not changed', error: result.error } })
      edit(id, changed)
    }
    void change()
    return true
  }
  if (obeys(stores, place, text)) return false
  const quotes = quoting.get(id)
  const how = quotes === undefined ? {} : { quotes }
  if (of(createBackendsStore).getState().asksFirst) {
    view.getState().openDialog({ kind: 'confirm-send', conversationId: id, how })
    return false
  }
  quote(id, null)
  void chat.getState().send(id, text, how)
  return true
}

/** Leaves the change or the reply that is under way; whether there was one. */
function leaveStrip({ of }: Stores, id: string): boolean {
  const { quoting, editing, quote, edit } = of(createRoomsStore).getState()
  if (editing.has(id)) edit(id, null)
  else if (quoting.has(id)) quote(id, null)
  else return false
  return true
}

/** One's own newest message that can be changed. */
const lastOwn = (log: Log | undefined) =>
  [...(log?.messages.values() ?? [])].filter(canChange).reduce<ReturnType<typeof newer>>(newer, undefined)

type LogMessage = Log['messages'] extends ReadonlyMap<string, infer M> ? M : never
const newer = (a: LogMessage | undefined, b: LogMessage): LogMessage | undefined =>
  a && a.position > b.position ? a : b

/** Over the field: the message that is being changed, or the one that is replied to. */
function Strip({ conversationId }: { conversationId: string }) {
  const stores = useStores()
  const editing = useRooms((state) => state.editing.get(conversationId))
  const quoted = useRooms((state) => state.quoting.get(conversationId))
  const message = useChat((state) => state.logs.get(conversationId)?.messages.get(quoted ?? ''))
  const { focusComposer } = stores.view.getState()
  useEffect(() => {
    if (quoted !== undefined) focusComposer()
  }, [quoted, focusComposer])
  if (!editing && !message) return null
  return (
    <div className={own['strip']}>
      {editing ? (
        <span className={own['says']}>
          <strong>{t('Editing')}</strong> <span>{t('Esc leaves it as it was.')}</span>
        </span>
      ) : (
        <span className={own['says']}>
          <strong>{t('Reply to {name}', { name: message?.sender.name ?? '' })}</strong>{' '}
          <bdi>{message?.text.slice(0, 200)}</bdi>
        </span>
      )}
      <IconButton
        icon={X}
        label={editing ? t('Leave it as it was') : t('Do not reply to it')}
        onClick={() => {
          leaveStrip(stores, conversationId)
          focusComposer()
        }}
      />
    </div>
  )
}
