-- How many messages a connection sent in its last local day of sending (a date as YYYY-MM-DD), for its daily cap.

ALTER TABLE connection ADD COLUMN sent_day TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN sent_count INTEGER NOT NULL DEFAULT 0 CHECK (sent_count >= 0);
