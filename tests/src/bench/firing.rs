//! Firing: from due to committed, as many at once as a backlog leaves, with one rule and with twenty; and a hundred
//! thousand overdue after a sleep.

use std::time::Duration;

use anyhow::{Result, ensure};
use engine::{Moment, Span};
use runtime::Core;

use super::Plan;
use super::floor::Floor;
use super::table::{Amount, Figure, Goal, Spent, Table, Watch, middle};
use super::world::{Copy, RULES, WAIT, World};

/// Due in one round.
const DUE: u32 = 20_000;
/// Overdue after the sleep.
const SLEPT: u32 = 100_000;

pub fn figures(plan: &Plan, world: &World, table: &mut Table) -> Result<()> {
    table.of(world.size);
    let rounds = u32::try_from(plan.rounds())?;
    let due = DUE.min(world.size / rounds);
    let copies = [world.copy(1)?, world.copy(RULES)?, world.copy(1)?];
    let opened = world.laid.plus(Span::seconds(1));
    let (mut one, mut many) = (copies[0].core(opened)?, copies[1].core(opened)?);
    let mut floor = Floor::open(&copies[2])?;
    let (mut ones, mut manys, mut raws) = (vec![], vec![], vec![]);
    for round in 0..rounds {
        let upto = world.anchor((round + 1) * due - 1);
        let now = upto.plus(WAIT);
        ones.push(fire(&mut one, now, due)?);
        manys.push(fire(&mut many, now, due)?);
        let began = Watch::start();
        let after = if round == 0 { Moment::MIN } else { world.anchor(round * due - 1) };
        floor.fire(after, upto, WAIT, now)?;
        raws.push(began.each(due));
    }
    drop((one, many));
    same(&copies)?;
    let (one, many, raw) = (middle(&ones), middle(&manys), middle(&raws));
    let floor = Some(Amount::Each(raw));
    let name = format!("disparo: {due} vencidos até gravados");
    let goal = Goal::Ratio(2.0);
    table.add(Figure { name: format!("{name}, 1 regra"), ours: Amount::Each(one), floor, goal });
    table.add(Figure { name: format!("{name}, {RULES} regras"), ours: Amount::Each(many), floor, goal });
    if world.size >= SLEPT { slept(world, table) } else { Ok(()) }
}

/// The computer slept past the deadlines of a hundred thousand.
fn slept(world: &World, table: &mut Table) -> Result<()> {
    let (copy, raw) = (world.copy(1)?, world.copy(1)?);
    let mut core = copy.core(world.laid.plus(Span::seconds(1)))?;
    let upto = world.anchor(SLEPT - 1);
    let now = upto.plus(WAIT);
    core.jumped(now)?;
    let lasts = fire(&mut core, now, 1)?.wall;
    drop(core);
    let ([fired, ..], _) = fired(&copy)?;
    ensure!(fired >= i64::from(SLEPT), "só {fired} de {SLEPT} foram executados");
    let mut floor = Floor::open(&raw)?;
    let began = Watch::start();
    floor.fire(Moment::MIN, upto, WAIT, now)?;
    let floor = began.each(1).wall;
    table.add(Figure {
        name: "disparo: 100.000 ações internas vencidas durante um sono".into(),
        ours: Amount::Lasts(lasts),
        floor: Some(Amount::Lasts(floor)),
        goal: Goal::Time(Duration::from_secs(5)),
    });
    Ok(())
}

/// For each of so many, until nothing is due any more.
fn fire(core: &mut Core, now: Moment, due: u32) -> Result<Spent> {
    let began = Watch::start();
    while core.step(now)?.more {}
    core.take_changed();
    Ok(began.each(due))
}

/// Executions, tags, lines, judgements; and the bytes of what the judgements were made from.
fn fired(copy: &Copy) -> Result<([i64; 4], i64)> {
    let db = rusqlite::Connection::open(&copy.file)?;
    Ok(db.query_row(
        "SELECT (SELECT count(*) FROM execution WHERE outcome = 'executed'), (SELECT count(*) FROM contact_tag),
                (SELECT count(*) FROM timeline WHERE event = 'rule_tagged'), (SELECT count(*) FROM judgement),
                (SELECT coalesce(sum(length(inputs)), 0) FROM judgement)",
        [],
        |row| Ok(([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?], row.get(4)?)),
    )?)
}

fn same(copies: &[Copy; 3]) -> Result<()> {
    let [(ours, bytes), (twenty, _), (floor, floor_bytes)] =
        [fired(&copies[0])?, fired(&copies[1])?, fired(&copies[2])?];
    ensure!(floor[0] > 0 && floor == ours && ours == twenty, "os três bancos divergem: {floor:?} {ours:?} {twenty:?}");
    let off = (bytes - floor_bytes).abs() * 10;
    ensure!(off <= bytes, "o piso grava outro tanto de dados de julgamento: {floor_bytes} e {bytes} bytes");
    Ok(())
}
