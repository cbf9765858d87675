/** Version of the tables below; a journal of another version is refused rather than misread. */
export const schemaVersion = 1;

export const tables = ['exchange', 'log', 'event'] as const;

/** Tensors are little-endian float32 bytes: JSON would turn NaN into null. Times are milliseconds since the run began. */
export const schema = `
  CREATE TABLE exchange (
    id INTEGER PRIMARY KEY,
    phase TEXT NOT NULL,
    subject INTEGER NOT NULL,
    note TEXT NOT NULL,
    rows INTEGER NOT NULL,
    observation BLOB NOT NULL,
    expected BLOB NOT NULL,
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
