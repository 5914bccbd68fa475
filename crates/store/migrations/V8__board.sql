-- The board. Of several funnels one can be archived; a closed ticket, and one in Sem Interação, stands on the board of the
-- funnel that its stage is of.

-- Its stages are archived with it.
ALTER TABLE funnel ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));

-- Counted by stage, too: 0 is without one.
DROP TRIGGER ticket_counted;
DROP TRIGGER ticket_recounted;
DROP TABLE place_count;
CREATE TABLE place_count (
    place         INTEGER NOT NULL,
    stage         INTEGER NOT NULL,
    tickets       INTEGER NOT NULL,
    cents         INTEGER NOT NULL,
    -- The sum of stage_since, in whole seconds.
    since_seconds INTEGER NOT NULL,
    PRIMARY KEY (place, stage)
) STRICT, WITHOUT ROWID;
INSERT INTO place_count (place, stage, tickets, cents, since_seconds)
    SELECT place, coalesce(stage, 0), count(*), sum(value_cents), sum(stage_since / 1000) FROM ticket
    GROUP BY place, coalesce(stage, 0);

CREATE TRIGGER ticket_counted AFTER INSERT ON ticket
BEGIN
    INSERT INTO place_count (place, stage, tickets, cents, since_seconds)
    VALUES (new.place, coalesce(new.stage, 0), 1, new.value_cents, new.stage_since / 1000)
    ON CONFLICT (place, stage) DO UPDATE SET tickets = tickets + 1, cents = cents + excluded.cents,
        since_seconds = since_seconds + excluded.since_seconds;
END;

CREATE TRIGGER ticket_recounted AFTER UPDATE OF stage, status, entered_at, value_cents, stage_since ON ticket
WHEN old.place <> new.place OR old.stage IS NOT new.stage OR old.value_cents <> new.value_cents
    OR old.stage_since <> new.stage_since
BEGIN
    UPDATE place_count SET tickets = tickets - 1, cents = cents - old.value_cents,
        since_seconds = since_seconds - old.stage_since / 1000 WHERE place = old.place AND stage = coalesce(old.stage, 0);
    INSERT INTO place_count (place, stage, tickets, cents, since_seconds)
    VALUES (new.place, coalesce(new.stage, 0), 1, new.value_cents, new.stage_since / 1000)
    ON CONFLICT (place, stage) DO UPDATE SET tickets = tickets + 1, cents = cents + excluded.cents,
        since_seconds = since_seconds + excluded.since_seconds;
END;

-- Who waits for us waits since the customer's word: neither a note nor what is on its way out lets a ticket fall behind.
DROP INDEX ticket_board;
CREATE INDEX ticket_board ON ticket (place, coalesce(anchor, customer_at, last_at)) WHERE status <> 'closed';

-- The board of technicians asks for the stage now, and is still answered without a look at the tickets.
DROP INDEX ticket_technician;
CREATE INDEX ticket_technician ON ticket (
    assignee,
    CASE WHEN status = 'closed' THEN 0 WHEN entered_at IS NOT NULL THEN 4 WHEN returned_at IS NOT NULL THEN 1
         WHEN anchor IS NULL AND hold <> 'on' THEN 2 ELSE 3 END,
    CASE WHEN status = 'closed' THEN -closed_at ELSE coalesce(anchor, customer_at, last_at) END,
    id,
    CASE WHEN status = 'closed' THEN -2 WHEN entered_at IS NOT NULL THEN -1 ELSE coalesce(stage, 0) END,
    value_cents, stage_since, queue, stage
);
DROP INDEX ticket_returns;
CREATE INDEX ticket_returns ON ticket (
    returns_user, assignee,
    CASE WHEN status = 'closed' THEN -closed_at ELSE coalesce(anchor, customer_at, last_at) END,
    CASE WHEN status = 'closed' THEN -2 WHEN entered_at IS NOT NULL THEN -1 ELSE coalesce(stage, 0) END,
    value_cents, stage_since, queue, stage
) WHERE returns_user IS NOT NULL;
