import type { ErrorKey } from '../shared/errors'
import type { SaidKey } from '../shared/said'

/**
 * German: what a host says, by its key: what went wrong, why and what to do, and what it says of its own accord. What a parameter brings along (another program's words, a
 * status) stays as it came.
 */
export const errors: Readonly<Record<ErrorKey | SaidKey, string>> = {
  'agents.backend_changed':
    'Das verwendete Backend, oder was Agenten dort dürfen, ist inzwischen ein anderes. Was SQS noch nicht hatte, wurde zurückgenommen.',
  'agents.cannot_ask':
    '„{backend}“ ist geschützt: Jede Nachricht wird bestätigt, und dieser Client kann nicht fragen (Elicitation). Es wurde nichts gesendet.',
  'agents.declined': 'Diese Nachricht wurde nicht bestätigt. Es wurde nichts gesendet.',
  'agents.locked':
    'Agenten dürfen an „{backend}“ nicht senden. Erlauben kann es nur, wem es gehört: in Einstellungen → Backends oder mit: chatapp backends set NAME --agents unlocked. Es wurde nichts gesendet.',
  'agents.look_receives':
    'In die Dead-Letter-Queue von „{backend}“ zu sehen heißt, aus ihr zu empfangen: Es zählt als Versuch und verbirgt die Briefe eine Weile. Erlauben kann es, wem es gehört: in Einstellungen → Backends oder mit: chatapp backends set NAME --agents unlocked. Was in die Ablage genommen wurde, kann gelesen werden.',
  'agents.no_answer': 'Auf die Frage kam keine Antwort. Es wurde nichts gesendet.',
  'agents.other_backend':
    'Die Queues des Chats „{title}“ gehören zu einem Backend, das nicht verwendet wird. Es wurde nichts gesendet.',
  'agents.room':
    '„{title}“ lesen Menschen, die es für die Worte dieses Nutzers hielten; Agenten dürfen dorthin nicht senden. Nichts wurde gesendet.',
  'agents.too_many_questions':
    'Zu viele Nachrichten warten auf Bestätigung. Es wurde nichts gesendet; versuche es wieder, wenn sie beantwortet sind.',
  'agents.withdrawn':
    'Das Backend nahm die Nachricht nicht rechtzeitig an. Sie wurde zurückgenommen und wird nicht gesendet.',
  foreign: '{text}',
  'account.wrong':
    'Die Warteschlange gehört zum Konto {queueAccount}, die Zugangsdaten aber zum Konto {ownAccount}. Wähle Zugangsdaten für das Konto der Warteschlange oder eine andere Warteschlange.',
  'answer.given_up': 'Du hast sie aufgegeben. Eine Antwort, die doch noch kommt, wird hier angezeigt.',
  'answer.none':
    'Keine Antwort nach {sends} Versuchen in {minutes} Minuten: MessageProcessor hat nicht geantwortet. Sieh in der Dead-Letter-Queue und im Protokoll der Funktion nach und versuch es dann noch einmal.',
  'answer.none_in_a_minute':
    'Keine Antwort nach {sends} Versuchen in {minutes} Minute: MessageProcessor hat nicht geantwortet. Sieh in der Dead-Letter-Queue und im Protokoll der Funktion nach und versuch es dann noch einmal.',
  'app.closing': 'ChatAPP wird geschlossen.',
  'argument.not_utf8':
    'Argument {number} ist kein Text in UTF-8. Nimm ein UTF-8-Terminal oder gib den Text an „chatapp send -“, nach: iconv -t UTF-8',
  'arguments.refused': '{reason}. Siehe --help.',
  'attribute.name_characters':
    'Ein Name besteht aus Buchstaben, Ziffern, „_“, „-“ und „.“ (nicht am Anfang, am Ende oder doppelt), höchstens 256 Zeichen.',
  'attribute.name_ours': 'Ein Attribut dieses Namens sendet ChatAPP selbst. Nimm einen anderen.',
  'attribute.name_reserved': 'Namen, die mit „AWS.“ oder „Amazon.“ beginnen, gehören AWS.',
  'attribute.name_twice': 'Ein anderes Attribut hat diesen Namen schon.',
  'attribute.value_binary': 'Der Wert eines Binary-Attributs ist base64, mindestens ein Byte.',
  'attribute.value_number':
    'Der Wert eines Number-Attributs ist eine Zahl mit höchstens 38 Ziffern, von 10^-128 bis 10^126.',
  'attribute.value_string':
    'Der Wert eines String-Attributs ist ein Text aus mindestens einem Zeichen, ohne Steuerzeichen.',
  'aws.web_page':
    'Etwas, das nicht AWS ist, hat mit einer Webseite geantwortet. Ein Proxy oder eine Anmeldeseite dieses Netzes steht dazwischen, oder der Endpunkt ist falsch: Melde dich dort an oder prüfe den Endpunkt.',
  'backend.choice_unreadable':
    'Das gewählte Backend ist nicht lesbar. Wähle eins in den Einstellungen oder verbinde es neu.',
  'backend.gone': 'Dieses Backend gibt es nicht.',
  'backend.id_reserved': '„local“ ist das eingebaute Backend. Nimm eine andere ID.',
  'backend.local_stays': 'Das lokale Backend ist immer da; es lässt sich nicht entfernen.',
  'backend.no_stack':
    'Dieses Backend wurde nicht als Stack bereitgestellt, es gibt also keinen zu entfernen.',
  'backend.not_found':
    'In diesem Profil gibt es kein Backend „{id}“. Sieh in der Liste in den Einstellungen nach.',
  'backend.not_listed': 'Es gibt kein Backend „{id}“. „chatapp backends“ listet sie auf.',
  'backend.protected':
    '„{name}“ ist geschützt, und ChatAPP wurde darauf umgestellt: Es wird nichts gesendet, bevor du es sagst. Im Fenster: sende und antworte; in der Befehlszeile: füge --yes hinzu.',
  'backend.switched_away': 'ChatAPP spricht inzwischen mit einem anderen Backend. Nichts wurde gesendet.',
  'backend.unreadable': 'Das gewählte Backend ist nicht lesbar. Wähle eins in den Einstellungen.',
  'backup.damaged':
    'Keine Sicherung angelegt: Eine Seite von {file} ist beschädigt. Die älteren Sicherungen bleiben. Starte ChatAPP neu: Es prüft die Datenbank und legt sie wenn nötig beiseite.',
  'backup.no_room':
    'Keine Sicherung angelegt: Sie braucht {megabytes} MB auf dem Datenträger von {folder}. Schaffe etwas Platz.',
  'backup.stopped': 'Die Sicherung wurde nicht fertig: ChatAPP wird geschlossen.',
  'backup.under_way': 'Gerade wird eine Sicherung dieses Profils angelegt. Warte auf sie.',
  'body.not_json': 'Der Inhalt der Anfrage ist kein JSON. Sende ein Objekt mit „input“ in UTF-8.',
  'body.too_large': 'Die Anfrage ist zu groß: Die Grenze liegt bei {limit} Byte. Sende weniger auf einmal.',
  'build.no_local_backend': 'Im Build fehlt {name} (gesucht: {looked}). Führe „npm run build“ aus.',
  'build.no_page': 'In {folder} gibt es keine gebaute Seite. Führe „npm run build“ aus und starte dann neu.',
  'build.no_template': 'Im Build fehlt backend.template. Führe „npm run build“ aus.',
  'call.unknown': 'Diesen Aufruf gibt es nicht.',
  'chat.ambiguous': '{count} Chats haben diesen Titel. Nenne einen mit seiner ID: {ids}',
  'chat.deletion_cancelled':
    'Das Löschen des Chats wurde angehalten. Seine ältesten Nachrichten sind weg; was übrig war, bleibt.',
  'chat.first_stays':
    'Der Chat, mit dem jedes Profil beginnt, bleibt. Seine Nachrichten lassen sich löschen.',
  'chat.none_called':
    'Es gibt keinen Chat „{wanted}“. Nenne ihn mit seinem Titel oder mit seiner ID, die „chatapp history --json“ zeigt.',
  'chat.not_found': 'Diesen Chat gibt es nicht (mehr).',
  'chat.or_message_not_found':
    'Es gibt weder Chat noch Nachricht „{id}“. „chatapp history --json“ zeigt IDs.',
  'check_module.no_check': '{file} exportiert keine Funktion „check“.',
  'check_module.not_loaded': '{file} lässt sich nicht laden: {detail}',
  'checkup.elsewhere':
    'Die Warteschlange {queue} ist nicht dort, wo dieses Backend ist. Nenne eine von {place}, oder verbinde den anderen Ort als eigenes Backend.',
  'checkup.no_queue':
    '„{text}“ ist keine Warteschlange. Nenne ihren Namen, ihre URL oder ihre ARN (arn:aws:sqs:…).',
  'checkup.not_told': 'Dieser Server sagt es nicht.',
  'clock.ahead':
    'Die Uhr dieses Computers geht gegenüber AWS {minutes} Minuten vor; AWS lehnt solche Anfragen ab. ChatAPP gleicht das aus und versucht es noch einmal; stell die Uhr.',
  'clock.behind':
    'Die Uhr dieses Computers geht gegenüber AWS {minutes} Minuten nach; AWS lehnt solche Anfragen ab. ChatAPP gleicht das aus und versucht es noch einmal; stell die Uhr.',
  'code.bucket_missing':
    'Es gibt keinen S3-Bucket {bucket}. Lege ihn in diesem Konto und dieser Region an, oder überlasse es ChatAPP: Ohne Namen legt es einen an.',
  'code.bucket_refused':
    'Der S3-Bucket {bucket} gehört jemand anderem, liegt in einer anderen Region oder darf nicht benutzt werden (s3:PutObject, s3:CreateBucket). Nenne einen Bucket dieses Kontos und dieser Region.',
  'code.not_reached': 'S3 ist unter {endpoint} nicht zu erreichen. Prüfe das Netz und plane dann neu.',
  'code.not_stored':
    'S3 hat den Code der Funktion nicht in {bucket} angenommen (Status {status}). Plane neu.',
  'credentials.declined': '{detail} Aktiviere das Backend noch einmal, um neu gefragt zu werden.',
  'credentials.environment_missing':
    'AWS_ACCESS_KEY_ID und AWS_SECRET_ACCESS_KEY fehlen in der Umgebung. Setze sie und starte ChatAPP neu.',
  'credentials.machine_has_none':
    'Diese Maschine hat keine Rolle, für die ihr Container oder EC2 Zugangsdaten gäbe. Gib ihr eine oder wähle ein AWS-Profil.',
  'credentials.keys_unknown':
    'Die Zugriffsschlüssel dieses Backends sind nicht bekannt. Gib sie in den Einstellungen ein.',
  'credentials.profile_unavailable':
    'Die Zugangsdaten des AWS-Profils „{profile}“ sind nicht zu bekommen ({name}). Versuch es im Terminal mit: aws sts get-caller-identity --profile {profile}',
  'credentials.program_slow':
    'Die Zugangsdaten kamen nicht innerhalb von {seconds} Sekunden. Sieh nach, ob das Programm des AWS-Profils „{profile}“ hängt oder auf dich wartet; ChatAPP macht von selbst weiter.',
  'credentials.slow':
    'Die Zugangsdaten kamen nicht innerhalb von {seconds} Sekunden. ChatAPP versucht es von selbst noch einmal.',
  'credentials.unavailable':
    'Die Zugangsdaten sind nicht zu bekommen ({name}). Versuch es im Terminal mit: aws sts get-caller-identity',
  'credentials.unreachable':
    'AWS ist für die Zugangsdaten nicht erreichbar. ChatAPP versucht es von selbst noch einmal.',
  'data_folder.unusable': 'ChatAPP kann den Datenordner {root} nicht verwenden: {detail}',
  'database.damaged': 'Die Datenbank ist beschädigt: {detail}',
  'database.damaged_in_use':
    'Die Datenbank dieses Profils ist beschädigt, und ein anderes ChatAPP hat sie geöffnet. Sie blieb, wie sie ist: {file}. Schließe das andere ChatAPP und starte neu, mit der neuesten Version, die du hast.',
  'database.damaged_page':
    'Ein Teil der Datenbank dieses Profils ist beschädigt: {file}. Schließe ChatAPP und starte es neu: Es prüft die Datei, behält sie und beginnt eine neue, in die du einlesen kannst, was übrig ist.',
  'database.deleted':
    'Die Datenbank dieses Profils wurde gelöscht, und ein anderes ChatAPP hat sie geöffnet. Sie blieb, wie sie ist: {file}. Schließe das andere ChatAPP und starte neu, mit der neuesten Version, die du hast.',
  'database.newer':
    'Die Datenbank dieses Profils stammt von einem neueren ChatAPP, und ein anderes ChatAPP hat sie geöffnet. Sie blieb, wie sie ist: {file}. Schließe das andere ChatAPP und starte neu, mit der neuesten Version, die du hast.',
  'database.newer_read_only':
    'Die Datenbank {file} stammt von einem neueren ChatAPP, und ihr Datenträger nimmt keine Änderungen an. Mach ihn beschreibbar oder lies sie mit jener Version.',
  'database.older':
    'Die Datenbank dieses Profils wird von einem älteren ChatAPP benutzt, und ein anderes ChatAPP hat sie geöffnet. Sie blieb, wie sie ist: {file}. Schließe das andere ChatAPP und starte neu, mit der neuesten Version, die du hast.',
  'database.older_read_only':
    'Die Datenbank {file} stammt von einem älteren ChatAPP, und ihr Datenträger nimmt keine Änderungen an. Mach ihn beschreibbar oder lies sie mit jener Version.',
  'database.read_only':
    'Die Datenbank {file} ist nicht lesbar, und ihr Datenträger nimmt keine Änderungen an.',
  'desk.body_or_file': 'Gib den Text der Nachricht oder --file an, nicht beides.',
  'desk.fifo_delay':
    '{queue} ist eine FIFO-Warteschlange: SQS verzögert dort alle Nachrichten gleich, nicht eine für sich. Lass die Verzögerung leer.',
  'desk.fifo_group':
    '{queue} ist eine FIFO-Warteschlange: Eine Nachricht braucht eine Gruppen-Id, innerhalb derer die Reihenfolge bleibt.',
  'desk.forbidden':
    'Diese Zugangsdaten dürfen das nicht: Es braucht die Berechtigung {action} auf {resource}.',
  'desk.no_fifo':
    '{queue} ist keine FIFO-Warteschlange: Nur für solche nimmt SQS eine Deduplizierungs-Id. Lass sie leer.',
  'desk.not_told': 'Dieser Server kennt {action} nicht und sagt das deshalb nicht.',
  'desk.other_account':
    'SQS listet nur die Warteschlangen des eigenen Kontos {caller} auf; die dieses Backends sind in Konto {owner}. Öffne eine Warteschlange mit ihrem Namen.',
  'desk.other_backend':
    'Inzwischen wird mit einem anderen Backend gesprochen, deshalb ging nichts an {queue}. Öffne die Warteschlange dort.',
  'desk.queue_gone': 'Eine Warteschlange {queue} gibt es hier nicht (mehr). Sieh die Liste noch einmal an.',
  'desk.send_unknown':
    'Ob die Nachricht in {queue} angekommen ist, weiß niemand: Die Antwort ging verloren. Sieh in die Warteschlange und sende sie nur dann noch einmal, wenn sie dort nicht ist.',
  'desk.too_large':
    'Die Nachricht hat mit ihren Attributen {size} Bytes; SQS nimmt {most}. Nichts wurde gesendet.',
  'desk.locked':
    'Auf diesem Backend liest der Warteschlangen-Tisch nur, deshalb wurde {queue} nicht geändert. Schalte das Backend zuerst dort frei.',
  'desktop.no_login_item':
    'Diese Kopie von ChatAPP kann bei der Anmeldung nicht von selbst starten: Sie ist nicht installiert.',
  'desktop.no_tray': 'Hier gibt es keinen Infobereich, in dem ChatAPP bleiben könnte.',
  'desktop.none': 'Das kann nur das Desktop-Fenster von ChatAPP.',
  'disk.full':
    'Der Datenträger ist voll, deshalb kann ChatAPP in {folder} nichts speichern. Schaffe Platz und versuch es noch einmal. Was schon gespeichert ist, ist sicher.',
  'disk.quota':
    'Dein Speicherkontingent ist aufgebraucht, deshalb kann ChatAPP in {folder} nichts speichern. Schaffe Platz und versuch es noch einmal. Was schon gespeichert ist, ist sicher.',
  'disk.read_only':
    'Der Datenträger ist schreibgeschützt, deshalb kann ChatAPP in {folder} nichts speichern. Ändere das oder wähle mit --data-dir einen anderen Ordner. Was schon gespeichert ist, ist sicher.',
  'disk.refused':
    'In den Ordner darf nicht geschrieben werden, deshalb kann ChatAPP in {folder} nichts speichern. Ändere das oder wähle mit --data-dir einen anderen Ordner. Was schon gespeichert ist, ist sicher.',
  'emulator.keys':
    'Was unter {endpoint} antwortet, will eigene Schlüssel. Nenne das AWS-Profil, das sie hat.',
  'emulator.none':
    'Kein Emulator antwortet auf seinem üblichen Port. Starte ihn, oder sage, wo er antwortet.',
  'emulator.not_sqs':
    'Was unter {endpoint} antwortet, spricht kein SQS (HTTP {status}): es ist ein anderer Dienst. Sieh nach, auf welchem Port der Emulator ist.',
  'emulator.other_version':
    'Das lokale Backend ist von einer anderen Version, die an keinem Emulator arbeitet. Schließe alle ChatAPP, dann starte dieses.',
  'emulator.redirects':
    '{endpoint} schickt alle weiter zu {location}. ChatAPP folgt niemandem dorthin: Ist das der Emulator, verbinde ihn selbst.',
  'emulator.several': 'Mehrere Emulatoren antworten. Sage, welcher: „chatapp emulators“ listet sie.',
  'emulator.unreached':
    'Unter {endpoint} war nichts zu erreichen, das SQS spricht. {detail} Starte den Emulator, oder berichtige die Adresse.',
  'emulator.web_page':
    'Unter {endpoint} antwortet eine Webseite, kein Emulator. Sieh nach, auf welchem Port der Emulator ist.',
  'endpoint.aws': '{host} ist AWS selbst, kein Emulator. Verbinde es als AWS-Konto.',
  'endpoint.http': 'http:// würde Anfragen unverschlüsselt an {host} senden. Nimm https://.',
  'endpoint.more': 'Ein Endpunkt ist nur ein Server und ein Port, ohne Benutzername, Passwort, „?“ und „#“.',
  'endpoint.no_https': 'Ein Endpunkt beginnt mit https://, nicht mit {protocol}//.',
  'endpoint.no_scheme':
    'Die Adresse beginnt mit http:// oder https://. Vielleicht meinst du http://{endpoint}.',
  'endpoint.no_url': '„{endpoint}“ ist keine URL. Für AWS selbst lass das Feld leer.',
  'envelope.field_in_name':
    'Der Name „{name}“ enthält ein Feld. Felder stehen in den Texten des JSON, nicht in seinen Namen.',
  'envelope.file_unreadable':
    'Der Umschlag ist keine lesbare Datei: {file}. Schreib „text“, „chatapp“ oder den Pfad einer Datei mit JSON.',
  'envelope.half_json':
    '„{text}“ beginnt wie JSON im JSON, ist aber keines, sodass eine Nachricht daraus ausbrechen könnte. Setze dort jedes Feld in Anführungszeichen.',
  'envelope.no_reply_queue':
    '{field} steht für die Antwort-Warteschlange, und dieser Chat hat keine. Lass es weg oder nenne eine.',
  'envelope.not_json': 'Das ist kein JSON: {detail}. Felder ({fields}) stehen in Anführungszeichen.',
  'envelope.too_many_fields': 'Ein Umschlag enthält höchstens {limit} Felder.',
  'envelope.unknown_field': '{field} steht hier für nichts. Es gibt {fields}.',
  'envelope.without_id':
    'Antworten sollen die Anfrage nennen, zu der sie gehören, aber {field} wird nicht mitgesendet. Setze es dorthin, wo die Funktion es findet, oder nimm Antworten der Reihe nach.',
  'envelope.without_text':
    'Nichts steht hier für die Nachricht. Setze {field} dorthin, wo ihr Text hingehört.',
  'fault_lab.local_only':
    'Nur das lokale Backend hat ein Fehlerlabor; auf AWS wird nichts absichtlich gestört.',
  'fault_lab.no_answer':
    'Das Fehlerlabor ist nicht erreichbar: Es antwortet nicht. Schließe andere ChatAPP-Fenster und versuch es noch einmal.',
  'fault_lab.other_version':
    'Das Fehlerlabor ist nicht erreichbar: Es gehört zu einer anderen Version. Schließe andere ChatAPP-Fenster und versuch es noch einmal.',
  'faults.invalid':
    '{given} ist nicht lesbar: {detail} Fehler sind {known}; ein Beispiel: duplicate=0.2,offline=true. Berichtige es oder lass es weg.',
  'file.gone':
    'Die Datei konnte nicht gelesen werden: Sie wurde verschoben, geändert oder ist nicht zugänglich. Wähle sie noch einmal.',
  'file.not_saved':
    'Die Datei konnte nicht geschrieben werden. Sieh nach, ob ihr Ordner beschreibbar ist und Platz hat, oder speichere sie woanders.',
  'file.unreadable': '{file} ist nicht lesbar ({code}). Prüfe die Berechtigungen.',
  'folder.not_lockable': 'Der Ordner {folder} lässt sich nicht sperren. {detail}',
  'function.fifo_batch':
    'AWS gibt einer Funktion höchstens 10 Nachrichten einer FIFO-Warteschlange auf einmal und sammelt dort nicht: Lass --batch-window weg und --batch-size über 10.',
  'function.hidden_too_short':
    'Die Warteschlange „{queue}“ verbirgt eine Nachricht {hidden} s lang, weniger als die {timeout} s, die die Funktion brauchen darf: AWS lehnt das ab, denn die Nachricht käme wieder, während noch an ihr gearbeitet wird. Erhöhe ihren VisibilityTimeout (AWS rät zum Sechsfachen von --timeout) oder senke --timeout.',
  'function.is_folder': '{file} ist ein Ordner. Nenne die Datei der Funktion, etwa {file}/index.js',
  'function.no_code':
    '{file} ist kein JavaScript. Eine Funktion ist eine Datei, die auf .js, .mjs, .cjs oder .ts endet.',
  'function.no_file': 'Die Datei {file} gibt es nicht. Baue die Funktion zuerst oder berichtige --function.',
  'function.no_queue':
    'Eine Warteschlange „{queue}“ gibt es auf dem lokalen Backend nicht. Schreib sie in eine Datei für --queues oder lege sie an.',
  'function.not_loaded': '{file} lässt sich nicht laden: {detail}',
  'function.queue_and_file':
    'Eine Funktion und ihre Warteschlange gehören zusammen: Gib --function und --queue an.',
  'function.taken':
    'Ein anderes „chatapp backend“ führt auf der Warteschlange „{queue}“ schon eine Funktion aus. Beende es zuerst: Zwei würden sich die Nachrichten teilen.',
  'function.window_needed':
    'Ein Stapel von mehr als 10 Nachrichten muss gesammelt werden: Gib --batch-window an, 1 bis 300 Sekunden.',
  'host.no_link':
    'ChatAPP ist in einem Browser geöffnet, gab aber keinen Link. Beende es mit Strg+C und starte es neu.',
  'host.no_port': 'Der Host hat keinen Port.',
  'host.silent':
    'Ein anderer Prozess hat dieses Profil in einem Browser geöffnet, antwortet aber nicht. Beende ihn und starte neu.',
  'import.cancelled': 'Der Import wurde abgebrochen. Nichts wurde geändert.',
  'import.chat_missing':
    'Die Nachricht {id} nennt einen Chat, der in der Datei fehlt. Nichts wurde geändert.',
  'import.cut_off':
    'Dieser Export ist abgeschnitten: Am Ende fehlen Nachrichten. Exportiere ihn noch einmal. Nichts wurde geändert.',
  'import.ended': 'Dieser Import ist schon beendet. Beginne ihn neu.',
  'import.file_unreadable':
    'Die Datei {file} ist nicht lesbar. Prüfe Namen und Berechtigungen. Nichts wurde geändert.',
  'import.line_body_unreadable':
    'Zeile {line} der Datei ist beschädigt: Ihr Nachrichteninhalt ist nicht lesbar. Nichts wurde geändert.',
  'import.line_field_wrong':
    'Zeile {line} der Datei ist beschädigt: Das Feld {field} ist falsch. {reason} Nichts wurde geändert.',
  'import.line_foreign':
    'Zeile {line} der Datei ist beschädigt: Sie ist keine Zeile eines ChatAPP-Exports. Nichts wurde geändert.',
  'import.line_not_json': 'Zeile {line} der Datei ist beschädigt: Sie ist kein JSON. Nichts wurde geändert.',
  'import.line_of_other_chat':
    'Zeile {line} der Datei ist beschädigt: Ihr Chat ist ein anderer, als ihr Inhalt sagt. Nichts wurde geändert.',
  'import.line_of_unknown_kind':
    'Zeile {line} der Datei ist beschädigt: Ihre Art kennt dieses ChatAPP nicht. Nichts wurde geändert.',
  'import.line_status_unfit':
    'Zeile {line} der Datei ist beschädigt: Ihr Status passt nicht zu ihrer Rolle. Nichts wurde geändert.',
  'import.line_too_long':
    'Zeile {line} der Datei ist länger als jede, die ChatAPP schreibt. Nichts wurde geändert.',
  'import.moment_passed':
    'Sie wartete auf einen Zeitpunkt, der beim Import schon vorbei war. „Erneut versuchen“ sendet sie von hier.',
  'import.no_header':
    'Das ist kein ChatAPP-Export: Die erste Zeile ist nicht der Kopf. Nichts wurde geändert.',
  'import.not_answered': 'Beim Export war sie nicht beantwortet. „Erneut versuchen“ sendet sie von hier.',
  'import.not_stored': '{detail} Nichts wurde geändert.',
  'input.address': 'Gib eine E-Mail-Adresse an oder lass es leer.',
  'input.arn': 'Das beginnt mit „arn:“.',
  'input.breaks_line':
    'Darin steht ein Zeilenende, ein unsichtbares Zeichen oder eines, das die Schrift umkehrt. Lass es weg.',
  'input.bucket_name': 'So heißt kein S3-Bucket.',
  'input.choice': 'Möglich ist: {values}.',
  'input.concurrency': 'Nimm eine ganze Zahl von 2 bis 1.000 oder 0 für keine Grenze.',
  'input.empty': 'Hier fehlt etwas.',
  'input.field': '{field}: {reason}',
  'input.function_name': 'Der Name einer Funktion hat 1 bis 64 Buchstaben, Ziffern, „-“ und „_“.',
  'input.function_seconds': 'Das Zeitlimit der Funktion ist 15, 30, 60, 120, 300 oder 900 Sekunden.',
  'input.log_days': 'Protokolle bleiben 1, 3, 5, 7, 14, 30, 60, 90, 180 oder 365 Tage.',
  'input.fifo_id': 'Sie hat 1 bis 128 Buchstaben, Ziffern und Zeichen und keine Leerzeichen.',
  'input.message_empty': 'Die Nachricht ist leer. Schreib etwas, das gesendet werden kann.',
  'input.queue_name':
    'Der Name einer Warteschlange hat nur Buchstaben, Ziffern, „-“ und „_“ und am Ende „.fifo“.',
  'input.queue_name_long': 'Der Name einer Warteschlange hat höchstens 80 Zeichen.',
  'input.name_empty': 'Ein Name braucht mindestens ein sichtbares Zeichen.',
  'input.refused': '{problems}',
  'input.region': 'Nimm den Code einer Region, zum Beispiel eu-central-1.',
  'input.request_queue':
    'Der Name einer Anfrage-Warteschlange hat 1 bis 47 Buchstaben, Ziffern, „-“ und „_“.',
  'input.shared_queue': 'Der Name einer gemeinsamen Antwort-Warteschlange hat höchstens 62 Zeichen.',
  'input.stack_name':
    'Der Name eines Stacks beginnt mit einem Buchstaben und hat Buchstaben, Ziffern und „-“.',
  'input.title_empty': 'Ein Titel braucht mindestens ein sichtbares Zeichen.',
  'input.too_few': 'Es sind mindestens {minimum}.',
  'input.too_high': 'Höchstens {maximum}.',
  'input.too_long': 'Das ist zu lang: höchstens {maximum} Zeichen.',
  'input.too_low': 'Mindestens {minimum}.',
  'input.too_many': 'Es sind höchstens {maximum}.',
  'input.too_short': 'Das ist zu kurz: mindestens {minimum} Zeichen.',
  'input.type': 'Hierher gehört etwas anderes ({expected}).',
  'input.unknown': 'Das gehört nicht hierher: {keys}.',
  'input.variable_name':
    'Der Name einer Variablen hat Buchstaben, Ziffern und „_“ und beginnt mit keiner Ziffer.',
  'input.wrong': 'Das ist nicht so geschrieben, wie es sein muss.',
  internal: 'In ChatAPP ist etwas schiefgegangen. Einzelheiten stehen im Protokoll.',
  'keys.id_characters':
    'Zugriffsschlüssel-ID: Sie hat Zeichen, die kein Schlüssel hat. Kopiere sie noch einmal.',
  'keys.id_wrong':
    'Zugriffsschlüssel-ID: Sie hat 20 Großbuchstaben und Ziffern und beginnt mit AKIA oder ASIA.',
  'keys.not_encrypted':
    'Dieses System hat die Schlüssel nicht verschlüsselt, deshalb wurden sie nicht gespeichert; bis ChatAPP endet, werden sie aus dem Arbeitsspeicher genommen. Entsperre den Schlüsselbund und gib sie noch einmal ein.',
  'keys.not_here': 'Schlüssel lassen sich hier nicht eingeben. Nimm ein AWS-Profil oder das ChatAPP-Fenster.',
  'keys.secret_characters':
    'Geheimer Zugriffsschlüssel: Er hat Zeichen, die kein Schlüssel hat. Kopiere ihn noch einmal.',
  'keys.secret_long': 'Geheimer Zugriffsschlüssel: Er ist zu lang. Kopiere ihn noch einmal.',
  'keys.secret_short': 'Geheimer Zugriffsschlüssel: Er ist zu kurz. Kopiere ihn noch einmal.',
  'keys.token_characters': 'Sitzungstoken: Es hat Zeichen, die kein Schlüssel hat. Kopiere es noch einmal.',
  'keys.token_long': 'Sitzungstoken: Es ist zu lang. Kopiere es noch einmal.',
  'letters.busy': 'Dieser Brief ist unterwegs. Warte, bis er da ist.',
  'letters.import_line':
    'Zeile {line} ist kein Brief aus einem Export von ChatAPP. Es wurde nichts importiert.',
  'letters.job_runs': 'An anderen Briefen wird gearbeitet. Warte, oder brich es ab.',
  'letters.name_differs': 'Der eingegebene Name ist nicht „{queue}“. Es wurde nichts gelöscht.',
  'letters.no_answer': 'Das lokale Backend hat zu seinen Briefen nichts gesagt. Versuche es noch einmal.',
  'letters.no_processor':
    'Der lokale Processor ist nicht gestartet, also ließ sich nichts ausprobieren. Versuche es noch einmal.',
  'letters.no_sources':
    'Keine Warteschlange gibt ihre Briefe an {queue}, sie können also nirgendwohin zurück. Nichts wurde verschoben. Wähle Nachrichten und sende sie noch einmal, oder nimm sie.',
  'letters.not_in_queue':
    'Der Brief liegt nicht mehr in der Queue: Jemand hat ihn genommen, er wurde verschoben, oder die Queue wurde geleert. Sieh noch einmal nach.',
  'letters.not_in_tray':
    'Der Brief liegt nicht mehr in der Ablage: Er wurde gesendet, zurückgelegt oder gelöscht, vielleicht in einem anderen Fenster.',
  'letters.one_text': 'Mit --text nenne einen einzigen Brief: Jeder hat seinen eigenen Text.',
  'letters.other_version':
    'Das lokale Backend ist von einer anderen Version, die keine Briefe zeigt. Schließe alle ChatAPP, dann starte dieses.',
  'letters.of_another':
    'Die Warteschlange {queue} gehört einem anderen deiner Profile: Nur dieses darf hineinsehen.',
  'letters.queue_gone':
    'Die Warteschlange {queue} gibt es nicht (mehr). Was in der Ablage liegt, ist sicher.',
  'letters.unfinished':
    'Einige Briefe wurden eben erst genommen und liegen vielleicht noch in der Queue: Sie würden doppelt verschoben. Versuche es in einer Minute noch einmal.',
  'link.chat_gone': 'Der Link führt zu einem Chat, den es in diesem Profil nicht (mehr) gibt.',
  'link.message_gone': 'Der Link führt zu einer Nachricht, die es in diesem Profil nicht (mehr) gibt.',
  'link.too_long':
    'Der Link hat {length} Zeichen; ChatAPP öffnet Links mit höchstens {limit}. Er wurde nicht geöffnet.',
  'link.unreadable':
    'Diese Art von Link kennt ChatAPP nicht. Es öffnet chatapp://chat/…, chatapp://message/… und chatapp://join/…, wie seine eigenen Menüs sie kopieren.',
  'local_backend.ended': 'Das lokale Backend endete, bevor es bereit war ({reason}). Siehe Protokoll.',
  'local_backend.held':
    'Das lokale Backend ist nicht erreichbar. Ein anderer Prozess hält {folder}, antwortet aber nicht. Schließe andere ChatAPP-Fenster.',
  'local_backend.never_up': 'Das lokale Backend lief noch nie.',
  'local_backend.no_folder': 'Das lokale Backend braucht seinen Datenordner als Argument.',
  'local_backend.not_running': 'Das lokale Backend läuft nicht.',
  'local_backend.not_yet': 'Das lokale Backend läuft noch nicht.',
  'local_backend.other_port':
    'Das lokale Backend dieses Ordners läuft schon, unter {url}. Beende es zuerst oder lass --port weg.',
  'local_backend.port_taken':
    'Auf Port {port} lauscht ein anderes Programm. Wähle einen anderen --port oder lass ihn weg: Dann wird ein freier genommen.',
  'local_backend.slow':
    'Das lokale Backend ist nicht innerhalb von 10 s gestartet. Warum, steht im Protokoll: {logFile}',
  'local_backend.starting': 'Das lokale Backend läuft noch nicht. ChatAPP startet es.',
  'local_backend.stopping': 'Das lokale Backend wird beendet.',
  'log.forbidden':
    'Das Protokoll darf nicht gelesen werden: Die Berechtigung logs:FilterLogEvents auf {logGroup} fehlt. Die Client-Richtlinie des Stacks (seine Ausgabe ClientPolicyArn) enthält sie.',
  'log.not_found':
    'Es gibt keine Protokollgruppe {logGroup} in {region}: Die Funktion heißt anders oder lief noch nie.',
  'login_session.ended':
    'Für das AWS-Profil „{name}“ gibt es keine Sitzung von „aws login“, oder sie ist beendet. Beginne eine im Terminal: aws login --profile {name}',
  'message.cancelled': 'Du hast diese Nachricht abgebrochen, bevor sie gesendet wurde.',
  'message.id_taken': 'Eine andere Nachricht hat diese ID schon. Sende den Text als neue Nachricht.',
  'message.is_reply': 'Diese Nachricht ist eine Antwort, keine Anfrage.',
  'message.not_awaited':
    'Die Nachricht ist schon weiter (Status {status}); auf eine Antwort wird nicht gewartet.',
  'message.not_cancellable':
    'Die Nachricht ist schon weiter (Status {status}); nur eine wartende lässt sich abbrechen.',
  'message.not_found': 'Diese Nachricht gibt es nicht (mehr).',
  'message.not_retryable':
    'Die Nachricht ist schon weiter (Status {status}); nur eine fehlgeschlagene oder wartende lässt sich erneut versuchen.',
  'message.reply_unreadable': 'Eine gespeicherte Antwort ist nicht lesbar: {detail}',
  'message.request_unreadable': 'Eine gespeicherte Anfrage ist nicht lesbar: {detail}',
  'message.too_large':
    'Die Nachricht hat nach dem Escapen {bytes} Byte; SQS nimmt höchstens {limit}. Kürze sie oder sende sie in Teilen.',
  'messages_file.empty':
    'Es gibt keine Nachricht zum Abspielen. Gib --message an oder mit --messages eine Datei mit einer je Zeile.',
  'messages_file.line': '{file}, Zeile {line}: {detail}',
  'messages_file.no_number': 'Eine Nachricht {number} gibt es nicht: Sie werden von 1 bis {count} gezählt.',
  'messages_file.unreadable': '{file} lässt sich nicht lesen: {detail}',
  'mfa_code.elsewhere':
    'Gib den Code deines MFA-Geräts in dem ChatAPP ein, das schon geöffnet ist, oder mit „chatapp check“ im Terminal.',
  'mfa_code.needed': 'Der Code deines MFA-Geräts wird gebraucht.',
  'network.down':
    'Das Netz ist weg oder führt nicht zum Backend ({code}). ChatAPP versucht es von selbst noch einmal.',
  'network.name_unknown':
    'Der Name des Servers vom Backend ist nicht zu finden ({code}). Prüfe Netz, Region und Endpunkt; ChatAPP versucht es von selbst noch einmal.',
  'network.no_room':
    'Dieser Computer hat gerade keinen Platz für eine weitere Verbindung ({code}). ChatAPP versucht es von selbst noch einmal.',
  'network.not_sqs':
    'Was dort antwortet, spricht nicht wie SQS ({code}). Prüfe den Endpunkt in den Einstellungen; ChatAPP versucht es von selbst noch einmal.',
  'network.refused':
    'Eine Firewall oder eine Regel dieses Computers verweigert die Verbindung ({code}). Erlaube sie; ChatAPP versucht es von selbst noch einmal.',
  'network.too_many_files':
    'Auf diesem Computer sind zu viele Dateien und Verbindungen offen ({code}). Schließe einige Programme; ChatAPP versucht es von selbst noch einmal.',
  'network.unproven':
    'Der Server kann nicht beweisen, wer er ist ({code}). Vielleicht steht ein Proxy dazwischen: Setze NODE_EXTRA_CA_CERTS auf dessen Zertifikat oder berichtige den Endpunkt in den Einstellungen.',
  'network.unreachable': 'Das Backend ist nicht erreichbar. ChatAPP versucht es von selbst noch einmal.',
  'option.empty': '{option} ist leer. Gib einen Wert an oder lass es weg. Siehe --help.',
  'page.foreign': 'Nur die Seite von ChatAPP darf das aufrufen.',
  'pair.attribute_taken':
    'Der Umschlag dieses Chats sendet schon ein Attribut „{name}“. Nimm einen anderen Namen.',
  'pair.attribute_value': 'Mit diesem Text kann das Attribut „{name}“ nicht gesendet werden. {reason}',
  'pair.first_chat':
    'Der erste Chat bleibt bei MessageProcessor. Beginne für andere Warteschlangen einen anderen.',
  'pair.gone':
    'Die Warteschlangen, für die diese Nachricht geschrieben wurde, sind hier nicht bekannt: Sie kam mit einem Import. Sie wird nirgendwo anders hingesendet; schreib sie neu, um sie an die jetzigen zu senden.',
  'pair.no_replies':
    'Gesendet. Der Chat ist an eine Warteschlange ohne Antworten gebunden, also wird auf keine gewartet.',
  'pair.none': 'Der Chat „{title}“ ist an keine Warteschlangen gebunden. Siehe: chatapp chats bind --help',
  'pair.not_asked_again':
    'Eine andere Funktion tut vielleicht doppelt, worum sie doppelt gebeten wird. Deshalb wird eine Nachricht an eigene Warteschlangen nicht noch einmal gesendet, solange sie wartet. Gib sie auf und versuch es dann noch einmal.',
  'pair.order_needs_own':
    'Antworten, die keine Anfrage nennen, lassen sich nur dort der Reihe nach zuordnen, wo niemand sonst die Warteschlange liest. Sag, dass sie diesem Chat allein gehört, oder wo eine Antwort ihre Anfrage nennt.',
  'pair.path': '„{path}“ ist kein Pfad zu einem Wert. Schreib ihn wie $.answer.text oder $.parts[0].',
  'pair.place': '„{text}“ nennt keine Stelle. Schreib $.pfad oder attribute:NAME.',
  'pair.queue_missing': 'Nenne die Warteschlange, in die Nachrichten gehen.',
  'pair.queue_of_chatapp':
    '{queue} liest oder füllt ChatAPP selbst. Nimm eine Warteschlange, auf der Antworten für diesen Chat kommen.',
  'pair.queue_taken':
    'Der Chat „{title}“ liest {queue} auch, und eine Warteschlange, die einem Chat allein gehört, dient keinem anderen. Nimm eine andere oder teile sie in beiden Chats.',
  'pair.same_queue':
    'Anfragen und Antworten können keine Warteschlange teilen: Ein Chat läse seine eigenen Anfragen. Nimm eine andere Antwort-Warteschlange oder keine.',
  'pair.text_characters':
    'SQS nimmt in einem einfachen Text keine Steuerzeichen. Nimm sie heraus oder verwende einen Umschlag aus JSON.',
  'pair.too_many_attributes':
    'Mit denen des Umschlags sind das mehr als 10 Attribute, und mehr nimmt SQS nicht. Lass welche weg.',
  'pair.unconfirmed':
    'Die Warteschlangen dieses Chats kamen mit einem Import, und noch hat hier niemand gesagt, dass Nachrichten dorthin gehen sollen. Sieh sie dir unter „Warteschlangen dieses Chats“ an und speichere sie.',
  'plan.gone': 'Diesen Plan gibt es nicht mehr. Plane neu.',
  'poll.shared': 'Ein Long Poll einer gemeinsamen Warteschlange wird nicht durch eine Nachricht beendet.',
  'port.invalid': '--port nimmt eine Zahl von 0 bis 65535, nicht „{text}“. Siehe --help.',
  'port.taken':
    'Port {port} ist von einem anderen Programm belegt. Wähle mit --port einen anderen oder lass --port weg, dann wird ein freier genommen.',
  'port.unusable':
    'Port {port} ist nicht nutzbar ({code}). Wähle mit --port einen anderen oder lass --port weg, dann wird ein freier genommen.',
  'profile.being_opened':
    'Ein anderes ChatAPP öffnet dieses Profil seit {seconds} s: {folder}. Nichts wurde geändert. Beende es oder versuch es noch einmal.',
  'profile.circular':
    'Das AWS-Profil „{name}“ führt zu sich selbst zurück. Berichtige es in den AWS-Dateien.',
  'profile.empty': 'Das Profil „{name}“ nennt keine Zugangsdaten.',
  'profile.folder_gone':
    'Die Daten dieses Profils sind weg: {folder} wurde gelöscht, verschoben oder ersetzt, während ChatAPP lief. Nichts kann gespeichert werden, bis er wieder da ist; sonst schließe ChatAPP und starte es neu.',
  'profile.held': 'Ein anderes Programm hält {file}. Beende es.',
  'profile.leads_back': 'source_profile von „{name}“ führt zurück zu „{source}“.',
  'profile.name_invalid':
    'Der Profilname „{profile}“ ist nicht verwendbar: Nimm 1 bis 40 Buchstaben, Ziffern, „-“ oder „_“.',
  'profile.no_credentials':
    'Das AWS-Profil „{name}“ nennt keine Zugangsdaten. Berichtige es in den AWS-Dateien.',
  'profile.none': 'Es gibt kein AWS-Profil „{name}“. Auf dieser Maschine gibt es noch keins. {unread}',
  'profile.not_found': 'Es gibt kein AWS-Profil „{name}“. Es gibt: {names}. {unread}',
  'aws.ca_bundle':
    '{name} nennt {file}, was sich nicht lesen lässt oder kein Zertifikat enthält. Nenne dort eine Datei mit Zertifikaten (PEM), oder nimm es heraus.',
  'profile.services_missing':
    'Das AWS-Profil „{profile}“ nennt [services {section}], was in der AWS-Konfigurationsdatei fehlt. Füge es dort hinzu.',
  'profile.unknown_source':
    'Das AWS-Profil „{name}“ hat als credential_source „{source}“, was es nicht gibt. Berichtige es in den AWS-Dateien.',
  'profile.unreadable': 'Es ist nicht lesbar.',
  'profile.value_missing': '{key} fehlt im Profil „{name}“.',
  'program.elsewhere':
    'Lass das Programm des AWS-Profils „{profile}“ in dem ChatAPP zu, das schon geöffnet ist, oder mit „chatapp check“ im Terminal.',
  'program.not_accepted':
    'Das AWS-Profil „{profile}“ führt ein Programm aus, das du noch nicht zugelassen hast.',
  'prompt.closed': 'Diese Frage ist nicht mehr offen. Nichts wurde geändert.',
  'prompt.code_invalid': 'Gib die 6 Ziffern ein, die dein Gerät gerade zeigt.',
  'prompt.declined': 'Du hast abgelehnt.',
  'prompt.withdrawn': 'Die Frage wurde zurückgezogen.',
  'queue.has_space': 'In „{text}“ steht ein Leerzeichen. Kopiere die URL der Warteschlange als Ganzes.',
  'queue.http': 'Nur https:// ist ein sicherer Weg zu AWS. Kopiere die URL aus der SQS-Konsole.',
  'queue.name_invalid': '„{name}“ ist kein Name einer Warteschlange: {detail}',
  'queue.no_address':
    '„{text}“ ist weder URL noch Name einer Warteschlange. Kopiere die URL aus der SQS-Konsole.',
  'queue.no_https': 'Die URL einer Warteschlange beginnt mit https://, nicht mit {protocol}//.',
  'queue.not_in_region':
    'In {place} gibt es keine Warteschlange {queue}. Prüfe Namen und Region in den Einstellungen oder richte das Backend ein.',
  'queue.not_sqs':
    '{host} ist nicht SQS. Die URL einer Warteschlange sieht aus wie https://sqs.{region}.amazonaws.com/123456789012/ChatAPP. Für einen Server, der nicht AWS ist, fülle auch den Endpunkt aus.',
  'queue.other_endpoint':
    'Die Warteschlange liegt bei {host}, der Endpunkt ist aber {endpoint}. Gib nur den Namen der Warteschlange an.',
  'queue.other_region':
    'Die URL der Warteschlange liegt in {found}, die Region ist aber {region}. Wähle {found}.',
  'queue.path':
    'Die URL einer Warteschlange endet auf /<12-stelliges Konto>/<Name der Warteschlange> und auf nichts sonst; diese endet auf „{path}“.',
  'queue.user_name': 'Die URL einer Warteschlange enthält weder Benutzername noch Passwort.',
  'queues_file.invalid': '{file} ist nicht brauchbar; nichts wurde geändert.{problems}',
  'queues_file.refused':
    'Die Warteschlange „{queue}“ ließ sich nicht so anlegen, wie die Datei es sagt: {detail}',
  'queues_file.unreadable': '{file} lässt sich nicht lesen: {detail}',
  'region.unknown':
    'Sag, wo, zum Beispiel --region eu-central-1: Weder AWS_REGION noch das AWS-Profil „{profile}“ nennt eine Region.',
  'replay.bound':
    'Anfragen dieses Chats gingen an Warteschlangen, an die er gebunden war, und eine Wiederholung fragt MessageProcessor. Nimm einen Chat mit MessageProcessor auf.',
  'replay.empty':
    'In dieser Aufnahme ist keine Anfrage, die noch einmal gesendet werden könnte. Sichere einen Chat, in dem etwas gesendet wurde.',
  'replay.file_unreadable': 'Die Datei {file} ist nicht lesbar. Prüfe Namen und Berechtigungen.',
  'replay.gone': 'Diese Wiedergabe ist schon beendet. Beginne sie neu.',
  'replay.mask_invalid': '„{mask}“ ist kein regulärer Ausdruck. Berichtige ihn oder nimm ihn heraus.',
  'replay.too_large':
    'Diese Aufnahme ist größer als 64 Millionen Zeichen. Sichere eine kürzere Unterhaltung.',
  'request.aborted': 'Das Warten auf die Antwort wurde beendet.',
  'request.cross_site':
    'Eine andere Webseite hat das angefordert. Öffne den Link, den ChatAPP ausgegeben hat.',
  'request.foreign_host':
    'ChatAPP antwortet nur unter 127.0.0.1 und seinem eigenen Port. Öffne den Link, den ChatAPP ausgegeben hat.',
  'request.foreign_origin':
    'Nur die Seite von ChatAPP selbst darf das anfordern. Öffne den Link, den ChatAPP ausgegeben hat.',
  'request.malformed':
    'Die Anfrage ist nicht so geschrieben, wie Browser sie schreiben. Öffne den Link, den ChatAPP ausgegeben hat, in einem Browser.',
  'request.no_session':
    'ChatAPP lässt eine Seite über einen Link herein, der einmal gilt. Führe „chatapp open“ aus, oder „npm run -s chatapp -- open“ in dem Ordner, aus dem du es startest, und öffne den Link, der dort erscheint.',
  'request.not_found': 'So eine Seite gibt es in ChatAPP nicht. Geh zur Startseite.',
  'request.not_json': 'ChatAPP nimmt nur JSON an. Sende den Content-Type application/json.',
  'request.prefetch':
    'Ein Link von ChatAPP gilt einmal, deshalb wird er nicht geladen, bevor du ihn öffnest. Öffne ihn jetzt.',
  'request.stale_link':
    'Ein Link von ChatAPP gilt einmal und zehn Minuten lang. Dieser wurde schon benutzt, ist zu alt oder nicht von hier. Führe „chatapp open“ aus, oder „npm run -s chatapp -- open“ in dem Ordner, aus dem du es startest, und öffne den Link, der dort erscheint.',
  'request.timed_out':
    'Keine Antwort innerhalb von {seconds} s; die Anfrage ist {status} und läuft weiter. Frage mit ihrem Schlüssel oder ihrer ID noch einmal, oder warte länger.',
  'request.unreadable': 'Die Anfrage ist nicht lesbar: {detail}',
  'response_queues.forbidden':
    'Um sich um Antwort-Warteschlangen zu kümmern, muss AWS sqs:ListQueues, sqs:ListQueueTags und sqs:DeleteQueue auf {prefix}* erlauben. Füge sie deiner Richtlinie hinzu.',
  'room.code_character':
    '„{character}“ steht in keiner Einladung: Sie bestehen aus Ziffern und Großbuchstaben. Kopiere den Code, oder den Link mit chatapp://join/ am Anfang, noch einmal.',
  'room.code_empty': 'Füge eine Einladung ein: einen Code, oder einen Link mit chatapp://join/ am Anfang.',
  'room.code_length':
    'Eine Einladung hat {expected} Ziffern und Buchstaben, diese hat {found}. Ein Teil fehlt, oder es wurde noch etwas mitkopiert.',
  'room.code_mistyped':
    'Eine Ziffer oder ein Buchstabe stimmt nicht: Diese Einladung ist vertippt. Kopiere sie noch einmal.',
  'room.function_old':
    'Der MessageProcessor dieses Backends kennt noch keine Räume. Aktualisiere den Stack (Einstellungen → Backends, oder „chatapp deploy“).',
  'room.no_invitation':
    'So eine Einladung hat dieser Raum nicht. „chatapp rooms invitations“ zeigt, welche er hat.',
  'room.no_member': 'Niemand in diesem Raum heißt „{wanted}“. „chatapp rooms members“ zeigt, wer darin ist.',
  'room.no_person': 'Niemand an diesem Backend heißt „{wanted}“. „chatapp people“ zeigt, wer da ist.',
  'room.no_reply':
    'Gesagt; es hat seine Nummer im Raum. Niemand muss dort antworten, also wird auf keine Antwort gewartet.',
  'room.no_topic': 'Ein Gespräch zu zweit hat kein Thema: es ginge unverschlüsselt.',
  'room.none_called':
    'Es gibt keinen Raum „{wanted}“. Nenne ihn mit Titel oder ID; „chatapp rooms“ zeigt beides.',
  'room.closed': 'Dieser Raum ist geschlossen. Was darin gesagt wurde, bleibt hier; Neues kommt nicht hinzu.',
  'room.id_taken': 'Die ID dieses Raums gehört einem anderen Raum. Lege den Raum neu an.',
  'room.invitation_expired': 'Diese Einladung gilt nicht mehr. Bitte um eine neue.',
  'room.invitation_unknown':
    'Diese Einladung gibt es nicht, oder sie wurde zurückgezogen. Bitte um eine neue.',
  'room.invitation_used': 'Diese Einladung wurde so oft benutzt, wie sie darf. Bitte um eine neue.',
  'room.key_changed':
    'Es gibt einen neuen Schlüssel, von {name} oder von einem deiner Geräte: vergleiche erst die Wörter. chatapp rooms words „{name}“',
  'room.left':
    'Du hast diesen Raum verlassen. Bitte jemanden, dem er gehört, um eine Einladung, um zurückzukommen.',
  'room.malformed':
    'MessageProcessor kann nicht lesen, was gefragt wurde. Vielleicht ist er älter als dieses ChatAPP: aktualisiere die Funktion.',
  'room.name_first':
    'Jemand anders an diesem Backend heißt schon „{name}“ oder so ähnlich, dass man es nicht unterscheiden kann. Nimm erst einen Namen an: chatapp rooms me NAME',
  'room.name_taken':
    'Jemand anders an diesem Backend heißt schon so oder so ähnlich, dass man es nicht unterscheiden kann. Wähle einen anderen Namen.',
  'room.no_attributes': 'Was in einem Raum gesagt wird, geht ohne eigene Attribute.',
  'room.no_sender': 'SQS sagt nicht, wer das gesendet hat; deshalb gibt es an diesem Backend keine Räume.',
  'room.no_table':
    'Dieses Backend hat keine Tabelle für Räume. Stelle den aktuellen Stack bereit, der eine mitbringt.',
  'room.not_asked': 'Was in einem Raum wartet, wird von selbst noch einmal gefragt.',
  'room.not_author': 'Nur wer eine Nachricht geschrieben hat, kann sie ändern oder löschen.',
  'room.not_numbered': 'Diese Nachricht ist noch nicht im Raum. Warte, bis sie zugestellt ist.',
  'room.not_direct':
    'Das ist ein Raum, den MessageProcessor lesen kann; nur Gespräche zu zweit sind von Gerät zu Gerät verschlüsselt.',
  'room.not_opened': 'Dieser Raum wurde nicht eröffnet; deshalb lässt sich darin nichts sagen.',
  'room.not_owner': 'Das dürfen nur Besitzer dieses Raums.',
  'room.removed':
    'Du bist kein Mitglied dieses Raums mehr. Bitte jemanden, dem er gehört, um eine Einladung.',
  'room.too_many_rooms': 'Du bist in so vielen Räumen, wie man sein kann. Verlasse zuerst einen davon.',
  'room.room_full': 'Dieser Raum hat so viele Mitglieder, wie ein Raum haben kann.',
  'room.shared_queue':
    'Antworten kommen hier auf einer gemeinsamen Warteschlange, wo alle sie lesen könnten. Räume brauchen eine eigene Antwort-Warteschlange.',
  'room.text_too_large':
    'Die Nachricht hat auf der Leitung {bytes} Byte; in einem Raum sind höchstens {limit} möglich.',
  'room.too_large': 'Die Nachricht ist zu groß für einen Raum. Schreibe sie in Teilen.',
  'room.too_many_invitations':
    'Dieser Raum hat so viele Einladungen, wie er haben kann. Ziehe erst eine zurück.',
  'room.unknown_member': 'Niemand in diesem Raum oder an diesem Backend hat diese ID.',
  'room.unknown_room': 'Diesen Raum gibt es nicht, oder du bist nicht darin.',
  'room.unknown_target': 'Die Nachricht, um die es geht, ist nicht im Raum oder wurde gelöscht.',
  'room.waits_for_key':
    '{name} hat noch keinen Schlüssel: es geht verschlüsselt, sobald das andere ChatAPP einen genannt hat.',
  'room.with_oneself': 'Eine direkte Unterhaltung führt man mit jemand anderem.',
  'rooms.key_locked':
    'Der Schlüssel dieses Profils für Direktnachrichten liegt im Schlüsselbund dieses Rechners, den nur das ChatAPP-Fenster fragen kann. Schreibe und lies sie dort.',
  'rooms.key_not_kept':
    'Dieses System hat den Schlüssel für Direktnachrichten nicht verschlüsselt. Entsperre den Schlüsselbund; bis dahin gehen sie weder hinaus noch auf.',
  'schedule.breaks_without': 'Sie versagt schon ohne jeden Fehler: {why}',
  'schedule.differs':
    'Zwei Läufe ohne Fehler enden nicht gleich, also sagt nichts, was richtig ist: {why}\nGib ein --check an, das es weiß, oder halte Zeiten und Zufallszahlen aus dem heraus, was sie schreibt.',
  'schedule.unreadable':
    '„{part}“ ist kein Fehler eines Ablaufs. Fehler sind, durch „;“ getrennt: duplicate 1; move 2 before 1; poison 1; throttle 1 at 2; overlap 1 at 2; kill 1 before 2; kill 1 after 2; kill 1 at the end.',
  'scheduled.gone': 'Diese Nachricht wurde schon gesendet oder abgebrochen.',
  'scheduled.no_change': 'Sag, was sich ändern soll: --text, --at, --in, --now oder --attribute.',
  'scheduled.past': 'Dieser Zeitpunkt ist vorbei. Wähle einen, der noch kommt.',
  'search.chat_unknown': 'Kein Chat heißt „{value}“. Schreib einen Teil seines Titels hinter in:',
  'search.date_unreadable':
    '„{value}“ ist kein Datum für {operator}: – schreib einen Tag als 2026-11-03, einen Monat als 2026-11, ein Jahr, today oder yesterday.',
  'search.value_missing': 'Hinter {operator}: fehlt etwas – zum Beispiel {example}',
  'search.value_unknown': '„{value}“ kennt {operator}: nicht. Möglich ist {known}.',
  'set_aside.failed':
    'Die Datenbank {file} ist unbrauchbar und ließ sich nicht beiseitelegen. Verschiebe sie von Hand.',
  'set_aside.not_found':
    'In diesem Profil wurde nichts namens „{name}“ beiseitegelegt. „chatapp recover“ listet auf, was es gibt.',
  'set_aside.unreadable':
    'Aus {path} ist nichts zu lesen: Der Anfang ist zerstört. Die Datei bleibt; ein Werkzeug für beschädigte SQLite-Dateien („sqlite3 FILE .recover“) findet vielleicht mehr.',
  'sign_in.declined': 'Die Anmeldung wurde abgelehnt.',
  'sign_in.elsewhere':
    'Melde dich bei IAM Identity Center in dem ChatAPP an, das schon geöffnet ist, oder mit „chatapp check“ im Terminal.',
  'sign_in.expired': 'Die Anmeldung dauerte zu lange, ihr Code ist abgelaufen. Melde dich noch einmal an.',
  'sign_in.needed': 'Melde dich bei IAM Identity Center an, um weiterzumachen.',
  'sign_in.no_token': 'IAM Identity Center gab kein Token.',
  'sign_in.unsafe_page': 'IAM Identity Center nannte keine sichere Seite zum Anmelden. Prüfe die Start-URL.',
  'sqs.access_denied':
    'AWS hat die Aktion verweigert. Der Verbindungstest in den Einstellungen nennt die fehlende Berechtigung.',
  'sqs.batch_unexplained': 'SQS hat nicht gesagt, was aus den Nachrichten wurde.',
  'sqs.credentials':
    'Die Zugangsdaten fehlen, sind abgelaufen oder wurden abgelehnt. Melde dich noch einmal an.',
  'sqs.credentials_expired':
    'Die Zugangsdaten sind abgelaufen. Melde dich noch einmal an; ChatAPP macht von selbst weiter, sobald sie erneuert sind.',
  'sqs.key_refused':
    'AWS hat den Schlüssel verweigert, der die Warteschlange verschlüsselt. Erlaube kms:GenerateDataKey und kms:Decrypt darauf.',
  'sqs.key_unusable':
    'Der Schlüssel, der die Warteschlange verschlüsselt, ist nicht nutzbar ({name}). Sieh ihn dir in der KMS-Konsole an.',
  'sqs.message_refused': 'SQS hat die Nachricht abgelehnt: {detail}.',
  'sqs.no_answer':
    'Das Backend hat nicht rechtzeitig geantwortet. ChatAPP versucht es von selbst noch einmal.',
  'sqs.no_queue': 'Diese Warteschlange gibt es auf diesem Backend nicht.',
  'sqs.not_activated':
    'Dieses Konto darf SQS hier nicht benutzen: Es ist nicht aktiviert, oder die Region ist dafür nicht freigeschaltet.',
  'sqs.not_sqs': 'Was dort antwortet, ist nicht SQS (ein Proxy oder eine Anmeldeseite des Netzes?).',
  'sqs.queue_deleted_recently':
    'Die Warteschlange wurde vor weniger als 60 Sekunden gelöscht; erst danach gibt SQS ihren Namen wieder frei.',
  'sqs.redirected':
    'Der Server schickt uns woandershin (HTTP {status}), was ChatAPP von SQS nicht kennt. Vielleicht steht ein Proxy dazwischen, oder der Endpunkt ist falsch: Prüfe ihn in den Einstellungen. ChatAPP versucht es von selbst noch einmal.',
  'sqs.refused': 'Das Backend hat die Nachricht abgelehnt: {detail}',
  'sqs.refused_unexplained': 'Das Backend hat die Nachricht abgelehnt.',
  'sqs.strange_answer':
    'Der Server hat geantwortet, aber nicht auf das, was er gefragt wurde, wie ein Proxy oder ein Server, der kein Queue-Server ist. Prüfe den Endpunkt in den Einstellungen; ChatAPP versucht es von selbst noch einmal.',
  'sqs.throttled': 'Das Backend bittet, langsamer zu machen. ChatAPP versucht es von selbst noch einmal.',
  'sqs.time_refused':
    'AWS hat die Anfrage wegen ihrer Uhrzeit abgelehnt. Stell die Uhr dieses Computers; ChatAPP versucht es von selbst noch einmal.',
  'sqs.unknown_status':
    'Der Server hat mit HTTP {status} geantwortet, was ChatAPP von SQS nicht kennt. Vielleicht steht ein Proxy dazwischen, oder der Endpunkt ist falsch: Prüfe ihn in den Einstellungen. ChatAPP versucht es von selbst noch einmal.',
  'sqs.unreachable': 'Das Backend ist nicht erreichbar. ChatAPP versucht es von selbst noch einmal.',
  'sqs.web_page':
    'Statt SQS hat eine Webseite geantwortet. Melde dich im Netz an, falls es das verlangt, oder berichtige den Endpunkt in den Einstellungen.',
  'sso_session.incomplete': 'In der AWS-Konfigurationsdatei fehlt sie.',
  'sso_session.not_found': 'In der AWS-Konfigurationsdatei gibt es keine [sso-session {name}].',
  'stack.being_deleted':
    'CloudFormation kann eine begonnene Löschung nicht anhalten. Stell den Stack danach neu bereit.',
  'stack.busy': 'Der Stack {name} wird gerade geändert ({status}). Warte, bis das beendet ist.',
  'stack.cannot_plan': 'CloudFormation kann dieses Deployment nicht planen: {reason}',
  'stack.changing': 'Der Stack {name} wird gerade geändert. Warte, bis das beendet ist, oder brich es ab.',
  'stack.complete': 'Zum Abbrechen ist es zu spät: Der Stack ist fertig.',
  'stack.forbidden':
    'AWS erlaubt diesen Zugangsdaten nicht: {action}. Nimm Zugangsdaten, die bereitstellen dürfen, oder bitte die Verwaltung des Kontos, die Vorlage bereitzustellen und dir die URL der Warteschlange zu geben.',
  'stack.left_behind':
    'Der Stack {name} ist das, was ein gescheiterter Versuch hinterlassen hat ({status}). Lösche ihn in der CloudFormation-Konsole oder wähle einen anderen Namen.',
  'stack.nearly_complete': 'Zum Abbrechen ist es zu spät: Die letzten Schritte laufen.',
  'stack.needs_capabilities':
    'CloudFormation will Änderungen an IAM bestätigt haben; dieses ChatAPP ist zu alt dafür. ({action})',
  'stack.newer':
    'Der Stack {name} hat Version {theirs} der Vorlage, dieses ChatAPP bringt Version {ours}. Aktualisiere zuerst ChatAPP.',
  'stack.no_change_set': 'CloudFormation hat ein Change Set ohne ID angelegt.',
  'stack.no_outputs':
    'Dem Stack {name} fehlen die Ausgaben eines ChatAPP-Backends. Füge stattdessen die URL seiner Anfrage-Warteschlange unter Einstellungen → Backends ein.',
  'stack.not_rolled_back':
    'Der Stack {name} ließ sich nicht zurücksetzen ({status}). Wähle in der CloudFormation-Konsole Stack actions → Continue update rollback.',
  'stack.nothing_deployed': 'Gerade wird nichts bereitgestellt.',
  'stack.nothing_there': 'Es gibt noch nichts, womit man sich verbinden könnte. Plane noch einmal.',
  'stack.nothing_to_cancel':
    'In diesem Moment lässt sich nichts abbrechen: Es beginnt gerade oder ist fertig. Sieh noch einmal nach.',
  'stack.offline':
    'CloudFormation ist nicht erreichbar. Prüfe Netz und Region und versuch es dann noch einmal.',
  'stack.plan_exists': 'Ein Change Set dieses Namens gibt es schon. Plane neu. ({action})',
  'stack.plan_gone': 'Der Plan ist weg: Jemand hat ihn oder den Stack gelöscht. Plane neu. ({action})',
  'stack.plan_outdated': 'Der Stack wurde nach diesem Plan geändert. Plane neu. ({action})',
  'stack.queue_exists':
    'Dieses Konto hat in dieser Region schon eine Warteschlange {queue}, die kein Stack noch einmal anlegen kann: {url}. Nimm sie in den neuen Stack auf (--import), verbinde dich mit ihr (chatapp connect --queue {url}) oder wähle einen anderen Namen (--queue-name).',
  'stack.refused': 'CloudFormation hat abgelehnt: {action}: {detail}',
  'stack.too_many':
    'Das Konto hat so viele Stacks, wie es haben darf. Lösche einen oder erhöhe das Kontingent. ({action})',
  'storage.database_closed':
    'Die Datenbank lässt sich nicht öffnen. Prüfe die Berechtigungen des Datenordners oder wähle mit --data-dir einen anderen.',
  'storage.database_damaged':
    'Die Datenbank ist beschädigt. Starte ChatAPP neu: Es behält eine Kopie und beginnt eine neue.',
  'storage.database_held': 'Ein anderes Programm hält die Datenbank. Schließe es und versuch es noch einmal.',
  'storage.database_read_only':
    'Die Datenbank ist schreibgeschützt. Ändere die Berechtigungen des Datenordners oder wähle mit --data-dir einen anderen.',
  'storage.disk_error': 'Der Datenträger hat einen Fehler gemeldet. Prüfe ihn und versuch es noch einmal.',
  'storage.full': 'Der Datenträger ist voll. Schaffe Platz und versuch es noch einmal.',
  'storage.no_database':
    'Die Datei ist keine Datenbank. Starte ChatAPP neu: Es behält eine Kopie und beginnt eine neue.',
  'storage.no_such_place': 'Dort lässt er sich nicht anlegen. Wähle mit --data-dir einen anderen.',
  'storage.not_a_folder':
    'Ein Teil des Pfads zum Datenordner ist eine Datei. Wähle mit --data-dir einen anderen.',
  'storage.quota': 'Dein Speicherkontingent ist aufgebraucht. Schaffe Platz und versuch es noch einmal.',
  'storage.read_only':
    'Der Datenordner liegt auf einem schreibgeschützten Datenträger. Wähle mit --data-dir einen anderen.',
  'storage.refused':
    'In den Datenordner darf nicht geschrieben werden. Ändere seine Berechtigungen oder wähle mit --data-dir einen anderen.',
  'storage.refused_change': 'Die Datenbank hat die Änderung abgelehnt. Einzelheiten stehen im Protokoll.',
  'storage.too_many_files':
    'Zu viele Dateien sind offen. Schließe einige Programme oder erhöhe die Grenze (ulimit -n) und versuch es noch einmal.',
  'storage.too_many_files_here':
    'Auf diesem Computer sind zu viele Dateien offen. Schließe einige Programme und versuch es noch einmal.',
  'template.fields_missing': 'Die Vorlage fragt nach {fields}. Gib jedes als --field Name=Wert an.',
  'template.gone': 'Diese Vorlage gibt es nicht (mehr).',
  'template.or_text': 'Gib einen Text zum Senden an oder --template mit dem Namen einer Vorlage.',
  'template.unknown': 'Es gibt keine Vorlage „{name}“. „chatapp templates“ listet sie auf.',
  'text.cut_off':
    'Zeile {line} von {name} ist kein Text in {encoding}: Sie endet mitten in einem Zeichen. Speichere die Datei zuerst als UTF-8, zum Beispiel mit: iconv -t UTF-8',
  'text.half_character':
    'Zeile {line} von {name} ist kein Text in {encoding}: Einem zweiteiligen Zeichen fehlt eine Hälfte. Speichere die Datei zuerst als UTF-8, zum Beispiel mit: iconv -t UTF-8',
  'text.like_latin1':
    'Zeile {line} von {name} ist kein Text in {encoding}: Sie sieht aus wie Latin-1 oder Windows-1252. Speichere die Datei zuerst als UTF-8, zum Beispiel mit: iconv -t UTF-8',
  'text.like_utf16':
    'Zeile {line} von {name} ist kein Text in {encoding}: Sie sieht aus wie UTF-16 oder gar kein Text. Speichere die Datei zuerst als UTF-8, zum Beispiel mit: iconv -t UTF-8',
  'text.utf16_without_mark':
    'Zeile {line} von {name} ist kein Text in {encoding}: Sie sieht aus wie UTF-16 ohne Byte Order Mark. Speichere die Datei zuerst als UTF-8, zum Beispiel mit: iconv -t UTF-8',
  'text.utf32':
    'Zeile {line} von {name} ist kein Text in {encoding}: Sie sieht aus wie UTF-32. Speichere die Datei zuerst als UTF-8, zum Beispiel mit: iconv -t UTF-8',
  'update.file_damaged':
    'Die Datei von Version {version} ist nicht die, die ihre Hersteller signiert haben: Sie ist abgeschnitten oder wurde verändert. Sie wurde verworfen; ChatAPP macht mit deiner Version weiter.',
  'update.none_ready': 'Es gibt keine neuere Version zu starten. Such zuerst nach einer.',
  'update.not_for_this_system':
    'Die Update-Quelle hat kein {name}: Für dieses System oder diesen Kanal bietet sie nichts. ChatAPP macht mit deiner Version weiter.',
  'update.not_installed':
    'Version {version} ließ sich nicht einrichten ({detail}). ChatAPP macht mit deiner Version weiter; installiere die neue von Hand oder versuch es noch einmal.',
  'update.unreachable':
    'Die Update-Quelle ist nicht erreichbar. ChatAPP macht mit deiner Version weiter und sieht später wieder nach.',
  'update.unreadable':
    'Die Update-Quelle ist signiert, aber dieses ChatAPP kann sie nicht lesen ({detail}). Es macht mit deiner Version weiter; hol dir die neue von Hand.',
  'update.unsigned':
    'Was die Update-Quelle sagt, ist nicht von den Herstellern dieses ChatAPP signiert, deshalb wurde nichts davon verwendet. Vielleicht ist es abgeschnitten, oder eine Anmeldeseite des Netzes hat geantwortet: Versuch es später noch einmal. Wenn es so bleibt, sag es denen, von denen du ChatAPP hast.',
  'update.wrong_channel':
    'Der stabile Kanal bietet {version} an, was keine stabile Version ist; sie wurde deshalb nicht genommen.',

  // Of its own accord
  'desk.allows_none': 'Sie nimmt von keiner Warteschlange Dead Letters.',
  'desk.allows_some': 'Sie nimmt nur von {queues} Dead Letters.',
  'desk.dead': 'Eine Nachricht, die {count}-mal empfangen wurde und noch da ist, geht an {dead}.',
  'desk.dead_none':
    'Sie hat keine Dead-Letter-Queue: Eine Nachricht, die scheitert, wird immer wieder ausgegeben, bis sie abläuft.',
  'desk.dead_unreadable': 'Ihre Redrive-Policy ist nicht lesbar; sie steht unten, wie der Server sie nennt.',
  'desk.delay': 'Eine Nachricht kann {time} nach dem Senden empfangen werden.',
  'desk.encrypted_kms': 'Sie ist mit dem Schlüssel {key} verschlüsselt.',
  'desk.encrypted_none': 'Sie ist im Ruhezustand nicht verschlüsselt.',
  'desk.encrypted_sqs': 'Sie ist mit einem Schlüssel von SQS verschlüsselt.',
  'desk.fifo':
    'FIFO: Nachrichten einer Gruppe behalten ihre Reihenfolge; eine mit derselben Deduplizierungs-Id wird innerhalb von 5 Minuten nicht zweimal angenommen.',
  'desk.fifo_by_content':
    'FIFO: Nachrichten einer Gruppe behalten ihre Reihenfolge; eine mit demselben Inhalt wird innerhalb von 5 Minuten nicht zweimal angenommen.',
  'desk.hidden': 'Eine empfangene Nachricht ist {time} lang vor anderen verborgen.',
  'desk.kept': 'Eine Nachricht wird {time} aufgehoben, dann geht sie verloren.',
  'desk.look.dead':
    'Ein Blick zählt als Versuch: Eine Nachricht, die schon {count}-mal empfangen wurde, geht an {dead}, statt gezeigt zu werden.',
  'desk.look.fifo': 'Solange eine Nachricht gehalten wird, gibt SQS keine andere ihrer Gruppe aus.',
  'desk.look.free': 'Hinsehen ändert hier nichts: Keine Nachricht wird empfangen, verborgen oder gezählt.',
  'desk.look.function':
    '{functionName} nimmt aus dieser Warteschlange: Was sie hat, wird nicht gezeigt, und was ein Blick hält, bekommt sie später.',
  'desk.look.paid':
    'Jede Anfrage wird berechnet: eine für die Zahl der Nachrichten, und etwa zwei für je zehn Nachrichten.',
  'desk.look.receives':
    'Hinsehen heißt empfangen: Es zählt bei jeder gezeigten Nachricht einen Empfang mehr und verbirgt sie bis zu {seconds} s vor anderen. Sie wird freigegeben, sobald sie gesehen ist.',
  'desk.look.take':
    'Um eine Nachricht später zu nehmen, zu löschen oder noch einmal zu senden, wird sie noch einmal empfangen, und mit ihr andere, die dort liegen.',
  'desk.no_delay': 'Eine Nachricht kann sofort empfangen werden.',
  'desk.no_wait': 'Ein Empfang wartet nicht auf Nachrichten: Er kann welche verfehlen, die da sind.',
  'desk.size': 'Eine Nachricht hat mit ihren Attributen höchstens {bytes} Bytes.',
  'desk.standard': 'Standard: Nachrichten können zweimal und in jeder Reihenfolge kommen.',
  'desk.wait': 'Ein Empfang wartet bis zu {time} auf eine Nachricht.',
  'alarms.denied':
    'Die Alarme dürfen nicht gelesen werden: Die Berechtigung cloudwatch:DescribeAlarms fehlt.',
  'alarms.elsewhere': 'Die Alarme konnten nicht gelesen werden: {endpoint} bietet kein CloudWatch.',
  'alarms.failed': 'Die Alarme konnten nicht gelesen werden.',
  'alarms.local':
    'Das lokale Backend hat keine Alarme: Nichts wacht darüber, während ChatAPP geschlossen ist. Was fehlschlägt, zeigt seine Dead-Letter-Queue.',
  'alarms.none':
    'Kein Alarm wacht über {queue}: Dieses Backend wurde von Hand eingerichtet, oder sein Stack ist älter. Stell es als Stack bereit oder aktualisiere ihn, dann gibt es welche.',
  'body.foreign':
    'Der Inhalt ist JSON, aber keine Nachricht von ChatAPP (ohne „v“, „id“ und „conversationId“, wie ChatAPP sie schreibt).',
  'body.malformed': 'Der Inhalt ist nicht, wie ChatAPP ihn schreibt. {problems}',
  'body.newer':
    'Die Nachricht hat Formatversion {theirs}; dieses ChatAPP liest Version {ours}. Aktualisiere ChatAPP, um sie zu lesen.',
  'body.no_json': 'Der Inhalt ist kein JSON.',
  'check.account': 'Konto {account}, als {arn}.',
  'check.account_needless': '{subject} braucht kein Konto.',
  'check.account_unknown': 'Dieser Server sagt nicht, wer aufruft; er ist nicht AWS.',
  'check.aws_only': 'Metriken und Protokolle werden nur auf AWS selbst gelesen.',
  'check.answered': '{functionName} hat in {ms} ms geantwortet.',
  'check.answer_arrived': 'Die Antwort ist angekommen.',
  'check.answer_deleted': 'Die Antwort wurde gelöscht.',
  'check.answer_none':
    'Innerhalb von {seconds} s kam keine Antwort. Sieh nach, ob {functionName} {requestQueue} als Trigger hat, und in ihr Protokoll und in {deadLetterQueue}.',
  'check.denied':
    'AWS erlaubt {actions} auf {queue} nicht. Füge die Richtlinie unten hinzu und teste dann noch einmal.',
  'check.depth': '{queue}: {visible} wartend, {inFlight} in Arbeit.',
  'check.authorities': 'Zertifizierungsstellen: {authorities}.',
  'check.destination': 'Region {region}. Endpunkt {endpoint}. Zugangsdaten: {credentials}.',
  'check.here': '{subject}, auf diesem Computer.',
  'check.left':
    'Sie ließ sich von dort nicht zurückholen und bleibt vielleicht in {queue}: Sie wird beantwortet, sobald jemand diese Warteschlange abarbeitet, oder endet in {deadLetterQueue}.',
  'check.log_missing':
    'Es gibt keine Protokollgruppe {logGroup} in {region}: Die Funktion heißt anders oder lief noch nie.',
  'check.monitoring': 'Metriken und Protokolle können angezeigt werden.',
  'check.monitoring_partly': 'Nachrichten funktionieren auch so, aber nicht die ganze Überwachung.',
  'check.not_tried': 'Nicht versucht: Erst muss ein früherer Schritt gelingen.',
  'check.nothing_arrived': 'Die Warteschlange darf gelesen werden; nichts ist angekommen.',
  'check.nothing_to_delete': 'Es gab keine Nachricht zu löschen.',
  'check.own_queue': 'Diese Installation kann eine eigene Antwort-Warteschlange haben.',
  'check.reading_denied': 'AWS erlaubt {actions} nicht, womit gelesen wird: {what}.',
  'check.reading_failed': 'Nicht lesbar: {what}.',
  'check.sent': '{queue} hat die Testnachricht angenommen.',
  'check.proxy': 'Proxy: {proxy}.',
  'check.shared_queue':
    'AWS erlaubt {actions} auf {queue} nicht, deshalb wird {shared} mit anderen geteilt. Es funktioniert; Antworten können länger dauern.',
  'check.rooms': 'Dieses Backend hat Räume; es hat in {ms} ms geantwortet.',
  'check.rooms_none':
    'Dieses Backend hat keine Tabelle für Räume; alles andere geht. Aktualisiere seinen Stack oder lege die Tabelle an, wie die Anleitung sagt.',
  'check.rooms_older':
    'MessageProcessor ist aus der Zeit vor den Räumen; alles andere geht. Aktualisiere den Stack oder den Code.',
  'check.rooms_shared': 'Räume brauchen eine eigene Antwort-Warteschlange.',
  'check.rooms_silent':
    'Innerhalb von {seconds} s kam keine Antwort zu Räumen; alles andere geht. Sieh in das Protokoll von {functionName}: Vielleicht darf sie ihre Tabelle nicht benutzen.',
  'check.step.create-response-queue': 'Antwort-Warteschlange anlegen',
  'check.step.delete': 'Empfangene Nachricht löschen',
  'check.step.destination': 'Wohin Nachrichten gehen',
  'check.step.identity': 'Wer aufruft',
  'check.step.monitoring': 'Metriken und Protokolle lesen',
  'check.step.receive': 'Aus der Antwort-Warteschlange empfangen',
  'check.step.reply': 'Antwort von MessageProcessor',
  'check.step.request-queue': 'Anfrage-Warteschlange finden',
  'check.step.rooms': 'Räume und Direktnachrichten',
  'check.step.send': 'Nachricht senden',
  'checkup.attempts.few':
    'Nach {count} Versuchen geht eine Nachricht in {dead}. AWS rät zu mindestens {advised}: Auch ein gedrosselter Aufruf zählt als Versuch, sodass auch gute Nachrichten dort enden.',
  'checkup.attempts.ok': 'Nach {count} Versuchen geht eine Nachricht in {dead}.',
  'checkup.concurrency.no_limit':
    'Für {functionName} sind {calls} Aufrufe reserviert, und der Trigger hat keine Grenze: Was darüber liegt, wird gedrosselt, und jeder gedrosselte Aufruf kostet eine Nachricht einen Versuch.',
  'checkup.concurrency.ok': '{functionName} wurde am letzten Tag nicht gedrosselt.',
  'checkup.concurrency.over':
    'Der Trigger ruft {functionName} bis zu {limit}-mal gleichzeitig auf, reserviert sind aber nur {calls} Aufrufe: Der Rest wird gedrosselt, und jeder gedrosselte Aufruf kostet eine Nachricht einen Versuch.',
  'checkup.concurrency.throttled':
    '{functionName} wurde am letzten Tag {count}-mal gedrosselt; jedes Mal kostet es eine Nachricht einen Versuch.',
  'checkup.concurrency.zero':
    'Für {functionName} ist kein Aufruf reserviert (Reserved Concurrency 0): Sie läuft nie, und Nachrichten warten, bis sie verfallen.',
  'checkup.dead.gone':
    'Ihre Dead-Letter-Queue {dead} gibt es nicht: Eine Nachricht, die fehlschlägt, wird wiederholt, bis sie verfällt, und ist dann verloren.',
  'checkup.dead.is_one': 'Sie ist die Dead-Letter-Queue von {sources}.',
  'checkup.dead.none':
    'Sie hat keine Dead-Letter-Queue: Eine Nachricht, die fehlschlägt, wird wiederholt, bis sie {kept} alt ist, und ist dann spurlos verloren.',
  'checkup.dead.ok': 'Was zu oft fehlschlägt, geht in {dead}.',
  'checkup.dead.ours':
    'ChatAPP liest sie selbst und legt beiseite, was es nicht lesen kann; sie braucht deshalb keine.',
  'checkup.denied': 'Nicht geprüft: AWS erlaubt {actions} nicht, womit es gelesen wird.',
  'checkup.encryption.key': 'Verschlüsselt mit dem Schlüssel {key}.',
  'checkup.encryption.none':
    'Nachrichten werden unverschlüsselt gespeichert. Verschlüsselung mit dem Schlüssel von SQS kostet nichts.',
  'checkup.encryption.not_told': 'Nicht geprüft: Dieser Server sagt nicht, ob er verschlüsselt.',
  'checkup.encryption.ok': 'Verschlüsselt mit dem Schlüssel von SQS.',
  'checkup.fifo.blocked':
    '{waiting} warten, während {inFlight} in Bearbeitung sind, und die älteste ist {seconds} s alt, länger als die {hidden} s, die eine Nachricht verborgen ist: Eine, die fehlschlägt, hält ihre Gruppe auf. Sie geht von selbst in etwa {within} min in {dead}; sieh dort nach, warum.',
  'checkup.fifo.busy':
    '{waiting} warten, während {inFlight} in Bearbeitung sind; die älteste ist {seconds} s alt, es ist also noch nichts fehlgeschlagen.',
  'checkup.fifo.ok': 'Keine Gruppe ist aufgehalten: {waiting} warten, {inFlight} sind in Bearbeitung.',
  'checkup.fifo.standard': 'Sie ist keine FIFO-Warteschlange.',
  'checkup.fifo.stuck':
    '{waiting} warten, während {inFlight} in Bearbeitung sind, und die älteste ist {seconds} s alt, länger als die {hidden} s, die eine Nachricht verborgen ist: Eine, die fehlschlägt, hält ihre Gruppe auf, ohne Dead-Letter-Queue so lange, bis sie verfällt.',
  'checkup.no_dead_letters': 'Sie hat keine Dead-Letter-Queue.',
  'checkup.no_function': 'Keine Funktion nimmt Nachrichten von ihr.',
  'checkup.partial.off':
    '{functionName} bekommt bis zu {batchSize} Nachrichten auf einmal und kann nicht sagen, welche davon fehlschlug: Schlägt eine fehl, kommen alle wieder. Bevor das eingeschaltet wird, muss die Funktion mit batchItemFailures antworten.',
  'checkup.partial.ok':
    '{functionName} sagt, welche Nachrichten eines Stapels fehlschlugen; nur diese kommen wieder.',
  'checkup.partial.single': '{functionName} bekommt eine Nachricht nach der anderen.',
  'checkup.policy.ok': 'Niemand darf an sie, der nicht genannt ist.',
  'checkup.policy.open':
    'Ihre Richtlinie erlaubt jedem {actions}, aus jedem Konto, ohne Bedingung, wer das ist. Der Befehl erlaubt es nur noch ihrem eigenen Konto.',
  'checkup.policy.unreadable': 'Nicht geprüft: Ihre Richtlinie ist nicht lesbar.',
  'checkup.retention.ok': '{dead} behält Nachrichten {deadKept} lang, länger als die {kept} hier.',
  'checkup.retention.short':
    '{dead} behält Nachrichten {deadKept} lang, hier sind es {kept}: Ihr Alter zählt vom ersten Senden an, sodass eine dort weg sein kann, sobald sie ankommt.',
  'checkup.title.attempts': 'Versuche bis zur Dead-Letter-Queue',
  'checkup.title.batch-window': 'Wartezeit für einen Stapel',
  'checkup.title.concurrency': 'Nebenläufigkeit und Drosselung',
  'checkup.title.dead-letters': 'Dead-Letter-Queue',
  'checkup.title.encryption': 'Verschlüsselung',
  'checkup.title.fifo': 'Gruppen einer FIFO-Warteschlange',
  'checkup.title.partial-batch': 'Teilweise fehlgeschlagene Stapel',
  'checkup.title.policy': 'Richtlinie der Warteschlange',
  'checkup.title.retention': 'Aufbewahrung von Dead Letters',
  'checkup.title.trigger': 'Trigger',
  'checkup.title.visibility': 'Sichtbarkeits-Timeout',
  'checkup.trigger.off':
    'Der Trigger von {functionName} ist ausgeschaltet: Nichts nimmt Nachrichten von dieser Warteschlange.',
  'checkup.trigger.ok': '{functionName} nimmt Nachrichten von ihr.',
  'checkup.unread': 'Nicht geprüft: Es konnte nicht gelesen werden.',
  'checkup.visibility.ok':
    'Eine Nachricht ist {hidden} s verborgen, mindestens sechsmal so lang wie die {timeout} s, die {functionName} laufen darf.',
  'checkup.visibility.short':
    'Eine Nachricht ist {hidden} s verborgen. AWS rät zu {advised} s, sechsmal den {timeout} s, die {functionName} laufen darf, damit ein gedrosselter Stapel rechtzeitig wiederholt werden kann.',
  'checkup.visibility.shorter':
    'Eine Nachricht ist {hidden} s verborgen, {functionName} darf aber {timeout} s laufen: Sie wird noch einmal ausgegeben, während sie bearbeitet wird, und zweimal erledigt. AWS rät zu {advised} s.',
  'checkup.window.long':
    'Bis zu {window} s wird auf einen Stapel gewartet, und eine Nachricht ist {hidden} s verborgen: AWS rät zum Sechsfachen der Laufzeit der Funktion und der Wartezeit dazu, {advised} s.',
  'checkup.window.none': '{functionName} bekommt Nachrichten sofort.',
  'checkup.window.ok':
    'Bis zu {window} s wird auf einen Stapel gewartet, wofür die {hidden} s reichen, die eine Nachricht verborgen ist.',
  'connection.connected': 'Verbunden: {label}.',
  'connection.reconnecting': 'Verbindet neu …',
  'connection.starting': 'Das Backend startet …',
  'cost.looking':
    'Diese Ansicht fragt CloudWatch jede Minute nach bis zu vierzehn Metriken ({dollars} je Stunde).',
  'cost.nothing': '{subject} kostet nichts.',
  'cost.own':
    'Gezählt ist nur dieses Profil. Dazu kommt, was Lambda selbst abfragt: {polling} im Monat bei einer Anfrage-Warteschlange ohne Nachrichten, oder {limited}, wenn die Nebenläufigkeit begrenzt ist; und andere Installationen.',
  'cost.prices': 'Preise: us-east-1, {readOn}.',
  'cost.requests':
    '{requests} Anfragen an SQS in diesem Monat, {percent} % der Million, die AWS einem Konto kostenlos gibt, sonst {dollars}.',
  'cost.stack':
    'Gezählt ist der ganze Stack, wie CloudWatch es tut: was Lambda abfragt und jede Installation, diese mit {own}.',
  'metrics.allow_all': 'Erlaube sie auf allen Ressourcen („*“); AWS kann sie nicht enger fassen.',
  'metrics.attach_policy':
    'Hänge die Client-Richtlinie des Stacks {stackName} (seine Ausgabe ClientPolicyArn) an deinen Benutzer oder deine Rolle.',
  'metrics.denied':
    'Die Metriken dürfen nicht gelesen werden: Die Berechtigung cloudwatch:GetMetricData fehlt.',
  'metrics.elsewhere': 'Die Metriken waren nicht lesbar: {endpoint} bietet kein CloudWatch.',
  'metrics.failed': 'Die Metriken waren nicht lesbar.',
  'metrics.local':
    'Das lokale Backend hat kein CloudWatch, also gibt es keine Metriken über die Zeit. Seine Warteschlangen stehen unter „Warteschlangen“, die Protokollzeilen der Funktion bei jeder Nachricht.',
  'metrics.no_dashboard_by_hand':
    'Es gibt kein Dashboard: Dieses Backend wurde von Hand eingerichtet. Stell es als Stack bereit, um eins zu bekommen.',
  'metrics.no_dashboard_elsewhere': 'Es gibt kein Dashboard: Dieses Backend ist ein anderer Server als AWS.',
  'notice.asked_again': '{count} gesendet und noch ohne Antwort: von hier noch einmal angefragt.',
  'notice.backend_field_unreadable':
    'Ein gespeichertes Backend ({name}) ist nicht lesbar: {field} stimmt nicht. Es wird ausgelassen; verbinde es neu.',
  'notice.backend_unreadable':
    'Ein gespeichertes Backend ({name}) ist nicht lesbar. Es wird ausgelassen; verbinde es neu.',
  'notice.backends_unreadable':
    'Die Liste der Backends dieses Profils ist beschädigt und wird ausgelassen. Verbinde deine Backends neu.',
  'notice.closed':
    'ChatAPP wurde unerwartet beendet. Nichts ist verloren: Jede Nachricht wird gespeichert, bevor sie gesendet wird.',
  'notice.closed_with_one':
    'ChatAPP wurde unerwartet beendet; deine 1 Nachricht im Postausgang ist sicher und wird gesendet.',
  'notice.closed_with_queued':
    'ChatAPP wurde unerwartet beendet; deine {count} Nachrichten im Postausgang sind sicher und werden gesendet.',
  'notice.copied':
    'Dieses Profil ist eine Kopie des Profils in {folder}. Es ist jetzt eine eigene Installation mit einer eigenen Antwort-Warteschlange: Keine nimmt der anderen Antworten weg.',
  'notice.database_damaged':
    'Die Datenbank dieses Profils war beschädigt. Sie liegt jetzt als {file} in {folder}, und ChatAPP hat eine neue begonnen. Lies sie in den Einstellungen oder mit „chatapp recover“ wieder ein.',
  'notice.database_empty':
    'Die Datenbank dieses Profils war eine leere Datei: Darin gab es nichts zu behalten, und ChatAPP hat eine neue begonnen.',
  'notice.database_newer':
    'Die Datenbank dieses Profils stammt von einem neueren ChatAPP. Sie liegt jetzt als {file} in {folder}, und ChatAPP hat eine neue begonnen. Lies sie in den Einstellungen oder mit „chatapp recover“ wieder ein.',
  'notice.local_set_aside':
    'Die Datenbank des lokalen Backends war beschädigt. Sie wurde als {file} beiseitegelegt, und das Backend hat leer begonnen.',
  'notice.pair_no_replies':
    'Nachrichten des Chats „{title}“ warten: Ihre Antworten lassen sich nicht aus {queue} lesen. {problem}',
  'notice.pair_waits':
    'Nachrichten des Chats „{title}“ warten: {queue} lässt sich nicht verwenden. {problem}',
  'notice.queue_shared':
    'AWS erlaubt dieser Installation keine eigene Antwort-Warteschlange (sqs:CreateQueue und sqs:TagQueue auf {own}), deshalb teilt sie {shared} mit anderen, und Antworten können länger dauern. Der Verbindungstest zeigt die Richtlinie.',
  'label.local': 'lokal',
  'label.unreadable': 'ein nicht lesbares Backend',
  'outbox.goes_by_itself': 'Was du sendest, wartet im Postausgang und geht von selbst hinaus.',
  'outbox.waits_until_then': 'Bis dahin warten Nachrichten im Postausgang.',
  'pair.no_id':
    'Sie nennt keine Anfrage, und keine Anfrage eines Chats an dieser Warteschlange wartet auf eine Antwort.',
  'pair.older':
    'Sie nennt keine Anfrage und lag schon in der Warteschlange, bevor die älteste wartende geschrieben wurde.',
  'pair.two_requests':
    'Sie nennt mehr als eine Anfrage: {ids}. Welche sie beantwortet, lässt sich nicht sagen.',
  'pair.unknown_id': 'Sie nennt {ids}, und das ist keine Anfrage eines Chats an dieser Warteschlange.',
  'prompt.mfa_code': 'Gib den Code deines MFA-Geräts für das Profil „{profile}“ ein.',
  'prompt.program': 'Das AWS-Profil „{profile}“ bekommt seine Zugangsdaten von einem Programm. Ausführen?',
  'prompt.sign_in': 'Melde dich in deinem Browser bei IAM Identity Center an.',
  'prompt.sign_in_and_compare':
    'Melde dich in deinem Browser bei IAM Identity Center an und vergleiche den Code.',
  'profile.file_fault': 'Nicht gelesen: {file}, Zeile {line}: {reason}.',
  'profile.header_broken': 'Die Überschrift eines Abschnitts ist nicht geschlossen oder leer',
  'profile.no_section': 'Eine Einstellung steht unter keinem [Abschnitt]',
  'profile.no_setting': 'Das ist weder „Name = Wert“ noch ein [Abschnitt]',
  'reason.aws_said': 'AWS meldet: {said}',
  'reason.backend_exists':
    'Dieses Konto hat in dieser Region schon ein ChatAPP-Backend: Seine Antwort-Warteschlange gibt es. Aktualisiere es über seinen Stack-Namen oder wähle einen anderen Namen für die Warteschlange.',
  'reason.bucket':
    '{logicalId} konnte den Code nicht holen: Der Bucket gehört jemand anderem, liegt in einer anderen Region oder darf nicht gelesen werden. Nenne mit --code-bucket einen dieses Kontos und dieser Region.',
  'reason.failed': '{logicalId} ist fehlgeschlagen.',
  'reason.just_deleted':
    '{logicalId} wurde eben erst gelöscht; SQS hält den Namen noch 60 Sekunden fest. Warte eine Minute und stell dann noch einmal bereit.',
  'reason.name_taken':
    '{logicalId} konnte nicht angelegt werden: Das Konto hat in dieser Region schon etwas mit diesem Namen. Wähle einen anderen Namen.',
  'reason.no_pass_role':
    '{logicalId} wurde abgelehnt: Die Zugangsdaten dürfen dem Dienst keine Rolle übergeben (iam:PassRole). Lass das für die Rolle erlauben und stell dann noch einmal bereit.',
  'reason.not_allowed':
    '{logicalId} wurde abgelehnt: Den Zugangsdaten fehlt {action}. Lass es erlauben und stell dann noch einmal bereit.',
  'reason.organization_denies':
    '{logicalId} wurde abgelehnt: Eine Richtlinie deiner Organisation verbietet {action}. Frag, wer ihre Service-Control-Policies pflegt; in diesem Konto lässt es sich nicht erlauben.',
  'reason.own_by_hand':
    'Wenn du es von Hand angelegt hast, verbinde dich damit (chatapp connect) oder nimm es in den Stack auf (chatapp deploy --import).',
  'reason.table_kept':
    'Die Tabelle der Räume konnte nicht angelegt werden: Es gibt eine mit diesem Namen, mit den Räumen eines gelöschten Stacks oder von Hand angelegt. Nimm sie in den Stack auf (chatapp deploy --import) oder wähle einen anderen Namen für die Warteschlange.',
  'reason.quota':
    '{logicalId} konnte nicht angelegt werden: Ein Kontingent des Kontos ist aufgebraucht. Erhöhe es unter Service Quotas.',
  'reason.region':
    '{logicalId} konnte nicht angelegt werden: Diese Region führt Node 24 auf arm64 nicht aus. Stell in einer anderen Region bereit.',
  'source.aws': 'von AWS selbst',
  'source.backend': 'dieses Backend',
  'source.ca_bundle': 'ca_bundle des AWS-Profils „{profile}“',
  'source.container': 'ihr Container',
  'source.dummy': 'jeder ist recht',
  'source.endpoint_url': 'endpoint_url des AWS-Profils „{profile}“',
  'source.environment': '{name} in der Umgebung',
  'source.instance': 'ihre EC2-Instanz',
  'source.option': 'Option {name}',
  'source.profile': 'AWS-Profil „{profile}“',
  'source.queue_url': 'URL der Warteschlange',
  'source.services': '[services {section}] des AWS-Profils „{profile}“',
  'source.typed_in': 'hier eingegeben',
  'source.value': '{value} ({source})',
  'stack.cancelled_create':
    'Abgebrochen: CloudFormation hat wieder gelöscht, was es angelegt hatte. Das Konto ist wie zuvor.',
  'stack.cancelled_update': 'Abgebrochen: Der Stack wurde auf den Stand davor zurückgesetzt.',
  'stack.cancelling_create': 'Wird abgebrochen: Was bisher angelegt wurde, wird gelöscht.',
  'stack.cancelling_update': 'Wird abgebrochen: Die Änderung wird zurückgesetzt.',
  'stack.deleted': 'Der Stack {name} und alles darin ist gelöscht.',
  'stack.deleting': 'Der Stack {name} wird gelöscht.',
  'stack.deployed': 'Der Stack {name} ist bereitgestellt, und ChatAPP spricht jetzt mit ihm.',
  'stack.deploying': 'Der Stack {name} wird bereitgestellt.',
  'stack.gone': 'Einen Stack {name} gibt es in {region} nicht mehr.',
  'stack.lost_sight': 'ChatAPP hat den Vorgang aus den Augen verloren; CloudFormation macht damit weiter.',
  'stack.no_reason': 'Einen Grund nannte es nicht.',
  'stack.nothing_deployed_again':
    'Nichts wurde bereitgestellt: CloudFormation hat wieder gelöscht, was es angelegt hatte.',
  'stack.open_console':
    'Öffne den Stack in der CloudFormation-Konsole, um ihn von Hand abzuschließen oder zu löschen.',
  'stack.plan_again': 'Plane danach neu, um zu sehen, wie es steht.',
  'stack.rolled_back': 'Der Stack wurde auf den Stand davor zurückgesetzt.',
  'stack.stopped': 'CloudFormation blieb im Zustand {status} stehen.',
  'stack.unconnected':
    'Der Stack {name} ist bereitgestellt, aber ChatAPP konnte sich nicht mit ihm verbinden.',
  'subject.aws': 'Das AWS-Konto',
  'subject.emulator': 'Der Emulator',
  'subject.local': 'Das lokale Backend',
  'way.keys': 'Zugriffsschlüssel',
  'way.login': 'Sitzung von „aws login“',
  'way.machine': 'Rolle dieser Maschine',
  'way.other': 'andere',
  'way.process': 'Programm',
  'way.role': 'angenommene Rolle',
  'way.sso': 'IAM Identity Center',
  'way.web_identity': 'Web-Identität',
  'what.log': 'Protokoll',
  'what.metrics': 'Metriken'
}
