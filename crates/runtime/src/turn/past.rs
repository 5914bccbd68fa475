//! Days gone by, told for the example: what the product itself would have written then, by its own verbs, at the instants
//! the teller sets in [`Turn::now`]. Nothing of it can leave: every send has come to its end before its verb returns, no
//! channel, clock or scheduler is asked, and no bubble is shown. It touches nothing but what the teller names.

use std::collections::BTreeSet;

use channels::{Incoming, Message, Outcome, Receipt};
use engine::day::Cut;
use engine::queue::closes;
use engine::*;
use store::{DayRun, DayState, SendState};

use super::Turn;
use crate::change::Topic;
use crate::queue::entry_in;
use crate::refusal::Refusal;
use crate::{Result, inbox, outbox, queue, rules};

/// How long the end of a day took.
const DAY_END_TOOK: Span = Span::seconds(20);

impl Turn<'_> {
    /// Lets `tell` set `now` back and tell what happened then. Afterwards these rules and the queue look
    /// from the present on: nothing that was left behind is due any more, after a restart either.
    pub fn in_the_past<T>(&mut self, rules: &[RuleId], tell: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let present = self.now;
        // What the real connections have yet to bring says nothing about days that are over.
        let everybody = self.house.connections.iter().map(|on| on.id).collect();
        let synced = std::mem::replace(&mut self.marks.synced, everybody);
        let stamps = std::mem::take(&mut self.marks.stamps);
        let waiting: BTreeSet<NoticeId> = self.store.bubbles_pending(u32::MAX)?.iter().map(|one| one.id).collect();
        let told = tell(self)?;
        self.now = present;
        (self.marks.synced, self.marks.stamps) = (synced, stamps);
        for notice in self.store.bubbles_pending(u32::MAX)? {
            if !waiting.contains(&notice.id) {
                self.store.set_shown(&[notice.id], notice.at)?;
            }
        }
        for id in rules {
            self.store.drop_deferred_of_rule(*id)?;
            let Some(stored) = self.house.rule(*id) else { continue };
            let watermark = self.house.threshold_of_all(&stored.rule, present);
            self.store.set_rule_fence(*id, present, watermark)?;
        }
        let judged = self.marks.queue.max(present.minus(self.house.settings.queue.wait));
        self.store.set_queue_watermark(judged)?;
        self.marks.queue = judged;
        self.reload(Topic::Rules)?;
        Ok(told)
    }

    /// The customer said this now. Returns the conversation it belongs to.
    pub fn past_customer(&mut self, connection: ConnectionId, message: Message) -> Result<TicketId> {
        let kind = self.house.connection(connection).map(|on| on.kind.clone()).unwrap_or_default();
        let address = message.contact.address.clone();
        inbox::receive(self, connection, &[Incoming::Message(message)])?;
        let contact = self.store.contact_by_address(&kind, &address, "", self.now)?;
        let newest = self.store.newest_ticket(contact, connection)?;
        newest.ok_or_else(|| Refusal::not_found("Este atendimento"))
    }

    /// This person wrote it now, and it arrived.
    pub fn past_word(&mut self, ticket: TicketId, by: UserId, text: &str) -> Result<()> {
        let message = self.write(ticket, by, text)?;
        let row = self.store.outgoing_of_message(message)?;
        row.map_or(Ok(()), |row| self.past_end(&row, None))
    }

    /// The wait was over: in it goes, if the queue takes it, and its notice ended like this (`None`: it arrived).
    pub fn past_entry(&mut self, ticket: TicketId, ended: Option<&Outcome>) -> Result<()> {
        let before = self.ticket(ticket)?;
        if let Ok((keeper, returns_to, anchor)) = entry_in(&self.house, &before, false, self.now) {
            self.enter(&before, keeper, returns_to, anchor, None)?;
        }
        self.past_sends(ticket, ended)
    }

    /// The rule looked at the ticket now; its message ended like this (`None`: it arrived).
    pub fn past_rule(&mut self, rule: RuleId, ticket: TicketId, ended: Option<&Outcome>) -> Result<()> {
        self.past_decision(rule, ticket)?;
        self.past_sends(ticket, ended)
    }

    /// The rule looked at the ticket now, and what it decided to send still waits. The next word must be the customer's,
    /// which cancels it.
    pub fn past_decision(&mut self, rule: RuleId, ticket: TicketId) -> Result<()> {
        let house = self.house.clone();
        let Some(stored) = house.rule(rule) else { return Ok(()) };
        for part in stored.rule.parts() {
            let ticket = self.ticket(ticket)?;
            let contact = self.store.contact(ticket.contact)?;
            rules::judge(self, stored, *part, &ticket, &contact, None)?;
        }
        Ok(())
    }

    /// A day ended now: what this connection has in Sem Interação is told and closed, and `leader` gets the count. A
    /// date that closed something already is left as it is. Returns whether the date had no run before.
    pub fn past_day_end(&mut self, cut: Cut, connection: ConnectionId, leader: UserId) -> Result<bool> {
        let policy = self.house.settings.queue.clone();
        let date = cut.date.to_string();
        let known = self.store.day_run(&date)?;
        let taken = match &known {
            Some(run) => run.state != DayState::Done || !self.store.day_closed(&date, Moment::MIN)?.is_empty(),
            None => !policy.on,
        };
        if taken {
            return Ok(false);
        }
        let run = DayRun { date, cut_at: cut.at, started_at: self.now, finished_at: None, state: DayState::Running };
        self.store.put_day_run(&run)?;
        for ticket in self.store.inside(cut.at, u32::MAX)? {
            if ticket.connection == connection && closes(&policy, &ticket, cut.at) {
                queue::plan_closing(self, &policy, &run, &ticket)?;
                self.past_sends(ticket.id, None)?;
            }
        }
        self.now = self.now.plus(DAY_END_TOOK);
        let closed = self.store.day_closed(&run.date, run.cut_at)?.len();
        queue::finish(self, run, &[(leader, closed)].into_iter().filter(|(_, closed)| *closed > 0).collect())?;
        Ok(known.is_none())
    }

    /// Ends everything automatic that is planned for the ticket.
    fn past_sends(&mut self, ticket: TicketId, ended: Option<&Outcome>) -> Result<()> {
        for row in self.store.planned_of_ticket(ticket)? {
            self.past_end(&row, ended)?;
        }
        Ok(())
    }

    fn past_end(&mut self, row: &store::OutgoingRow, ended: Option<&Outcome>) -> Result<()> {
        if row.state != SendState::Planned || !self.store.claim(row.id, self.now)? {
            return Ok(());
        }
        // Marks of the present have passed the anchors of then: no rule but those the teller names looks at them.
        self.behind = Some(BTreeSet::new());
        let external_id = format!("exemplo-{}", row.key);
        let arrived = Outcome::Accepted { external_id: external_id.clone() };
        outbox::sent(self, row.id, ended.unwrap_or(&arrived).clone())?;
        self.behind = None;
        if ended.is_none() {
            let receipt = Incoming::Receipt { external_id, state: Receipt::Delivered, detail: String::new() };
            inbox::receive(self, row.connection, &[receipt])?;
        }
        Ok(())
    }
}
