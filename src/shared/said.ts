import { z } from 'zod'
import { toSaid, type ChatError } from './errors'
import { fillTold, type Said, type Told, type ToldParams } from './fill-words'

export type { Said, Told } from './fill-words'

/**
 * English: what a host says of its own accord, besides errors. Words in braces are parameters, as in the words of errors.
 */
export const saidWords = {
  'alarms.denied': 'The alarms may not be read: the permission cloudwatch:DescribeAlarms is missing.',
  'alarms.elsewhere': 'The alarms could not be read: {endpoint} gives no CloudWatch.',
  'alarms.failed': 'The alarms could not be read.',
  'alarms.local':
    'The local backend has no alarms: nothing watches it while ChatAPP is closed. What fails shows in its dead-letter queue.',
  'alarms.none':
    'No alarms watch {queue}: this backend was set up by hand, or its stack is older. Deploy or update it as a stack to get them.',
  'body.foreign':
    'The body is JSON, but not a ChatAPP message (no "v", "id" and "conversationId" as it writes them).',
  'body.malformed': 'The body is not as ChatAPP writes it. {problems}',
  'body.newer':
    'The message has format version {theirs}; this ChatAPP reads version {ours}. Update ChatAPP to read it.',
  'body.no_json': 'The body is not JSON.',
  'check.account': 'Account {account}, as {arn}.',
  'check.account_needless': '{subject} needs no account.',
  'check.account_unknown': 'This server does not say who is calling; it is not AWS.',
  'check.aws_only': 'Metrics and logs are read on AWS itself alone.',
  'check.answered': '{functionName} answered in {ms} ms.',
  'check.answer_arrived': 'The answer has arrived.',
  'check.answer_deleted': 'The answer has been deleted.',
  'check.answer_none':
    'No answer came within {seconds} s. Look whether {functionName} has {requestQueue} as its trigger, at its log, and at {deadLetterQueue}.',
  'check.denied': 'AWS does not allow {actions} on {queue}. Add the policy below, then test again.',
  'check.depth': '{queue}: {visible} waiting, {inFlight} in flight.',
  'check.authorities': 'Authorities: {authorities}.',
  'check.destination': 'Region {region}. Endpoint {endpoint}. Credentials: {credentials}.',
  'check.here': '{subject}, on this computer.',
  'check.left':
    'It could not be taken back from there, so it may stay in {queue}: it is answered once somebody works on that queue, or ends in {deadLetterQueue}.',
  'check.log_missing':
    'There is no log group {logGroup} in {region}: the function has another name, or has never run.',
  'check.monitoring': 'Metrics and logs can be shown.',
  'check.monitoring_partly': 'Messages work without it, but not all of Monitoring does.',
  'check.not_tried': 'Not tried: an earlier step must work first.',
  'check.nothing_arrived': 'The queue may be read; nothing has arrived.',
  'check.nothing_to_delete': 'There was no message to delete.',
  'check.own_queue': 'This installation can have a response queue of its own.',
  'check.reading_denied': 'AWS does not allow {actions}, which reads the {what}.',
  'check.reading_failed': 'The {what} could not be read.',
  'check.sent': '{queue} accepted the test message.',
  'check.proxy': 'Proxy: {proxy}.',
  'check.shared_queue':
    'AWS does not allow {actions} on {queue}, so {shared} is shared with others. It works; answers may take longer.',
  'check.rooms': 'This backend has rooms; it answered in {ms} ms.',
  'check.rooms_none':
    'This backend has no table for rooms; everything else works. Update its stack, or make the table as the guide says.',
  'check.rooms_older':
    'MessageProcessor is from before there were rooms; everything else works. Update its stack, or its code.',
  'check.rooms_shared': 'Rooms need a response queue of one’s own.',
  'check.rooms_silent':
    'No answer about rooms came within {seconds} s; everything else works. Look at the log of {functionName}: it may not be allowed to use its table.',
  'check.step.create-response-queue': 'Create a response queue',
  'check.step.delete': 'Delete a received message',
  'check.step.destination': 'Where messages go',
  'check.step.identity': 'Who is calling',
  'check.step.monitoring': 'Read metrics and logs',
  'check.step.receive': 'Receive on the response queue',
  'check.step.reply': 'Answer of MessageProcessor',
  'check.step.request-queue': 'Find the request queue',
  'check.step.rooms': 'Rooms and direct messages',
  'check.step.send': 'Send a message',
  'checkup.attempts.few':
    'After {count} attempts a message goes to {dead}. AWS advises at least {advised}: a throttled call counts as an attempt, so that good messages end there too.',
  'checkup.attempts.ok': 'After {count} attempts a message goes to {dead}.',
  'checkup.concurrency.no_limit':
    '{functionName} has {calls} calls reserved, and its trigger has no limit: what is more is throttled, and each throttled call costs a message one of its attempts.',
  'checkup.concurrency.ok': '{functionName} was not throttled in the last day.',
  'checkup.concurrency.over':
    'The trigger calls {functionName} up to {limit} times at once, but only {calls} calls are reserved for it: the rest is throttled, and each throttled call costs a message one of its attempts.',
  'checkup.concurrency.throttled':
    '{functionName} was throttled {count} times in the last day; each time costs a message one of its attempts.',
  'checkup.concurrency.zero':
    'No call is reserved for {functionName} (reserved concurrency 0): it never runs, and messages wait until they expire.',
  'checkup.dead.gone':
    'Its dead-letter queue {dead} does not exist: a message that fails is tried again until it expires, and then lost.',
  'checkup.dead.is_one': 'It is the dead-letter queue of {sources}.',
  'checkup.dead.none':
    'It has no dead-letter queue: a message that fails is tried again and again until it is {kept} old, and then lost without a trace.',
  'checkup.dead.ok': 'What fails too often goes to {dead}.',
  'checkup.dead.ours': 'ChatAPP reads it itself and sets aside what it cannot read, so it needs none.',
  'checkup.denied': 'Not checked: AWS does not allow {actions}, which reads it.',
  'checkup.encryption.key': 'Encrypted with the key {key}.',
  'checkup.encryption.none': 'Messages are stored unencrypted. Encryption with the key of SQS costs nothing.',
  'checkup.encryption.not_told': 'Not checked: this server does not tell whether it encrypts.',
  'checkup.encryption.ok': 'Encrypted with the key of SQS.',
  'checkup.fifo.blocked':
    '{waiting} wait while {inFlight} are in flight, and the oldest is {seconds} s old, longer than the {hidden} s that a message is hidden: one that fails holds its group. It goes to {dead} by itself within about {within} min; look there why.',
  'checkup.fifo.busy':
    '{waiting} wait while {inFlight} are in flight; the oldest is {seconds} s old, so that nothing has failed yet.',
  'checkup.fifo.ok': 'No group is blocked: {waiting} wait, {inFlight} are in flight.',
  'checkup.fifo.standard': 'It is no FIFO queue.',
  'checkup.fifo.stuck':
    '{waiting} wait while {inFlight} are in flight, and the oldest is {seconds} s old, longer than the {hidden} s that a message is hidden: one that fails holds its group, and without a dead-letter queue it does so until it expires.',
  'checkup.no_dead_letters': 'It has no dead-letter queue.',
  'checkup.no_function': 'No function takes messages from it.',
  'checkup.partial.off':
    '{functionName} gets up to {batchSize} messages at once and cannot say which of them failed: when one fails, all come again. The function must answer with batchItemFailures before this is switched on.',
  'checkup.partial.ok': '{functionName} says which messages of a batch failed; only those come again.',
  'checkup.partial.single': '{functionName} gets one message at a time.',
  'checkup.policy.ok': 'Nobody is let in who is not named.',
  'checkup.policy.open':
    'Its policy lets everybody do {actions}, from any account, without a condition on who that is. The command lets its own account alone do so.',
  'checkup.policy.unreadable': 'Not checked: its policy is not readable.',
  'checkup.retention.ok': '{dead} keeps messages for {deadKept}, longer than the {kept} here.',
  'checkup.retention.short':
    '{dead} keeps messages for {deadKept}, here it is {kept}: their age counts from when they were first sent, so that one may be gone as soon as it arrives there.',
  'checkup.title.attempts': 'Attempts before the dead-letter queue',
  'checkup.title.batch-window': 'Batch window',
  'checkup.title.concurrency': 'Concurrency and throttling',
  'checkup.title.dead-letters': 'Dead-letter queue',
  'checkup.title.encryption': 'Encryption',
  'checkup.title.fifo': 'Groups of a FIFO queue',
  'checkup.title.partial-batch': 'Partial batch response',
  'checkup.title.policy': 'Queue policy',
  'checkup.title.retention': 'Retention of dead letters',
  'checkup.title.trigger': 'Trigger',
  'checkup.title.visibility': 'Visibility timeout',
  'checkup.trigger.off':
    'The trigger of {functionName} is switched off: nothing takes messages from this queue.',
  'checkup.trigger.ok': '{functionName} takes messages from it.',
  'checkup.unread': 'Not checked: it could not be read.',
  'checkup.visibility.ok':
    'A message is hidden for {hidden} s, at least six times the {timeout} s that {functionName} may run.',
  'checkup.visibility.short':
    'A message is hidden for {hidden} s. AWS advises {advised} s, six times the {timeout} s that {functionName} may run, so that a batch that is throttled can be tried again in time.',
  'checkup.visibility.shorter':
    'A message is hidden for {hidden} s, but {functionName} may run for {timeout} s: it is handed out again while it is still worked on, and done twice. AWS advises {advised} s.',
  'checkup.window.long':
    'Up to {window} s are waited for a batch, and a message is hidden for {hidden} s: AWS advises six times the function’s time limit and the window on top, {advised} s.',
  'checkup.window.none': '{functionName} gets messages at once.',
  'checkup.window.ok':
    'Up to {window} s are waited for a batch, which the {hidden} s that a message is hidden allow for.',
  'connection.connected': 'Connected to {label}.',
  'connection.reconnecting': 'Reconnecting …',
  'connection.starting': 'Starting the backend …',
  'cost.looking': 'This view asks CloudWatch for up to fourteen metrics a minute ({dollars} an hour).',
  'cost.nothing': '{subject} costs nothing.',
  'cost.own':
    'Counted is this profile only. Lambda’s own polling comes on top: {polling} a month on an idle request queue, or {limited} with a limit on concurrency; and so do other installations.',
  'cost.prices': 'Prices: us-east-1, {readOn}.',
  'cost.requests':
    '{requests} requests to SQS this month, {percent} % of the million that AWS gives an account for free, or {dollars} without it.',
  'cost.stack':
    'Counted is the whole stack, as CloudWatch does: Lambda’s polling and every installation, this one with {own}.',
  'desk.allows_none': 'It takes dead letters of no queue.',
  'desk.allows_some': 'It takes dead letters of {queues} alone.',
  'desk.dead': 'A message that was received {count} times and is still there goes to {dead}.',
  'desk.dead_none':
    'It has no dead-letter queue: a message that fails is given out again and again until it expires.',
  'desk.dead_unreadable': 'Its redrive policy cannot be read; it stands below as the server tells it.',
  'desk.delay': 'A message can be received {time} after it was sent.',
  'desk.encrypted_kms': 'It is encrypted with the key {key}.',
  'desk.encrypted_none': 'It is not encrypted at rest.',
  'desk.encrypted_sqs': 'It is encrypted with a key of SQS.',
  'desk.fifo':
    'FIFO: messages of a group keep their order; one with the same deduplication id within 5 minutes is not taken twice.',
  'desk.fifo_by_content':
    'FIFO: messages of a group keep their order; one with the same content within 5 minutes is not taken twice.',
  'desk.hidden': 'A message that is received is hidden from others for {time}.',
  'desk.kept': 'A message is kept for {time}, then lost.',
  'desk.look.dead':
    'A look counts as an attempt: a message that was received {count} times already goes to {dead} in place of being shown.',
  'desk.look.fifo': 'While a message is held, SQS gives out no other of its group.',
  'desk.look.free': 'Looking changes nothing here: no message is received, hidden or counted.',
  'desk.look.function':
    '{functionName} takes from this queue: what it has is not shown, and what a look holds it gets later.',
  'desk.look.paid': 'Each request is paid for: one for the depth, and about two for every ten messages.',
  'desk.look.receives':
    'To look is to receive: it adds one to the receive count of what it shows and hides it from others for up to {seconds} s. It is released as soon as it was seen.',
  'desk.look.take':
    'To take, delete or send again a message later, it is received once more, and with it others that lie there.',
  'desk.no_delay': 'A message can be received at once.',
  'desk.no_wait': 'A receive does not wait for messages: it may miss some that are there.',
  'desk.size': 'A message has at most {bytes} bytes with its attributes.',
  'desk.standard': 'Standard: messages may come twice, and in any order.',
  'desk.wait': 'A receive waits up to {time} for a message.',
  'metrics.allow_all': 'Allow it on all resources ("*"); AWS cannot narrow it down.',
  'metrics.attach_policy':
    'Attach the client policy of the stack {stackName} (its output ClientPolicyArn) to your user or role.',
  'metrics.denied': 'The metrics may not be read: the permission cloudwatch:GetMetricData is missing.',
  'metrics.elsewhere': 'The metrics could not be read: {endpoint} gives no CloudWatch.',
  'metrics.failed': 'The metrics could not be read.',
  'metrics.local':
    'The local backend has no CloudWatch, so there are no metrics over time. Its queues are under Queues, and the function’s log lines stand beside each message.',
  'metrics.no_dashboard_by_hand':
    'There is no dashboard: this backend was set up by hand. Deploy it as a stack to get one.',
  'metrics.no_dashboard_elsewhere': 'There is no dashboard: this backend is another server than AWS.',
  'notice.asked_again': '{count} sent without an answer so far: asked again from here.',
  'notice.backend_field_unreadable':
    'A stored backend ({name}) cannot be read: {field} is not right. It is left out; connect it again.',
  'notice.backend_unreadable': 'A stored backend ({name}) cannot be read. It is left out; connect it again.',
  'notice.backends_unreadable':
    'The list of backends of this profile is damaged and is left out. Connect your backends again.',
  'notice.closed': 'ChatAPP closed unexpectedly. Nothing is lost: every message is stored before it is sent.',
  'notice.closed_with_one': 'ChatAPP closed unexpectedly; your 1 queued message is safe and will be sent.',
  'notice.closed_with_queued':
    'ChatAPP closed unexpectedly; your {count} queued messages are safe and will be sent.',
  'notice.copied':
    "This profile is a copy of the one in {folder}, so it is an installation of its own now, with a response queue of its own: neither takes the other's replies.",
  'notice.database_damaged':
    'The database of this profile was damaged. It is kept as {file} in {folder}, and ChatAPP began a new one. Read it back in Settings, or with "chatapp recover".',
  'notice.database_empty':
    'The database of this profile was an empty file: there was nothing in it to keep, and ChatAPP began a new one.',
  'notice.database_newer':
    'The database of this profile was written by a newer ChatAPP. It is kept as {file} in {folder}, and ChatAPP began a new one. Read it back in Settings, or with "chatapp recover".',
  'notice.local_set_aside':
    "The local backend's database was damaged. It was set aside as {file}, and the backend started empty.",
  'notice.pair_no_replies':
    'Messages of the chat "{title}" wait: their replies cannot be read from {queue}. {problem}',
  'notice.pair_waits': 'Messages of the chat "{title}" wait: {queue} cannot be used. {problem}',
  'notice.queue_shared':
    'AWS does not allow this installation a response queue of its own (sqs:CreateQueue and sqs:TagQueue on {own}), so it shares {shared} with others and answers may take longer. The connection test shows the policy.',
  'label.local': 'local',
  'label.unreadable': 'a backend that cannot be read',
  'outbox.goes_by_itself': 'Messages you send wait in the outbox and go out by themselves.',
  'outbox.waits_until_then': 'Messages wait in the outbox until then.',
  'pair.no_id': 'It names no request, and no request of a chat on this queue waits for a reply.',
  'pair.older': 'It names no request, and was on the queue before the oldest one that waits was written.',
  'pair.two_requests': 'It names more than one request: {ids}. Which one it answers cannot be told.',
  'pair.unknown_id': 'It names {ids}, which is no request of a chat on this queue.',
  'prompt.mfa_code': 'Type the code of your MFA device for the profile "{profile}".',
  'prompt.program': 'The AWS profile "{profile}" gets its credentials from a program. Run it?',
  'prompt.sign_in': 'Sign in to IAM Identity Center in your browser.',
  'prompt.sign_in_and_compare': 'Sign in to IAM Identity Center in your browser, and compare the code.',
  'profile.file_fault': 'Not read: {file}, line {line}: {reason}.',
  'profile.header_broken': 'a section’s header is not closed, or empty',
  'profile.no_section': 'a setting stands below no [section]',
  'profile.no_setting': 'this is neither "name = value" nor a [section]',
  'reason.aws_said': 'AWS said: {said}',
  'reason.backend_exists':
    'This account has a ChatAPP backend in this region already: its response queue exists. Update that one by its stack name, or choose another queue name.',
  'reason.bucket':
    '{logicalId} could not fetch its code: the bucket belongs to somebody else, lies in another region or may not be read. Name one of this account and region by --code-bucket.',
  'reason.failed': '{logicalId} failed.',
  'reason.just_deleted':
    '{logicalId} was deleted a moment ago; SQS keeps its name for 60 seconds. Wait a minute and deploy again.',
  'reason.name_taken':
    '{logicalId} could not be made: the account has one of that name in this region already. Choose another name.',
  'reason.no_pass_role':
    '{logicalId} was refused: the credentials may not hand a role to the service (iam:PassRole). Let an administrator allow that for the role, then deploy again.',
  'reason.not_allowed':
    '{logicalId} was refused: the credentials lack {action}. Let an administrator allow it, then deploy again.',
  'reason.organization_denies':
    '{logicalId} was refused: a policy of your organization denies {action}. Ask whoever keeps its service control policies; nothing in this account can allow it.',
  'reason.own_by_hand':
    'If you made it by hand, connect to it (chatapp connect), or take it into the stack (chatapp deploy --import).',
  'reason.table_kept':
    'The table of rooms could not be made: one of that name is there, with the rooms of a stack that was deleted, or made by hand. Take it into the stack (chatapp deploy --import), or choose another queue name.',
  'reason.quota':
    '{logicalId} could not be made: a quota of the account is used up. Raise it under Service Quotas.',
  'reason.region':
    '{logicalId} could not be made: this region does not run Node 24 on arm64. Deploy to another region.',
  'source.aws': 'AWS’s own',
  'source.backend': 'this backend',
  'source.ca_bundle': 'ca_bundle of AWS profile "{profile}"',
  'source.container': 'its container',
  'source.dummy': 'any will do',
  'source.endpoint_url': 'endpoint_url of AWS profile "{profile}"',
  'source.environment': '{name} in the environment',
  'source.instance': 'its EC2 instance',
  'source.option': 'option {name}',
  'source.profile': 'AWS profile "{profile}"',
  'source.queue_url': 'the queue’s URL',
  'source.services': '[services {section}] of AWS profile "{profile}"',
  'source.typed_in': 'typed in here',
  'source.value': '{value} ({source})',
  'stack.cancelled_create':
    'Cancelled: CloudFormation deleted again what it had made. The account is as it was before.',
  'stack.cancelled_update': 'Cancelled: the stack was rolled back to what it was before.',
  'stack.cancelling_create': 'Cancelling: what was made so far is deleted.',
  'stack.cancelling_update': 'Cancelling: the update is rolled back.',
  'stack.deleted': 'The stack {name} and everything in it is deleted.',
  'stack.deleting': 'Deleting the stack {name}.',
  'stack.deployed': 'The stack {name} is deployed, and ChatAPP talks to it now.',
  'stack.deploying': 'Deploying the stack {name}.',
  'stack.gone': 'There is no stack {name} in {region} any more.',
  'stack.lost_sight': 'ChatAPP lost sight of the operation; CloudFormation goes on with it.',
  'stack.no_reason': 'It gave no reason.',
  'stack.nothing_deployed_again': 'Nothing was deployed: CloudFormation deleted again what it had made.',
  'stack.open_console': 'Open the stack in the CloudFormation console to finish or delete it by hand.',
  'stack.plan_again': 'Then plan again to see where it stands.',
  'stack.rolled_back': 'The stack was rolled back to what it was before.',
  'stack.stopped': 'CloudFormation stopped in the state {status}.',
  'stack.unconnected': 'The stack {name} is deployed, but ChatAPP could not connect to it.',
  'subject.aws': 'The AWS account',
  'subject.emulator': 'The emulator',
  'subject.local': 'The local backend',
  'way.keys': 'access key',
  'way.login': 'session of "aws login"',
  'way.machine': 'role of this machine',
  'way.other': 'other',
  'way.process': 'program',
  'way.role': 'assumed role',
  'way.sso': 'IAM Identity Center',
  'way.web_identity': 'web identity',
  'what.log': 'log',
  'what.metrics': 'metrics'
} as const

