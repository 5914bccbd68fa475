-- What one technician has, and which tickets have a word in their subject, without a look at all of them. An expression
-- below is written letter for letter as the questions write it (sqlite/view): only then is it found here, and the ticket
-- itself is not read.

-- "Meus atendimentos" and its numbers: a section in its order, by (assignee, section, since, id). The board of technicians:
-- everything it counts and sorts by, so the rest is here, too. The sections: 0 closed, 1 came back and was not opened since,
-- 2 the customer waits, 3 waits for the customer or on hold, 4 in Sem Interação.
CREATE INDEX ticket_technician ON ticket (
    assignee,
    CASE WHEN status = 'closed' THEN 0 WHEN entered_at IS NOT NULL THEN 4 WHEN returned_at IS NOT NULL THEN 1
         WHEN anchor IS NULL AND hold <> 'on' THEN 2 ELSE 3 END,
    CASE WHEN status = 'closed' THEN -closed_at ELSE coalesce(anchor, last_at) END,
    id,
    CASE WHEN status = 'closed' THEN -2 WHEN entered_at IS NOT NULL THEN -1 ELSE coalesce(stage, 0) END,
    value_cents, stage_since, queue
);
DROP INDEX ticket_assignee;

-- The board of technicians again: what somebody else has, and goes or would have gone back to them.
CREATE INDEX ticket_returns ON ticket (
    returns_user, assignee,
    CASE WHEN status = 'closed' THEN -closed_at ELSE coalesce(anchor, last_at) END,
    CASE WHEN status = 'closed' THEN -2 WHEN entered_at IS NOT NULL THEN -1 ELSE coalesce(stage, 0) END,
    value_cents, stage_since, queue
) WHERE returns_user IS NOT NULL;

-- The text of the board's filter, as a part of a subject: only e-mail has one.
CREATE INDEX ticket_subject ON ticket (subject) WHERE subject <> '';
