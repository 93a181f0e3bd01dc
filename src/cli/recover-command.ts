import type { CallOutput } from '../shared/contract'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { call, withChatApp } from './with-chat-app'

type SetAside = CallOutput<'recovery.list'>[number]

/** `chatapp recover`: lists the databases that were set aside, or reads one back into the profile. */
export async function recoverCommand(
  deps: CliDeps,
  name: string | undefined,
  { json = false, ...options }: ProfileOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    if (name === undefined) {
      const files = await call(app, 'recovery.list', undefined)
      for (const file of files) deps.out(json ? JSON.stringify(file) : lineOf(file))
      deps.err(
        files.length === 0
          ? 'Nothing was set aside in this profile.'
          : 'Read one back: chatapp recover <name>'
      )
      return exitCodes.done
    }
    const recovered = await call(app, 'recovery.readBack', { name })
    if (json) deps.out(JSON.stringify({ name, ...recovered }))
    const { messages, conversations, present, unreadable } = recovered
    deps.err(
      `Read back ${messages} messages and ${conversations} chats; ${present} were there already, ${unreadable} cannot be read.`
    )
    return exitCodes.done
  })
}

const lineOf = ({ name, reason, bytes, messages }: SetAside): string =>
  `${name}  ${reason === 'newer' ? 'of a newer ChatAPP' : 'damaged'}, ${bytes.toLocaleString('en')} bytes, ` +
  (messages === null ? 'messages cannot be counted' : `${messages.toLocaleString('en')} messages`)
