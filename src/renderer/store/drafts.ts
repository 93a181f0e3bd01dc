import type { Conversation } from '../../shared/contract'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { Attention } from './attention'
import { withEntry, type ChatActions, type ChatContext } from './chat-state'

/** How long what was typed may wait until the host has it, in milliseconds. */
const SAVE_MS = 800

/** After the host did not take it, in milliseconds; the next key, and a way to the host that heals, try at once. */
const TRY_AGAIN_MS = 5000

/**
 * Drafts, which the host keeps: a moment after the last key, and at once when the window is left or the text is sent.
 *
 * What is written in another window comes here too, but never in the place of what is typed here: who wrote last has the
 * draft. `unsaved` names those of which the host is not known to have the text.
 */
export function createDrafts({ get, set, ask }: ChatContext, attention: Attention) {
  /** This page, among all that write drafts of the profile. */
  const writer: string = crypto.randomUUID()
  /** The change of the host's that the text here comes from. */
  const known = new Map<string, number>()
  const saving = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const textOf = (id: string): string => get().drafts.get(id) ?? ''
  const attributesOf = (id: string): readonly OwnAttribute[] => get().attributes.get(id) ?? []
  const put = (id: string, text: string, attributes: readonly OwnAttribute[]): void =>
    set({
      drafts: withEntry(get().drafts, id, text === '' ? null : text),
      attributes: withEntry(get().attributes, id, attributes.length === 0 ? null : attributes)
    })
  const setUnsaved = (id: string, on: boolean): void => {
    if (get().unsaved.has(id) === on) return
    const unsaved = new Set(get().unsaved)
    if (on) unsaved.add(id)
    else unsaved.delete(id)
    set({ unsaved })
  }

  const saveLater = (ms: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      flush()
    }, ms)
  }

  const save = async (id: string): Promise<void> => {
    if (saving.has(id)) return
    saving.add(id)
    const [text, attributes] = [textOf(id), get().attributes.get(id)]
    const result = await ask('drafts.set', { id, text, attributes: [...(attributes ?? [])], writer })
    saving.delete(id)
    const same = text === textOf(id) && attributes === get().attributes.get(id)
    if (result.ok && same) setUnsaved(id, false)
    else saveLater(result.ok ? SAVE_MS : TRY_AGAIN_MS)
  }

  /** Tells the host all that it is not known to have. */
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    for (const id of get().unsaved) void save(id)
  }

  const write: ChatActions['setDraft'] = (id, text, attributes) => {
    put(id, text, attributes ?? attributesOf(id))
    setUnsaved(id, true)
    if (text === '' || attributes) void save(id)
    else saveLater(SAVE_MS)
  }

  /** Takes the host's draft, before what was typed here while it was on its way. */
  const load = async (id: string): Promise<void> => {
    const shown = get().drafts.get(id)
    const result = await ask('drafts.get', { id })
    if (!result.ok) return
    const { text, attributes } = result.value
    const now = get().drafts.get(id)
    if (!get().unsaved.has(id)) put(id, text, attributes)
    else if (shown === undefined && now !== undefined && text !== '')
      write(id, `${text}\n${now}`, get().attributes.get(id) ?? attributes)
  }

  const isShown = (id: string): boolean => get().drafts.has(id) || get().attributes.has(id)
  const isTypedHere = (id: string): boolean =>
    get().unsaved.has(id) || (get().openId === id && isShown(id) && attention.isFocused())

  /** Follows what the host says of a draft, where it is shown. */
  const hear = ({ id, draft }: Conversation): void => {
    if (draft?.writer === writer) return void known.set(id, draft.revision)
    if (draft?.revision === known.get(id) || isTypedHere(id)) return
    if (draft === null) {
      known.delete(id)
      if (isShown(id)) put(id, '', [])
    } else if (get().openId === id || isShown(id)) {
      known.set(id, draft.revision)
      void load(id)
    }
  }

  window.addEventListener('blur', flush)
  window.addEventListener('pagehide', flush)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flush())

  return { write, flush, hear }
}
