import { normalizePath } from 'vite'

type Context = { readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null }

/** What a file imports, and what that imports; what is imported later does not count. */
function below(entry: string, context: Context): ReadonlySet<string> {
  const found = new Set(context.getModuleInfo(entry)?.importedIds)
  for (const id of found)
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  return found
}

/**
 * Few files in the place of many: for each one that it loads Node looks up where it is, reads it and its kept code.
 *
 * `base` is what command line and hosts load both; `command` reads a command line; `app` is the core.
 */
export function nodeChunks(here: (path: string) => string) {
  const known = new Map<string, ReadonlySet<string>>()
  const isBelow = (path: string, id: string, context: Context): boolean => {
    const entry = normalizePath(here(path))
    const all = known.get(entry) ?? below(entry, context)
    known.set(entry, all)
    return all.has(id)
  }
  return [
    {
      debugName: 'loaded together',
      name: (id: string, context: Context) => {
        const [command, host] = ['src/cli/main.ts', 'src/browser/index.ts'].map((path) =>
          isBelow(path, id, context)
        )
        if (command) return host ? 'base' : 'command'
        return id === normalizePath(here('src/core/app.ts')) || isBelow('src/core/app.ts', id, context)
          ? 'app'
          : null
      },
      includeDependenciesRecursively: false
    },
    { name: 'commands', test: /\/(?:src\/cli|lib)\/[\w-]+\.ts$/, minShareCount: 2 }
  ]
}
