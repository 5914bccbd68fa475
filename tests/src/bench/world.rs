//! The database every figure starts from: a house laid by the product's own verbs, then as many waiting tickets as asked,
//! each with its contact, two messages and their words in the index. Every measurement works on a copy.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use channels::{Caps, Incoming, Message, Party, Side};
use engine::act::Action;
use engine::rule::Repeat;
use engine::{ConnectionId, Moment, Rule, RuleId, RuleState, Scope, Span, TagId, UserId};
use runtime::clock::{Clock, SystemClock};
use runtime::{Core, Turn, founding};
use store::{ConnectionState, Database, Options, Tag, TagKind};

use super::table::{Amount, Figure, Goal, Table};

/// Rules in the template; [`World::copy`] keeps as many as are wanted.
pub const RULES: u32 = 20;
/// The wait of the first rule; every other one waits ten minutes longer than the one before.
pub const WAIT: Span = Span::hours(2);
/// The waiting tickets fell silent within this span before the house was laid, long after any deadline passed and
/// before the wait of Sem Interação is over.
const SILENT_FOR: Span = Span::minutes(9);
/// Kind of the one connection.
pub const KIND: &str = "demo";
pub const CONNECTION: ConnectionId = ConnectionId(1);
/// Steps of this many ids visit all tickets once, in no order of the disk.
const STRIDE: u64 = 7_919;

pub struct World {
    pub size: u32,
    /// When the house was laid.
    pub laid: Moment,
    folder: PathBuf,
    template: PathBuf,
    bytes: u64,
}

/// A database to work on; gone with its folder when dropped.
pub struct Copy {
    pub dir: tempfile::TempDir,
    pub file: PathBuf,
}

impl World {
    /// # Errors
    /// No room, or the product refused to lay the house.
    pub fn lay(folder: &Path, size: u32) -> Result<World> {
        World::lay_at(folder, size, SystemClock::new().read().wall)
    }

    /// The same house, laid then: its tickets have been silent since.
    ///
    /// # Errors
    /// No room, or the product refused to lay the house.
    pub fn lay_at(folder: &Path, size: u32, laid: Moment) -> Result<World> {
        ensure!(size > 0 && !u64::from(size).is_multiple_of(STRIDE), "{size} não serve de tamanho");
        std::fs::create_dir_all(folder)?;
        let template = folder.join(format!("retorno-{size}.db"));
        for ending in ["", "-wal", "-shm"] {
            let old = folder.join(format!("retorno-{size}.db{ending}"));
            if old.exists() {
                std::fs::remove_file(old)?;
            }
        }
        let mut core = Core::open(Database::open(Options::new(&template))?, laid, 1)?;
        core.set_caps(KIND, caps());
        core.change(laid, furnish).context("a casa não pôde ser montada")?;
        drop(core);
        let world = World { size, laid, folder: folder.to_owned(), template, bytes: 0 };
        world.fill()?;
        // Else it is still being written while the first figures are taken.
        std::fs::File::open(&world.template)?.sync_all()?;
        let bytes = std::fs::metadata(&world.template)?.len();
        Ok(World { bytes, ..world })
    }

    /// A fresh copy in which only the first `rules` rules are left.
    ///
    /// # Errors
    /// No room.
    pub fn copy(&self, rules: u32) -> Result<Copy> {
        let dir = tempfile::tempdir_in(&self.folder)?;
        let file = dir.path().join(runtime::desk::DATABASE_FILE);
        std::fs::copy(&self.template, &file)?;
        let db = rusqlite::Connection::open(&file)?;
        db.execute("UPDATE rule SET state = 'archived' WHERE id > ?1", [rules])?;
        db.close().map_err(|(_, error)| error)?;
        // A house of years is on the disk already; else the first sync of what is measured would write all of it.
        std::fs::File::open(&file)?.sync_all()?;
        Ok(Copy { dir, file })
    }

    /// The database that is copied; closed.
    #[must_use]
    pub fn template(&self) -> &Path {
        &self.template
    }

    /// The anchor of the n-th ticket to fall silent.
    #[must_use]
    pub fn anchor(&self, n: u32) -> Moment {
        let start = self.laid.minus(SILENT_FOR);
        start.plus(Span(i64::from(n) * SILENT_FOR.0 / i64::from(self.size)))
    }

    /// The ticket of the n-th word, none twice within one round of them all.
    #[must_use]
    pub fn ticket(&self, n: u64) -> u64 {
        n.wrapping_mul(STRIDE) % u64::from(self.size) + 1
    }

    /// # Errors
    /// Never; the others have figures that can fail.
    pub fn figures(&self, table: &mut Table) -> Result<()> {
        table.of(self.size);
        #[allow(clippy::cast_precision_loss)]
        let each = self.bytes as f64 / f64::from(self.size);
        table.add(Figure {
            name: "arquivo por atendimento (contato, 2 mensagens, índice de palavras)".into(),
            ours: Amount::Bytes(each),
            floor: None,
            goal: Goal::None,
        });
        Ok(())
    }