export type SaidKey = keyof typeof saidWords

export const saidParamsSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.lazy((): z.ZodType<Said> => saidSchema)])
)
export const saidSchema: z.ZodType<Said> = z.array(
  z.object({ key: z.string(), params: saidParamsSchema.optional() })
)

/** What is said, in English and by its keys. */
export const toldSchema = z.object({ detail: z.string(), said: saidSchema })

/** One sentence, or a word of one. */
export function say(key: SaidKey, given?: ToldParams): Told {
  if (given === undefined) return { detail: saidWords[key], said: [{ key }] }
  const { english, params } = fillTold(saidWords[key], given)
  return { detail: english, said: [{ key, params }] }
}

/** What an error says. */
export function sayError(error: ChatError): Told {
  const { message, ...keyed } = error.toWire()
  return { detail: message, said: [toSaid(keyed, message)] }
}

/** Words of another program, in its language. */
export const sayForeign = (text: string): Told => ({
  detail: text,
  said: [{ key: 'foreign', params: { text } }]
})

/** One after the other; what is null is left out. */
export function sayAll(...told: readonly (Told | null)[]): Told {
  const there = told.filter((one) => one !== null)
  return { detail: there.map(({ detail }) => detail).join(' '), said: there.flatMap(({ said }) => said) }
}
