//! The house behind the window that `cargo xtask bench --ui` measures: the bench's own, with a team and with its tickets
//! in every state a board shows. Nothing falls due within the hour after it was laid, so that an idle window is idle.

use std::path::Path;

use anyhow::{Context, Result};
use engine::UserId;
use runtime::desk::DATABASE_FILE;
use runtime::{Core, Turn};
use store::{Database, Options, Role, User};

use super::lag::spare_the_daily_copy;
use super::world::World;

/// Beside the first person, who is number one.
const TECHNICIANS: [&str; 11] =
    ["Bruno", "Carla", "Davi", "Elisa", "Fábio", "Gabriela", "Heitor", "Iara", "João", "Karina", "Lúcio"];
/// The tickets that are opened lie at the top of the board and have a conversation of this many words more.
const TALKS: u32 = 2_000;
const WORDS: u32 = 38;

/// Lays the data folder of a program with this many tickets.
///
/// # Errors
/// No room, or the product refused to lay the house.
pub fn lay(folder: &Path, size: u32) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let world = World::lay(folder, size)?;
    let file = folder.join(DATABASE_FILE);
    std::fs::rename(world.template(), &file)?;
    let mut core = Core::open(Database::open(Options::new(&file))?, world.laid, 1)?;
    core.change(world.laid, people).context("a equipe não pôde ser montada")?;
    drop(core);
    let db = rusqlite::Connection::open(&file)?;
    db.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN;")?;
    db.execute_batch(&standings(world.laid.0))?;
    db.execute_batch(&talks())?;
    db.execute_batch("COMMIT; PRAGMA journal_mode = WAL;")?;
    db.close().map_err(|(_, error)| error)?;
    spare_the_daily_copy(folder)
}

fn people(turn: &mut Turn<'_>) -> runtime::Result<()> {
    let by = turn.house.people.users[0].id;
    let mut team = turn.house.people.teams[0].clone();
    for name in TECHNICIANS {
        let user = User { id: UserId(0), name: name.into(), role: Role::Technician, active: true, absence: None };
        team.members.push(turn.save_user(&user, by)?);
    }
    turn.save_team(&team, by)?;
    Ok(())
}

/// Of a hundred tickets: 10 closed, 40 whose customer waits, 48 silent for hours or weeks, one silent for half an hour,
/// one in Sem Interação. Spread over five stages and twelve people by numbers that share no factor.
fn standings(laid: i64) -> String {
    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    let month = 30 * 24 * HOUR;
    // How long ago the last word was said.
    let ago = format!(
        "CASE WHEN id % 100 < 10 THEN {HOUR} * 6 + id * 7990271 % {month}
              WHEN id % 100 < 50 THEN {MINUTE} + id * 7990271 % (2 * 24 * {HOUR})
              WHEN id % 100 < 98 THEN {HOUR} * 6 + id * 7990271 % {month}
              WHEN id % 100 = 98 THEN {MINUTE} * 20 + id * 7990271 % (30 * {MINUTE})
              ELSE {MINUTE} * 12 + id * 7990271 % (30 * {MINUTE}) END"
    );
    format!(
        "CREATE TEMP TABLE said AS SELECT id, {laid} - ({ago}) AS at FROM ticket;
         CREATE UNIQUE INDEX temp.said_id ON said (id);
         UPDATE ticket SET stage = 1 + ticket.id % 5, assignee = 1 + ticket.id % 12, last_attendant = 1 + ticket.id % 12,
                value_cents = ticket.id % 7 * 10000, last_at = said.at, created_at = said.at - 86400000,
                stage_since = said.at - 86400000,
                customer_at = said.at - {MINUTE}, human_at = said.at, anchor = said.at
            FROM said WHERE said.id = ticket.id;
         UPDATE ticket SET customer_at = last_at, human_at = last_at - {MINUTE}, anchor = NULL, last_side = 'customer',
                last_text = 'Bom dia, o pedido ' || id || ' ainda consta como pendente no sistema'
            WHERE id % 100 BETWEEN 10 AND 49;
         UPDATE ticket SET status = 'closed', anchor = NULL, closed_at = last_at + {HOUR}, close_reason = 'person',
                stage_since = last_at + {HOUR}
            WHERE id % 100 < 10;
         UPDATE ticket SET entered_at = anchor + 10 * {MINUTE}, returns_user = assignee, returns_queue = queue, queue = 2,
                assignee = 1, stage_since = anchor + 10 * {MINUTE} WHERE id % 100 = 99;
         INSERT INTO queue_entry (ticket, anchor, turn, entered_at) SELECT id, anchor, turn, entered_at FROM ticket
            WHERE entered_at IS NOT NULL;
         UPDATE message SET said_at = t.customer_at, received_at = t.customer_at, at = t.customer_at
            FROM ticket t WHERE t.id = message.ticket AND message.side = 'customer';
         UPDATE message SET said_at = t.human_at, received_at = t.human_at, at = t.human_at, author = t.last_attendant
            FROM ticket t WHERE t.id = message.ticket AND message.side = 'human';
         INSERT INTO contact_tag (contact, tag) SELECT id, 2 + id % 19 FROM contact WHERE id % 4 = 0;
         DROP TABLE said;"
    )
}

fn talks() -> String {
    format!(
        "CREATE TEMP TABLE talk AS SELECT id, created_at FROM ticket ORDER BY coalesce(anchor, last_at) LIMIT {TALKS};
         CREATE TEMP TABLE word AS WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {WORDS})
             SELECT i FROM n;
         INSERT INTO message (ticket, connection, external_id, side, author, text, counts, said_at, received_at, at, state)
             SELECT talk.id, 1, 'e-' || talk.id || '-' || i, CASE i % 2 WHEN 0 THEN 'customer' ELSE 'human' END,
                    CASE i % 2 WHEN 0 THEN NULL ELSE 1 END,
                    'Sobre o pedido ' || talk.id || ': ' || substr('conferi o endereço, a nota, o boleto e a data combinada, e falta só a confirmação da transportadora', 1, 20 + i * 2),
                    1, created_at + i * 60000, created_at + i * 60000, created_at + i * 60000,
                    CASE i % 2 WHEN 0 THEN 'received' ELSE 'sent' END
             FROM talk, word;
         INSERT INTO message_text (rowid, text) SELECT id, text FROM message WHERE external_id GLOB 'e-*';
         DROP TABLE talk; DROP TABLE word;"
    )
}
