/** Version of the tables below; a journal of another version is refused rather than misread. */
export const schemaVersion = 4;

export const tables = ['exchange', 'decision', 'message', 'log', 'event'] as const;

/**
 * Tensors are little-endian float32 bytes: JSON would turn NaN into null. Times are milliseconds since the run began.
 *
 * An exchange that is much like an earlier one names it (`base`). Its observation and expectation are NULL where they are the
 * same, and of its body only that is stored which stands between the first `head` and the last `tail` bytes of the other.
 */
export const schema = `
  CREATE TABLE exchange (
    id INTEGER PRIMARY KEY,
    phase TEXT NOT NULL,
    subject INTEGER NOT NULL,
    note TEXT NOT NULL,
    rows INTEGER NOT NULL,
    base INTEGER,
    head INTEGER NOT NULL,
    tail INTEGER NOT NULL,
    observation BLOB,
    expected BLOB,
    request BLOB,
    scheduled_at REAL NOT NULL,
    sent_at REAL NOT NULL,
    ended_at REAL NOT NULL,
    retries INTEGER NOT NULL,
    status INTEGER,
    content_type TEXT,
    content_encoding TEXT,
    location TEXT,
    body BLOB,
    lost TEXT,
    message TEXT
  ) STRICT;
  CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    phase TEXT NOT NULL,
    subject INTEGER NOT NULL,
    note TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    market TEXT NOT NULL,
    data TEXT NOT NULL,
    features BLOB NOT NULL,
    expected BLOB NOT NULL,
    started_at REAL NOT NULL
  ) STRICT;
  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    link TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL NOT NULL,
    request_id TEXT,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER,
    content_type TEXT,
    content_encoding TEXT,
    location TEXT,
    body BLOB,
    lost TEXT,
    message TEXT,
    replaced_status INTEGER,
    replaced_content_type TEXT,
    replaced_body BLOB,
    rule TEXT,
    hindrance TEXT
  ) STRICT;
  CREATE INDEX message_by_request ON message (request_id);
  CREATE INDEX message_by_time ON message (started_at);
  CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    stream TEXT NOT NULL,
    at REAL NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  PRAGMA user_version = ${schemaVersion};
`;
