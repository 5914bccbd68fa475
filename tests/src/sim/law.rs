//! R2 at all times: what was planned has been sent, failed, is uncertain, was skipped or cancelled for a reason, was missed,
//! or is open. Not the program's own count but a ledger beside it, which reads the rows of the file and remembers what it
//! has seen: a plan never vanishes, an end stays an end, and nothing that waits stops waiting without a cause.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Rule, RuleId, TicketId};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params_from_iter};
use store::Reader;
use store::view::Tally;

use super::Violation;
use super::world::{World, broken};

/// The count a supervisor sees is asked for at the end of so many days, and at the end of the run.
const AS_SHOWN_DAYS: i64 = 5;

pub(super) const PROMISE: &str = "R2 nunca em silêncio";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plan {
    Execution(i64),
    Send(i64),
}

/// `Elsewhere`: its sends say what became of it, or a newer one counts in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Open,
    Done,
    Failed,
    Unknown,
    Skipped,
    Cancelled,
    Missed,
    Elsewhere,
}

impl End {
    /// Whether what had come to this end may be found at the other one later.
    fn may_become(self, next: End) -> bool {
        use End::{Cancelled, Done, Elsewhere, Failed, Missed, Open, Skipped, Unknown};
        self == next
            || match self {
                Open | Elsewhere => true,
                // The provider took it back.
                Done => next == Failed,
                // Somebody looked, or ordered it again.
                Unknown => matches!(next, Done | Failed | Elsewhere),
                Missed => matches!(next, Skipped | Elsewhere),
                // A person took that back.
                Skipped => next == Cancelled,
                Failed | Cancelled => false,
            }
    }
}

#[derive(Debug)]
struct Execution {
    ticket: i64,
    id: i64,
    rule: i64,
    message: bool,
    outcome: String,
    why: String,
    turn: i64,
    anchor: i64,
}

#[derive(Debug)]
struct Sent {
    ticket: i64,
    id: i64,
    execution: Option<i64>,
    rule: Option<i64>,
    origin: String,
    state: String,
    fault: String,
}

/// A step that waits, by ticket, rule and part.
type Step = (i64, i64, String);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Wait {
    turn: i64,
    anchor: i64,
    /// State, version and fence of its rule.
    rule: (String, i64, i64),
    /// For what nobody but an event wakes it.
    event: Option<String>,
}

/// What of whom: a rule's number, or the origin of what has no rule.
type Whose = (Option<i64>, String);
type Sums = BTreeMap<(Whose, End), u64>;

#[derive(Default)]
pub(super) struct Law {
    /// Of this life of the program.
    file: Option<(Connection, Reader)>,
    ends: BTreeMap<i64, BTreeMap<Plan, (Whose, End)>>,
    waits: BTreeMap<Step, Wait>,
    touched: BTreeSet<i64>,
    /// Something about rules or what they do has changed.
    stirred: bool,
    /// After how many events something was looked at.
    pub(super) looks: u64,
}

impl Law {
    pub fn opens(&mut self, file: &std::path::Path, reader: Reader) -> rusqlite::Result<()> {
        self.file = Some((Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?, reader));
        Ok(())
    }

    pub fn closes(&mut self) {
        self.file = None;
    }

    pub fn reader(&self) -> Option<&Reader> {
        self.file.as_ref().map(|(_, reader)| reader)
    }

