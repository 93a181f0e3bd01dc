import { Suspense } from 'react'
import { PaneBoundary } from '../ui/boundary'
import { lazyPart } from '../ui/lazy-part'
import { connectionWords } from '../ui/connection-words'
import { useChat } from '../store/stores'
import css from './connection-banner.module.css'

const ConnectionAction = lazyPart(() => import('./connection-action'))

/** One line over the conversation while something is not as it should be. Gone when all is well. */
export function ConnectionBanner() {
  const connection = useChat((state) => state.connection)
  const linkUp = useChat((state) => state.linkUp)
  if (linkUp && (!connection || connection.state === 'online')) return null
  const { tone, label, detail } = connectionWords(connection, linkUp)
  return (
    <div className={`${css['banner']} ${css[tone]}`}>
      <strong>{label}</strong>
      <span dir="auto">{detail}</span>
      {linkUp && connection?.can.account && (
        <PaneBoundary name="What to do about it">
          <Suspense>
            <ConnectionAction />
          </Suspense>
        </PaneBoundary>
      )}
    </div>
  )
}
