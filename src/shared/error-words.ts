import type { ErrorCode } from './error-codes'

/**
 * English: what went wrong, why and what to do, with the code that callers decide by.
 *
 * Words in braces are parameters. Numbers among them are written with separators; a name that looks like a number (a
 * port, a status) is given as text. Another language is another table with these keys.
 */
export const errorWords = {
  /** Words that come from elsewhere: a server, another process, a library. */
  foreign: ['internal', '{text}'],
  'agents.backend_changed': [
    'conflict',
    'The backend in use, or what agents may do there, changed meanwhile. What SQS had not taken yet was taken back.'
  ],
  'agents.cannot_ask': [
    'forbidden',
    '“{backend}” is protected, so its user confirms each message, and this client cannot ask (elicitation). Nothing was sent.'
  ],
  'agents.declined': ['forbidden', 'The user did not confirm this message. Nothing was sent.'],
  'agents.locked': [
    'forbidden',
    'Agents may not send to “{backend}”. Only its user can allow it, in Settings → Backends or by: chatapp backends set NAME --agents unlocked. Nothing was sent.'
  ],
  'agents.look_receives': [
    'forbidden',
    'To look at the dead-letter queue of “{backend}” is to receive from it, which counts as an attempt and hides the letters for a while. Its user can allow it, in Settings → Backends or by: chatapp backends set NAME --agents unlocked. What was taken into the tray can be read.'
  ],
  'agents.no_answer': ['forbidden', 'The user was asked and did not answer. Nothing was sent.'],
  'agents.other_backend': [
    'conflict',
    'The queues of the chat “{title}” belong to a backend that is not in use. Nothing was sent.'
  ],
  'agents.room': [
    'forbidden',
    'People read “{title}” and would take it for their user’s words, so agents may not send there. Nothing was sent.'
  ],
  'agents.too_many_questions': [
    'throttled',
    'Too many messages wait for the user to confirm them. Nothing was sent; try again when they are answered.'
  ],
  'agents.withdrawn': [
    'offline',
    'The backend did not take the message in time. It was taken back and will not be sent.'
  ],
  'account.wrong': [
    'queue_missing',
    'The queue belongs to account {queueAccount}, but the credentials belong to account {ownAccount}. Choose credentials of the queue’s account, or another queue.'
  ],
  'answer.given_up': ['no_answer', 'You gave it up. An answer that still comes is shown here.'],
  'answer.none': [
    'no_answer',
    'No answer after {sends} tries in {minutes} minutes: MessageProcessor did not reply. Look at the dead-letter queue and the function’s log, then retry.'
  ],
  'answer.none_in_a_minute': [
    'no_answer',
    'No answer after {sends} tries in {minutes} minute: MessageProcessor did not reply. Look at the dead-letter queue and the function’s log, then retry.'
  ],
  'app.closing': ['cancelled', 'ChatAPP is closing.'],
  'argument.not_utf8': [
    'invalid_input',
    'Argument {number} is not UTF-8 text. Use a UTF-8 terminal, or give the text to "chatapp send -" after: iconv -t UTF-8'
  ],
  'arguments.refused': ['invalid_input', '{reason}. See --help.'],
  'attribute.name_characters': [
    'invalid_input',
    'A name is made of letters, digits, "_", "-" and "." (not first, last or twice in a row), at most 256 of them.'
  ],
  'attribute.name_ours': [
    'invalid_input',
    'ChatAPP sends an attribute of this name itself. Take another one.'
  ],
  'attribute.name_reserved': ['invalid_input', 'Names that begin with "AWS." or "Amazon." belong to AWS.'],
  'attribute.name_twice': ['invalid_input', 'Another attribute has this name already.'],
  'attribute.value_binary': [
    'invalid_input',
    'The value of a Binary attribute is base64, at least one byte.'
  ],
  'attribute.value_number': [
    'invalid_input',
    'The value of a Number attribute is a number of at most 38 digits, from 10^-128 to 10^126.'
  ],
  'attribute.value_string': [
    'invalid_input',
    'The value of a String attribute is a text of at least one character, without control characters.'
  ],
  'aws.web_page': [
    'offline',
    'Something that is not AWS answered with a web page. A proxy or a sign-in page of this network stands in between, or the endpoint is wrong: sign in there, or check the endpoint.'
  ],
  'backend.choice_unreadable': [
    'offline',
    'The backend that was chosen cannot be read. Choose one in Settings, or connect it again.'
  ],
  'backend.gone': ['not_found', 'There is no such backend.'],
  'backend.id_reserved': ['invalid_input', '"local" is the embedded backend. Take another id.'],
  'backend.local_stays': ['conflict', 'The local backend is always there; it cannot be removed.'],
  'backend.no_stack': ['conflict', 'This backend was not deployed as a stack, so there is none to remove.'],
  'backend.not_found': [
    'not_found',
    'There is no backend "{id}" in this profile. Look at the list in Settings.'
  ],
  'backend.not_listed': ['not_found', 'There is no backend "{id}". "chatapp backends" lists them.'],
  'backend.protected': [
    'conflict',
    '"{name}" is protected, and ChatAPP was switched to it: nothing is sent before you say so. In the window, send and answer; on a command line, add --yes.'
  ],
  'backend.switched_away': ['conflict', 'ChatAPP talks to another backend by now. Nothing was sent.'],
  'backend.unreadable': ['conflict', 'The chosen backend cannot be read. Choose one in Settings.'],
  'backup.damaged': [
    'storage',
    'No backup was made: a page of {file} is damaged. The older backups are kept. Start ChatAPP anew: it checks the database and sets it aside if it must.'
  ],
  'backup.no_room': [
    'storage',
    'No backup was made: it needs {megabytes} MB on the disk of {folder}. Free some room.'
  ],
  'backup.stopped': ['cancelled', 'The backup was not finished: ChatAPP is closing.'],
  'backup.under_way': ['conflict', 'A backup of this profile is being made. Wait for it.'],
  'body.not_json': ['invalid_input', 'The request body is not JSON. Send an object with "input", as UTF-8.'],
  'body.too_large': ['too_large', 'The request is too large: the limit is {limit} bytes. Send less at once.'],
  'build.no_local_backend': ['internal', 'The build lacks {name} (looked at {looked}). Run "npm run build".'],
  'build.no_page': ['internal', 'There is no built page in {folder}. Run "npm run build", then start again.'],
  'build.no_template': ['internal', 'The build lacks backend.template. Run "npm run build".'],
  'call.unknown': ['forbidden', 'There is no such call.'],
  'chat.ambiguous': ['invalid_input', '{count} chats have this title. Name one by its id: {ids}'],
  'chat.deletion_cancelled': [
    'cancelled',
    'Deleting the chat was stopped. Its oldest messages are gone; what was left of it stays.'
  ],
  'chat.first_stays': [
    'conflict',
    'The chat that every profile begins with stays. Its messages can be deleted.'
  ],
  'chat.none_called': [
    'not_found',
    'There is no chat "{wanted}". Name it by its title, or by its id, which "chatapp history --json" prints.'
  ],
  'chat.not_found': ['not_found', 'This conversation does not exist (any longer).'],
  'chat.or_message_not_found': [
    'not_found',
    'There is no chat or message "{id}". "chatapp history --json" prints ids.'
  ],
  'check_module.no_check': ['invalid_input', '{file} exports no function "check".'],
  'check_module.not_loaded': ['invalid_input', '{file} cannot be loaded: {detail}'],
  'checkup.elsewhere': [
    'invalid_input',
    'The queue {queue} is not where this backend is. Name a queue of {place}, or connect the other place as a backend of its own.'
  ],
  'checkup.no_queue': [
    'invalid_input',
    '“{text}” names no queue. Use its name, its URL or its ARN (arn:aws:sqs:…).'
  ],
  'checkup.not_told': ['not_found', 'This server does not tell it.'],
  'clock.ahead': [
    'offline',
    'The clock of this computer is {minutes} minutes ahead of AWS, which refuses such requests. ChatAPP allows for it and tries again; set the clock.'
  ],
  'clock.behind': [
    'offline',
    'The clock of this computer is {minutes} minutes behind AWS, which refuses such requests. ChatAPP allows for it and tries again; set the clock.'
  ],
  'code.bucket_missing': [
    'not_found',
    'There is no S3 bucket {bucket}. Make it in this account and region, or leave it to ChatAPP: without a name it makes one.'
  ],
  'code.bucket_refused': [
    'access_denied',
    'The S3 bucket {bucket} belongs to somebody else, lies in another region, or may not be used (s3:PutObject, s3:CreateBucket). Name a bucket of this account and region.'
  ],
  'code.not_reached': ['offline', 'S3 cannot be reached at {endpoint}. Check the network, then plan again.'],
  'code.not_stored': [
    'internal',
    'S3 did not take the function’s code into {bucket} (status {status}). Plan again.'
  ],
  'credentials.declined': ['credentials', '{detail} Activate the backend again to be asked anew.'],
  'credentials.environment_missing': [
    'credentials',
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not in the environment. Set them and start ChatAPP again.'
  ],
  'credentials.machine_has_none': [
    'credentials',
    'This machine has no role that its container or EC2 would give credentials for. Attach one to it, or choose an AWS profile.'
  ],
  'credentials.keys_unknown': [
    'credentials',
    'The access keys of this backend are not known. Enter them in Settings.'
  ],
  'credentials.profile_unavailable': [
    'credentials',
    'The credentials of the AWS profile "{profile}" cannot be had ({name}). Try it in a terminal with: aws sts get-caller-identity --profile {profile}'
  ],
  'credentials.program_slow': [
    'credentials',
    'The credentials did not come within {seconds} seconds. Look whether the program of the AWS profile "{profile}" hangs or waits for you; ChatAPP goes on by itself.'
  ],
  'credentials.slow': [
    'credentials',
    'The credentials did not come within {seconds} seconds. ChatAPP tries again by itself.'
  ],
  'credentials.unavailable': [
    'credentials',
    'The credentials cannot be had ({name}). Try it in a terminal with: aws sts get-caller-identity'
  ],
  'credentials.unreachable': [
    'offline',
    'AWS cannot be reached to get credentials. ChatAPP tries again by itself.'
  ],
  'data_folder.unusable': ['storage', 'ChatAPP cannot use the data folder {root}: {detail}'],
  'database.damaged': ['storage', 'The database is damaged: {detail}'],
  'database.damaged_in_use': [
    'storage',
    'The database of this profile is damaged, and another ChatAPP has it open. It was left as it is: {file}. Close the other ChatAPP and start again, with the newest version you have.'
  ],
  'database.damaged_page': [
    'storage',
    'A part of the database of this profile is damaged: {file}. Close ChatAPP and start it again: it checks the file, keeps it, and begins a new one into which you can read back what is left.'
  ],
  'database.deleted': [
    'storage',
    'The database of this profile has been deleted, and another ChatAPP has it open. It was left as it is: {file}. Close the other ChatAPP and start again, with the newest version you have.'
  ],
  'database.newer': [
    'storage',
    'The database of this profile was written by a newer ChatAPP, and another ChatAPP has it open. It was left as it is: {file}. Close the other ChatAPP and start again, with the newest version you have.'
  ],
  'database.newer_read_only': [
    'storage',
    'The database {file} is of a newer ChatAPP and its disk takes no changes. Make the disk writable, or read it with that version.'
  ],
  'database.older': [
    'storage',
    'The database of this profile is used by an older ChatAPP, and another ChatAPP has it open. It was left as it is: {file}. Close the other ChatAPP and start again, with the newest version you have.'
  ],
  'database.older_read_only': [
    'storage',
    'The database {file} is of an older ChatAPP and its disk takes no changes. Make the disk writable, or read it with that version.'
  ],
  'database.read_only': ['storage', 'The database {file} cannot be read, and its disk takes no changes.'],
  'desk.body_or_file': ['invalid_input', 'Give the body or --file, not both.'],
  'desk.fifo_delay': [
    'invalid_input',
    '{queue} is a FIFO queue: SQS delays all of its messages alike, not one by itself. Leave the delay empty.'
  ],
  'desk.fifo_group': [
    'invalid_input',
    '{queue} is a FIFO queue: a message needs a group id, within which the order is kept.'
  ],
  'desk.forbidden': [
    'access_denied',
    'These credentials may not do that: it takes the permission {action} on {resource}.'
  ],
  'desk.no_fifo': [
    'invalid_input',
    '{queue} is no FIFO queue: SQS takes a deduplication id only for those. Leave it empty.'
  ],
  'desk.not_told': ['not_found', 'This server does not know {action}, so it does not tell that.'],
  'desk.other_account': [
    'queue_missing',
    'SQS lists only the queues of the caller’s own account {caller}; those of this backend are in account {owner}. Open a queue by its name.'
  ],
  'desk.other_backend': [
    'conflict',
    'Another backend is talked to by now, so nothing was sent to {queue}. Open the queue there.'
  ],
  'desk.queue_gone': ['queue_missing', 'There is no queue {queue} here (any more). Look at the list again.'],
  'desk.send_unknown': [
    'conflict',
    'Nobody knows whether the message has arrived in {queue}: its answer was lost. Look at the queue, then send it again only if it is not there.'
  ],
  'desk.too_large': [
    'too_large',
    'The message has {size} bytes with its attributes; SQS takes {most}. Nothing was sent.'
  ],
  'desk.locked': [
    'forbidden',
    'The queue desk only reads on this backend, so {queue} was not changed. Unlock the backend there first.'
  ],
  'desktop.no_login_item': [
    'conflict',
    'This copy of ChatAPP cannot start by itself when you log in: it is not installed.'
  ],
  'desktop.no_tray': ['conflict', 'There is no tray here that ChatAPP could stay in.'],
  'desktop.none': ['conflict', 'Only the desktop window of ChatAPP can do this.'],
  'disk.full': [
    'storage',
    'The disk is full, so ChatAPP cannot store anything in {folder}. Free some space and try again. What is stored already is safe.'
  ],
  'disk.quota': [
    'storage',
    'Your disk quota is used up, so ChatAPP cannot store anything in {folder}. Free some space and try again. What is stored already is safe.'
  ],
  'disk.read_only': [
    'storage',
    'The disk is read-only, so ChatAPP cannot store anything in {folder}. Change that, or choose another folder with --data-dir. What is stored already is safe.'
  ],
  'disk.refused': [
    'storage',
    'The folder may not be written, so ChatAPP cannot store anything in {folder}. Change that, or choose another folder with --data-dir. What is stored already is safe.'
  ],
  'emulator.keys': [
    'credentials',
    'What answers at {endpoint} wants keys of its own. Name the AWS profile that has them.'
  ],
  'emulator.none': [
    'invalid_input',
    'No emulator answers on its usual port. Start it, or say where it answers.'
  ],
  'emulator.not_sqs': [
    'invalid_input',
    'What answers at {endpoint} does not speak SQS (HTTP {status}): it is another service. Look up on which port the emulator is.'
  ],
  'emulator.other_version': [
    'conflict',
    'The local backend is of another version, which works at no emulator. Close every ChatAPP, then start this one.'
  ],
  'emulator.redirects': [
    'invalid_input',
    '{endpoint} sends everybody on to {location}. ChatAPP follows nobody there: if that is the emulator, connect to it itself.'
  ],
  'emulator.several': [
    'invalid_input',
    'Several emulators answer. Say which one: "chatapp emulators" lists them.'
  ],
  'emulator.unreached': [
    'offline',
    'Nothing that speaks SQS could be reached at {endpoint}. {detail} Start the emulator, or correct the address.'
  ],
  'emulator.web_page': [
    'invalid_input',
    'A web page answers at {endpoint}, not an emulator. Look up on which port the emulator is.'
  ],
  'endpoint.aws': ['invalid_input', '{host} is AWS itself, not an emulator. Connect it as an AWS account.'],
  'endpoint.http': ['invalid_input', 'http:// would send requests to {host} in the clear. Use https://.'],
  'endpoint.more': [
    'invalid_input',
    'An endpoint is a server and a port alone, without user name, password, "?" and "#".'
  ],
  'endpoint.no_https': ['invalid_input', 'An endpoint begins with https://, not with {protocol}//.'],
  'endpoint.no_scheme': [
    'invalid_input',
    'The address begins with http:// or https://. You may have meant http://{endpoint}.'
  ],
  'endpoint.no_url': ['invalid_input', '"{endpoint}" is not a URL. Leave it empty for AWS itself.'],
  'envelope.field_in_name': [
    'invalid_input',
    'The name "{name}" holds a field. Fields stand in the texts of the JSON, not in its names.'
  ],
  'envelope.file_unreadable': [
    'invalid_input',
    'The envelope is no readable file: {file}. Write "text", "chatapp", or the path of a file with JSON.'
  ],
  'envelope.half_json': [
    'invalid_input',
    '"{text}" begins like JSON inside of JSON, but is none, so that a message could break out of it. Put each field in quotation marks there.'
  ],
  'envelope.no_reply_queue': [
    'invalid_input',
    '{field} stands for the reply queue, and this chat has none. Leave it out, or name a reply queue.'
  ],
  'envelope.not_json': [
    'invalid_input',
    'This is not JSON: {detail}. Fields ({fields}) stand inside of quotation marks.'
  ],
  'envelope.too_many_fields': ['invalid_input', 'An envelope holds at most {limit} fields.'],
  'envelope.unknown_field': ['invalid_input', '{field} stands for nothing here. There are {fields}.'],
  'envelope.without_id': [
    'invalid_input',
    'Replies are to name the request that they answer, but {field} is not sent along. Put it where the function finds it, or take replies in order.'
  ],
  'envelope.without_text': [
    'invalid_input',
    'Nothing here stands for the message. Put {field} where its text goes.'
  ],
  'fault_lab.local_only': [
    'conflict',
    'Only the local backend has a fault lab; on AWS nothing is broken on purpose.'
  ],
  'fault_lab.no_answer': [
    'offline',
    'The fault lab cannot be reached: it does not answer. Close other ChatAPP windows and try again.'
  ],
  'fault_lab.other_version': [
    'offline',
    'The fault lab cannot be reached: it is of another version. Close other ChatAPP windows and try again.'
  ],
  'faults.invalid': [
    'invalid_input',
    '{given} cannot be read: {detail} Faults are {known}; an example: duplicate=0.2,offline=true. Correct it or leave it out.'
  ],
  'file.gone': [
    'storage',
    'The file could not be read: it was moved, changed or is not accessible. Choose it again.'
  ],
  'file.not_saved': [
    'storage',
    'The file could not be written. See that its folder can be written to and has room, or save it elsewhere.'
  ],
  'file.unreadable': ['invalid_input', '{file} cannot be read ({code}). Check its permissions.'],
  'folder.not_lockable': ['storage', 'The folder {folder} cannot be locked. {detail}'],
  'function.fifo_batch': [
    'invalid_input',
    'AWS gives a function at most 10 messages of a FIFO queue at once, and gathers none for a time: leave out --batch-window, and --batch-size above 10.'
  ],
  'function.hidden_too_short': [
    'conflict',
    'The queue "{queue}" hides a message for {hidden} s, less than the {timeout} s that the function may take: AWS refuses that, for the message would come again while it is worked on. Raise its VisibilityTimeout (AWS advises six times --timeout), or lower --timeout.'
  ],
  'function.is_folder': [
    'invalid_input',
    '{file} is a folder. Name the file of the function, such as {file}/index.js'
  ],
  'function.no_code': [
    'invalid_input',
    '{file} is no JavaScript. A function is a file that ends with .js, .mjs, .cjs or .ts.'
  ],
  'function.no_file': [
    'invalid_input',
    'There is no file {file}. Build the function first, or correct --function.'
  ],
  'function.no_queue': [
    'invalid_input',
    'There is no queue "{queue}" on the local backend. Write it into a file for --queues, or create it.'
  ],
  'function.not_loaded': ['processing_failed', '{file} cannot be loaded: {detail}'],
  'function.queue_and_file': [
    'invalid_input',
    'A function and its queue belong together: give both --function and --queue.'
  ],
  'function.taken': [
    'conflict',
    'Another "chatapp backend" runs a function on the queue "{queue}" already. End that one first: two would share its messages.'
  ],
  'function.window_needed': [
    'invalid_input',
    'A batch of more than 10 messages has to be gathered: give --batch-window, 1 to 300 seconds.'
  ],
  'host.no_link': [
    'conflict',
    'ChatAPP is open in a browser, but gave no link. Stop it with Ctrl+C and start it again.'
  ],
  'host.no_port': ['internal', 'The host has no port.'],
  'host.silent': [
    'conflict',
    'Another process has this profile open in a browser, but does not answer. End it and start again.'
  ],
  'import.cancelled': ['cancelled', 'The import was cancelled. Nothing was changed.'],
  'import.chat_missing': [
    'invalid_input',
    'The message {id} names a conversation that the file lacks. Nothing was changed.'
  ],
  'import.cut_off': [
    'invalid_input',
    'This export is cut off: messages at its end are missing. Export it again. Nothing was changed.'
  ],
  'import.ended': ['not_found', 'This import has ended already. Begin it again.'],
  'import.file_unreadable': [
    'invalid_input',
    'The file {file} cannot be read. Check its name and permissions. Nothing was changed.'
  ],
  'import.line_body_unreadable': [
    'invalid_input',
    'Line {line} of the file is damaged: its message body cannot be read. Nothing was changed.'
  ],
  'import.line_field_wrong': [
    'invalid_input',
    'Line {line} of the file is damaged: the field {field} is wrong. {reason} Nothing was changed.'
  ],
  'import.line_foreign': [
    'invalid_input',
    'Line {line} of the file is damaged: it is not a line of a ChatAPP export. Nothing was changed.'
  ],
  'import.line_not_json': [
    'invalid_input',
    'Line {line} of the file is damaged: it is not JSON. Nothing was changed.'
  ],
  'import.line_of_other_chat': [
    'invalid_input',
    'Line {line} of the file is damaged: its conversation is another than its body says. Nothing was changed.'
  ],
  'import.line_of_unknown_kind': [
    'invalid_input',
    'Line {line} of the file is damaged: it is of no kind that this ChatAPP knows. Nothing was changed.'
  ],
  'import.line_status_unfit': [
    'invalid_input',
    'Line {line} of the file is damaged: its status does not fit its role. Nothing was changed.'
  ],
  'import.line_too_long': [
    'invalid_input',
    'Line {line} of the file is longer than any that ChatAPP writes. Nothing was changed.'
  ],
  'import.moment_passed': [
    'cancelled',
    'It waited for a moment that had passed when it was imported. Retry sends it from here.'
  ],
  'import.no_header': [
    'invalid_input',
    'This is not a ChatAPP export: its first line is not the header. Nothing was changed.'
  ],
  'import.not_answered': ['cancelled', 'It was not answered when it was exported. Retry sends it from here.'],
  'import.not_stored': ['storage', '{detail} Nothing was changed.'],
  'input.address': ['invalid_input', 'Use one e-mail address, or leave it empty.'],
  'input.arn': ['invalid_input', 'It begins with "arn:".'],
  'input.breaks_line': [
    'invalid_input',
    'A line end, a sign that is not seen, or one that turns the writing stands in it. Leave it out.'
  ],
  'input.bucket_name': ['invalid_input', 'That is no name of an S3 bucket.'],
  'input.choice': ['invalid_input', 'It takes {values}.'],
  'input.concurrency': ['invalid_input', 'Use a whole number from 2 to 1,000, or 0 for no limit.'],
  'input.empty': ['invalid_input', 'It is empty.'],
  'input.field': ['invalid_input', '{field}: {reason}'],
  'input.function_name': ['invalid_input', 'A function name has 1 to 64 letters, digits, "-" and "_".'],
  'input.function_seconds': [
    'invalid_input',
    'The function’s time limit is 15, 30, 60, 120, 300 or 900 seconds.'
  ],
  'input.log_days': ['invalid_input', 'Logs are kept for 1, 3, 5, 7, 14, 30, 60, 90, 180 or 365 days.'],
  'input.fifo_id': ['invalid_input', 'It has 1 to 128 letters, digits and signs, and no spaces.'],
  'input.message_empty': ['invalid_input', 'The message is empty. Type something to send.'],
  'input.queue_name': [
    'invalid_input',
    'A queue name has only letters, digits, "-" and "_", and ".fifo" at the end.'
  ],
  'input.name_empty': ['invalid_input', 'A name needs at least one visible character.'],
  'input.queue_name_long': ['invalid_input', 'A queue name has at most 80 characters.'],
  'input.refused': ['invalid_input', '{problems}'],
  'input.region': ['invalid_input', 'Use a region’s code, for example eu-central-1.'],
  'input.request_queue': [
    'invalid_input',
    'A request queue’s name has 1 to 47 letters, digits, "-" and "_".'
  ],
  'input.shared_queue': ['invalid_input', 'A shared response queue’s name has at most 62 characters.'],
  'input.stack_name': ['invalid_input', 'A stack name begins with a letter and has letters, digits and "-".'],
  'input.title_empty': ['invalid_input', 'A title needs at least one visible character.'],
  'input.too_few': ['invalid_input', 'There are at least {minimum} of them.'],
  'input.too_high': ['invalid_input', 'It is at most {maximum}.'],
  'input.too_long': ['invalid_input', 'It is too long: at most {maximum} characters.'],
  'input.too_low': ['invalid_input', 'It is at least {minimum}.'],
  'input.too_many': ['invalid_input', 'There are at most {maximum} of them.'],
  'input.too_short': ['invalid_input', 'It is too short: at least {minimum} characters.'],
  'input.type': ['invalid_input', 'Something else belongs here ({expected}).'],
  'input.unknown': ['invalid_input', 'It has more than belongs here: {keys}.'],
  'input.variable_name': [
    'invalid_input',
    'A variable’s name has letters, digits and "_", and begins with no digit.'
  ],
  'input.wrong': ['invalid_input', 'It is not written as it has to be.'],
  internal: ['internal', 'Something went wrong inside ChatAPP. The log has the details.'],
  'keys.id_characters': ['invalid_input', 'Access key ID: It has characters that no key has. Copy it again.'],
  'keys.id_wrong': [
    'invalid_input',
    'Access key ID: It has 20 capital letters and digits, and begins with AKIA or ASIA.'
  ],
  'keys.not_encrypted': [
    'storage',
    'This system did not encrypt the keys, so they were not stored; until ChatAPP ends they are used from memory. Unlock the keyring and type them again.'
  ],
  'keys.not_here': ['conflict', 'Keys cannot be typed here. Use an AWS profile, or the ChatAPP window.'],
  'keys.secret_characters': [
    'invalid_input',
    'Secret access key: It has characters that no key has. Copy it again.'
  ],
  'keys.secret_long': ['invalid_input', 'Secret access key: It is too long. Copy it again.'],
  'keys.secret_short': ['invalid_input', 'Secret access key: It is too short. Copy it again.'],
  'keys.token_characters': [
    'invalid_input',
    'Session token: It has characters that no key has. Copy it again.'
  ],
  'keys.token_long': ['invalid_input', 'Session token: It is too long. Copy it again.'],
  'letters.busy': ['conflict', 'This letter is on its way. Wait until it is there.'],
  'letters.import_line': [
    'invalid_input',
    'Line {line} is no letter of an export of ChatAPP. Nothing was imported.'
  ],
  'letters.job_runs': ['conflict', 'Other letters are being worked on. Wait for it, or cancel it.'],
  'letters.name_differs': ['invalid_input', 'The name that was typed is not "{queue}". Nothing was deleted.'],
  'letters.no_answer': ['offline', 'The local backend did not answer about its letters. Try again.'],
  'letters.no_processor': [
    'offline',
    'The local processor did not start, so nothing could be tried out. Try again.'
  ],
  'letters.no_sources': [
    'invalid_input',
    'No queue gives its letters to {queue}, so there is nowhere to move them back to. Nothing was moved. Choose messages and send them again, or take them.'
  ],
  'letters.not_in_queue': [
    'not_found',
    'The letter does not lie in the queue any more: somebody took it, it was moved, or the queue was purged. Look again.'
  ],
  'letters.not_in_tray': [
    'not_found',
    'The letter is not in the tray any more: it was sent, put back or deleted, perhaps in another window.'
  ],
  'letters.one_text': ['invalid_input', 'With --text, name one letter: each has a text of its own.'],
  'letters.other_version': [
    'conflict',
    'The local backend is of another version, which shows no letters. Close every ChatAPP, then start this one.'
  ],
  'letters.of_another': [
    'access_denied',
    'The queue {queue} belongs to another profile of yours: only that one may look into it.'
  ],
  'letters.queue_gone': [
    'queue_missing',
    'The queue {queue} is not there (any more). What is in the tray is safe.'
  ],
  'letters.unfinished': [
    'conflict',
    'Some letters were taken a moment ago and may still lie in the queue: they would be moved twice. Try again in a minute.'
  ],
  'link.chat_gone': ['not_found', 'The link leads to a chat that is not, or no longer, in this profile.'],
  'link.message_gone': [
    'not_found',
    'The link leads to a message that is not, or no longer, in this profile.'
  ],
  'link.too_long': [
    'invalid_input',
    'The link has {length} characters; ChatAPP opens links of at most {limit}. It was not opened.'
  ],
  'link.unreadable': [
    'invalid_input',
    'ChatAPP does not know this kind of link. It opens chatapp://chat/…, chatapp://message/… and chatapp://join/…, as its own menus copy them.'
  ],
  'local_backend.ended': ['internal', 'The local backend ended before it was ready ({reason}). See the log.'],
  'local_backend.held': [
    'offline',
    'The local backend cannot be reached. Another process holds {folder} but does not answer. Close other ChatAPP windows.'
  ],
  'local_backend.never_up': ['internal', 'The local backend has never been up.'],
  'local_backend.no_folder': ['invalid_input', 'The local backend needs its data folder as an argument.'],
  'local_backend.not_running': ['offline', 'The local backend is not running.'],
  'local_backend.not_yet': ['offline', 'The local backend is not running yet.'],
  'local_backend.other_port': [
    'conflict',
    'The local backend of this folder runs already, at {url}. End it first, or leave out --port.'
  ],
  'local_backend.port_taken': [
    'conflict',
    'Another program listens on port {port}. Choose another --port, or leave it out: then a free one is taken.'
  ],
  'local_backend.slow': [
    'offline',
    'The local backend did not start within 10 s. The log says why: {logFile}'
  ],
  'local_backend.starting': ['offline', 'The local backend is not running yet. ChatAPP is starting it.'],
  'local_backend.stopping': ['cancelled', 'The local backend is being stopped.'],
  'log.forbidden': [
    'access_denied',
    'The log may not be read: the permission logs:FilterLogEvents on {logGroup} is missing. The client policy of the stack (its output ClientPolicyArn) has it.'
  ],
  'log.not_found': [
    'not_found',
    'There is no log group {logGroup} in {region}: the function has another name, or has never run.'
  ],
  'login_session.ended': [
    'credentials',
    'There is no session of "aws login" for the AWS profile "{name}", or it has ended. Begin one in a terminal: aws login --profile {name}'
  ],
  'message.cancelled': ['cancelled', 'You cancelled this message before it was sent.'],
  'message.id_taken': ['conflict', 'Another message has this id already. Send the text as a new message.'],
  'message.is_reply': ['invalid_input', 'This message is a reply, not a request.'],
  'message.not_awaited': ['conflict', 'The message is {status} already; no answer is awaited.'],
  'message.not_cancellable': [
    'conflict',
    'The message is {status} already; only a queued one can be cancelled.'
  ],
  'message.not_found': ['not_found', 'This message does not exist (any longer).'],
  'message.not_retryable': [
    'conflict',
    'The message is {status} already; only a failed or waiting one can be retried.'
  ],
  'message.reply_unreadable': ['storage', 'A stored reply cannot be read: {detail}'],
  'message.request_unreadable': ['storage', 'A stored request cannot be read: {detail}'],
  'message.too_large': [
    'too_large',
    'The message is {bytes} bytes after escaping; SQS takes at most {limit}. Shorten it or send it in parts.'
  ],
  'messages_file.empty': [
    'invalid_input',
    'There is no message to play. Give --message, or a file with one a line by --messages.'
  ],
  'messages_file.line': ['invalid_input', '{file}, line {line}: {detail}'],
  'messages_file.no_number': [
    'invalid_input',
    'There is no message {number}: they are counted from 1 to {count}.'
  ],
  'messages_file.unreadable': ['invalid_input', '{file} cannot be read: {detail}'],
  'mfa_code.elsewhere': [
    'credentials',
    'Type the code of your MFA device in the ChatAPP that is open already, or with "chatapp check" in a terminal.'
  ],
  'mfa_code.needed': ['credentials', 'The code of your MFA device is needed.'],
  'network.down': [
    'offline',
    'The network is down, or does not lead to the backend ({code}). ChatAPP tries again by itself.'
  ],
  'network.name_unknown': [
    'offline',
    'The name of the backend’s server cannot be found ({code}). Check the network, the region and the endpoint; ChatAPP tries again by itself.'
  ],
  'network.no_room': [
    'offline',
    'This computer has no room for another connection just now ({code}). ChatAPP tries again by itself.'
  ],
  'network.not_sqs': [
    'offline',
    'What answers there does not speak as SQS does ({code}). Check the endpoint in Settings; ChatAPP tries again by itself.'
  ],
  'network.refused': [
    'offline',
    'A firewall or a rule of this computer refuses the connection ({code}). Allow it; ChatAPP tries again by itself.'
  ],
  'network.too_many_files': [
    'offline',
    'Too many files and connections are open on this computer ({code}). Close some programs; ChatAPP tries again by itself.'
  ],
  'network.unproven': [
    'offline',
    'The server cannot prove who it is ({code}). A proxy may stand between: set NODE_EXTRA_CA_CERTS to its certificate, or correct the endpoint in Settings.'
  ],
  'network.unreachable': ['offline', 'The backend cannot be reached. ChatAPP tries again by itself.'],
  'option.empty': ['invalid_input', '{option} is empty. Give it a value or leave it out. See --help.'],
  'page.foreign': ['forbidden', 'Only the ChatAPP page may call.'],
  'pair.attribute_taken': [
    'invalid_input',
    'The envelope of this chat sends an attribute "{name}" already. Take another name.'
  ],
  'pair.attribute_value': ['invalid_input', 'With this text the attribute "{name}" cannot be sent. {reason}'],
  'pair.first_chat': [
    'conflict',
    'The first chat stays with MessageProcessor. Begin another one for other queues.'
  ],
  'pair.gone': [
    'not_found',
    'The queues that this message was written for are not known here: it came with an import. It is sent nowhere else; write it again to send it by the queues of now.'
  ],
  'pair.no_replies': [
    'conflict',
    'It was sent. The chat is bound to a queue without replies, so that none is waited for.'
  ],
  'pair.none': ['conflict', 'The chat "{title}" is bound to no queues. See: chatapp chats bind --help'],
  'pair.not_asked_again': [
    'conflict',
    'Another function may do twice what it is asked twice, so a message to queues of your own is not sent again while it waits. Give it up, then retry it.'
  ],
  'pair.order_needs_own': [
    'invalid_input',
    'Replies that name no request can be taken in order only where nobody else reads the queue. Say that it is this chat’s own, or where a reply names its request.'
  ],
  'pair.path': [
    'invalid_input',
    '"{path}" is no path to one value. Write it as $.answer.text or $.parts[0].'
  ],
  'pair.place': ['invalid_input', '"{text}" names no place. Write $.path, or attribute:NAME.'],
  'pair.queue_missing': ['invalid_input', 'Name the queue that messages go to.'],
  'pair.queue_of_chatapp': [
    'invalid_input',
    'ChatAPP itself reads or fills {queue}. Take a queue that replies to this chat come on.'
  ],
  'pair.queue_taken': [
    'invalid_input',
    'The chat "{title}" reads {queue} as well, and a queue that is a chat’s own serves no other. Take another queue, or share it in both chats.'
  ],
  'pair.same_queue': [
    'invalid_input',
    'Requests and replies cannot share one queue: a chat would read its own requests. Take another reply queue, or none.'
  ],
  'pair.text_characters': [
    'invalid_input',
    'SQS takes no control characters in a plain text. Take them out, or use an envelope of JSON.'
  ],
  'pair.too_many_attributes': [
    'invalid_input',
    'With those of the envelope these are more than 10 attributes, and SQS takes no more. Leave some out.'
  ],
  'pair.unconfirmed': [
    'conflict',
    'The queues of this chat came with an import, and nobody here has said yet that messages are to go there. Look at them in "Queues of this chat" and save them.'
  ],
  'plan.gone': ['not_found', 'There is no such plan any more. Plan again.'],
  'poll.shared': ['conflict', 'A long poll of a shared queue is not ended by a message.'],
  'port.invalid': ['invalid_input', '--port takes a number from 0 to 65535, not "{text}". See --help.'],
  'port.taken': [
    'conflict',
    'Port {port} is taken by another program. Choose another with --port, or leave --port out for a free one.'
  ],
  'port.unusable': [
    'conflict',
    'Port {port} cannot be used ({code}). Choose another with --port, or leave --port out for a free one.'
  ],
  'profile.being_opened': [
    'conflict',
    'Another ChatAPP has been opening this profile for {seconds} s: {folder}. Nothing was changed. End it, or try again.'
  ],
  'profile.circular': [
    'credentials',
    'The AWS profile "{name}" leads back to itself. Correct it in the AWS files.'
  ],
  'profile.empty': ['invalid_input', 'The profile "{name}" names no credentials.'],
  'profile.folder_gone': [
    'storage',
    'The data of this profile is gone: {folder} was deleted, moved or replaced while ChatAPP ran. Nothing can be stored until it is back in its place; else close ChatAPP and start it again.'
  ],
  'profile.held': ['conflict', 'Another program holds {file}. End it.'],
  'profile.leads_back': ['invalid_input', 'source_profile of "{name}" leads back to "{source}".'],
  'profile.name_invalid': [
    'invalid_input',
    'The profile name "{profile}" is not usable: take 1 to 40 letters, digits, "-" or "_".'
  ],
  'profile.no_credentials': [
    'credentials',
    'The AWS profile "{name}" names no credentials. Correct it in the AWS files.'
  ],
  'profile.none': [
    'invalid_input',
    'There is no AWS profile "{name}". There is none on this machine yet. {unread}'
  ],
  'profile.not_found': ['invalid_input', 'There is no AWS profile "{name}". There are: {names}. {unread}'],
  'aws.ca_bundle': [
    'invalid_input',
    '{name} names {file}, which cannot be read or holds no certificate. Give it a file of certificates (PEM), or take it out.'
  ],
  'profile.services_missing': [
    'invalid_input',
    'AWS profile "{profile}" names [services {section}], which is not in the AWS config file. Add it there.'
  ],
  'profile.unknown_source': [
    'credentials',
    'The AWS profile "{name}" has the credential_source "{source}", which is none. Correct it in the AWS files.'
  ],
  'profile.unreadable': ['invalid_input', 'It cannot be read.'],
  'profile.value_missing': ['invalid_input', '{key} is missing in the profile "{name}".'],
  'program.elsewhere': [
    'credentials',
    'Accept the program of the AWS profile "{profile}" in the ChatAPP that is open already, or with "chatapp check" in a terminal.'
  ],
  'program.not_accepted': [
    'credentials',
    'The AWS profile "{profile}" runs a program, which you have not accepted yet.'
  ],
  'prompt.closed': ['not_found', 'This question is not open any more. Nothing was changed.'],
  'prompt.code_invalid': ['invalid_input', 'Type the 6 digits that your device shows now.'],
  'prompt.declined': ['cancelled', 'You declined.'],
  'prompt.withdrawn': ['cancelled', 'The question was withdrawn.'],
  'queue.has_space': ['invalid_input', '"{text}" has a space in it. Copy the queue’s URL as a whole.'],
  'queue.http': ['invalid_input', 'Only https:// is safe to reach AWS. Copy the URL from the SQS console.'],
  'queue.name_invalid': ['invalid_input', '"{name}" is not a queue name: {detail}'],
  'queue.no_address': [
    'invalid_input',
    '"{text}" is neither a queue’s URL nor its name. Copy the URL from the SQS console.'
  ],
  'queue.no_https': ['invalid_input', 'A queue’s URL begins with https://, not with {protocol}//.'],
  'queue.not_in_region': [
    'queue_missing',
    'There is no queue {queue} in {place}. Check the name and the region in Settings, or set the backend up.'
  ],
  'queue.not_sqs': [
    'invalid_input',
    '{host} is not SQS. A queue’s URL looks like https://sqs.{region}.amazonaws.com/123456789012/ChatAPP. For a server that is not AWS, fill in the endpoint too.'
  ],
  'queue.other_endpoint': [
    'invalid_input',
    'The queue is at {host}, but the endpoint is {endpoint}. Give the queue’s name alone.'
  ],
  'queue.other_region': [
    'invalid_input',
    'The queue’s URL is in {found}, but the region is {region}. Choose {found}.'
  ],
  'queue.path': [
    'invalid_input',
    'A queue’s URL ends in /<12-digit account>/<queue name>, and nothing else; this one ends in "{path}".'
  ],
  'queue.user_name': ['invalid_input', 'A queue’s URL holds no user name and no password.'],
  'queues_file.invalid': ['invalid_input', '{file} cannot be used; nothing was changed.{problems}'],
  'queues_file.refused': ['conflict', 'The queue "{queue}" could not be made as the file says: {detail}'],
  'queues_file.unreadable': ['invalid_input', '{file} cannot be read: {detail}'],
  'region.unknown': [
    'invalid_input',
    'Say where, for example --region eu-central-1: neither AWS_REGION nor the AWS profile "{profile}" names a region.'
  ],
  'replay.bound': [
    'invalid_input',
    'Requests of this chat went to queues that it was bound to, and a replay asks MessageProcessor. Record a chat with MessageProcessor.'
  ],
  'replay.empty': [
    'invalid_input',
    'There is no request in this recording that could be sent again. Save a chat in which something was sent.'
  ],
  'replay.file_unreadable': [
    'invalid_input',
    'The file {file} cannot be read. Check its name and its permissions.'
  ],
  'replay.gone': ['not_found', 'This replay has ended already. Begin it again.'],
  'replay.mask_invalid': ['invalid_input', '“{mask}” is no regular expression. Correct it, or take it out.'],
  'replay.too_large': [
    'too_large',
    'This recording is larger than 64 million characters. Save a shorter conversation.'
  ],
  'request.aborted': ['cancelled', 'The wait for the reply was ended.'],
  'request.cross_site': ['forbidden', 'Another web page asked for this. Open the link that ChatAPP printed.'],
  'request.foreign_host': [
    'forbidden',
    'ChatAPP answers only under 127.0.0.1 and its own port. Open the link that ChatAPP printed.'
  ],
  'request.foreign_origin': [
    'forbidden',
    'Only the ChatAPP page itself may ask this. Open the link that ChatAPP printed.'
  ],
  'request.malformed': [
    'invalid_input',
    'The request is not written as browsers write theirs. Open the link that ChatAPP printed in a web browser.'
  ],
  'request.no_session': [
    'forbidden',
    'ChatAPP lets a page in through a link that works once. Run "chatapp open", or "npm run -s chatapp -- open" in the folder that you start it from, and open the link it prints.'
  ],
  'request.not_found': ['not_found', 'There is no such page in ChatAPP. Go to the start page.'],
  'request.not_json': ['invalid_input', 'ChatAPP takes JSON only. Send the content type application/json.'],
  'request.prefetch': [
    'forbidden',
    'A ChatAPP link works once, so it is not loaded before you open it. Open it now.'
  ],
  'request.stale_link': [
    'forbidden',
    'A ChatAPP link works once and for ten minutes. This one was used already, is too old or is not ours. Run "chatapp open", or "npm run -s chatapp -- open" in the folder that you start it from, and open the link it prints.'
  ],
  'request.timed_out': [
    'no_answer',
    'No reply within {seconds} s; the request is {status} and goes on. Ask for it again with its key or its id, or wait longer.'
  ],
  'request.unreadable': ['invalid_input', 'The request cannot be read: {detail}'],
  'response_queues.forbidden': [
    'access_denied',
    'To look after response queues, AWS must allow sqs:ListQueues, sqs:ListQueueTags and sqs:DeleteQueue on {prefix}*. Add them to your policy.'
  ],
  'room.code_character': [
    'invalid_input',
    '“{character}” stands in no invitation: they are made of digits and capital letters. Copy the code, or the link that begins with chatapp://join/, once more.'
  ],
  'room.code_empty': [
    'invalid_input',
    'Paste an invitation: a code, or a link that begins with chatapp://join/.'
  ],
  'room.code_length': [
    'invalid_input',
    'An invitation has {expected} digits and letters, this one has {found}. Some of it is missing, or something else was copied along.'
  ],
  'room.code_mistyped': [
    'invalid_input',
    'One of the digits or letters is another one: this invitation was mistyped. Copy it once more.'
  ],
  'room.function_old': [
    'conflict',
    'The MessageProcessor of this backend knows no rooms yet. Update the stack (Settings → Backends, or “chatapp deploy”).'
  ],
  'room.no_invitation': [
    'not_found',
    'This room has no such invitation. "chatapp rooms invitations" prints those that it has.'
  ],
  'room.no_member': [
    'not_found',
    'Nobody in this room is called "{wanted}". "chatapp rooms members" prints who is in it.'
  ],
  'room.no_person': [
    'not_found',
    'Nobody on this backend is called "{wanted}". "chatapp people" prints who is there.'
  ],
  'room.no_reply': [
    'conflict',
    'It was said, and has its number in the room. Nobody there has to answer, so no reply is waited for.'
  ],
  'room.no_topic': ['conflict', 'A direct conversation has no topic: it would go unencrypted.'],
  'room.none_called': [
    'not_found',
    'There is no room "{wanted}". Name it by its title, or by its id: "chatapp rooms" prints both.'
  ],
  'room.closed': ['conflict', 'This room is closed. What was said in it stays here; nothing new can be.'],
  'room.id_taken': ['conflict', 'The id of this room is another room’s. Make the room anew.'],
  'room.invitation_expired': ['conflict', 'This invitation is no longer valid. Ask for a new one.'],
  'room.invitation_unknown': [
    'not_found',
    'This invitation does not exist, or was revoked. Ask for a new one.'
  ],
  'room.invitation_used': [
    'conflict',
    'This invitation has been used as often as it may be. Ask for a new one.'
  ],
  'room.key_changed': [
    'conflict',
    'There is a new key, of {name} or of a device of your own: compare the words first. chatapp rooms words "{name}"'
  ],
  'room.left': ['conflict', 'You have left this room. Ask one of its owners for an invitation to come back.'],
  'room.malformed': [
    'invalid_input',
    'MessageProcessor cannot read what was asked. It may be older than this ChatAPP: update the function.'
  ],
  'room.name_first': [
    'conflict',
    'Somebody else on this backend is called "{name}", or so that nobody can tell the difference. Take a name first: chatapp rooms me NAME'
  ],
  'room.name_taken': [
    'conflict',
    'Somebody else on this backend has this name, or one that cannot be told from it. Choose another.'
  ],
  'room.no_attributes': ['invalid_input', 'What is said in a room goes without attributes of one’s own.'],
  'room.no_sender': [
    'access_denied',
    'SQS does not say who sent this, so rooms are not possible on this backend.'
  ],
  'room.no_table': [
    'conflict',
    'This backend has no table for rooms. Deploy the current stack, which brings one.'
  ],
  'room.not_asked': ['conflict', 'What waits in a room is asked for again by itself.'],
  'room.not_author': ['forbidden', 'Only who wrote a message can change or delete it.'],
  'room.not_numbered': ['conflict', 'This message is not in the room yet. Wait until it has been delivered.'],
  'room.not_direct': [
    'conflict',
    'This is a room, which MessageProcessor can read; only direct conversations are encrypted from device to device.'
  ],
  'room.not_opened': ['conflict', 'This room was not opened, so nothing can be said in it.'],
  'room.not_owner': ['forbidden', 'Only owners of this room may do that.'],
  'room.removed': [
    'forbidden',
    'You are no member of this room any more. Ask one of its owners for an invitation.'
  ],
  'room.too_many_rooms': ['conflict', 'You are in as many rooms as one can be in. Leave one of them first.'],
  'room.room_full': ['conflict', 'This room has as many members as a room can have.'],
  'room.shared_queue': [
    'forbidden',
    'Replies come on a shared queue here, where anybody could read them. Rooms need a response queue of one’s own.'
  ],
  'room.text_too_large': [
    'too_large',
    'The message is {bytes} bytes on the wire; in a room it can be at most {limit}.'
  ],
  'room.too_large': ['too_large', 'The message is too large for a room. Write it in parts.'],
  'room.too_many_invitations': [
    'conflict',
    'This room has as many invitations as it can have. Revoke one first.'
  ],
  'room.unknown_member': ['not_found', 'Nobody in this room, or on this backend, has this id.'],
  'room.unknown_room': ['not_found', 'There is no such room, or you are no member of it.'],
  'room.unknown_target': ['not_found', 'The message that this is about is not in the room, or was deleted.'],
  'room.waits_for_key': [
    'conflict',
    '{name} has no key yet: it goes encrypted once their ChatAPP has told one.'
  ],
  'room.with_oneself': ['invalid_input', 'A direct conversation is with somebody else.'],
  'rooms.key_locked': [
    'conflict',
    'This profile’s key for direct messages is in the keyring of this computer, which only the ChatAPP window can ask. Write and read them there.'
  ],
  'rooms.key_not_kept': [
    'storage',
    'This system did not encrypt the key for direct messages. Unlock the keyring; until then they go neither out nor open.'
  ],
  'schedule.breaks_without': ['processing_failed', 'It breaks without any fault: {why}'],
  'schedule.differs': [
    'conflict',
    'Two runs without faults do not end alike, so nothing says what is right: {why}\nGive a --check that knows, or keep times and random numbers out of what it writes.'
  ],
  'schedule.unreadable': [
    'invalid_input',
    '"{part}" is no fault of a schedule. Faults are, joined by ";": duplicate 1; move 2 before 1; poison 1; throttle 1 at 2; overlap 1 at 2; kill 1 before 2; kill 1 after 2; kill 1 at the end.'
  ],
  'scheduled.gone': ['not_found', 'This message has been sent already, or was cancelled.'],
  'scheduled.no_change': [
    'invalid_input',
    'Say what is to be changed: --text, --at, --in, --now or --attribute.'
  ],
  'scheduled.past': ['invalid_input', 'This moment has passed. Choose one that is to come.'],
  'search.chat_unknown': [
    'invalid_input',
    'No chat is called “{value}”. Write a part of its title after in:'
  ],
  'search.date_unreadable': [
    'invalid_input',
    '“{value}” is no date for {operator}: – write a day as 2026-11-03, a month as 2026-11, a year, today or yesterday.'
  ],
  'search.value_missing': ['invalid_input', 'Something is missing after {operator}: – for example {example}'],
  'search.value_unknown': ['invalid_input', '“{value}” is nothing that {operator}: knows. It takes {known}.'],
  'set_aside.failed': [
    'storage',
    'The database {file} is unusable and could not be set aside. Move it away by hand.'
  ],
  'set_aside.not_found': [
    'not_found',
    'Nothing called "{name}" was set aside in this profile. "chatapp recover" lists what was.'
  ],
  'set_aside.unreadable': [
    'storage',
    'Nothing can be read from {path}: its beginning is destroyed. It is kept; a tool for damaged SQLite files ("sqlite3 FILE .recover") may find more.'
  ],
  'sign_in.declined': ['cancelled', 'The sign-in was declined.'],
  'sign_in.elsewhere': [
    'credentials',
    'Sign in to IAM Identity Center in the ChatAPP that is open already, or with "chatapp check" in a terminal.'
  ],
  'sign_in.expired': ['credentials', 'The sign-in took too long and its code has expired. Sign in again.'],
  'sign_in.needed': ['credentials', 'Sign in to IAM Identity Center to go on.'],
  'sign_in.no_token': ['credentials', 'IAM Identity Center gave no token.'],
  'sign_in.unsafe_page': [
    'credentials',
    'IAM Identity Center named no safe page to sign in on. Check the start URL.'
  ],
  'sqs.access_denied': [
    'access_denied',
    'AWS refused the action. The connection test in Settings names the missing permission.'
  ],
  'sqs.batch_unexplained': ['offline', 'SQS did not say what became of the messages.'],
  'sqs.credentials': ['credentials', 'The credentials are missing, expired or refused. Sign in again.'],
  'sqs.credentials_expired': [
    'credentials',
    'The credentials have expired. Sign in again; ChatAPP goes on by itself once they are renewed.'
  ],
  'sqs.key_refused': [
    'access_denied',
    'AWS refused the use of the key that encrypts the queue. Allow kms:GenerateDataKey and kms:Decrypt on it.'
  ],
  'sqs.key_unusable': [
    'access_denied',
    'The key that encrypts the queue cannot be used ({name}). Look at it in the KMS console.'
  ],
  'sqs.message_refused': ['invalid_input', 'SQS refused the message: {detail}.'],
  'sqs.no_answer': ['offline', 'The backend did not answer in time. ChatAPP tries again by itself.'],
  'sqs.no_queue': ['queue_missing', 'The queue does not exist on this backend.'],
  'sqs.not_activated': [
    'credentials',
    'This account may not use SQS here: the account is not activated, or the region is not enabled for it.'
  ],
  'sqs.not_sqs': ['offline', 'What answers there is not SQS (a proxy, or a sign-in page of the network?).'],
  'sqs.queue_deleted_recently': [
    'queue_missing',
    'The queue was deleted less than 60 seconds ago; SQS lets its name be used again after that.'
  ],
  'sqs.redirected': [
    'offline',
    'The server sends us elsewhere (HTTP {status}), which ChatAPP does not know from SQS. A proxy may stand between, or the endpoint is wrong: check it in Settings. ChatAPP tries again by itself.'
  ],
  'sqs.refused': ['invalid_input', 'The backend refused the message: {detail}'],
  'sqs.refused_unexplained': ['invalid_input', 'The backend refused the message.'],
  'sqs.strange_answer': [
    'offline',
    'The server answered, but not to what it was asked, as a proxy or a server that is no queue server does. Check the endpoint in Settings; ChatAPP tries again by itself.'
  ],
  'sqs.throttled': ['throttled', 'The backend asks to slow down. ChatAPP tries again by itself.'],
  'sqs.time_refused': [
    'offline',
    'AWS refused the request because of its time. Set the clock of this computer; ChatAPP tries again by itself.'
  ],
  'sqs.unknown_status': [
    'offline',
    'The server answered with HTTP {status}, which ChatAPP does not know from SQS. A proxy may stand between, or the endpoint is wrong: check it in Settings. ChatAPP tries again by itself.'
  ],
  'sqs.unreachable': ['offline', 'The backend cannot be reached. ChatAPP tries again by itself.'],
  'sqs.web_page': [
    'offline',
    'A web page answered in place of SQS. Sign in to the network if it asks for that, or correct the endpoint in Settings.'
  ],
  'sso_session.incomplete': ['invalid_input', 'It is missing in the AWS config file.'],
  'sso_session.not_found': ['invalid_input', 'There is no [sso-session {name}] in the AWS config file.'],
  'stack.being_deleted': [
    'conflict',
    'CloudFormation cannot stop a deletion that has begun. Deploy again afterwards.'
  ],
  'stack.busy': ['conflict', 'The stack {name} is being changed now ({status}). Wait until that has ended.'],
  'stack.cannot_plan': ['conflict', 'CloudFormation cannot plan this deployment: {reason}'],
  'stack.changing': [
    'conflict',
    'The stack {name} is being changed now. Wait until that has ended, or cancel it.'
  ],
  'stack.complete': ['conflict', 'It is too late to cancel: the stack is complete.'],
  'stack.forbidden': [
    'access_denied',
    'AWS does not allow these credentials {action}. Use credentials that may deploy, or ask the account’s administrator to deploy the template and give you the queue URL.'
  ],
  'stack.left_behind': [
    'conflict',
    'The stack {name} is what a failed attempt left behind ({status}). Delete it in the CloudFormation console, or choose another stack name.'
  ],
  'stack.nearly_complete': ['conflict', 'It is too late to cancel: the last steps are under way.'],
  'stack.needs_capabilities': [
    'conflict',
    'CloudFormation wants IAM changes confirmed; this ChatAPP is too old for it. ({action})'
  ],
  'stack.newer': [
    'conflict',
    'The stack {name} has version {theirs} of the template; this ChatAPP brings version {ours}. Update ChatAPP first.'
  ],
  'stack.no_change_set': ['internal', 'CloudFormation made a change set without an id.'],
  'stack.no_outputs': [
    'conflict',
    'The stack {name} lacks the outputs of a ChatAPP backend. Paste its request queue’s URL under Settings → Backends instead.'
  ],
  'stack.not_rolled_back': [
    'conflict',
    'The stack {name} could not be rolled back ({status}). In the CloudFormation console choose Stack actions → Continue update rollback.'
  ],
  'stack.nothing_deployed': ['conflict', 'Nothing is being deployed.'],
  'stack.nothing_there': ['not_found', 'There is nothing yet that could be talked to. Plan again.'],
  'stack.nothing_to_cancel': [
    'conflict',
    'This moment nothing can be cancelled: it is just beginning, or done. Look again.'
  ],
  'stack.offline': [
    'offline',
    'CloudFormation cannot be reached. Check the network and the region, then try again.'
  ],
  'stack.plan_exists': ['conflict', 'A change set of that name exists already. Plan again. ({action})'],
  'stack.plan_gone': [
    'conflict',
    'The plan is gone: somebody deleted it or the stack. Plan again. ({action})'
  ],
  'stack.plan_outdated': [
    'conflict',
    'The stack was changed after this plan was made. Plan again. ({action})'
  ],
  'stack.queue_exists': [
    'conflict',
    'This account has a queue {queue} in this region already, which no stack can make anew: {url}. Take it into the new stack (--import), connect to it (chatapp connect --queue {url}), or choose another name (--queue-name).'
  ],
  'stack.refused': ['invalid_input', 'CloudFormation refused {action}: {detail}'],
  'stack.too_many': [
    'conflict',
    'The account has as many stacks as it may have. Delete one, or raise the quota. ({action})'
  ],
  'storage.database_closed': [
    'storage',
    'The database cannot be opened. Check the permissions of the data folder or choose another with --data-dir.'
  ],
  'storage.database_damaged': [
    'storage',
    'The database is damaged. Start ChatAPP again: it keeps a copy and begins a new one.'
  ],
  'storage.database_held': ['storage', 'Another program holds the database. Close it and try again.'],
  'storage.database_read_only': [
    'storage',
    'The database is read-only. Change the permissions of the data folder or choose another with --data-dir.'
  ],
  'storage.disk_error': ['storage', 'The disk reported an error. Check it and try again.'],
  'storage.full': ['storage', 'The disk is full. Free some space and try again.'],
  'storage.no_database': [
    'storage',
    'The file is not a database. Start ChatAPP again: it keeps a copy and begins a new one.'
  ],
  'storage.no_such_place': ['storage', 'It cannot be created there. Choose another with --data-dir.'],
  'storage.not_a_folder': [
    'storage',
    'A part of the data folder’s path is a file. Choose another with --data-dir.'
  ],
  'storage.quota': ['storage', 'Your disk quota is used up. Free some space and try again.'],
  'storage.read_only': ['storage', 'The data folder is on a read-only disk. Choose another with --data-dir.'],
  'storage.refused': [
    'storage',
    'The data folder may not be written. Change its permissions or choose another with --data-dir.'
  ],
  'storage.refused_change': ['storage', 'The database refused the change. The log has the details.'],
  'storage.too_many_files': [
    'storage',
    'Too many files are open. Close some programs, or raise the limit (ulimit -n), and try again.'
  ],
  'storage.too_many_files_here': [
    'storage',
    'Too many files are open on this computer. Close some programs and try again.'
  ],
  'template.fields_missing': [
    'invalid_input',
    'The template asks for {fields}. Give each as --field name=value.'
  ],
  'template.gone': ['not_found', 'There is no such template (any longer).'],
  'template.or_text': ['invalid_input', 'Give a text to send, or --template with the name of one.'],
  'template.unknown': ['not_found', 'There is no template "{name}". "chatapp templates" lists them.'],
  'text.cut_off': [
    'invalid_input',
    'Line {line} of {name} is not {encoding} text: it ends in the middle of a character. Save it as UTF-8 first, for example with: iconv -t UTF-8'
  ],
  'text.half_character': [
    'invalid_input',
    'Line {line} of {name} is not {encoding} text: a character of two halves lacks one. Save it as UTF-8 first, for example with: iconv -t UTF-8'
  ],
  'text.like_latin1': [
    'invalid_input',
    'Line {line} of {name} is not {encoding} text: it looks like Latin-1 or Windows-1252. Save it as UTF-8 first, for example with: iconv -t UTF-8'
  ],
  'text.like_utf16': [
    'invalid_input',
    'Line {line} of {name} is not {encoding} text: it looks like UTF-16 or no text at all. Save it as UTF-8 first, for example with: iconv -t UTF-8'
  ],
  'text.utf16_without_mark': [
    'invalid_input',
    'Line {line} of {name} is not {encoding} text: it looks like UTF-16 without a byte order mark. Save it as UTF-8 first, for example with: iconv -t UTF-8'
  ],
  'text.utf32': [
    'invalid_input',
    'Line {line} of {name} is not {encoding} text: it looks like UTF-32. Save it as UTF-8 first, for example with: iconv -t UTF-8'
  ],
  'update.file_damaged': [
    'invalid_input',
    'The file of version {version} is not the one that its makers signed: it is cut off or was changed. It was thrown away; ChatAPP goes on with the version you have.'
  ],
  'update.none_ready': ['conflict', 'There is no newer version to start. Look for one first.'],
  'update.not_for_this_system': [
    'not_found',
    'The update feed has no {name}: it offers nothing for this system or channel. ChatAPP goes on with the version you have.'
  ],
  'update.not_installed': [
    'internal',
    'Version {version} could not be put in place ({detail}). ChatAPP goes on with the version you have; install the new one by hand, or try again.'
  ],
  'update.unreachable': [
    'offline',
    'The update feed cannot be reached. ChatAPP goes on with the version you have and looks again later.'
  ],
  'update.unreadable': [
    'invalid_input',
    'The update feed is signed, but this ChatAPP cannot read it ({detail}). It goes on with the version you have; get the new one by hand.'
  ],
  'update.unsigned': [
    'forbidden',
    'What the update feed says is not signed by the makers of this ChatAPP, so nothing of it was used. It may be cut off, or a sign-in page of the network answered in its place: try again later. If it lasts, tell whoever gave you ChatAPP.'
  ],
  'update.wrong_channel': [
    'forbidden',
    'The stable channel offers {version}, which is not a stable version, so it was not taken.'
  ]
} as const satisfies Record<string, readonly [code: ErrorCode, text: string]>
