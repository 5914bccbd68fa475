-- The newest schema, drawn from a fresh database by a test. Do not edit: write a migration, then
-- UPDATE=1 cargo test -p store

CREATE TABLE audit (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    user   INTEGER REFERENCES user (id),
    what   TEXT NOT NULL,
    before TEXT NOT NULL DEFAULT 'null' CHECK (json_valid(before)),
    after  TEXT NOT NULL DEFAULT 'null' CHECK (json_valid(after))
) STRICT;

CREATE TABLE circumstance (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL UNIQUE CHECK (json_valid(body))
) STRICT;

CREATE TABLE connection (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    settings  TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings)),
    -- The queue and stage new tickets of this connection start in.
    queue     INTEGER NOT NULL REFERENCES queue (id),
    enabled   INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    state     TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'online', 'offline', 'auth', 'blocked')),
    detail    TEXT NOT NULL DEFAULT '',
    cursor    TEXT NOT NULL DEFAULT '',
    -- Everything the provider had before this instant has been read.
    synced_at INTEGER NOT NULL DEFAULT 0,
    -- No send before this (pacing, provider limits).
    resume_at INTEGER NOT NULL DEFAULT 0,
    -- The last words that came in and went out, for the list of connections.
    last_in_at  INTEGER,
    last_out_at INTEGER,
    archived  INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))
, sent_day TEXT NOT NULL DEFAULT '', sent_count INTEGER NOT NULL DEFAULT 0 CHECK (sent_count >= 0)) STRICT;

CREATE TRIGGER contact_text_added AFTER INSERT ON contact BEGIN
    INSERT INTO contact_text (rowid, name) VALUES (new.id, new.name);
END;

CREATE TRIGGER contact_text_changed AFTER UPDATE OF name ON contact WHEN old.name <> new.name BEGIN
    INSERT INTO contact_text (contact_text, rowid, name) VALUES ('delete', old.id, old.name);
    INSERT INTO contact_text (rowid, name) VALUES (new.id, new.name);
END;

CREATE TRIGGER contact_text_dropped AFTER DELETE ON contact BEGIN
    INSERT INTO contact_text (contact_text, rowid, name) VALUES ('delete', old.id, old.name);
END;

