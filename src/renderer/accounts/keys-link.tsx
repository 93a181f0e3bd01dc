import { ExternalLink } from 'lucide-react'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { useConnect } from '../store/aws-stores'
import css from './aws.module.css'

/** The way to the host's own page for access keys. They are typed there, never into this page. */
export function KeysLink({ backendId, label = 'Enter access keys' }: { backendId: string; label?: string }) {
  const path = useConnect((state) => state.keysPath)
  const error = useConnect((state) => state.keysError)
  const enterKeys = useConnect((state) => state.enterKeys)

  const open = async (): Promise<void> => {
    const page = await enterKeys(backendId)
    if (page !== null) window.open(page, '_blank', 'noopener')
  }

  return (
    <>
      {error && <ErrorNote title="The page for access keys could not be opened" error={error} />}
      <div className={css['actions']}>
        <Button onClick={() => void open()}>
          <ExternalLink size={14} aria-hidden /> {label}…
        </Button>
      </div>
      {path === null && (
        <p className={css['small']}>Type them into the window that has opened, then go on here.</p>
      )}
      {path !== null && path !== undefined && (
        <p className={css['small']}>
          Type them into the tab that has opened, then go on here. No new tab?{' '}
          <a href={path} target="_blank" rel="noopener">
            Open the page for access keys
          </a>
        </p>
      )}
    </>
  )
}
