import { readFileSync } from 'node:fs'
import tls from 'node:tls'

let asked = false

/**
 * Trusts, besides Node's own authorities, those of the system and of `NODE_EXTRA_CA_CERTS`, so that a proxy which
 * inspects what goes through it can be used as in a web browser. Once per process, before the first call to AWS.
 *
 * The packed Electron reads no variable of Node, and no Node asks the system by itself. Without effect before Node 22.19.
 * A file that cannot be read or holds no certificate is left out, as Node does.
 */
export function trustAuthorities(env: NodeJS.ProcessEnv = process.env): void {
  if (asked) return
  asked = true
  // An older Electron has neither.
  const { getCACertificates, setDefaultCACertificates } = tls as Partial<typeof tls>
  if (!getCACertificates || !setDefaultCACertificates) return
  const known = [...getCACertificates('default'), ...getCACertificates('system')]
  try {
    setDefaultCACertificates([...new Set([...known, ...certificatesIn(env['NODE_EXTRA_CA_CERTS'])])])
  } catch {
    setDefaultCACertificates(known)
  }
}

function certificatesIn(file: string | undefined): readonly string[] {
  if (!file) return []
  try {
    const text = readFileSync(file, 'utf8')
    return text.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? []
  } catch {
    return []
  }
}
