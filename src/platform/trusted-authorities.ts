import { readFileSync } from 'node:fs'
import tls from 'node:tls'

const trusted = new Set<string>()

/**
 * Trusts, besides Node's own authorities, those of the system, of `NODE_EXTRA_CA_CERTS` and of these files, so that a proxy
 * which inspects what goes through it can be used as in a web browser. For the whole process, from the first call to AWS on.
 *
 * The packed Electron reads no variable of Node, and no Node asks the system by itself. Without effect before Node 22.19.
 * Returns the first of the files that cannot be read or holds no certificate, or null; that of Node's own variable is
 * left out silently, as Node does.
 */
export function trustAuthorities(
  files: readonly string[],
  env: NodeJS.ProcessEnv = process.env
): string | null {
  // An older Electron has neither.
  const { getCACertificates, setDefaultCACertificates } = tls as Partial<typeof tls>
  if (!getCACertificates || !setDefaultCACertificates) return null
  const isFirst = trusted.size === 0
  const fresh = files.filter((file) => !trusted.has(file))
  const found = fresh.map((file) => certificatesIn(file))
  const bad = fresh.find((_, index) => found[index]?.length === 0) ?? null
  if (bad !== null || (fresh.length === 0 && !isFirst)) return bad
  const known = [...getCACertificates('default'), ...(isFirst ? getCACertificates('system') : [])]
  const extra = isFirst ? certificatesIn(env['NODE_EXTRA_CA_CERTS']) : []
  try {
    setDefaultCACertificates([...new Set([...known, ...extra, ...found.flat()])])
  } catch {
    setDefaultCACertificates(known)
  }
  for (const file of ['', ...fresh]) trusted.add(file)
  return null
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