    /// A version of a rule as it was kept.
    pub fn version(&self, rule: RuleId, version: u32) -> rusqlite::Result<Option<Rule>> {
        let Some((db, _)) = &self.file else { return Ok(None) };
        let mut kept = db.prepare_cached("SELECT body FROM rule_version WHERE rule = ?1 AND version = ?2")?;
        let body: Option<String> = kept.query_row((rule.0, version), |row| row.get(0)).optional()?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    pub fn hears(&mut self, changed: &runtime::Changed) {
        self.stirred |= !changed.is_empty();
        self.touched.extend(changed.tickets.iter().map(|ticket| ticket.0));
    }

    /// What the last event has touched.
    pub fn after_event(&mut self) -> rusqlite::Result<Result<(), String>> {
        if !std::mem::take(&mut self.stirred) {
            return Ok(Ok(()));
        }
        self.looks += 1;
        let Some((db, _)) = &self.file else { return Ok(Ok(())) };
        let at_once = db.unchecked_transaction()?;
        let waits = waits(&at_once)?;
        // A step that begins or ends to wait touches its ticket, whatever the program says of that.
        let differs = |(step, wait): &(&Step, &Wait)| waits.get(*step) != Some(*wait);
        self.touched.extend(self.waits.iter().filter(differs).map(|(step, _)| step.0));
        self.touched.extend(waits.keys().filter(|step| !self.waits.contains_key(*step)).map(|step| step.0));
        for ticket in std::mem::take(&mut self.touched) {
            let rows = (executions(&at_once, Some(ticket))?, sends(&at_once, Some(ticket))?);
            if let Err(what) = look(&at_once, ticket, &rows, (&self.waits, &waits), &mut self.ends)? {
                return Ok(Err(what));
            }
        }
        self.waits = waits;
        Ok(Ok(()))
    }

    /// Every row there is.
    pub fn in_total(&mut self) -> rusqlite::Result<Result<(), String>> {
        let Some((db, _)) = &self.file else { return Ok(Ok(())) };
        let at_once = db.unchecked_transaction()?;
        let waits = waits(&at_once)?;
        let mut rows: BTreeMap<i64, (Vec<Execution>, Vec<Sent>)> = BTreeMap::new();
        for one in executions(&at_once, None)? {
            rows.entry(one.ticket).or_default().0.push(one);
        }
        for one in sends(&at_once, None)? {
            rows.entry(one.ticket).or_default().1.push(one);
        }
        let known = self.ends.keys().copied();
        let tickets: BTreeSet<i64> = known.chain(rows.keys().copied()).chain(waits.keys().map(|step| step.0)).collect();
        for ticket in tickets {
            let rows = rows.remove(&ticket).unwrap_or_default();
            if let Err(what) = look(&at_once, ticket, &rows, (&self.waits, &waits), &mut self.ends)? {
                return Ok(Err(what));
            }
        }
        self.waits = waits;
        self.touched.clear();
        Ok(Ok(()))
    }

    /// The same beside the program's own count.
    pub fn in_total_as_shown(&mut self) -> rusqlite::Result<Result<(), String>> {
        if let Err(what) = self.in_total()? {
            return Ok(Err(what));
        }
        let Some((db, reader)) = &self.file else { return Ok(Ok(())) };
        let mine = sums(db, &self.ends, &self.waits)?;
        let Ok(tallies) = reader.tallies() else { return Ok(Err("a conferência do programa não responde".into())) };
        Ok(agree(&mine, &tallies))
    }
}

/// Whether the program's own count closes, and counts what the ledger counts.
fn agree(mine: &Sums, tallies: &[Tally]) -> Result<(), String> {
    let mut theirs = Sums::new();
    for tally in tallies {
        let whose = (tally.rule.map(|rule| rule.0), tally.origin.word().to_owned());
        let ends = [
            (End::Done, tally.done),
            (End::Failed, tally.failed),
            (End::Unknown, tally.unknown),
            (End::Skipped, tally.skipped),
            (End::Cancelled, tally.cancelled),
            (End::Missed, tally.missed),
            (End::Open, tally.open),
        ];
        theirs.extend(ends.iter().filter(|(_, n)| *n > 0).map(|(end, n)| ((whose.clone(), *end), u64::from(*n))));
        if tally.stray > 0 || tally.planned != ends.iter().map(|(_, n)| n).sum::<u32>() {
            return Err(format!("a conferência do programa não fecha: {tally:?}"));
        }
    }
    if *mine == theirs {
        return Ok(());
    }
    let differs: Vec<_> = mine.keys().chain(theirs.keys()).filter(|key| mine.get(*key) != theirs.get(*key)).collect();
    Err(format!("a conferência do programa conta outra coisa: {differs:?} de {theirs:?}"))
}

fn waits(db: &Connection) -> rusqlite::Result<BTreeMap<Step, Wait>> {
    let mut all = db.prepare_cached(
        "SELECT d.ticket, d.rule, d.part, d.turn, d.anchor, r.state, r.version, r.fence, iif(d.due_at IS NULL, d.why, NULL)
           FROM deferred d JOIN rule r ON r.id = d.rule",
    )?;
    let rows = all.query_map([], |row| {
        let step = (row.get(0)?, row.get(1)?, row.get(2)?);
        let rule = (row.get(5)?, row.get(6)?, row.get(7)?);
        Ok((step, Wait { turn: row.get(3)?, anchor: row.get(4)?, rule, event: row.get(8)? }))
    })?;
    rows.collect()
}

/// One ticket: each of its plans has one end, none has vanished or been undone, and what waited before waits, ran, or has
/// nothing to wait for.
fn look(
    db: &Connection,
    ticket: i64,
    (executions, sends): &(Vec<Execution>, Vec<Sent>),
    (before, now): (&BTreeMap<Step, Wait>, &BTreeMap<Step, Wait>),
    ends: &mut BTreeMap<i64, BTreeMap<Plan, (Whose, End)>>,
) -> rusqlite::Result<Result<(), String>> {
    let found = match ends_of(executions, sends) {
        Ok(found) => found,
        Err(what) => return Ok(Err(format!("{}: {what}", TicketId(ticket)))),
    };
    let known = ends.entry(ticket).or_default();
    for (plan, (_, end)) in &*known {
        match found.get(plan) {
            None => return Ok(Err(format!("{ticket}: {plan:?} sumiu, era {end:?}"))),
            Some((_, next)) if !end.may_become(*next) => {
                return Ok(Err(format!("{ticket}: {plan:?} era {end:?} e agora é {next:?}")));
            }
            Some(_) => {}
        }
    }
    *known = found;
    let of_ticket = (ticket, i64::MIN, String::new())..(ticket + 1, i64::MIN, String::new());
    for (step, wait) in before.range(of_ticket.clone()) {
        if !now.contains_key(step) && !has_cause(db, step, wait, executions)? {
            return Ok(Err(format!("{step:?} esperava ({wait:?}) e deixou de esperar sem motivo")));
        }
    }
    for (step, wait) in now.range(of_ticket) {
        let wakes = match wait.event.as_deref() {
            None | Some("barrier") => true,
            Some("fuse") => wait.rule.0 == "paused",
            Some(_) => false,
        };
        if !wakes || !matches!(wait.rule.0.as_str(), "active" | "shadow" | "paused") {
            return Ok(Err(format!("{step:?} espera o que não virá: {wait:?}")));
        }
    }
    Ok(Ok(()))
}

/// It ran or was written off, its silence is over or was held, its rule was written anew or switched, or its contact asked to be
/// left alone.
fn has_cause(db: &Connection, step: &Step, wait: &Wait, executions: &[Execution]) -> rusqlite::Result<bool> {
    let (ticket, rule, part) = step;
    let message = part == "message";
    let of_it = |one: &&Execution| one.rule == *rule && one.message == message;
    if executions.iter().filter(of_it).any(|one| one.turn == wait.turn || one.anchor == wait.anchor) {
        return Ok(true);
    }
    let (anchor, hold): (Option<i64>, String) = db
        .prepare_cached("SELECT anchor, hold FROM ticket WHERE id = ?1")?
        .query_row([ticket], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if anchor != Some(wait.anchor) || hold != "never" {
        return Ok(true);
    }
    let stands = db
        .prepare_cached("SELECT state, version, fence FROM rule WHERE id = ?1")?
        .query_row([rule], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    if wait.rule != stands {
        return Ok(true);
    }
    db.prepare_cached(
        "SELECT 1 FROM ticket t JOIN contact_tag c ON c.contact = t.contact JOIN tag g ON g.id = c.tag
          WHERE t.id = ?1 AND g.kind = 'do_not_disturb'",
    )?
    .exists([ticket])
}

const EXECUTIONS: &str = "SELECT ticket, id, rule, part = 'message', outcome, why, turn, anchor FROM execution";
const EXECUTIONS_OF: &str =
    "SELECT ticket, id, rule, part = 'message', outcome, why, turn, anchor FROM execution WHERE ticket = ?1";

/// Of one ticket, or of all.
fn executions(db: &Connection, ticket: Option<i64>) -> rusqlite::Result<Vec<Execution>> {
    let mut all = db.prepare_cached(if ticket.is_some() { EXECUTIONS_OF } else { EXECUTIONS })?;
    let rows = all.query_map(params_from_iter(ticket), |row| {
        Ok(Execution {
            ticket: row.get(0)?,
            id: row.get(1)?,
            rule: row.get(2)?,
            message: row.get(3)?,
            outcome: row.get(4)?,
            why: row.get(5)?,
            turn: row.get(6)?,
            anchor: row.get(7)?,
        })
    })?;
    rows.collect()
}

const SENDS: &str = "SELECT ticket, id, execution, rule, origin, state, fault FROM outbox ORDER BY id";
const SENDS_OF: &str =
    "SELECT ticket, id, execution, rule, origin, state, fault FROM outbox WHERE ticket = ?1 ORDER BY id";

/// Of one ticket, or of all.
fn sends(db: &Connection, ticket: Option<i64>) -> rusqlite::Result<Vec<Sent>> {
    let mut all = db.prepare_cached(if ticket.is_some() { SENDS_OF } else { SENDS })?;
    let rows = all.query_map(params_from_iter(ticket), |row| {
        Ok(Sent {
            ticket: row.get(0)?,
            id: row.get(1)?,
            execution: row.get(2)?,
            rule: row.get(3)?,
            origin: row.get(4)?,
            state: row.get(5)?,
            fault: row.get(6)?,
        })
    })?;
    rows.collect()
}

fn ends_of(executions: &[Execution], sends: &[Sent]) -> Result<BTreeMap<Plan, (Whose, End)>, String> {
    let mut found = BTreeMap::new();
    for one in executions {
        let own: Vec<&Sent> = sends.iter().filter(|sent| sent.execution == Some(one.id)).collect();
        let end = end_of_execution(one, &own).ok_or_else(|| format!("sem fim: {one:?}, {own:?}"))?;
        found.insert(Plan::Execution(one.id), ((Some(one.rule), "rule".to_owned()), end));
    }
    for one in sends {
        let decided = executions.iter().find(|other| Some(other.id) == one.execution);
        let newer = sends.iter().any(|other| other.execution == one.execution && other.id > one.id);
        let end = end_of_send(one, decided, newer).ok_or_else(|| format!("sem fim: {one:?}, {decided:?}"))?;
        found.insert(Plan::Send(one.id), ((one.rule, one.origin.clone()), end));
    }
    Ok(found)
}

fn end_of_execution(one: &Execution, sends: &[&Sent]) -> Option<End> {
    let last_missed = sends.last().is_some_and(|last| last.state == "missed");
    // That a message crossed the answer ends nothing.
    let no_reason = one.why.is_empty() || (one.outcome == "executed" && one.why == "crossed");
    match (one.outcome.as_str(), sends.is_empty(), no_reason) {
        ("executed", true, _) if !one.message => Some(End::Done),
        ("executed", false, true) if one.message => Some(End::Elsewhere),
        // What was left to say was left out.
        ("executed", false, false) if one.message => Some(End::Skipped),
        ("substituted" | "observed", true, _) | ("skipped", true, false) => Some(End::Skipped),
        ("cancelled", true, false) => Some(End::Cancelled),
        ("cancelled", false, false) => sends.iter().all(|sent| is_replaced_or_off(sent)).then_some(End::Elsewhere),
        ("missed", true, _) => Some(End::Missed),
        ("missed" | "skipped", false, _) if last_missed => Some(End::Elsewhere),
        ("missed", false, _) => Some(End::Missed),
        ("skipped", false, false) => Some(End::Skipped),
        (_, _, _) => None,
    }
}

/// Of what was taken back nothing may have gone.
fn is_replaced_or_off(sent: &Sent) -> bool {
    matches!(sent.state.as_str(), "cancelled" | "missed") || (sent.state == "failed" && sent.fault == store::RESENT)
}

fn end_of_send(one: &Sent, decided: Option<&Execution>, newer: bool) -> Option<End> {
    if (one.origin == "rule") != decided.is_some_and(|decided| Some(decided.rule) == one.rule) {
        return None;
    }
    match one.state.as_str() {
        "cancelled" => (!one.fault.is_empty()).then_some(End::Cancelled),
        "missed" if decided.is_some() && newer => Some(End::Elsewhere),
        "missed" => match decided.map_or("missed", |decided| decided.outcome.as_str()) {
            "missed" => Some(End::Missed),
            "skipped" => Some(End::Skipped),
            _ => None,
        },
        "failed" if one.fault == store::RESENT => Some(End::Elsewhere),
        "sent" | "delivered" | "read" => Some(End::Done),
        "failed" => Some(End::Failed),
        "unknown" => Some(End::Unknown),
        "planned" | "sending" => Some(End::Open),
        _ => None,
    }
}

fn sums(
    db: &Connection,
    ends: &BTreeMap<i64, BTreeMap<Plan, (Whose, End)>>,
    waits: &BTreeMap<Step, Wait>,
) -> rusqlite::Result<Sums> {
    let mut sums = Sums::new();
    for (whose, end) in ends.values().flat_map(BTreeMap::values).filter(|(_, end)| *end != End::Elsewhere) {
        *sums.entry((whose.clone(), *end)).or_default() += 1;
    }
    for (_, rule, _) in waits.keys() {
        *sums.entry(((Some(*rule), "rule".to_owned()), End::Open)).or_default() += 1;
    }
    let mut calls = db.prepare_cached(
        "SELECT e.rule, h.due_at IS NULL, h.fault = '' FROM webhook h JOIN execution e ON e.id = h.execution",
    )?;
    let rows =
        calls.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?)))?;
    for row in rows {
        let (rule, over, well) = row?;
        let end = match (over, well) {
            (false, _) => End::Open,
            (true, true) => End::Done,
            (true, false) => End::Failed,
        };
        *sums.entry(((Some(rule), "rule".to_owned()), end)).or_default() += 1;
    }
    Ok(sums)
}

impl World<'_> {
    /// After every event that changed something.
    pub(super) fn conserved(&mut self) -> Result<(), Violation> {
        let found = self.law.after_event().map_err(broken)?;
        self.held_to(found)
    }

    /// Of every row: after each start.
    pub(super) fn conserved_in_total(&mut self) -> Result<(), Violation> {
        let found = self.law.in_total().map_err(broken)?;
        self.held_to(found)
    }

    /// At the end of a day.
    pub(super) fn conserved_today(&mut self, day: i64) -> Result<(), Violation> {
        if day % AS_SHOWN_DAYS == 0 { self.conserved_as_shown() } else { Ok(()) }
    }

    /// Of every row, and beside the count a supervisor sees.
    pub(super) fn conserved_as_shown(&mut self) -> Result<(), Violation> {
        let found = self.law.in_total_as_shown().map_err(broken)?;
        self.held_to(found)
    }

    fn held_to(&self, found: Result<(), String>) -> Result<(), Violation> {
        found.map_err(|what| Violation { promise: PROMISE, at: self.wall(), what })
    }
}

#[cfg(test)]
mod tests;
