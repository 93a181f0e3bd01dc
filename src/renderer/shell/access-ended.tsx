import css from './access-ended.module.css'
import { BrandMark } from '../ui/brand-mark'
import { useChat } from '../store/stores'
import { CopyButton } from '../ui/copy-button'

const COMMAND = 'npm run -s chatapp -- open'

/** Stands in place of the page when the host no longer talks to it, until a fresh link was opened in this browser. */
export function AccessEnded({ reason }: { reason: string }) {
  const profile = useChat((state) => state.info?.profile ?? 'default')
  const command = profile === 'default' ? COMMAND : `${COMMAND} --profile ${profile}`
  return (
    <main className={css['screen']}>
      <div className={css['card']} role="alert">
        <BrandMark size={48} />
        <h1>Open ChatAPP again</h1>
        <p>{reason}</p>
        <p>Run this in the ChatAPP folder, while ChatAPP runs, and open the link it prints:</p>
        <p className={css['command']}>
          <code>{command}</code>
          <CopyButton text={command} iconOnly label="Copy the command" />
        </p>
        <p className={css['soft']}>
          Your messages are safe: they live in ChatAPP’s data folder, not in this page.
        </p>
      </div>
    </main>
  )
}
