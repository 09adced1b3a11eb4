-- Version 3: the whole proof of a consent: the signals that were in force, and what was told of double opt-in.

ALTER TABLE consents ADD COLUMN signals TEXT;
ALTER TABLE consents ADD COLUMN double_opt_in TEXT;
CREATE INDEX events_that_ask_for_erasure ON events (contact_id, occurred_at) WHERE event = 'erasure_request';
