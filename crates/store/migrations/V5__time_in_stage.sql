-- Time in a stage, who is in a wallet, and who is away.

-- Since when a ticket is in its place on the board (its stage, Sem Interação, closed): the instant of the change that put it
-- there, which the program gives with the change.
ALTER TABLE ticket ADD COLUMN stage_since INTEGER NOT NULL DEFAULT 0;

-- Of the tickets that are here already, the best instant known: of a closed one when it was closed; in Sem Interação its
-- newest entry (entered_at itself may lie ahead, after "Adiar encerramento"); in a stage the last of what moves a ticket
-- there (a line of its timeline, or its way out of the queue), else when it was opened.
UPDATE ticket SET stage_since = CASE place
    WHEN -2 THEN coalesce(closed_at, last_at)
    WHEN -1 THEN coalesce((SELECT max(q.entered_at) FROM queue_entry q WHERE q.ticket = ticket.id), entered_at)
    ELSE max(created_at,
             coalesce((SELECT max(l.at) FROM timeline l WHERE l.ticket = ticket.id AND l.event IN
                 ('staged', 'rule_staged', 'reopened', 'reopened_by_answer', 'reopened_by_rule', 'day_closing_undone')), 0),
             coalesce((SELECT max(q.left_at) FROM queue_entry q WHERE q.ticket = ticket.id), 0))
    END;

-- The sum of stage_since over the tickets of a column, in whole seconds: in milliseconds a few million tickets would be
-- more than an INTEGER holds.
ALTER TABLE place_count ADD COLUMN since_seconds INTEGER NOT NULL DEFAULT 0;
UPDATE place_count SET since_seconds = summed.seconds
    FROM (SELECT place, sum(stage_since / 1000) AS seconds FROM ticket GROUP BY place) summed
    WHERE summed.place = place_count.place;

DROP TRIGGER ticket_counted;
CREATE TRIGGER ticket_counted AFTER INSERT ON ticket
BEGIN
    INSERT INTO place_count (place, tickets, cents, since_seconds)
    VALUES (new.place, 1, new.value_cents, new.stage_since / 1000)
    ON CONFLICT (place) DO UPDATE SET tickets = tickets + 1, cents = cents + excluded.cents,
        since_seconds = since_seconds + excluded.since_seconds;
END;

DROP TRIGGER ticket_recounted;
CREATE TRIGGER ticket_recounted AFTER UPDATE OF stage, status, entered_at, value_cents, stage_since ON ticket
WHEN old.place <> new.place OR old.value_cents <> new.value_cents OR old.stage_since <> new.stage_since
BEGIN
    UPDATE place_count SET tickets = tickets - 1, cents = cents - old.value_cents,
        since_seconds = since_seconds - old.stage_since / 1000 WHERE place = old.place;
    INSERT INTO place_count (place, tickets, cents, since_seconds)
    VALUES (new.place, 1, new.value_cents, new.stage_since / 1000)
    ON CONFLICT (place) DO UPDATE SET tickets = tickets + 1, cents = cents + excluded.cents,
        since_seconds = since_seconds + excluded.since_seconds;
END;

-- Whose contacts are handed over when somebody leaves.
CREATE INDEX contact_wallet ON contact (wallet_owner) WHERE wallet_owner IS NOT NULL;

-- "Ausente" since then, and what the person says of it; NULL: "Disponível".
ALTER TABLE user ADD COLUMN absent_since INTEGER;
ALTER TABLE user ADD COLUMN absent_note TEXT NOT NULL DEFAULT '' CHECK (length(absent_note) <= 60);
