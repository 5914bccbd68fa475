//! Firing lag: the real desk on its own thread with the computer's clock. Deadlines come at a steady pace; measured is
//! the time from each deadline until everybody has been told of its commit, also while words arrive.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use channels::Side;
use engine::{Moment, Span, TicketId};
use runtime::port::{NoNotifier, Secrets, SecretsError, SecretsState};
use runtime::{Changed, Desk, DeskOptions};
use tokio::sync::broadcast::Receiver;

use super::Plan;
use super::table::{Amount, Figure, Goal, Table, percentile};
use super::world::{CONNECTION, Copy, WAIT, World, word};

/// From writing the deadlines into the file to the first of them; the next one where a busy machine starts too late.
const HEAD_STARTS: [Span; 3] = [Span::seconds(3), Span::seconds(20), Span::seconds(90)];
/// What is still missing so long after the last deadline does not come any more.
const PATIENCE: Duration = Duration::from_secs(120);
/// Programs that push words at the same time.
const PUSHERS: u32 = 8;

/// How much happens while it is measured.
#[derive(Debug, Clone, Copy)]
struct Pace {
    due: u32,
    words: u32,
    seconds: u32,
    goals: fn(u32) -> Option<Duration>,
}

const PACES: [Pace; 3] = [
    Pace { due: 50, words: 0, seconds: 20, goals: |size| Some(ms(if size > 100_000 { 25 } else { 10 })) },
    Pace { due: 1_000, words: 0, seconds: 10, goals: |_| None },
    Pace { due: 500, words: 500, seconds: 10, goals: |size| (size > 100_000).then_some(ms(60)) },
];

const fn ms(number: u64) -> Duration {
    Duration::from_millis(number)
}

pub fn figures(plan: &Plan, world: &World, table: &mut Table) -> Result<()> {
    table.of(world.size);
    for pace in PACES {
        let pace = if plan.quick { Pace { seconds: 1, ..pace } } else { pace };
        let Lags { due, words } = measure(world, pace)?;
        let Pace { due: rate, words: arriving, .. } = pace;
        let with = if arriving > 0 { format!(" com {arriving} mensagens/s chegando") } else { String::new() };
        for (share, name) in [(0.5, "p50"), (0.99, "p99"), (1.0, "máximo")] {
            let goal = (pace.goals)(world.size).filter(|_| name == "p99");
            table.add(Figure {
                name: format!("atraso: {rate} prazos/s{with}, {name}"),
                ours: Amount::Lasts(percentile(&due, share)),
                floor: None,
                goal: goal.map_or(Goal::None, Goal::Time),
            });
        }
        if arriving > 0 {
            table.add(Figure {
                name: format!("atraso: palavra entregue até gravada, {rate} prazos/s e {arriving} mensagens/s, p99"),
                ours: Amount::Lasts(percentile(&words, 0.99)),
                floor: None,
                goal: Goal::None,
            });
        }
    }
    Ok(())
}

/// In seconds, sorted.
struct Lags {
    due: Vec<f64>,
    words: Vec<f64>,
}

fn measure(world: &World, pace: Pace) -> Result<Lags> {
    for head_start in HEAD_STARTS {
        if let Some(lags) = measure_after(world, pace, head_start)? {
            return Ok(lags);
        }
    }
    bail!("esta máquina não parte a tempo")
}

/// `None`: the desk was not ready when the first deadline came.
fn measure_after(world: &World, pace: Pace, head_start: Span) -> Result<Option<Lags>> {
    let copy = world.copy(1)?;
    spare_the_daily_copy(copy.dir.path())?;
    let start = wall_ms() + head_start.0;
    let due = schedule(world, &copy, pace, start)?;
    let options =
        DeskOptions { dir: copy.dir.path().to_owned(), notifier: Box::new(NoNotifier), secrets: Box::new(Keyless) };
    let desk = Desk::open(options)?;
    let mut changes = desk.subscribe();
    if wall_ms() >= start {
        desk.stop();
        return Ok(None);
    }
    let seen = std::thread::scope(|scope| -> Result<Lags> {
        let pushers: Vec<_> = (0..if pace.words > 0 { PUSHERS } else { 0 })
            .map(|nth| {
                let desk = desk.clone();
                scope.spawn(move || push(&desk, world, pace, nth, start))
            })
            .collect();
        let due = watch(&mut changes, due)?;
        let mut words = vec![];
        for pusher in pushers {
            words.extend(pusher.join().map_err(|_| anyhow::anyhow!("quem entrega parou"))??);
        }
        Ok(Lags { due, words })
    });
    desk.stop();
    let Lags { mut due, mut words } = seen?;
    due.sort_by(f64::total_cmp);
    words.sort_by(f64::total_cmp);
    Ok(Some(Lags { due, words }))
}

