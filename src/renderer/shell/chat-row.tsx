import type { Conversation } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { useChat, useStores, useView } from '../store/stores'
import { listTime } from '../text/time'
import { useNow } from '../text/use-now'
import { Options } from '../ui/options'
import css from './chat-row.module.css'

/** More of a draft than one line of the list shows. */
const PREVIEW = 200

/** One conversation in the list, with its menu. */
export function ChatRow({ conversation }: { conversation: Conversation }) {
  const { chat, view } = useStores()
  const open = useChat((state) => state.openId === conversation.id)
  const shown = useView((state) => state.view === 'chat')
  const draft = useChat((state) => state.drafts.get(conversation.id)?.slice(0, PREVIEW))
  const { id, title, unread, preview, lastActivityAt } = conversation
  const current = open && shown
  const now = useNow()
  const { openDialog } = view.getState()

  const choose = (): void => {
    view.getState().show('chat')
    void chat.getState().open(id)
    view.getState().focusComposer()
  }

  return (
    <li className={css['row']} data-current={current || undefined}>
      <button
        type="button"
        className={css['open']}
        aria-current={current ? 'page' : undefined}
        onClick={choose}
      >
        <span className={css['line']}>
          <bdi className={css['title']}>{title}</bdi>
          <span className={css['time']}>{listTime(lastActivityAt, now)}</span>
        </span>
        <span className={css['line']}>
          {draft && !current ? (
            <span className={css['preview']}>
              <span className={css['draft']}>Draft:</span> <bdi>{draft}</bdi>
            </span>
          ) : (
            <bdi className={css['preview']}>{preview === '' ? 'No messages yet' : preview}</bdi>
          )}
          {unread > 0 && (
            <span className={css['unread']}>
              {unread > 99 ? '99+' : unread}
              <span className="visually-hidden"> unread</span>
            </span>
          )}
        </span>
      </button>
      <div className={css['menu']}>
        <Options
          of={title}
          raised
          options={[
            { text: 'Rename…', act: () => openDialog({ kind: 'rename', conversationId: id }) },
            {
              text: id === DEFAULT_CONVERSATION_ID ? 'Delete all messages…' : 'Delete…',
              danger: true,
              act: () => openDialog({ kind: 'delete', conversationId: id })
            }
          ]}
        />
      </div>
    </li>
  )
}
