import { askForLink, findRunningHost } from '../browser/host-file'
import { openDataFolder } from '../platform/data-folder'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'

/** `chatapp open`: prints a fresh one-time link to the browser host that runs for this profile. */
export async function openCommand(deps: CliDeps, options: ProfileOptions): Promise<number> {
  const host = await findRunningHost(openDataFolder(options).path)
  if (!host) {
    deps.err('chatapp: ChatAPP is not open in a browser. Start it with: npm start -- --browser')
    return exitCodes.failed
  }
  deps.out(await askForLink(host, false))
  return exitCodes.done
}
