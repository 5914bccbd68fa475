//! Nothing to do: what a look costs when nothing is due, whatever the number of tickets, and how long the program takes
//! from a closed file to its first firing.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use engine::{Moment, Span};

use super::Plan;
use super::table::{Amount, Figure, Goal, Table, median};
use super::world::{RULES, WAIT, World};

const LOOKS: u32 = 2_000;

pub fn figures(plan: &Plan, world: &World, table: &mut Table) -> Result<()> {
    table.of(world.size);
    for rules in [1, RULES] {
        let copy = world.copy(rules)?;
        let mut now = world.laid.plus(Span::seconds(1));
        let mut core = copy.core(now)?;
        let mut each = vec![];
        for _ in 0..plan.rounds() {
            let began = Instant::now();
            for _ in 0..LOOKS {
                now = now.plus(Span(1));
                let step = core.step(now)?;
                let wake = core.wake()?;
                ensure!(!step.more && wake.at > now, "algo venceu durante a medida");
            }
            each.push(began.elapsed().as_secs_f64() / f64::from(LOOKS));
        }
        let name = format!("ocioso: olhar sem nada vencido (passo e próximo despertar), regras: {rules}");
        let goal = Goal::Time(Duration::from_micros(50));
        table.add(Figure { name, ours: Amount::Lasts(median(each)), floor: None, goal });
    }
    let mut starts = vec![];
    let mut floors = vec![];
    for _ in 0..plan.rounds() {
        starts.push(start(world)?);
        floors.push(floor_start(world)?);
    }
    table.add(Figure {
        name: "partida: do arquivo fechado ao primeiro disparo gravado".into(),
        ours: Amount::Lasts(median(starts)),
        floor: Some(Amount::Lasts(median(floors))),
        goal: Goal::Time(Duration::from_millis(300)),
    });
    Ok(())
}

/// Opens at an instant at which the first ticket is due.
fn start(world: &World) -> Result<f64> {
    let copy = world.copy(RULES)?;
    let now = world.anchor(0).plus(WAIT);
    let began = Instant::now();
    let mut core = copy.core(now)?;
    core.step(now)?;
    let lasts = began.elapsed().as_secs_f64();
    drop(core);
    let db = rusqlite::Connection::open(&copy.file)?;
    let fired: u32 = db.query_row("SELECT count(*) FROM execution", [], |row| row.get(0))?;
    ensure!(fired > 0, "nada disparou na partida");
    Ok(lasts)
}

fn floor_start(world: &World) -> Result<f64> {
    let copy = world.copy(1)?;
    let now = world.anchor(0).plus(WAIT);
    let began = Instant::now();
    let fired = super::floor::Floor::open(&copy)?.fire(Moment::MIN, world.anchor(0), WAIT, now)?;
    ensure!(fired > 0, "nada disparou no piso");
    Ok(began.elapsed().as_secs_f64())
}
