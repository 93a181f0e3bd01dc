import { Cloud } from 'lucide-react'
import { useState } from 'react'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { BrandMark } from '../ui/brand-mark'
import { useChat, useStores } from '../store/stores'
import { Button } from '../ui/button'
import form from '../ui/form.module.css'
import css from './welcome.module.css'
import { rich, t } from '../text/words'

const suggestions = () => ['/help', '/time', t('Hello! What did you receive?')]

/** An empty conversation: what it is for; in the first one also who answers, and three things to try. */
export function Welcome() {
  const isFirst = useChat((state) => state.openId === DEFAULT_CONVERSATION_ID)
  return isFirst ? <FirstWelcome /> : <EmptyChat />
}

function EmptyChat() {
  const functionName = useChat((state) => state.info?.functionName ?? 'MessageProcessor')
  const { openDialog } = useStores().view.getState()
  const openId = useChat((state) => state.openId)
  const named = useChat((state) => state.conversations.get(state.openId)?.named ?? true)
  const bound = useChat((state) => state.conversations.get(state.openId)?.pair !== undefined)
  return (
    <div className={css['welcome']}>
      <div className={css['inner']}>
        <p className={css['lead']}>
          {bound
            ? t('A chat with queues of your own.')
            : t('A chat with {functionName}, beside the others.', { functionName })}{' '}
          {named ? '' : t('Its first message gives it its title.')}
        </p>
        {!bound && (
          <Button kind="quiet" onClick={() => openDialog({ kind: 'pair', conversationId: openId })}>
            {t('Talk to other queues…')}
          </Button>
        )}
      </div>
    </div>
  )
}

function FirstWelcome() {
  const { chat, view } = useStores()
  const openId = useChat((state) => state.openId)
  const local = useChat((state) => !state.connection?.can.account)
  const functionName = useChat((state) => state.info?.functionName ?? 'MessageProcessor')
  const requestQueue = useChat((state) => state.info?.requestQueue ?? 'ChatAPP')

  const sendNow = (text: string): void => {
    void chat.getState().send(openId, text)
    view.getState().focusComposer()
  }

  return (
    <div className={css['welcome']}>
      <div className={css['inner']}>
        <BrandMark size={44} />
        <h2 className={css['title']}>{t('Hello, I am {functionName}', { functionName })}</h2>
        <p className={css['lead']}>
          {rich(
            'What you send goes into the SQS queue {queue}. I take it from there, work on it, and answer on your own response queue.',
            { queue: <b>{requestQueue}</b> }
          )}
        </p>
        <NameQuestion />
        <ul className={css['chips']} aria-label={t('Suggestions')}>
          {suggestions().map((text) => (
            <li key={text}>
              <button type="button" className={css['chip']} onClick={() => sendNow(text)}>
                {text}
              </button>
            </li>
          ))}
        </ul>
        {local && (
          <Button kind="quiet" onClick={() => view.getState().openAws({ kind: 'connect' })}>
            <Cloud size={15} aria-hidden /> {t('Connect your AWS account')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Asks once what name stands over what the user sends. */
function NameQuestion() {
  const settings = useChat((state) => state.settings)
  const changeSettings = useChat((state) => state.changeSettings)
  const [name, setName] = useState<string | null>(null)
  if (!settings || settings.nameChosen) return null
  const shown = name ?? settings.senderName
  const choose = (senderName: string): void =>
    void changeSettings({ ...(senderName === '' ? {} : { senderName }), nameChosen: true })
  return (
    <form
      className={css['name']}
      onSubmit={(event) => {
        event.preventDefault()
        choose(shown.trim())
      }}
    >
      <label>
        {t('What is your name? It stands over what you send.')}
        <input
          className={form['input']}
          dir="auto"
          value={shown}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <Button type="submit">{t('That is me')}</Button>
    </form>
  )
}