CREATE TABLE contact (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    wallet_owner INTEGER REFERENCES user (id),
    opted_out_at INTEGER,
    is_group     INTEGER NOT NULL DEFAULT 0 CHECK (is_group IN (0, 1)),
    erased_at    INTEGER,
    wrote_at     INTEGER,
    created_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX contact_wallet ON contact (wallet_owner) WHERE wallet_owner IS NOT NULL;

CREATE TABLE contact_tag (
    contact INTEGER NOT NULL REFERENCES contact (id),
    tag     INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (contact, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_tag_tag ON contact_tag (tag, contact);

CREATE VIRTUAL TABLE contact_text USING fts5 (name, content = 'contact', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');

CREATE TABLE day_closing (
    date      TEXT NOT NULL REFERENCES day_run (date),
    ticket    INTEGER NOT NULL REFERENCES ticket (id),
    outbox    INTEGER REFERENCES outbox (id),
    -- planned: the closing text is on its way; closed; answered: the customer was faster; reopened: undone by a person.
    state     TEXT NOT NULL CHECK (state IN ('planned', 'closed', 'answered', 'reopened')),
    closed_at INTEGER,
    PRIMARY KEY (date, ticket)
) STRICT, WITHOUT ROWID;

CREATE INDEX day_closing_open ON day_closing (ticket) WHERE state = 'planned';

CREATE TABLE day_run (
    -- Local date, YYYY-MM-DD.
    date        TEXT NOT NULL PRIMARY KEY,
    cut_at      INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    state       TEXT NOT NULL CHECK (state IN ('asks', 'running', 'done', 'declined'))
) STRICT, WITHOUT ROWID;

CREATE TABLE deferred (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    rule       INTEGER NOT NULL REFERENCES rule (id),
    ticket     INTEGER NOT NULL REFERENCES ticket (id),
    part       TEXT NOT NULL CHECK (part IN ('internal', 'message')),
    turn       INTEGER NOT NULL,
    anchor     INTEGER NOT NULL,
    -- NULL waits for an event (barrier lifted, fuse resumed).
    due_at     INTEGER,
    why        TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX deferred_due ON deferred (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX deferred_event ON deferred (why, rule) WHERE due_at IS NULL;

CREATE UNIQUE INDEX deferred_once ON deferred (ticket, rule, part);

CREATE INDEX deferred_rule ON deferred (rule);

CREATE TABLE execution (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    rule     INTEGER NOT NULL REFERENCES rule (id),
    version  INTEGER NOT NULL,
    ticket   INTEGER NOT NULL REFERENCES ticket (id),
    contact  INTEGER NOT NULL REFERENCES contact (id),
    turn     INTEGER NOT NULL,
    -- 0, or the anchor for a rule that acts every silence; minus its own id once cancelled, which frees the key.
    silence  INTEGER NOT NULL,
    part     TEXT NOT NULL CHECK (part IN ('internal', 'message')),
    anchor   INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    outcome  TEXT NOT NULL CHECK (outcome IN ('executed', 'skipped', 'substituted', 'missed', 'observed', 'cancelled')),
    -- A closed word for skipped (engine's SkipWhy), else ''.
    why      TEXT NOT NULL DEFAULT '',
    detail   TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;

CREATE INDEX execution_at ON execution (at);

CREATE INDEX execution_missed ON execution (at) WHERE outcome = 'missed';

CREATE UNIQUE INDEX execution_once ON execution (ticket, rule, turn, silence, part);

CREATE INDEX execution_rule ON execution (rule, at);

CREATE TABLE funnel (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL,
    position INTEGER NOT NULL DEFAULT 0
, archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))) STRICT;

CREATE TABLE holiday (
    date TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- own: typed or imported; the national ones are computed.
    source TEXT NOT NULL DEFAULT 'own'
) STRICT, WITHOUT ROWID;

CREATE TABLE identity (
    kind    TEXT NOT NULL,
    address TEXT NOT NULL,
    contact INTEGER NOT NULL REFERENCES contact (id),
    PRIMARY KEY (kind, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_address ON identity (address);

CREATE INDEX identity_contact ON identity (contact);

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

CREATE TRIGGER message_text_changed AFTER UPDATE OF text ON message WHEN old.text <> new.text BEGIN
    INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO message_text (rowid, text) VALUES (new.id, new.text);
END;

CREATE TRIGGER message_text_dropped AFTER DELETE ON message BEGIN
    INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE TABLE message (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket      INTEGER NOT NULL REFERENCES ticket (id),
    connection  INTEGER NOT NULL REFERENCES connection (id),
    -- The provider's id; NULL until a send of ours was accepted, and for notes.
    external_id TEXT,
    side        TEXT NOT NULL CHECK (side IN ('customer', 'human', 'automation', 'note', 'system')),
    author      INTEGER REFERENCES user (id),
    subject     TEXT NOT NULL DEFAULT '',
    text        TEXT NOT NULL,
    attachments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attachments)),
    -- Counts for the silence clock: content of the customer, or an accepted human word.
    counts      INTEGER NOT NULL DEFAULT 0 CHECK (counts IN (0, 1)),
    history     INTEGER NOT NULL DEFAULT 0 CHECK (history IN (0, 1)),
    said_at     INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- The smaller of the two.
    at          INTEGER NOT NULL,
    -- Of our own sends: planned, sending, sent, delivered, read, failed, cancelled, unknown; 'received' inbound; 'kept' notes.
    state       TEXT NOT NULL,
    detail      TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE UNIQUE INDEX message_external ON message (connection, external_id) WHERE external_id IS NOT NULL;

CREATE INDEX message_human ON message (at) WHERE side = 'human' AND counts = 1;

CREATE INDEX message_ticket ON message (ticket, at);

CREATE VIRTUAL TABLE message_text USING fts5 (text, content = 'message', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE notice (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user    INTEGER NOT NULL REFERENCES user (id),
    at      INTEGER NOT NULL,
    event   TEXT NOT NULL,
    ticket  INTEGER REFERENCES ticket (id),
    title   TEXT NOT NULL,
    text    TEXT NOT NULL,
    -- Wants a desktop bubble.
    bubble  INTEGER NOT NULL DEFAULT 1 CHECK (bubble IN (0, 1)),
    read_at INTEGER,
    -- The desktop bubble was handed to the system (or grouped into another).
    shown_at INTEGER
) STRICT;

CREATE INDEX notice_pending ON notice (id) WHERE bubble = 1 AND shown_at IS NULL;

CREATE INDEX notice_shown ON notice (user, shown_at) WHERE shown_at IS NOT NULL;

CREATE INDEX notice_ticket ON notice (ticket, event) WHERE ticket IS NOT NULL;

CREATE INDEX notice_unread ON notice (user, ticket) WHERE read_at IS NULL;

CREATE INDEX notice_user ON notice (user, id);

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Ours, unique for ever; the provider sees it where it can.
    key        TEXT NOT NULL,
    ticket     INTEGER NOT NULL REFERENCES ticket (id),
    contact    INTEGER NOT NULL REFERENCES contact (id),
    connection INTEGER NOT NULL REFERENCES connection (id),
    message    INTEGER NOT NULL REFERENCES message (id),
    origin     TEXT NOT NULL CHECK (origin IN ('person', 'rule', 'entry', 'closing')),
    rule       INTEGER REFERENCES rule (id),
    execution  INTEGER REFERENCES execution (id),
    text       TEXT NOT NULL,
    -- The silence this answers to: it is cancelled if the anchor is gone. NULL for what a person wrote.
    anchor     INTEGER,
    state      TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'sent', 'delivered', 'read', 'failed', 'cancelled', 'unknown', 'missed')),
    due_at     INTEGER NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    claimed_at INTEGER,
    done_at    INTEGER,
    fault      TEXT NOT NULL DEFAULT ''
, on_time_at INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX outbox_contact_planned ON outbox (contact) WHERE state = 'planned' AND origin = 'rule';

CREATE INDEX outbox_contact_rule ON outbox (contact, created_at) WHERE origin = 'rule';

CREATE UNIQUE INDEX outbox_key ON outbox (key);

CREATE INDEX outbox_message ON outbox (message);

CREATE INDEX outbox_ready ON outbox (connection, due_at) WHERE state = 'planned';

CREATE INDEX outbox_rule_planned ON outbox (rule) WHERE state = 'planned' AND origin = 'rule';

CREATE INDEX outbox_rule_recent ON outbox (rule, created_at) WHERE origin = 'rule';

CREATE INDEX outbox_sending ON outbox (ticket) WHERE state = 'sending';

CREATE INDEX outbox_ticket ON outbox (ticket);

CREATE INDEX outbox_ticket_planned ON outbox (ticket) WHERE state = 'planned';

CREATE INDEX outbox_tray ON outbox (state, due_at) WHERE state IN ('unknown', 'missed');

CREATE TABLE place_count (
    place         INTEGER NOT NULL,
    stage         INTEGER NOT NULL,
    tickets       INTEGER NOT NULL,
    cents         INTEGER NOT NULL,
    -- The sum of stage_since, in whole seconds.
    since_seconds INTEGER NOT NULL,
    PRIMARY KEY (place, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE queue (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('normal', 'no_interaction')),
    team     INTEGER REFERENCES team (id),
    hours    TEXT CHECK (hours IS NULL OR json_valid(hours)),
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX queue_no_interaction ON queue (kind) WHERE kind = 'no_interaction';

CREATE TABLE queue_entry (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket     INTEGER NOT NULL REFERENCES ticket (id),
    anchor     INTEGER NOT NULL,
    turn       INTEGER NOT NULL,
    entered_at INTEGER NOT NULL,
    by_hand    INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
    left_at    INTEGER,
    how        TEXT CHECK (how IN ('answered', 'technician', 'taken', 'closed'))
) STRICT;

CREATE INDEX queue_entry_entered ON queue_entry (entered_at);

CREATE INDEX queue_entry_left ON queue_entry (left_at) WHERE left_at IS NOT NULL;

CREATE UNIQUE INDEX queue_entry_once ON queue_entry (ticket, anchor);

CREATE TABLE rule (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    version   INTEGER NOT NULL,
    name      TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('active', 'off', 'shadow', 'paused', 'broken', 'archived')),
    position  INTEGER NOT NULL,
    -- The whole rule as the engine reads it; state and position above win over the copies inside.
    body      TEXT NOT NULL CHECK (json_valid(body)),
    -- When it was activated: deadlines up to here are left alone.
    fence     INTEGER NOT NULL,
    -- All anchors up to here have been judged.
    watermark INTEGER NOT NULL,
    -- Why it is broken, in Portuguese; empty otherwise.
    problem   TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX rule_live ON rule (position, id) WHERE state <> 'archived';

CREATE TABLE rule_version (
    rule     INTEGER NOT NULL REFERENCES rule (id),
    version  INTEGER NOT NULL,
    body     TEXT NOT NULL CHECK (json_valid(body)),
    saved_by INTEGER REFERENCES user (id),
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (rule, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE stage (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    funnel    INTEGER NOT NULL REFERENCES funnel (id),
    name      TEXT NOT NULL,
    colour    TEXT NOT NULL DEFAULT 'neutral',
    position  INTEGER NOT NULL DEFAULT 0,
    limit_max INTEGER CHECK (limit_max > 0),
    locked    INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
    archived  INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))
) STRICT;

CREATE TABLE tag (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL,
    colour   TEXT NOT NULL DEFAULT 'neutral',
    kind     TEXT NOT NULL DEFAULT 'normal' CHECK (kind IN ('normal', 'do_not_disturb')),
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX tag_name ON tag (name) WHERE archived = 0;

CREATE TABLE team (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    name   TEXT NOT NULL,
    leader INTEGER REFERENCES user (id),
    hours  TEXT CHECK (hours IS NULL OR json_valid(hours))
) STRICT;

CREATE UNIQUE INDEX team_name ON team (name);

CREATE TABLE team_member (
    team INTEGER NOT NULL REFERENCES team (id),
    user INTEGER NOT NULL REFERENCES user (id),
    PRIMARY KEY (team, user)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_member_user ON team_member (user);

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

CREATE TABLE ticket (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    protocol         TEXT NOT NULL,
    contact          INTEGER NOT NULL REFERENCES contact (id),
    connection       INTEGER NOT NULL REFERENCES connection (id),
    subject          TEXT NOT NULL DEFAULT '',
    status           TEXT NOT NULL CHECK (status IN ('open', 'pending', 'closed')),
    queue            INTEGER NOT NULL REFERENCES queue (id),
    assignee         INTEGER REFERENCES user (id),
    stage            INTEGER REFERENCES stage (id),
    turn             INTEGER NOT NULL DEFAULT 0,
    customer_at      INTEGER,
    human_at         INTEGER,
    hold             TEXT NOT NULL DEFAULT 'never' CHECK (hold IN ('never', 'on', 'released')),
    hold_released_at INTEGER,
    entered_at       INTEGER,
    returns_user     INTEGER REFERENCES user (id),
    returns_queue    INTEGER REFERENCES queue (id),
    closed_at        INTEGER,
    close_reason     TEXT CHECK (close_reason IN ('person', 'rule', 'no_interaction')),
    last_attendant   INTEGER REFERENCES user (id),
    -- The closed ticket this one continues.
    linked_to        INTEGER REFERENCES ticket (id),
    -- Since when the customer owes an answer: engine's Ticket::anchor(), the one timing queue of all rules.
    anchor           INTEGER,
    -- When the customer's return was noticed and nobody opened the ticket since.
    returned_at      INTEGER,
    value_cents      INTEGER NOT NULL DEFAULT 0,
    created_at       INTEGER NOT NULL,
    last_at          INTEGER NOT NULL,
    last_side        TEXT NOT NULL DEFAULT 'customer',
    last_text        TEXT NOT NULL DEFAULT '',
    -- The column of the board: -2 closed, -1 in Sem Interação, 0 without a stage, else the stage.
    place            INTEGER NOT NULL GENERATED ALWAYS AS
                     (CASE WHEN status = 'closed' THEN -2 WHEN entered_at IS NOT NULL THEN -1 ELSE coalesce(stage, 0) END) VIRTUAL
, stage_since INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX ticket_anchor ON ticket (anchor) WHERE anchor IS NOT NULL;

CREATE INDEX ticket_board ON ticket (place, coalesce(anchor, customer_at, last_at)) WHERE status <> 'closed';

CREATE INDEX ticket_closed ON ticket (closed_at) WHERE closed_at IS NOT NULL;

CREATE INDEX ticket_connection ON ticket (connection, status) WHERE status <> 'closed';

CREATE INDEX ticket_contact ON ticket (contact, connection);

CREATE INDEX ticket_in_queue ON ticket (entered_at) WHERE entered_at IS NOT NULL;

CREATE INDEX ticket_last ON ticket (last_at);

CREATE UNIQUE INDEX ticket_protocol ON ticket (protocol);

CREATE INDEX ticket_released ON ticket (hold_released_at) WHERE hold = 'released';

CREATE INDEX ticket_returns ON ticket (
    returns_user, assignee,
    CASE WHEN status = 'closed' THEN -closed_at ELSE coalesce(anchor, customer_at, last_at) END,
    CASE WHEN status = 'closed' THEN -2 WHEN entered_at IS NOT NULL THEN -1 ELSE coalesce(stage, 0) END,
    value_cents, stage_since, queue, stage
) WHERE returns_user IS NOT NULL;

CREATE INDEX ticket_subject ON ticket (subject) WHERE subject <> '';

CREATE INDEX ticket_technician ON ticket (
    assignee,
    CASE WHEN status = 'closed' THEN 0 WHEN entered_at IS NOT NULL THEN 4 WHEN returned_at IS NOT NULL THEN 1
         WHEN anchor IS NULL AND hold <> 'on' THEN 2 ELSE 3 END,
    CASE WHEN status = 'closed' THEN -closed_at ELSE coalesce(anchor, customer_at, last_at) END,
    id,
    CASE WHEN status = 'closed' THEN -2 WHEN entered_at IS NOT NULL THEN -1 ELSE coalesce(stage, 0) END,
    value_cents, stage_since, queue, stage
);

CREATE TABLE timeline (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    at     INTEGER NOT NULL,
    event  TEXT NOT NULL,
    user   INTEGER REFERENCES user (id),
    rule   INTEGER REFERENCES rule (id),
    detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;

CREATE INDEX timeline_ticket ON timeline (ticket, id);

CREATE TABLE user (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('supervisor', 'leader', 'technician', 'viewer')),
    active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
, absent_since INTEGER, absent_note TEXT NOT NULL DEFAULT '' CHECK (length(absent_note) <= 60)) STRICT;

CREATE UNIQUE INDEX user_name ON user (name);

CREATE TABLE webhook (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    execution INTEGER NOT NULL REFERENCES execution (id),
    url       TEXT NOT NULL,
    body      TEXT NOT NULL CHECK (json_valid(body)),
    -- NULL once it is over.
    due_at    INTEGER,
    attempts  INTEGER NOT NULL DEFAULT 0,
    tried_at  INTEGER,
    fault     TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX webhook_due ON webhook (due_at) WHERE due_at IS NOT NULL;
