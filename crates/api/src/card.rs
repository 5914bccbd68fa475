//! A ticket as a card, from its row and the engine's view of it: what it waits for, and what happens to it next.

use engine::day::next_cut;
use engine::queue::{Stays, entry};
use engine::*;
use runtime::House;
use store::view::{CardRow, Key};
use store::{Reader, Store, StoreError, User};

use crate::error::{Failure, Result};
use crate::right;
use crate::ticket::{ForecastKind, NextUp, TicketCard};

/// What happens later than this is not on the card.
const NEXT_WITHIN: Span = Span::days(1);

/// Cards of one reply.
pub(crate) struct Cards<'a> {
    pub reader: &'a Reader,
    pub house: &'a House,
    pub user: &'a User,
    pub now: Moment,
}

impl Cards<'_> {
    /// `None`: this person does not see the ticket.
    pub fn card(&self, row: CardRow) -> store::Result<Option<TicketCard>> {
        self.reader.read(|store: &mut dyn Store| {
            let ticket = store.ticket(row.id)?.ok_or(StoreError::Missing("atendimento"))?;
            if !right::may_see(self.house, self.user, &ticket) {
                return Ok(None);
            }
            self.seen(store, row, &ticket).map(Some)
        })
    }

    fn seen(&self, store: &mut dyn Store, row: CardRow, ticket: &Ticket) -> store::Result<TicketCard> {
        let next = next_up(store, self.house, ticket, self.now)?;
        let waits = row.anchor.is_none() && !row.on_hold && row.status != Status::Closed;
        Ok(TicketCard {
            id: row.id,
            protocol: row.protocol,
            contact: row.contact,
            contact_name: row.contact_name,
            subject: row.subject,
            connection: row.connection,
            queue: row.queue,
            stage: row.stage,
            status: row.status,
            assignee: row.assignee,
            tags: row.tags,
            last_text: row.last_text,
            last_side: row.last_side,
            last_at: row.last_at,
            silent_since: row.anchor,
            customer_waits_since: row.customer_at.filter(|_| waits),
            entered_at: row.entered_at,
            returns_to: row.returns_to,
            returned_at: row.returned_at,
            on_hold: row.on_hold,
            failed_send: row.has_failed_send,
            value_cents: row.value_cents,
            created_at: row.created_at,
            stage_since: row.stage_since,
            next,
        })
    }
}

/// The first thing that happens to the ticket by itself within a day. The judgement proper is the runtime's forecast;
/// this one looks only at deadlines, for a whole page of cards at once.
fn next_up(store: &mut dyn Store, house: &House, ticket: &Ticket, now: Moment) -> store::Result<Option<NextUp>> {
    let mut soonest: Option<NextUp> = None;
    let mut consider = |kind, rule, at| {
        if at <= now.plus(NEXT_WITHIN) && soonest.as_ref().is_none_or(|known| at < known.at) {
            soonest = Some(NextUp { kind, rule, at });
        }
    };
    if let Err(Stays::Until(at)) = entry(&house.settings.queue, ticket, false, now) {
        consider(ForecastKind::Enter, None, at);
    }
    if let Some(at) = closes_at(house, ticket, now) {
        consider(ForecastKind::DayEnd, None, at);
    }
    if ticket.anchor().is_some() {
        let contact = store.contact(ticket.contact)?;
        let exempt = contact.do_not_disturb || contact.group || contact.erased;
        for stored in house.rules.iter().filter(|stored| acts(stored.rule.state) && !exempt) {
            let rule = &stored.rule;
            let Some(at) = deadline(rule, ticket, house.calendar_of(ticket)) else { continue };
            let ahead = at > now && at <= now.plus(NEXT_WITHIN) && at > stored.fence;
            if ahead && rule.scope.covers(ticket, &contact) && !has_run(store, rule, ticket)? {
                consider(ForecastKind::Rule, Some(rule.id), at);
            }
        }
    }
    Ok(soonest)
}

/// Does something to tickets, not only watches them.
fn acts(state: RuleState) -> bool {
    match state {
        RuleState::Active => true,
        RuleState::Shadow | RuleState::Paused | RuleState::Off | RuleState::Broken | RuleState::Archived => false,
    }
}

fn has_run(store: &mut dyn Store, rule: &Rule, ticket: &Ticket) -> store::Result<bool> {
    let silence = match (rule.repeat, ticket.anchor()) {
        (Repeat::EverySilence, Some(anchor)) => anchor,
        (Repeat::EverySilence | Repeat::OncePerEpisode, _) => Moment(0),
    };
    for part in rule.parts() {
        if !store.has_run(rule.id, ticket.id, ticket.silence.turn, silence, *part)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// When the end of the day closes a ticket that is in Sem Interação now.
pub(crate) fn closes_at(house: &House, ticket: &Ticket, now: Moment) -> Option<Moment> {
    let policy = &house.settings.queue;
    let entered = ticket.entered_at.filter(|_| policy.on)?;
    let from = now.max(entered.plus(policy.stay_min).minus(Span(1)));
    next_cut(&policy.day_end, house.company(), from).map(|cut| cut.at)
}

/// `next` of a page, as it travels.
pub(crate) fn cursor(key: Key) -> String {
    format!("{}.{}", key.at.0, key.id)
}

/// What came back of it.
pub(crate) fn key(field: &str, after: Option<&str>) -> Result<Option<Key>> {
    let Some(after) = after else { return Ok(None) };
    let parts = after.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let (at, id) = parts.ok_or_else(|| Failure::field(field, "Recarregue a lista: esta página não existe mais."))?;
    Ok(Some(Key { at: Moment(at), id }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_key_travels_there_and_back_and_anything_else_is_refused() {
        let there = Key { at: Moment(-5), id: 42 };
        assert_eq!(key("after", Some(&cursor(there))).unwrap(), Some(there));
        assert_eq!(key("after", None).unwrap(), None);
        for bad in ["", "1", "1.", ".1", "a.b", "1.2.3", "9999999999999999999999.1"] {
            assert_eq!(key("after", Some(bad)).unwrap_err().field.as_deref(), Some("after"), "{bad}");
        }
    }
}
