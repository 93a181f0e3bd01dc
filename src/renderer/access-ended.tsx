import css from './access-ended.module.css'
import { BrandMark } from './sidebar/brand-mark'
import { CopyButton } from './ui/copy-button'

const COMMAND = 'npm run chatapp -- open'

/** Stands in place of the page when the host no longer talks to it. */
export function AccessEnded({ reason }: { reason: string }) {
  return (
    <main className={css['screen']}>
      <div className={css['card']} role="alert">
        <BrandMark size={48} />
        <h1>Open ChatAPP again</h1>
        <p>{reason}</p>
        <p className={css['command']}>
          <code>{COMMAND}</code>
          <CopyButton text={COMMAND} iconOnly label="Copy the command" />
        </p>
        <p className={css['soft']}>
          Your messages are safe: they live in ChatAPP’s data folder, not in this page.
        </p>
      </div>
    </main>
  )
}
