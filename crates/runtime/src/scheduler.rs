//! From watermarks to due work. One index on the anchor of waiting tickets is the timing queue of all rules and of the
//! queue policy at once (domain.md 7); what must wait is a row of the small table of deferred steps. Every piece is one
//! bounded transaction that writes decisions, effects, outbox rows and the new watermark together.

use std::collections::BTreeMap;

use engine::queue::EntryMode;
use engine::*;
use store::Deferred;

use crate::Result;
use crate::change::Topic;
use crate::notices::{self, To};
use crate::queue::entry_in;
use crate::turn::{Said, Turn};

/// Tickets judged in one transaction. Those of a backlog share the pages they write: measured, 256 at a time cost each half
/// as much again.
const TICKETS_PER_TURN: u32 = 1_024;
/// Deferred steps judged in one transaction.
const DEFERRED_PER_TURN: u32 = 128;

/// Who looks at a range of anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Watcher {
    Queue,
    Rule(RuleId),
}

/// The anchors in (after, upto] that a watcher has yet to judge.
#[derive(Debug, Clone, Copy)]
struct Range {
    watcher: Watcher,
    after: Moment,
    upto: Moment,
}

/// Judges one bounded piece of what the anchors say is due. Returns whether there may be more.
pub(crate) fn tick(turn: &mut Turn<'_>) -> Result<bool> {
    let mut ranges = ranges(turn);
    ranges.sort_by_key(|range| (range.after, range.watcher));
    let mut rest = ranges.as_slice();
    while let Some(first) = rest.first() {
        // Only ranges that touch the first one are walked together, so a 72 h rule never drags a 1 h rule's tickets along.
        let mut upto = first.upto;
        let mut touching = 0;
        while let Some(next) = rest.get(touching).filter(|next| next.after < upto) {
            upto = upto.max(next.upto);
            touching += 1;
        }
        let (group, others) = rest.split_at(touching);
        match turn.store.next_anchor(first.after)? {
            Some(anchor) if anchor <= upto => return walk(turn, group, first.after, upto),
            beyond => {
                advance(turn, group, upto, false)?;
                turn.beyond.extend(group.iter().map(|range| (range.upto, beyond)));
            }
        }
        rest = others;
    }
    Ok(false)
}

/// Judges what has an anchor in (after, upto], at most a batch and those who share its last anchor.
fn walk(turn: &mut Turn<'_>, group: &[Range], after: Moment, upto: Moment) -> Result<bool> {
    let batch = turn.store.waiting(after, upto, TICKETS_PER_TURN)?;
    let cut = batch.len() >= TICKETS_PER_TURN as usize;
    // A batch holds all who share its last anchor, so one that is cut may set the watermarks there.
    let last = batch.last().and_then(|(ticket, _)| ticket.anchor());
    let reached = last.filter(|_| cut).unwrap_or(upto);
    for (ticket, contact) in batch {
        judge_ticket(turn, group, ticket, contact)?;
    }
    advance(turn, group, reached, true)?;
    Ok(true)
}

fn ranges(turn: &Turn<'_>) -> Vec<Range> {
    let house = &turn.house;
    let mut ranges: Vec<Range> = house
        .rules
        .iter()
        .filter(|stored| stored.rule.watches())
        .map(|stored| Range {
            watcher: Watcher::Rule(stored.rule.id),
            after: turn.marks.rule(stored.rule.id),
            upto: house.threshold(&stored.rule, turn.now),
        })
        .collect();
    if house.settings.queue.on {
        let upto = turn.now.minus(house.settings.queue.wait);
        ranges.push(Range { watcher: Watcher::Queue, after: turn.marks.queue, upto });
    }
    ranges.retain(|range| range.after < range.upto);
    ranges
}

