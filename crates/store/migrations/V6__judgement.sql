-- What each verdict that came to something was made from, so that it can be made again (reliability.md R20). The calendar,
-- limits and quiet hours of a house are the same for many judgements, and stand once.

CREATE TABLE circumstance (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL UNIQUE CHECK (json_valid(body))
) STRICT;

CREATE TABLE judgement (
    execution    INTEGER NOT NULL REFERENCES execution (id),
    -- From 0: a rule of several messages is judged once for each.
    nth          INTEGER NOT NULL CHECK (nth >= 0),
    at           INTEGER NOT NULL,
    circumstance INTEGER NOT NULL REFERENCES circumstance (id),
    -- JSON, of our own writing only; what cannot be read is said to be so.
    inputs       TEXT NOT NULL,
    PRIMARY KEY (execution, nth)
) STRICT, WITHOUT ROWID;
