-- Version 1: who people are, what they did, and what they agreed to.

CREATE TABLE contacts (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  email         TEXT UNIQUE,
  user_id       TEXT UNIQUE,
  name          TEXT,
  created_at    TEXT NOT NULL,
  last_seen_at  TEXT NOT NULL
) STRICT;
CREATE INDEX contacts_by_last_seen ON contacts (last_seen_at, id);

-- A device may be used by several people, one after the other: the highest link is the one now.
CREATE TABLE devices (
  link          INTEGER PRIMARY KEY AUTOINCREMENT,
  anonymous_id  TEXT NOT NULL,
  contact_id    INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  UNIQUE (anonymous_id, contact_id)
) STRICT;
CREATE INDEX devices_by_contact ON devices (contact_id);

-- `timestamp` is what the sender's clock said; `occurred_at` is the same moment by our clock.
CREATE TABLE events (
  arrival       INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id    TEXT NOT NULL UNIQUE,
  contact_id    INTEGER NOT NULL REFERENCES contacts (id),
  type          TEXT NOT NULL,
  event         TEXT,
  anonymous_id  TEXT,
  user_id       TEXT,
  timestamp     TEXT NOT NULL,
  occurred_at   TEXT NOT NULL,
  received_at   TEXT NOT NULL,
  properties    TEXT NOT NULL,
  traits        TEXT NOT NULL,
  context       TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_contact ON events (contact_id, occurred_at, arrival);
CREATE INDEX events_by_name ON events (event, arrival);

-- Never changed, only added to: each row is what one person said at one moment.
-- A withdrawal without a purpose takes back everything.
CREATE TABLE consents (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id    TEXT NOT NULL REFERENCES events (message_id),
  contact_id    INTEGER NOT NULL REFERENCES contacts (id),
  email         TEXT,
  action        TEXT NOT NULL CHECK (action IN ('grant', 'withdraw')),
  purpose       TEXT CHECK (purpose IS NOT NULL OR action = 'withdraw'),
  state         TEXT NOT NULL CHECK (state IN ('pending', 'granted', 'withdrawn')),
  text          TEXT,
  text_hash     TEXT,
  hash_matches  INTEGER,
  locale        TEXT,
  method        TEXT,
  campaign      TEXT,
  variant       TEXT,
  page          TEXT,
  time          TEXT NOT NULL,
  occurred_at   TEXT NOT NULL,
  received_at   TEXT NOT NULL
) STRICT;
CREATE INDEX consents_by_contact ON consents (contact_id, occurred_at, id);
