-- Version 2: all that was told of one response to a survey is found at once.

CREATE INDEX events_by_response ON events (contact_id, (properties ->> '$.response')) WHERE event = 'feedback';
