import { readTemplate } from '../core/calls/stack'
import { exitCodes, type CliDeps } from './command-context'

/** `chatapp template`: prints the CloudFormation template with MessageProcessor's code in it, ready to upload. */
export async function templateCommand(deps: CliDeps): Promise<number> {
  deps.out(await readTemplate())
  return exitCodes.done
}
