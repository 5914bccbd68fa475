-- When a message could first have gone: its first due_at, or the end of a wait chosen since. Lateness counts from here,
-- however often it is tried.

ALTER TABLE outbox ADD COLUMN on_time_at INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET on_time_at = max(created_at, due_at);