/// Today's copy has been made already, as on any day after its first minute.
///
/// # Errors
/// The folder cannot be written.
pub fn spare_the_daily_copy(folder: &Path) -> Result<()> {
    let folder = folder.join("backups");
    std::fs::create_dir_all(&folder)?;
    let now = chrono::DateTime::from_timestamp_millis(wall_ms()).context("o relógio diz um instante")?;
    let today = now.with_timezone(&chrono_tz::America::Sao_Paulo).format("%Y-%m-%d");
    std::fs::write(folder.join(format!("retorno-{today}-000000.sqlite")), "")?;
    Ok(())
}

/// Lets some tickets fall silent so that their deadlines come at this pace.
fn schedule(world: &World, copy: &Copy, pace: Pace, start: i64) -> Result<BTreeMap<TicketId, i64>> {
    let mut db = rusqlite::Connection::open(&copy.file)?;
    let all = db.transaction()?;
    let mut due = BTreeMap::new();
    {
        let mut set =
            all.prepare("UPDATE ticket SET customer_at = ?2 - 1, human_at = ?2, anchor = ?2 WHERE id = ?1")?;
        for n in 0..pace.due * pace.seconds {
            let at = start + i64::from(n) * 1_000 / i64::from(pace.due);
            let id = i64::try_from(world.ticket(u64::from(n)))?;
            set.execute([id, at - WAIT.0])?;
            due.insert(TicketId(id), at);
        }
    }
    all.commit()?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(due)
}

/// Lets one ticket be due so many seconds from now.
pub(super) fn due_in(copy: &Copy, ticket: i64, seconds: i64) -> Result<()> {
    let db = rusqlite::Connection::open(&copy.file)?;
    let at = wall_ms() + seconds * 1_000 - WAIT.0;
    // Its deadline lies after the activation of the rule, or it would be left alone.
    db.execute("UPDATE rule SET fence = ?1, watermark = ?1 - ?2 WHERE id = 1", [at + WAIT.0 - 60_000, WAIT.0])?;
    db.execute("UPDATE ticket SET customer_at = ?2 - 1, human_at = ?2, anchor = ?2 WHERE id = ?1", [ticket, at])?;
    Ok(())
}

/// Waits until each has been told of, and how long after its deadline that was.
fn watch(changes: &mut Receiver<Changed>, mut due: BTreeMap<TicketId, i64>) -> Result<Vec<f64>> {
    let waits = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let last = due.values().max().copied().unwrap_or_default();
    let patience = Duration::from_millis(u64::try_from(last - wall_ms())?) + PATIENCE;
    let mut lags = vec![];
    let told = waits.block_on(async {
        let all = async {
            while !due.is_empty() {
                let changed = changes.recv().await.context("avisos se perderam")?;
                let now = wall_s();
                for ticket in changed.tickets {
                    if let Some(at) = due.remove(&ticket) {
                        #[allow(clippy::cast_precision_loss)]
                        lags.push(now - at as f64 / 1e3);
                    }
                }
            }
            anyhow::Ok(())
        };
        tokio::time::timeout(patience, all).await
    });
    told.with_context(|| format!("{} prazos passaram sem disparo", due.len()))??;
    Ok(lags)
}

/// Every other word an attendant's, every other a customer's, each on its own; tickets that are not due.
fn push(desk: &Desk, world: &World, pace: Pace, nth: u32, start: i64) -> Result<Vec<f64>> {
    let (all, due) = (pace.words * pace.seconds, pace.due * pace.seconds);
    ensure!(u64::from(all) + u64::from(due) <= u64::from(world.size), "faltam atendimentos");
    let mut lasted = vec![];
    for n in (nth..all).step_by(usize::try_from(PUSHERS)?) {
        let at = start + i64::from(n) * 1_000 / i64::from(pace.words);
        if let Ok(rest) = u64::try_from(at - wall_ms()) {
            std::thread::sleep(Duration::from_millis(rest));
        }
        let side = if n % 2 == 0 { Side::Ours } else { Side::Customer };
        let one = word(side, world.ticket(u64::from(due + n)), u64::from(n), Moment(wall_ms()));
        let began = Instant::now();
        desk.receive(CONNECTION, vec![one])?;
        lasted.push(began.elapsed().as_secs_f64());
    }
    Ok(lasted)
}

fn wall_s() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

fn wall_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The simulated connection needs no password.
struct Keyless;

impl Secrets for Keyless {
    fn get(&self, _: &str) -> Result<Option<String>, SecretsError> {
        Ok(None)
    }
    fn put(&self, _: &str, _: &str) -> Result<(), SecretsError> {
        Ok(())
    }
    fn delete(&self, _: &str) -> Result<(), SecretsError> {
        Ok(())
    }
    fn state(&self) -> SecretsState {
        SecretsState::Keyring
    }
    fn unlock(&self, _: &str) -> Result<(), SecretsError> {
        Ok(())
    }
}
