import { Option, type Command } from 'commander'
import { usualCredentials, type CommandTable } from './command-table'
import { listed, pairs, positiveInteger, wholeNumber, withPlace } from './options'

const deploy = () => import('./deploy-command')

/** What a deployment may say of the function and of the stack around it. */
const withFunctionOptions = (command: Command): Command =>
  command
    .option('--function-memory <MB>', 'memory of the function, 128 to 10240', positiveInteger)
    .option(
      '--function-timeout <s>',
      'time limit of the function: 15, 30, 60, 120, 300 or 900',
      positiveInteger
    )
    .option('--env <name=value>', 'environment of your handlers; repeat it, all that count are named', pairs)
    .option('--extra-policy <arn>', 'managed policy for what your handlers do; repeat it', listed)
    .option('--permissions-boundary <arn>', 'policy that bounds the function’s role; "" for none')
    .option('--kms-key <arn>', 'key that encrypts queues and rooms; "" for those of AWS')
    .option(
      '--code-bucket <name>',
      'S3 bucket for code that is too large for the template (default: one is made)'
    )
    .option('--concurrency-alarm <n>', 'alarm when so many batches are processed at once', positiveInteger)
    .option('--tag <name=value>', 'tag of the stack and of all in it; repeat it', pairs)
    .option('--service-role <arn>', 'role that CloudFormation takes on')
    .option('--protect', 'let CloudFormation refuse to delete the stack; remove-stack takes that back')
    .option('--no-protect', 'let it be deleted')
    .option('--import', 'take queues, function and log that were made by hand into the new stack')

/** What is done with the stack in an AWS account. */
export const stackTable: CommandTable = ({ command, running }) => {
  withFunctionOptions(
    command('deploy', 'Make or update the backend in an AWS account by CloudFormation, and talk to it.')
  )
    .option('--region <region>', 'region to deploy to (default: $AWS_REGION, or the AWS profile’s)')
    .option('--aws-profile <name>', `AWS profile to take credentials from (default: ${usualCredentials})`)
    .option('--endpoint-url <url>', 'a server that answers in the place of AWS')
    .option('--stack-name <name>', 'name of the stack (default: "ChatAPP")')
    .option('--queue-name <name>', 'name of the request queue; a new stack is named after itself')
    .option('--function-name <name>', 'name of the function')
    .option(
      '--maximum-concurrency <n>',
      'batches processed at the same time, 2 to 1000; 0: no limit',
      wholeNumber
    )
    .option('--log-retention-days <n>', 'how long the function’s log is kept', positiveInteger)
    .option('--alarm-email <address>', 'where alarms go; "" for none')
    .option(
      '--response-queue-name <name>',
      'name of the shared response queue; "" for the one made of --queue-name'
    )
    .addOption(
      new Option(
        '--old-clients <which>',
        'whether clients go on whose response queues are not bound to their callers'
      ).choices(['refused', 'allowed'])
    )
    .option('--yes', 'deploy without asking')
    .option('--json', 'print the plan and each event as one JSON object a line')
    .action(running(async () => (await deploy()).deployCommand))
  withPlace(
    command('remove-stack', 'Delete the stack of a backend, with its queues and every message in them.')
  )
    .argument('<backend>', 'its name or id')
    .option('--yes', 'delete without asking')
    .option('--json', 'print each event as one JSON object a line')
    .action(running(async () => (await deploy()).removeStackCommand))
  command('template', 'Print the CloudFormation template, to upload or to read.').action(
    running(async () => (await deploy()).templateCommand)
  )
}
