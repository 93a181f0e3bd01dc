import type { ReactNode } from 'react'

/** A link out of the page, which shows where it goes. Without an address it is only its words. */
export function ExternalLink({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  if (!href) return <span>{children}</span>
  return (
    <a href={href} title={href} target="_blank" rel="noreferrer">
      {children || href}
    </a>
  )
}
