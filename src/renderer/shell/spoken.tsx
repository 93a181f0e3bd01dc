import { Component, Fragment, type ReactNode } from 'react'
import { useSpeech } from '../text/words'

/** Draws its children anew when the page speaks differently. What a person worked on is in the stores, and the focus stays. */
export const Spoken = ({ children }: { children: ReactNode }) => (
  <Redrawn speech={useSpeech()}>{children}</Redrawn>
)

interface RedrawnProps {
  readonly speech: number
  readonly children: ReactNode
}

class Redrawn extends Component<RedrawnProps> {
  /** The last moment at which what is there now has the focus. */
  override getSnapshotBeforeUpdate({ speech }: RedrawnProps): string | null {
    return speech === this.props.speech ? null : (document.activeElement?.id ?? null)
  }

  override componentDidUpdate(_: RedrawnProps, __: unknown, focused: string | null): void {
    if (focused) document.getElementById(focused)?.focus()
  }

  override render(): ReactNode {
    return <Fragment key={this.props.speech}>{this.props.children}</Fragment>
  }
}
