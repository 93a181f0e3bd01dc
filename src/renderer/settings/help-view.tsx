import { useEffect } from 'react'
import { useCommands } from '../store/commands-store'
import { useChat, useView } from '../store/stores'
import { t, type Message } from '../text/words'
import { Button } from '../ui/button'
import { Page } from '../ui/page'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import { ViewHeader } from '../ui/view-header'
import css from './help-view.module.css'

const messageStates: readonly (readonly [Message, Message])[] = [
  ['Not confirmed', 'ChatAPP has not yet said that the message is stored. It is asked again by itself.'],
  [
    'Waiting',
    'The message is stored here and waits to be sent: for its turn, for the network, or for its time.'
  ],
  ['On its way', 'SQS has taken the message. The function has not answered yet.'],
  ['No answer yet', 'The answer is late. ChatAPP sends the message again, up to three times in all.'],
  ['Answered', 'The reply is stored here, under its message.'],
  ['Failed', 'Nothing more happens by itself; the reason stands under the message. Retry sends it again.']
]

const connectionStates: readonly (readonly [Message, Message])[] = [
  ['Online', 'Messages are sent and replies arrive.'],
  ['Slowed down', 'SQS asks for fewer calls. Messages wait a moment; none is lost.'],
  ['Reconnecting', 'The way to the queue is being tried again.'],
  ['Offline', 'There is no way to the queue. Messages wait and are sent by themselves later.'],
  ['Paused', 'Something is missing that only you can give, as a sign-in. Messages wait.']
]

/** What things mean, what can be typed, and what to send to somebody who helps. */
export default function HelpView() {
  const openDialog = useView((state) => state.openDialog)
  const info = useChat((state) => state.info)
  return (
    <>
      <ViewHeader title={t('Help')} />
      <Page>
        <section aria-labelledby="help-message" className={section['section']}>
          <h2 id="help-message">{t('What happens to a message')}</h2>
          <p className={text['soft']}>
            {t(
              'It is stored on this computer first, then sent into the request queue. The function takes it from there, works on it and writes its reply to your response queue, from which ChatAPP stores it. Whatever fails on the way is tried again, and nothing counts as done before it is stored.'
            )}
          </p>
          <Terms terms={messageStates} />
        </section>
        <section aria-labelledby="help-connection" className={section['section']}>
          <h2 id="help-connection">{t('What the connection says')}</h2>
          <Terms terms={connectionStates} />
        </section>
        <ProcessorHelp />
        <section aria-labelledby="help-keys" className={section['section']}>
          <div className={section['head']}>
            <h2 id="help-keys">{t('Keyboard')}</h2>
            <Button onClick={() => openDialog({ kind: 'shortcuts' })}>{t('Show the shortcuts')}</Button>
          </div>
          <p className={text['soft']}>
            {t(
              'Everything can be done with the keyboard. Search takes from:, in:, before:, after:, is: and has:.'
            )}
          </p>
        </section>
        {info && (
          <section aria-labelledby="help-about" className={section['section']}>
            <h2 id="help-about">{t('When something is wrong')}</h2>
            <p className={text['soft']}>
              {t(
                'Settings save a diagnostics file without messages or credentials. This is version {version}; its log is here:',
                { version: info.version }
              )}
            </p>
            <code className={css['file']}>{info.logFile}</code>
          </section>
        )}
      </Page>
    </>
  )
}

function Terms({ terms }: { terms: readonly (readonly [Message, Message])[] }) {
  return (
    <dl className={css['terms']}>
      {terms.map(([term, meaning]) => (
        <div key={term}>
          <dt>{t(term)}</dt>
          <dd>{t(meaning)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The commands of the function that is talked to, as it lists them itself; nothing where it lists none. */
function ProcessorHelp() {
  const commands = useCommands((state) => state.commands)
  const load = useCommands((state) => state.load)
  const functionName = useChat((state) => state.info?.functionName ?? 'MessageProcessor')
  useEffect(() => void load(), [load])
  if (commands.length === 0) return null
  return (
    <section aria-labelledby="help-commands" className={section['section']}>
      <h2 id="help-commands">{t('Commands of {functionName}', { functionName })}</h2>
      <dl className={css['terms']}>
        {commands.map(({ command, usage, summary }) => (
          <div key={command}>
            <dt>
              <code>{usage === '' ? command : `${command} ${usage}`}</code>
            </dt>
            <dd>{summary}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