    fn fill(&self) -> Result<()> {
        let db = rusqlite::Connection::open(&self.template)?;
        db.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN;")?;
        db.execute_batch(&format!(
            "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {size})
                 SELECT i * {STRIDE} % {size} + 1 AS id, {start} + i * {span} / {size} AS anchor FROM n ORDER BY id;
             INSERT INTO contact (id, name, created_at, wrote_at) SELECT id, 'Cliente ' || id, {start}, anchor - 60000 FROM n;
             INSERT INTO identity (kind, address, contact) SELECT '{KIND}', 'c' || id, id FROM n;
             INSERT INTO ticket (id, protocol, contact, connection, status, queue, assignee, stage, turn, customer_at, human_at,
                                 last_attendant, anchor, created_at, stage_since, last_at, last_side, last_text)
                 SELECT id, '20260101-' || id, id, 1, 'open', 1, 1, 1 + id % 3, 1, anchor - 60000, anchor, 1, anchor,
                        anchor - 120000, anchor - 120000, anchor, 'human', 'Pode conferir se o pedido ' || id || ' chegou?'
                 FROM n;
             INSERT INTO message (ticket, connection, external_id, side, text, counts, said_at, received_at, at, state)
                 SELECT id, 1, 'c-' || id, 'customer', 'Bom dia, o pedido ' || id || ' ainda consta como pendente no sistema', 1,
                        anchor - 60000, anchor - 60000, anchor - 60000, 'received' FROM n;
             INSERT INTO message (ticket, connection, external_id, side, author, text, counts, said_at, received_at, at, state)
                 SELECT id, 1, 'h-' || id, 'human', 1, 'Pode conferir se o pedido ' || id || ' chegou?', 1, anchor, anchor, anchor,
                        'sent' FROM n;
             INSERT INTO message_text (rowid, text) SELECT id, text FROM message;
             DROP TABLE n; COMMIT; PRAGMA journal_mode = WAL;",
            size = self.size,
            start = self.laid.minus(SILENT_FOR).0,
            span = SILENT_FOR.0,
        ))?;
        let waiting: u32 =
            db.query_row("SELECT count(*) FROM ticket WHERE anchor IS NOT NULL", [], |row| row.get(0))?;
        ensure!(waiting == self.size, "{waiting} atendimentos em espera em vez de {}", self.size);
        db.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

impl Copy {
    /// The machine on this copy at `now`, with its connection synced.
    ///
    /// # Errors
    /// The store's.
    pub fn core(&self, now: Moment) -> Result<Core> {
        let mut core = Core::open(Database::open(Options::new(&self.file))?, now, 1)?;
        core.set_caps(KIND, caps());
        core.receive(now, CONNECTION, &[], None, Some(now))?;
        Ok(core)
    }
}

/// One word in the conversation of a ticket.
#[must_use]
pub fn word(side: Side, ticket: u64, number: u64, at: Moment) -> Incoming {
    Incoming::Message(Message {
        external_id: format!("w-{number}"),
        side,
        contact: Party { address: format!("c{ticket}"), name: String::new() },
        said_at_ms: at.0,
        subject: String::new(),
        text: TEXTS[usize::try_from(number).unwrap_or(0) % TEXTS.len()].to_owned(),
        refs: vec![],
        attachments: vec![],
        answers: true,
        history: false,
    })
}

/// What people say.
pub const TEXTS: [&str; 4] = [
    "Conferi agora, o boleto apareceu e o pagamento foi confirmado, obrigada",
    "Reiniciei o computador mas a impressora continua sem responder",
    "Segue o comprovante em anexo, qualquer dúvida estou à disposição",
    "Podemos agendar a visita do técnico para quinta-feira de manhã?",
];

#[must_use]
pub fn caps() -> Caps {
    Caps { pulls: true, window: None, text_chars_max: 4_096, gap_min: std::time::Duration::ZERO, own_clock: true }
}

fn furnish(turn: &mut Turn<'_>) -> runtime::Result<()> {
    founding::found(turn)?;
    let by = turn.house.people.users[0].id;
    let connection = store::Connection {
        id: ConnectionId(0),
        kind: KIND.into(),
        name: "Loja".into(),
        settings: r#"{"mood":"silent"}"#.into(),
        queue: turn.house.people.queues[0].id,
        enabled: true,
        state: ConnectionState::Online,
        detail: String::new(),
        cursor: String::new(),
        synced_at: turn.now,
        resume_at: Moment(0),
        archived: false,
    };
    turn.save_connection(&connection, by)?;
    let settings = engine::Settings { set_up: true, ..turn.house.settings.clone() };
    turn.save_settings(&settings, by)?;
    // All who wait have been looked at for Sem Interação.
    turn.store.set_queue_watermark(turn.now)?;
    for n in 0..RULES {
        let kind = TagKind::Normal;
        let tag = Tag { id: TagId(0), name: format!("Sem retorno {n}"), colour: "info".into(), kind, archived: false };
        let tag = turn.save_tag(&tag, by)?;
        turn.save_rule(rule(n, tag), false, by)?;
    }
    Ok(())
}

fn rule(n: u32, tag: TagId) -> Rule {
    Rule {
        id: RuleId(0),
        version: 0,
        name: format!("Regra {n}"),
        description: String::new(),
        wait: Span(WAIT.0 + Span::minutes(10 * i64::from(n)).0),
        actions: vec![Action::AddTag { tag }],
        scope: Scope::default(),
        business_hours: false,
        quiet_hours: true,
        lateness_max: None,
        repeat: Repeat::OncePerEpisode,
        position: i64::from(n),
        state: RuleState::Active,
    }
}

/// Who does everything.
pub const PERSON: UserId = UserId(1);
