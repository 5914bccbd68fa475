//! Intake: what a word costs from the channel's batch to the commit, with the look that follows it, one at a time and
//! sixteen in a transaction, with one rule and with twenty.

use anyhow::{Result, ensure};
use channels::Side;
use engine::{Moment, Span};
use runtime::Core;

use super::Plan;
use super::floor::{Floor, Word};
use super::table::{Amount, Figure, Goal, Spent, Table, Watch, middle, percentile};
use super::world::{CONNECTION, Copy, RULES, World, word};

/// Words in one round, for each size of a batch.
const ROUNDS: [(usize, usize); 2] = [(1, 400), (16, 4_000)];
const QUICK: usize = 160;
/// Short turns between ours and the floor in each round, so that what else the machine does meets both.
const TURNS: usize = 10;

pub fn figures(plan: &Plan, world: &World, table: &mut Table) -> Result<()> {
    table.of(world.size);
    for kind in [Word::Human, Word::Customer] {
        for (batch, words) in ROUNDS {
            let words = if plan.quick { QUICK } else { words };
            let mut bench = Bench::open(world)?;
            for _ in 0..plan.rounds() * TURNS {
                bench.round(world, kind, batch, words / TURNS)?;
            }
            bench.check()?;
            let Bench { one, many, raw, .. } = bench;
            // Turn by turn: what else the machine did meanwhile met both of one turn.
            let mut ratios: Vec<f64> = one.iter().zip(&many).map(|(one, many)| many.wall / one.wall).collect();
            ratios.sort_by(f64::total_cmp);
            let ratio = percentile(&ratios, 0.5);
            let (one, many, raw) = (middle(&one), middle(&many), middle(&raw));
            let name = match kind {
                Word::Human => "chegada: palavra do atendente",
                Word::Customer => "chegada: resposta do cliente",
            };
            let name = format!("{name}, {batch} por transação");
            let floor = Some(Amount::Each(raw));
            let goal = Goal::Ratio(1.5);
            table.add(Figure { name: format!("{name}, 1 regra"), ours: Amount::Each(one), floor, goal });
            let goal = Goal::Flat { ratio, most: 1.1 };
            table.add(Figure { name: format!("{name}, {RULES} regras"), ours: Amount::Each(many), floor, goal });
        }
    }
    Ok(())
}

/// Three databases, in turns.
struct Bench {
    copies: [Copy; 3],
    with_one: Core,
    with_many: Core,
    floor: Floor,
    now: Moment,
    said: u64,
    one: Vec<Spent>,
    many: Vec<Spent>,
    raw: Vec<Spent>,
}

impl Bench {
    fn open(world: &World) -> Result<Bench> {
        let copies = [world.copy(1)?, world.copy(RULES)?, world.copy(1)?];
        let now = world.laid.plus(Span::seconds(1));
        let (with_one, with_many) = (copies[0].core(now)?, copies[1].core(now)?);
        let floor = Floor::open(&copies[2])?;
        Ok(Bench { copies, with_one, with_many, floor, now, said: 0, one: vec![], many: vec![], raw: vec![] })
    }

    /// The same words to each.
    fn round(&mut self, world: &World, kind: Word, batch: usize, words: usize) -> Result<()> {
        let start = self.said;
        let side = match kind {
            Word::Customer => Side::Customer,
            Word::Human => Side::Ours,
        };
        let numbers: Vec<(u64, u64)> =
            (0..u64::try_from(words)?).map(|n| (world.ticket(start + n), start + n)).collect();
        self.said += u64::try_from(words)?;
        let batches: Vec<_> = numbers.chunks(batch).collect();
        // Each comes first in its turn: what a neighbour left to be written back meets all of them alike.
        let turn = self.raw.len();
        for nth in 0..3 {
            match (turn + nth) % 3 {
                0 => self.one.push(receive(&mut self.with_one, side, &batches, self.now)?),
                1 => self.many.push(receive(&mut self.with_many, side, &batches, self.now)?),
                _ => {
                    let began = Watch::start();
                    for (part, now) in batches.iter().zip(ticks(self.now)) {
                        self.floor.receive(kind, part, now)?;
                    }
                    self.raw.push(began.each(u32::try_from(words)?));
                }
            }
        }
        self.now = self.now.plus(Span(i64::try_from(batches.len())?));
        Ok(())
    }

    /// All three stored the same words and have the same tickets waiting.
    fn check(&self) -> Result<()> {
        let state = |copy: &Copy| -> Result<(i64, i64, i64)> {
            let db = rusqlite::Connection::open(&copy.file)?;
            Ok(db.query_row(
                "SELECT (SELECT count(*) FROM message WHERE external_id LIKE 'w-%'),
                        (SELECT count(*) FROM ticket WHERE anchor IS NOT NULL), (SELECT coalesce(sum(anchor), 0) FROM ticket)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?)
        };
        let found = [state(&self.copies[0])?, state(&self.copies[1])?, state(&self.copies[2])?];
        ensure!(found[0].0 == i64::try_from(self.said)?, "{} palavras de {} foram gravadas", found[0].0, self.said);
        ensure!(found[0] == found[1] && found[1] == found[2], "os três bancos divergem: {found:?}");
        Ok(())
    }
}

/// One instant for each batch, after this one.
fn ticks(start: Moment) -> impl Iterator<Item = Moment> {
    (1..).map(move |tick| start.plus(Span(tick)))
}

fn receive(core: &mut Core, side: Side, batches: &[&[(u64, u64)]], start: Moment) -> Result<Spent> {
    let began = Watch::start();
    for (part, now) in batches.iter().zip(ticks(start)) {
        let events: Vec<_> = part.iter().map(|(ticket, number)| word(side, *ticket, *number, now)).collect();
        core.receive(now, CONNECTION, &events, Some("1"), None)?;
        core.step(now)?;
        core.wake()?;
        core.take_changed();
    }
    Ok(began.each(u32::try_from(batches.iter().map(|part| part.len()).sum::<usize>())?))
}
