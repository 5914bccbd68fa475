//! Changing the hours of a rule while everybody waits: no row of any ticket is touched.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use engine::{RuleId, Span};

use super::Plan;
use super::floor::Floor;
use super::table::{Amount, Figure, Goal, Table, percentile};
use super::world::{PERSON, RULES, World};

const EDITS: u32 = 25;

pub fn figures(plan: &Plan, world: &World, table: &mut Table) -> Result<()> {
    table.of(world.size);
    let edits = if plan.quick { 3 } else { EDITS };
    let (ours, raw) = (world.copy(RULES)?, world.copy(RULES)?);
    let mut now = world.laid.plus(Span::seconds(1));
    let mut core = ours.core(now)?;
    let mut floor = Floor::open(&raw)?;
    let (mut times, mut floors) = (vec![], vec![]);
    for edit in 0..edits {
        now = now.plus(Span::seconds(1));
        let mut rule = core.house().rule(RuleId(1)).context("a regra existe")?.rule.clone();
        rule.wait = Span::hours(3 + i64::from(edit % 5));
        let began = Instant::now();
        core.change(now, |turn| turn.save_rule(rule, false, PERSON))?;
        core.step(now)?;
        core.wake()?;
        times.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        floor.save_rule(edit + 2, now)?;
        floors.push(began.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    floors.sort_by(f64::total_cmp);
    for (share, name) in [(0.5, "mediana"), (1.0, "máximo")] {
        table.add(Figure {
            name: format!("edição: mudar as horas de uma regra, {name}"),
            ours: Amount::Lasts(percentile(&times, share)),
            floor: Some(Amount::Lasts(percentile(&floors, share))),
            goal: Goal::Time(Duration::from_millis(20)),
        });
    }
    Ok(())
}
