/**
 * The schema, one step a version; `user_version` counts the steps that ran. Steps are never edited, only added.
 *
 * Every table that panes show carries a `revision`: one counter for all of them, so that any host of the profile can
 * ask what has changed since it last looked.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE revision (current INTEGER NOT NULL) STRICT;
  INSERT INTO revision VALUES (0);

  CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    read_seq INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE deleted_conversations (id TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT;

  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('request', 'reply')),
    -- The body as it stands on the wire: ASCII, so that NUL and lone surrogates survive.
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    in_reply_to TEXT,
    kind TEXT CHECK (kind IN ('reply', 'error')),
    status TEXT CHECK (status IN ('queued', 'sent', 'answered', 'failed')),
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    timeline TEXT NOT NULL,
    round_trip_ms INTEGER,
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_conversation ON messages (conversation_id, seq);
  CREATE INDEX replies_by_conversation ON messages (conversation_id, seq) WHERE role = 'reply';
  CREATE INDEX messages_answered ON messages (seq, round_trip_ms) WHERE round_trip_ms IS NOT NULL;
  CREATE INDEX messages_by_request ON messages (in_reply_to) WHERE in_reply_to IS NOT NULL;
  CREATE INDEX messages_by_revision ON messages (revision);
  CREATE INDEX messages_unanswered ON messages (status) WHERE status = 'sent';

  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY REFERENCES messages (seq) ON DELETE CASCADE,
    conversation_id TEXT NOT NULL,
    due_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX outbox_by_conversation ON outbox (conversation_id, seq);

  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL, revision INTEGER NOT NULL) STRICT;
  CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sqs_message_id TEXT NOT NULL UNIQUE,
    received_at INTEGER NOT NULL,
    queue TEXT NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL
  ) STRICT;
  CREATE TABLE launch_tokens (hash TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;

  CREATE VIRTUAL TABLE message_text USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
  );
  CREATE TRIGGER messages_delete_text AFTER DELETE ON messages BEGIN
    DELETE FROM message_text WHERE rowid = old.seq;
  END;
  `,
  // 2: since when a sent request waits for its answer; it is sent again when that takes too long.
  `
  ALTER TABLE messages ADD COLUMN awaited_since INTEGER;
  UPDATE messages SET awaited_since = created_at WHERE status = 'sent';
  CREATE INDEX messages_awaited ON messages (awaited_since) WHERE status = 'sent';
  DROP INDEX messages_unanswered;
  `,
  // 3: what the user should know, whichever host found it; and what the leading host says of the connection.
  `
  CREATE TABLE notices (id TEXT PRIMARY KEY, level TEXT NOT NULL, text TEXT NOT NULL UNIQUE, at INTEGER NOT NULL) STRICT;
  `,
  // 4: where a message stands in its log, which is neither the order of storing (an import is older than what is there)
  // nor the clock's (which may step back); and which messages came by an import, for those are no news.
  `
  ALTER TABLE messages ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE messages ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
  UPDATE messages SET position = created_at;
  DROP INDEX messages_by_conversation;
  CREATE INDEX messages_by_position ON messages (conversation_id, position, seq);
  DROP INDEX replies_by_conversation;
  CREATE INDEX replies_by_conversation ON messages (conversation_id, seq) WHERE role = 'reply' AND imported = 0;
  DROP INDEX messages_answered;
  CREATE INDEX messages_answered ON messages (seq, round_trip_ms) WHERE round_trip_ms IS NOT NULL AND imported = 0;
  `,
  // 5: how long an outbox entry was to wait: a due moment further away than that was reckoned by a wrong clock.
  `
  ALTER TABLE outbox ADD COLUMN wait_ms INTEGER NOT NULL DEFAULT 0;
  `,
  // 6: times that no clock shows, which an import used to take, become the latest that may be (MAX_TIME).
  `
  UPDATE conversations SET created_at = 4922899200000 WHERE created_at > 4922899200000;
  UPDATE messages SET created_at = 4922899200000 WHERE created_at > 4922899200000;
  UPDATE messages SET position = 4922899200000 WHERE position > 4922899200000;
  `,
  // 7: imports that are being stored, and what each step stored, so that all of it can be taken back.
  `
  CREATE TABLE imports (id TEXT PRIMARY KEY) STRICT;
  CREATE TABLE import_steps (
    step INTEGER PRIMARY KEY,
    import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    conversation_id TEXT,
    first_seq INTEGER,
    last_seq INTEGER
  ) STRICT;
  CREATE INDEX import_steps_by_import ON import_steps (import_id, step);
  `,
  // 8: a search that finds every piece of a text, newest first. What is stored already is taken in step by step after
  // the start (`fillSearch`). Launch links live in the browser host's memory.
  `
  DROP TRIGGER messages_delete_text;
  DROP TABLE message_text;
  DROP TABLE launch_tokens;
  CREATE TABLE search_rows (row INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE) STRICT;
  CREATE VIRTUAL TABLE search_trigrams USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
  CREATE VIRTUAL TABLE search_short USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
  );
  CREATE TRIGGER messages_delete_search AFTER DELETE ON messages BEGIN
    DELETE FROM search_trigrams WHERE rowid = (SELECT row FROM search_rows WHERE seq = old.seq);
    DELETE FROM search_short WHERE rowid = (SELECT row FROM search_rows WHERE seq = old.seq);
    DELETE FROM search_rows WHERE seq = old.seq;
  END;
  INSERT INTO meta (key, value)
    SELECT 'search_pending_below', CAST(max(seq) + 1 AS TEXT) FROM messages HAVING max(seq) IS NOT NULL;
  `,
  // 9: requests that the user has deleted; what still comes for them is dropped.
  `
  CREATE TABLE deleted_requests (id TEXT PRIMARY KEY) STRICT;
  `,
  // 10: long texts that are stored and not in the search yet: it takes them in after their transaction (`fillSearch`).
  `
  CREATE TABLE search_pending (seq INTEGER PRIMARY KEY) STRICT;
  CREATE TRIGGER messages_delete_pending AFTER DELETE ON messages BEGIN
    DELETE FROM search_pending WHERE seq = old.seq;
  END;
  `,
  // 11: how many replies of a chat are unread, kept and no longer counted; short texts that are stored and not in the
  // search yet: it takes them in together (`SearchIndex`); and what has changed is found without reading all of it.
  `
  ALTER TABLE conversations ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
  UPDATE conversations SET unread = (SELECT count(*) FROM messages m
    WHERE m.conversation_id = conversations.id AND m.role = 'reply' AND m.imported = 0 AND m.seq > read_seq);
  CREATE INDEX conversations_unread ON conversations (id) WHERE unread > 0;
  CREATE INDEX conversations_by_revision ON conversations (revision);
  CREATE INDEX deleted_conversations_by_revision ON deleted_conversations (revision);
  CREATE TRIGGER messages_insert_unread AFTER INSERT ON messages WHEN new.role = 'reply' AND new.imported = 0 BEGIN
    UPDATE conversations SET unread = unread + 1 WHERE id = new.conversation_id;
  END;
  CREATE TRIGGER messages_delete_unread AFTER DELETE ON messages WHEN old.role = 'reply' AND old.imported = 0 BEGIN
    UPDATE conversations SET unread = unread - 1 WHERE id = old.conversation_id AND read_seq < old.seq;
  END;
  CREATE TABLE search_new (seq INTEGER PRIMARY KEY) STRICT;
  CREATE TRIGGER messages_delete_new AFTER DELETE ON messages BEGIN
    DELETE FROM search_new WHERE seq = old.seq;
  END;
  `,
  // 12: a part of the search is not rewritten as a whole because a tenth of it was deleted: whoever deletes would wait.
  `
  INSERT INTO search_trigrams (search_trigrams, rank) VALUES ('deletemerge', 0);
  INSERT INTO search_short (search_short, rank) VALUES ('deletemerge', 0);
  `,
  // 13: how the list of chats keeps them. Until somebody names it (named), a chat is called by its first message. A chat
  // that is to be deleted (delete_at) is hidden at once. A new message brings an archived chat back, a reply not to a
  // muted one. Drafts, as JSON, so that NUL and lone surrogates survive.
  `
  ALTER TABLE conversations ADD COLUMN named INTEGER NOT NULL DEFAULT 0;
  UPDATE conversations SET named = 1
    WHERE title <> 'Recovered replies' AND (id <> 'processor' OR title <> 'MessageProcessor');
  ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN delete_at INTEGER;
  CREATE INDEX conversations_to_delete ON conversations (id) WHERE delete_at IS NOT NULL;
  CREATE TRIGGER messages_insert_unarchive AFTER INSERT ON messages WHEN new.imported = 0 BEGIN
    UPDATE conversations SET archived = 0
      WHERE id = new.conversation_id AND archived = 1 AND (muted = 0 OR new.role = 'request');
  END;
  CREATE TABLE drafts (
    conversation_id TEXT PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    preview TEXT NOT NULL,
    writer TEXT NOT NULL,
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX messages_failed ON messages (conversation_id, position) WHERE status = 'failed';
  `,
  // 14: what a message is sent with: the user's own attributes, and how long SQS holds it back. Messages that wait for a
  // moment (wait_ms: or for a length of time), and templates; their texts as JSON, as drafts.
  `
  ALTER TABLE messages ADD COLUMN own_attributes TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE messages ADD COLUMN delay_seconds INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE scheduled (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    preview TEXT NOT NULL,
    attributes TEXT NOT NULL,
    send_at INTEGER NOT NULL,
    wait_ms INTEGER,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX scheduled_by_time ON scheduled (send_at);
  CREATE INDEX scheduled_by_conversation ON scheduled (conversation_id);
  CREATE TRIGGER scheduled_delete AFTER DELETE ON scheduled BEGIN
    INSERT OR REPLACE INTO meta (key, value) SELECT 'scheduled_revision', current + 1 FROM revision;
  END;
  CREATE TABLE templates (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    attributes TEXT NOT NULL
  ) STRICT;
  `,
  // 15: notices by their keys, as JSON, so that they are said in the language of the window.
  `
  ALTER TABLE notices ADD COLUMN said TEXT;
  `,
  // 16: why a message was set aside, by its keys, as notices.
  `
  ALTER TABLE quarantine ADD COLUMN said TEXT;
  `,
  // 17: what is counted for good, in the transactions of what is counted; and where each request is, told from an index.
  `
  CREATE TABLE ledger (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX requests_by_status ON messages (imported, status) WHERE role = 'request';
  INSERT INTO ledger (name, count) SELECT 'written', count(*) FROM messages WHERE role = 'request' AND imported = 0;
  INSERT INTO ledger (name, count) SELECT status, count(*) FROM messages
    WHERE role = 'request' AND imported = 0 AND status IN ('answered', 'failed') GROUP BY status;
  INSERT INTO ledger (name, count) SELECT 'sent', count(*) FROM messages
    WHERE role = 'request' AND imported = 0 AND status IN ('sent', 'answered', 'failed') AND timeline ->> '$.sent' IS NOT NULL;
  INSERT INTO ledger (name, count) SELECT 'setAside', count(*) FROM quarantine;
  INSERT INTO ledger (name, count) VALUES ('deleted', 0), ('since', CAST(unixepoch('subsec') * 1000 AS INTEGER));
  CREATE TRIGGER messages_insert_ledger AFTER INSERT ON messages WHEN new.role = 'request' AND new.imported = 0 BEGIN
    UPDATE ledger SET count = count + 1 WHERE name = 'written';
  END;
  CREATE TRIGGER messages_delete_ledger AFTER DELETE ON messages WHEN old.role = 'request' AND old.imported = 0 BEGIN
    UPDATE ledger SET count = count + 1 WHERE name = 'deleted';
  END;
  `,
  // 18: what MessageProcessor told of its attempts at a request, as JSON (`attemptsSchema`).
  `
  ALTER TABLE messages ADD COLUMN progress TEXT NOT NULL DEFAULT '[]';
  `,
  // 19: what went through, and how full queues were, in slots of time; see samples.ts.
  `
  CREATE TABLE traffic (
    slot INTEGER NOT NULL,
    backend TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('sent', 'answered')),
    round_trip_ms INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (slot, backend, what, round_trip_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE depths (
    slot INTEGER NOT NULL,
    backend TEXT NOT NULL,
    queue TEXT NOT NULL,
    visible INTEGER NOT NULL,
    in_flight INTEGER NOT NULL,
    delayed INTEGER NOT NULL,
    oldest_ms INTEGER,
    PRIMARY KEY (slot, backend, queue)
  ) STRICT, WITHOUT ROWID;
  `,
  // 20: the attributes that are to go along with a draft, as JSON.
  `
  ALTER TABLE drafts ADD COLUMN attributes TEXT NOT NULL DEFAULT '[]';
  `,
  // 21: the tray of the desk for dead letters: each is stored here before it is deleted from its queue. `origin` tells it
  // from every other, so that one that comes again is not taken twice; of what has left the tray only that is kept. What
  // was done at the desk. Dead copies of requests that were sent again, which are to be removed. A failure that a later
  // outcome of its request has taken the place of.
  `
  CREATE TABLE letters (
    id TEXT PRIMARY KEY,
    backend_id TEXT NOT NULL,
    queue TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('taking', 'held', 'sending', 'returning', 'gone')),
    -- Whether the step that its state names may have been taken already, by a process that was ended.
    tried INTEGER NOT NULL DEFAULT 0,
    -- With what it is deleted from its queue, as long as nobody has received it again.
    receipt TEXT,
    -- As JSON, so that NUL and lone surrogates survive.
    letter TEXT NOT NULL,
    edited TEXT,
    correlation_id TEXT,
    cause TEXT,
    taken_at INTEGER NOT NULL,
    UNIQUE (backend_id, queue, origin)
  ) STRICT;
  CREATE INDEX letters_present ON letters (backend_id, id) WHERE state <> 'gone';
  CREATE TABLE letter_acts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    act TEXT NOT NULL,
    backend_id TEXT NOT NULL,
    queue TEXT NOT NULL,
    letter_id TEXT,
    correlation_id TEXT,
    detail TEXT
  ) STRICT;
  CREATE TABLE dead_copies (
    correlation_id TEXT NOT NULL,
    backend_id TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (backend_id, correlation_id)
  ) STRICT;
  ALTER TABLE messages ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
  `,
  // 22: what this computer saw of a message's way: SQS's ids for it, and how the clocks stood.
  `
  ALTER TABLE messages ADD COLUMN evidence TEXT NOT NULL DEFAULT '{}';
  `,
  // 23: queues that chats are bound to. What a message was written for goes with it, as JSON, whatever its chat is bound
  // to later; how it stands on the wire, as JSON, where that is not as in its body. What waits says which queues it goes to.
  `
  CREATE TABLE pairs (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    backend_id TEXT NOT NULL,
    pair TEXT NOT NULL,
    current INTEGER NOT NULL,
    imported INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX pairs_current ON pairs (conversation_id) WHERE current = 1;
  CREATE INDEX pairs_by_conversation ON pairs (conversation_id);
  ALTER TABLE messages ADD COLUMN pair TEXT;
  ALTER TABLE messages ADD COLUMN wire TEXT;
  CREATE INDEX messages_awaited_by_pair ON messages (pair ->> '$.id', seq)
    WHERE pair IS NOT NULL AND status = 'sent' AND pair ->> '$.replyQueue' IS NOT NULL;
  ALTER TABLE outbox ADD COLUMN pair_id TEXT;
  CREATE INDEX outbox_by_pair ON outbox (pair_id, seq) WHERE pair_id IS NOT NULL;
  ALTER TABLE scheduled ADD COLUMN pair TEXT;
  `,
  // 24: requests to queues without replies: they are done once SQS has them.
  `
  CREATE INDEX messages_delivered ON messages (imported, seq)
    WHERE status = 'sent' AND pair IS NOT NULL AND pair ->> '$.replyQueue' IS NULL;
  `,
  // 25: rooms. What the processor last said of one (head), and who is in it by now (members); which numbers of its log
  // are here (spans, [from, to] pairs), the highest that is (top) and the highest there is (known); up to which number
  // oneself has read, and up to which the processor has been told so. What is asked of rooms besides messages, until it
  // is answered. Edits, deletions and reactions, by the message that they concern. Who is on a backend. What a message
  // is in a room, as JSON. Of a room whose conversation is deleted nothing stays but that it is left.
  `
  CREATE TABLE rooms (
    id TEXT PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    backend_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('room', 'direct')),
    state TEXT NOT NULL CHECK (state IN ('pending', 'open', 'refused', 'left', 'removed', 'closed')),
    reason TEXT,
    me TEXT,
    person TEXT,
    title TEXT NOT NULL,
    topic TEXT NOT NULL DEFAULT '',
    head TEXT,
    head_revision INTEGER NOT NULL DEFAULT -1,
    members TEXT NOT NULL DEFAULT '[]',
    spans TEXT NOT NULL DEFAULT '[]',
    top INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0,
    read_seq INTEGER NOT NULL DEFAULT 0,
    read_told INTEGER NOT NULL DEFAULT 0,
    mentioned INTEGER NOT NULL DEFAULT 0,
    mentions_only INTEGER NOT NULL,
    trust TEXT NOT NULL DEFAULT '{}',
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX rooms_by_backend ON rooms (backend_id);
  CREATE TABLE room_asks (
    id TEXT PRIMARY KEY,
    backend_id TEXT NOT NULL,
    room_id TEXT,
    ask TEXT NOT NULL,
    text TEXT,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    wait_ms INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX room_asks_by_room ON room_asks (backend_id, room_id, created_at);
  CREATE INDEX room_asks_of_room ON room_asks (room_id);
  CREATE TABLE room_acts (
    room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    target INTEGER NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (room_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX room_acts_by_target ON room_acts (room_id, target, seq);
  CREATE TABLE room_invitations (
    hash TEXT PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    uses INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX room_invitations_by_room ON room_invitations (room_id);
  CREATE TABLE people (backend_id TEXT PRIMARY KEY, hello TEXT NOT NULL, revision INTEGER NOT NULL) STRICT;
  CREATE TRIGGER rooms_delete_asks AFTER DELETE ON rooms BEGIN
    DELETE FROM room_asks WHERE room_id = old.id AND ask ->> '$.op' <> 'leave';
  END;
  CREATE TRIGGER conversations_read_room AFTER UPDATE OF read_seq ON conversations BEGIN
    UPDATE rooms SET read_seq = max(read_seq, top), mentioned = 0, revision = new.revision WHERE id = new.id;
  END;
  ALTER TABLE messages ADD COLUMN room TEXT;
  CREATE INDEX messages_by_room_seq ON messages (conversation_id, room ->> '$.seq') WHERE room IS NOT NULL;
  CREATE INDEX messages_by_quote ON messages (conversation_id, room ->> '$.quotes')
    WHERE room IS NOT NULL AND room ->> '$.quotes' IS NOT NULL;
  CREATE INDEX messages_under_way ON messages (conversation_id, seq)
    WHERE room IS NOT NULL AND status IN ('queued', 'sent');
  `,
  // 26: of what is sent later in a room, the id of the message that it replies to.
  `
  ALTER TABLE scheduled ADD COLUMN quotes TEXT;
  `,
  // 27: rooms whose log was put back: from which number on entries stand how much further behind than their number says.
  `
  ALTER TABLE rooms ADD COLUMN shifts TEXT NOT NULL DEFAULT '[]';
  `,
  // 28: what is asked of a room goes behind the messages up to this one; null for what was asked before this version.
  `
  ALTER TABLE room_asks ADD COLUMN after_seq INTEGER;
  `
]
