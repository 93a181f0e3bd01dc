import { serveMcp } from '../mcp/serve-mcp'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'

/** `chatapp mcp`: this profile for an agent, until its client goes; that is its ordinary end. */
export async function mcpCommand(
  deps: CliDeps,
  options: ProfileOptions & { readOnly?: boolean }
): Promise<number> {
  await serveMcp({ ...deps, ...options })
  return exitCodes.done
}
