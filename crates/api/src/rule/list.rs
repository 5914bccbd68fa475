//! The list of rules with what each did today and does next.

use std::collections::BTreeMap;

use chrono::Days;
use engine::*;
use runtime::House;
use store::view::RuleCount;
use store::{Reader, StoredRule};

use super::draft::view;
use super::{OneRule, RuleList, RuleRow, RuleVersion, SkipCount};
use crate::ask::Ask;
use crate::bounds::{NEXT_COUNTED_MAX, PAGE_ROWS_DEFAULT};
use crate::error::Result;
use crate::shape::Nothing;

const AHEAD: Span = Span::hours(24);
/// Days before today that still belong to the week a list tells of.
const WEEK_DAYS_BEFORE: Days = Days::new(6);

pub(crate) fn rules(ask: &Ask, _: Nothing) -> Result<RuleList> {
    let calendar = ask.house.company();
    let date = calendar.local_date(ask.now);
    let midnight = calendar.instant(date, 0);
    let week = calendar.instant(date.checked_sub_days(WEEK_DAYS_BEFORE).unwrap_or(date), 0);
    ask.read(|reader| {
        let today: BTreeMap<RuleId, RuleCount> =
            reader.rule_counts(midnight)?.into_iter().map(|count| (count.rule, count)).collect();
        let mut weeks: BTreeMap<RuleId, (u32, Vec<SkipCount>)> = BTreeMap::new();
        for done in reader.rule_outcomes(week)? {
            let (executed, skips) = weeks.entry(done.rule).or_default();
            match done.skipped {
                None => *executed += done.count,
                Some(why) => skips.push(SkipCount { why, count: done.count }),
            }
        }
        let mut rules = Vec::new();
        for stored in reader.read(|store| store.rules())? {
            let count = today.get(&stored.rule.id);
            let (executed_week, skips_week) = weeks.remove(&stored.rule.id).unwrap_or_default();
            let (next_24h, next_24h_more) = next(reader, &ask.house, &stored, ask.now)?;
            rules.push(RuleRow {
                executed_today: count.map_or(0, |count| count.executed),
                skipped_today: count.map_or(0, |count| count.skipped),
                observed_today: count.map_or(0, |count| count.observed),
                executed_week,
                skips_week,
                next_24h,
                next_24h_more,
                last_at: count.and_then(|count| count.last_at),
                rule: view(&stored),
            });
        }
        Ok(RuleList { now: ask.now, rules })
    })
}

/// Tickets of the rule whose deadline falls into the next hours, and whether there are more than were counted.
fn next(reader: &Reader, house: &House, stored: &StoredRule, now: Moment) -> store::Result<(u32, bool)> {
    let rule = &stored.rule;
    if !rule.watches() {
        return Ok((0, false));
    }
    let (from, upto) = (house.threshold_of_all(rule, now), house.threshold(rule, now.plus(AHEAD)));
    let waiting = reader.read(|store| store.waiting(from, upto, NEXT_COUNTED_MAX))?;
    let due = |(ticket, contact): &&(Ticket, Contact)| {
        let at = deadline(rule, ticket, house.calendar_of(ticket));
        let exempt = contact.do_not_disturb || contact.group || contact.erased;
        !exempt && rule.scope.covers(ticket, contact) && at.is_some_and(|at| at > now && at <= now.plus(AHEAD))
    };
    let count = u32::try_from(waiting.iter().filter(due).count()).unwrap_or(u32::MAX);
    Ok((count, waiting.len() >= NEXT_COUNTED_MAX as usize))
}

pub(crate) fn rule_versions(ask: &Ask, args: OneRule) -> Result<Vec<RuleVersion>> {
    ask.read(|reader| {
        let versions = reader.rule_versions(args.rule, PAGE_ROWS_DEFAULT)?;
        Ok(versions
            .into_iter()
            // A body of a much older program that can no longer be read is left out; the log still names it.
            .filter_map(|row| {
                let rule = serde_json::from_str(&row.body).ok()?;
                Some(RuleVersion { version: row.version, saved_by: row.saved_by, saved_at: row.saved_at, rule })
            })
            .collect())
    })
}
