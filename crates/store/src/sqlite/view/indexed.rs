//! Expressions of a `ticket t` that indexes hold, letter for letter as the migration that makes them writes them: only then
//! are they read there, and the ticket is not. The column `place` says the same as the first, but SQLite takes no column
//! that is computed from an index.

/// The column of the board: -2 closed, -1 in Sem Interação, 0 without a stage, else the stage.
macro_rules! place {
    () => {
        "CASE WHEN t.status = 'closed' THEN -2 WHEN t.entered_at IS NOT NULL THEN -1 ELSE coalesce(t.stage, 0) END"
    };
}

/// The order in that column: since when it waits, for the customer or with the customer's word unanswered, downwards when it
/// was closed; NULL where that is not known.
macro_rules! order {
    () => {
        "CASE WHEN t.status = 'closed' THEN -t.closed_at ELSE coalesce(t.anchor, t.customer_at, t.last_at) END"
    };
}

/// The section of "Meus atendimentos": 0 closed, 1 came back and was not opened since, 2 the customer waits, 3 waits for
/// the customer or on hold, 4 in Sem Interação.
macro_rules! section {
    () => {
        "CASE WHEN t.status = 'closed' THEN 0 WHEN t.entered_at IS NOT NULL THEN 4 WHEN t.returned_at IS NOT NULL THEN 1
              WHEN t.anchor IS NULL AND t.hold <> 'on' THEN 2 ELSE 3 END"
    };
}

pub(super) use {order, place, section};
