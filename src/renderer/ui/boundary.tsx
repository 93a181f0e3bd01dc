import { Component, type ReactNode } from 'react'
import { ErrorNote } from './error-note'
import { Button } from './button'
import { forgetFailedParts } from './lazy-part'
import { t } from '../text/words'

interface BoundaryProps {
  /** What stands in the place of what could not be drawn; `retry` draws it anew. */
  renderFallback: (error: unknown, retry: () => void) => ReactNode
  /** When it changes there is something else to draw, and the failure is over. */
  resetKey?: unknown
  children: ReactNode
}

interface BoundaryState {
  readonly failure: { readonly error: unknown } | null
  /** The reset key of what failed. */
  readonly key: unknown
}

/** Keeps an exception while drawing to the part that threw it; all else stays usable. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failure: null, key: this.props.resetKey }

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { failure: { error } }
  }

  static getDerivedStateFromProps({ resetKey }: BoundaryProps, { key }: BoundaryState): BoundaryState | null {
    return resetKey === key ? null : { failure: null, key: resetKey }
  }

  private readonly retry = (): void => {
    forgetFailedParts()
    this.setState({ failure: null })
  }

  override render(): ReactNode {
    const { failure } = this.state
    return failure ? this.props.renderFallback(failure.error, this.retry) : this.props.children
  }
}

/** A pane or screen of the page with a name. When it cannot be loaded or drawn it says so and can be tried again. */
export function PaneBoundary({
  name,
  className,
  resetKey,
  head,
  children
}: {
  name: string
  /** What stays over the failure, so that there is a way out of a whole screen that failed. */
  head?: ReactNode
  className?: string | undefined
  resetKey?: unknown
  children: ReactNode
}) {
  return (
    <Boundary
      resetKey={resetKey}
      renderFallback={(error, retry) => (
        <>
          {head}
          <div className={className}>
            <ErrorNote
              title={t('{name} could not be shown', { name })}
              error={{
                code: 'internal',
                message: t(
                  'A part of this page failed: {reason} Your messages are safe. Try again; if it stays so, close ChatAPP, open it anew and report this with its details.',
                  { reason: wordsOf(error) }
                ),
                retryable: true
              }}
              details={traceOf(error)}
            >
              <Button onClick={retry}>{t('Try again')}</Button>
            </ErrorNote>
          </div>
        </>
      )}
    >
      {children}
    </Boundary>
  )
}

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return /[.!?]$/.test(words) ? words : `${words}.`
}

const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '') : '')
