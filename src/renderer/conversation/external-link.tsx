import type { ReactNode } from 'react'
import { autolinks } from '../text/autolinks'
import { useTabIndex } from '../ui/tab-order'

/** A link out of the page, which shows where it goes. Without an address it is only its words. */
export function ExternalLink({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  const tabIndex = useTabIndex()
  if (!href) return <span>{children}</span>
  return (
    <a href={href} tabIndex={tabIndex} title={href} target="_blank" rel="noreferrer">
      {children || href}
    </a>
  )
}

/** A text exactly as it is; its addresses are links. */
export const Linked = ({ text }: { text: string }) =>
  autolinks(text).map(({ text: words, href }, index) =>
    href === null ? (
      words
    ) : (
      <ExternalLink key={index} href={href}>
        {words}
      </ExternalLink>
    )
  )
