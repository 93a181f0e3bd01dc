import { Suspense, useEffect } from 'react'
import { lazyPart } from '../ui/lazy-part'
import { useStore } from 'zustand'
import { useStores } from '../store/stores'

const CredentialDialog = lazyPart(() => import('./credential-dialog'))

/** Listens for what credentials wait for, and asks the user as soon as there is something. */
export function CredentialPrompts() {
  const { prompts } = useStores()
  const asking = useStore(prompts, (state) => state.prompts.length > 0)
  useEffect(() => prompts.getState().watch(), [prompts])
  return <Suspense>{asking && <CredentialDialog />}</Suspense>
}