fn advance(turn: &mut Turn<'_>, group: &[Range], reached: Moment, durable: bool) -> Result<()> {
    for range in group {
        let mark = range.upto.min(reached);
        if mark <= range.after {
            continue;
        }
        match range.watcher {
            Watcher::Queue => {
                turn.marks.queue = turn.marks.queue.max(mark);
                if durable {
                    // Entries held back by the sync barrier are judged again after a crash.
                    let stored = turn.marks.queue_held.unwrap_or(mark).min(turn.marks.queue);
                    turn.store.set_queue_watermark(stored)?;
                }
            }
            Watcher::Rule(id) => {
                if let Some(known) = turn.marks.rules.get_mut(&id) {
                    known.upto = known.upto.max(mark);
                    if durable {
                        turn.store.set_watermark(id, mark)?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// Everything due on one ticket, by deadline, then order, then id; looked at anew before each.
fn judge_ticket(turn: &mut Turn<'_>, group: &[Range], ticket: Ticket, contact: Contact) -> Result<()> {
    let Some(anchor) = ticket.anchor() else { return Ok(()) };
    let house = turn.house.clone();
    let mut due: Vec<(Moment, i64, Watcher)> = Vec::new();
    for range in group.iter().filter(|range| range.after < anchor && anchor <= range.upto) {
        match range.watcher {
            Watcher::Queue => due.push((anchor.plus(house.settings.queue.wait), i64::MIN, Watcher::Queue)),
            Watcher::Rule(id) => {
                let Some(stored) = house.rule(id) else { continue };
                let deadline = deadline(&stored.rule, &ticket, house.calendar_of(&ticket)).unwrap_or(Moment::MAX);
                due.push((deadline, stored.rule.position, range.watcher));
            }
        }
    }
    due.sort_unstable();
    let (mut ticket, mut contact) = (ticket, contact);
    let mut rest = due.into_iter().peekable();
    while let Some((_, _, watcher)) = rest.next() {
        let acted = match watcher {
            Watcher::Queue => judge_entry(turn, &ticket)?,
            Watcher::Rule(id) => judge_rule(turn, id, &ticket, &contact, None)?,
        };
        if acted && rest.peek().is_some() {
            ticket = turn.ticket(ticket.id)?;
            contact = turn.store.contact(ticket.contact)?;
        }
    }
    Ok(())
}

/// Both parts of a rule on a ticket, in the order in which they begin; looked at anew before each. Returns whether anything
/// changed.
fn judge_rule(
    turn: &mut Turn<'_>,
    rule: RuleId,
    ticket: &Ticket,
    contact: &Contact,
    deferred: Option<&Deferred>,
) -> Result<bool> {
    let house = turn.house.clone();
    let Some(stored) = house.rule(rule) else { return Ok(false) };
    let mut acted = false;
    let mut seen: Option<(Ticket, Contact)> = None;
    for part in stored.rule.parts().iter().filter(|part| deferred.is_none_or(|step| step.part == **part)) {
        if acted {
            seen = Some((turn.ticket(ticket.id)?, turn.store.contact(ticket.contact)?));
        }
        let (ticket, contact) = seen.as_ref().map_or((ticket, contact), |(ticket, contact)| (ticket, contact));
        acted |= crate::rules::judge(turn, stored, *part, ticket, contact, deferred)?;
    }
    Ok(acted)
}

/// The queue's own judgement of a ticket whose wait is over.
fn judge_entry(turn: &mut Turn<'_>, ticket: &Ticket) -> Result<bool> {
    let house = turn.house.clone();
    let policy = &house.settings.queue;
    let Ok((keeper, returns_to, anchor)) = entry_in(&house, ticket, false, turn.now) else { return Ok(false) };
    if turn.store.entered_before(ticket.id, anchor)? {
        return Ok(false);
    }
    let contact = turn.store.contact(ticket.contact)?;
    if contact.do_not_disturb || contact.group || contact.erased {
        return Ok(false);
    }
    if turn.barred() {
        // Held back until the connection has synced: the answer may be waiting at the provider.
        let before = anchor.minus(Span(1));
        turn.marks.queue_held = Some(turn.marks.queue_held.map_or(before, |held| held.min(before)));
        return Ok(false);
    }
    match policy.mode {
        EntryMode::Automatic => turn.enter(ticket, keeper, returns_to, anchor, None)?,
        EntryMode::Manual => {
            notices::tell_in_own_words(turn, NoticeEvent::MayEnter, ticket, &[To::Technician])?;
        }
    }
    Ok(true)
}

/// A fact gave the ticket an anchor that some watermarks have passed already (late or imported message, release from
/// hold, a fallback): those judge it now, or when the batch it came in is known.
pub(crate) fn judge_behind(turn: &mut Turn<'_>, ticket: &Ticket) -> Result<()> {
    let Some(anchor) = ticket.anchor() else { return Ok(()) };
    let house = turn.house.clone();
    let behind: Vec<Range> = house
        .rules
        .iter()
        .filter(|stored| stored.rule.watches())
        .map(|stored| (Watcher::Rule(stored.rule.id), turn.marks.rule(stored.rule.id)))
        .chain(house.settings.queue.on.then_some((Watcher::Queue, turn.marks.queue)))
        .filter(|(_, mark)| anchor <= *mark)
        .map(|(watcher, mark)| Range { watcher, after: anchor.minus(Span(1)), upto: mark })
        .collect();
    if behind.is_empty() {
        return Ok(());
    }
    if let Some(waiting) = &mut turn.behind {
        waiting.insert(ticket.id);
        return Ok(());
    }
    let contact = turn.store.contact(ticket.contact)?;
    judge_ticket(turn, &behind, ticket.clone(), contact)
}

/// Judges a bounded piece of the deferred steps that are due. Returns whether there was anything.
pub(crate) fn deferred(turn: &mut Turn<'_>) -> Result<bool> {
    let steps = turn.store.deferred_due(turn.now, DEFERRED_PER_TURN)?;
    let any = !steps.is_empty();
    for step in steps {
        turn.store.drop_deferred(step.rule, step.ticket, step.part)?;
        let Some(ticket) = turn.store.ticket(step.ticket)? else { continue };
        if ticket.anchor() != Some(step.anchor) {
            continue;
        }
        let contact = turn.store.contact(ticket.contact)?;
        judge_rule(turn, step.rule, &ticket, &contact, Some(&step))?;
    }
    Ok(any)
}

/// Ends the five minutes after releases from hold, and judges what they held back.
pub(crate) fn lapses(turn: &mut Turn<'_>) -> Result<bool> {
    let upto = turn.now.minus(engine::queue::HOLD_RELEASE_GAP);
    let tickets = turn.store.released(upto, TICKETS_PER_TURN)?;
    let any = !tickets.is_empty();
    for id in tickets {
        let ticket = turn.ticket(id)?;
        let after = turn.happen(&ticket, &Fact::HoldLapsed, Said::itself("hold_lapsed"))?;
        judge_behind(turn, &after)?;
    }
    Ok(any)
}

/// The barrier is gone for a connection: what it held back is due now.
pub(crate) fn barrier_lifted(turn: &mut Turn<'_>) -> Result<()> {
    turn.store.release_deferred(DeferWhy::Barrier, None, turn.now)?;
    if let Some(held) = turn.marks.queue_held.take() {
        turn.marks.queue = turn.marks.queue.min(held);
    }
    turn.changed.touch(Topic::Queue);
    Ok(())
}

/// When the anchors next make something due.
pub(crate) fn next_due(turn: &mut Turn<'_>) -> Result<Option<(Moment, Option<RuleId>)>> {
    let house = turn.house.clone();
    let mut next: BTreeMap<Moment, Option<RuleId>> = BTreeMap::new();
    let mut seen = std::mem::take(&mut turn.beyond);
    let mut first_after = |turn: &mut Turn<'_>, mark: Moment| -> Result<Option<Moment>> {
        if let Some(known) = seen.get(&mark) {
            return Ok(*known);
        }
        let anchor = turn.store.next_anchor(mark)?;
        seen.insert(mark, anchor);
        Ok(anchor)
    };
    for stored in house.rules.iter().filter(|stored| stored.rule.watches()) {
        if let Some(anchor) = first_after(turn, turn.marks.rule(stored.rule.id))? {
            next.insert(house.earliest_deadline(&stored.rule, anchor), Some(stored.rule.id));
        }
    }
    if house.settings.queue.on
        && let Some(anchor) = first_after(turn, turn.marks.queue)?
    {
        next.insert(anchor.plus(house.settings.queue.wait), None);
    }
    Ok(next.into_iter().next())
}
