import { use, type ComponentType } from 'react'

interface PartModule<P> {
  readonly default: ComponentType<P>
}

/** Parts whose load failed, each with how to forget that. */
const failed = new Set<() => void>()

/** Every part that could not be loaded is fetched anew when it is drawn next. */
export function forgetFailedParts(): void {
  for (const forget of failed) forget()
  failed.clear()
}

/** A part of the page that is loaded when it is drawn first, under a `Suspense` and a `Boundary`. */
export function lazyPart<P extends object>(
  load: () => Promise<PartModule<P>>
): ComponentType<P> & { warmUp: () => Promise<void> } {
  let loading: Promise<PartModule<P>> | null = null
  let attempts = 0

  const start = (): Promise<PartModule<P>> => {
    if (loading) return loading
    const attempt = ++attempts
    loading = attempt === 1 ? load() : load().catch((error: unknown) => fetchAnew<P>(error, attempt))
    loading.catch(() => failed.add(() => (loading = null)))
    if (attempt > 1) fetchStylesAnew()
    return loading
  }

  const Part = (props: P) => {
    const { default: Loaded } = use(start())
    return <Loaded {...props} />
  }
  return Object.assign(Part, {
    /** Loads it before it is needed. A failure is forgotten: the part is fetched when it is drawn. */
    warmUp: async () => {
      await start().then(
        () => undefined,
        () => (loading = null)
      )
    }
  })
}

/** A browser remembers for the life of a page that a module could not be fetched; under another address it asks again. */
async function fetchAnew<P>(error: unknown, attempt: number): Promise<PartModule<P>> {
  const address = /https?:\S+|app:\S+/.exec(error instanceof Error ? error.message : '')?.[0]
  if (address === undefined || new URL(address).origin !== location.origin) throw error
  return (await import(/* @vite-ignore */ `${address}?attempt=${attempt}`)) as PartModule<P>
}

/** Style sheets that could not be fetched are asked for again. */
function fetchStylesAnew(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    if (link.sheet) continue
    const again = document.createElement('link')
    again.rel = 'stylesheet'
    again.href = link.href
    link.replaceWith(again)
  }
}
