//! [`Store`] said to SQLite: one transaction, every verb handed to the file of its table group.

use engine::evaluate::Part;
use engine::*;
use rusqlite::Connection as Db;

use super::last::LastWords;
use super::{
    connection, contact, judgement, message, notice, outbox, people, queue, rule, settings, ticket, timing, webhook,
    wipe,
};
use crate::row::*;
use crate::{Result, Store, StoreError};

/// What is said between BEGIN and COMMIT.
pub(crate) struct Change<'c> {
    db: &'c Db,
    /// The first message added here; those from it on are not in the index of words yet.
    first_added: Option<MessageId>,
    last: LastWords,
    /// The ticket read or written last: nearly every verb about it is followed by another.
    ticket: Option<Ticket>,
}

impl<'c> Change<'c> {
    pub(crate) fn of(db: &'c Db) -> Self {
        Change { db, first_added: None, last: LastWords::default(), ticket: None }
    }

    /// What is left to do before COMMIT.
    pub(crate) fn finish(self) -> Result<()> {
        self.last.finish(self.db)?;
        match self.first_added {
            Some(first) => message::index_from(self.db, first),
            None => Ok(()),
        }
    }
}

impl Store for Change<'_> {
    // settings.rs
    fn settings(&mut self) -> Result<Settings> {
        settings::settings(self.db)
    }
    fn put_settings(&mut self, settings: &Settings) -> Result<()> {
        settings::put_settings(self.db, settings)
    }
    fn value(&mut self, key: &str) -> Result<Option<String>> {
        settings::value(self.db, key)
    }
    fn put_value(&mut self, key: &str, json: &str) -> Result<()> {
        settings::put_value(self.db, key, json)
    }
    fn drop_value(&mut self, key: &str) -> Result<()> {
        settings::drop_value(self.db, key)
    }

    // people.rs
    fn people(&mut self) -> Result<People> {
        people::people(self.db)
    }
    fn put_user(&mut self, user: &User) -> Result<UserId> {
        people::put_user(self.db, user)
    }
    fn set_absence(&mut self, user: UserId, absence: Option<&Absence>) -> Result<()> {
        people::set_absence(self.db, user, absence)
    }
    fn put_team(&mut self, team: &Team) -> Result<TeamId> {
        people::put_team(self.db, team)
    }
    fn put_queue(&mut self, queue: &Queue) -> Result<QueueId> {
        people::put_queue(self.db, queue)
    }
    fn put_funnel(&mut self, funnel: &Funnel) -> Result<FunnelId> {
        people::put_funnel(self.db, funnel)
    }
    fn put_stage(&mut self, stage: &Stage) -> Result<StageId> {
        people::put_stage(self.db, stage)
    }
    fn put_tag(&mut self, tag: &Tag) -> Result<TagId> {
        people::put_tag(self.db, tag)
    }

    // settings.rs
    fn holidays(&mut self) -> Result<Vec<(String, String)>> {
        settings::holidays(self.db)
    }
    fn put_holiday(&mut self, date: &str, name: &str) -> Result<()> {
        settings::put_holiday(self.db, date, name)
    }
    fn drop_holiday(&mut self, date: &str) -> Result<()> {
        settings::drop_holiday(self.db, date)
    }
    fn audit(&mut self, at: Moment, user: Option<UserId>, what: &str, before: &str, after: &str) -> Result<()> {
        settings::audit(self.db, at, user, what, before, after)
    }

    // connection.rs
    fn connections(&mut self) -> Result<Vec<Connection>> {
        connection::connections(self.db)
    }
    fn put_connection(&mut self, connection: &Connection) -> Result<ConnectionId> {
        connection::put_connection(self.db, connection)
    }
    fn set_cursor(&mut self, connection: ConnectionId, cursor: &str, synced_at: Option<Moment>) -> Result<()> {
        connection::set_cursor(self.db, connection, cursor, synced_at)
    }
    fn set_connection_state(&mut self, connection: ConnectionId, state: ConnectionState, detail: &str) -> Result<()> {
        connection::set_connection_state(self.db, connection, state, detail)
    }
    fn set_resume_at(&mut self, connection: ConnectionId, at: Moment) -> Result<()> {
        connection::set_resume_at(self.db, connection, at)
    }
    fn sent_on(&mut self, connection: ConnectionId, day: &str) -> Result<u32> {
        connection::sent_on(self.db, connection, day)
    }
    fn sends(&mut self, connection: ConnectionId, day: &str, resume_at: Moment) -> Result<()> {
        connection::sends(self.db, connection, day, resume_at)
    }
    fn unsends(&mut self, connection: ConnectionId, day: &str) -> Result<()> {
        connection::unsends(self.db, connection, day)
    }

    // contact.rs
    fn contact_by_address(&mut self, kind: &str, address: &str, name: &str, now: Moment) -> Result<ContactId> {
        contact::contact_by_address(self.db, kind, address, name, now)
    }
    fn contact(&mut self, id: ContactId) -> Result<Contact> {
        contact::contact(self.db, id)
    }
    fn contact_name(&mut self, id: ContactId) -> Result<String> {
        contact::contact_name(self.db, id)
    }
    fn address(&mut self, contact: ContactId, kind: &str) -> Result<Option<String>> {
        contact::address(self.db, contact, kind)
    }
    fn add_tag(&mut self, contact: ContactId, tag: TagId) -> Result<bool> {
        contact::add_tag(self.db, contact, tag)
    }
    fn remove_tag(&mut self, contact: ContactId, tag: TagId) -> Result<bool> {
        contact::remove_tag(self.db, contact, tag)
    }
    fn set_wallet(&mut self, contact: ContactId, owner: Option<UserId>) -> Result<()> {
        contact::set_wallet(self.db, contact, owner)
    }
    fn set_opted_out(&mut self, contact: ContactId, at: Option<Moment>) -> Result<()> {
        contact::set_opted_out(self.db, contact, at)
    }
    fn contact_wrote(&mut self, contact: ContactId, at: Moment) -> Result<()> {
        contact::contact_wrote(self.db, contact, at)
    }

    // ticket.rs
    fn ticket(&mut self, id: TicketId) -> Result<Option<Ticket>> {
        if self.ticket.as_ref().is_none_or(|known| known.id != id) {
            self.ticket = ticket::ticket(self.db, id)?;
        }
        Ok(self.ticket.clone())
    }
    fn open_ticket(&mut self, new: &NewTicket) -> Result<TicketId> {
        ticket::open_ticket(self.db, new)
    }
    fn put_ticket(&mut self, ticket: &Ticket, at: Moment) -> Result<()> {
        let old = self.ticket(ticket.id)?.ok_or(StoreError::Missing("atendimento"))?;
        ticket::put_ticket(self.db, &old, ticket, at, &mut self.last)?;
        self.ticket = Some(ticket.clone());
        Ok(())
    }
    fn set_returned(&mut self, ticket: TicketId, at: Option<Moment>) -> Result<()> {
        ticket::set_returned(self.db, ticket, at)
    }
    fn set_value(&mut self, ticket: TicketId, cents: i64) -> Result<()> {
        ticket::set_value(self.db, ticket, cents)
    }
    fn newest_ticket(&mut self, contact: ContactId, connection: ConnectionId) -> Result<Option<TicketId>> {
        ticket::newest_ticket(self.db, contact, connection)
    }
    fn ticket_of_refs(&mut self, connection: ConnectionId, refs: &[String]) -> Result<Option<TicketId>> {
        ticket::ticket_of_refs(self.db, connection, refs)
    }
    fn ticket_extra(&mut self, id: TicketId) -> Result<TicketExtra> {
        ticket::ticket_extra(self.db, id)
    }

    // message.rs
    fn add_message(&mut self, new: &NewMessage) -> Result<Option<MessageId>> {
        self.last.write(self.db)?;
        let added = message::add_message(self.db, new)?;
        self.first_added = self.first_added.or(added);
        if let Some(id) = added {
            self.last.said(new, id);
        }
        Ok(added)
    }
    fn message(&mut self, id: MessageId) -> Result<Option<MessageRow>> {
        message::message(self.db, id)
    }
    fn message_by_external(&mut self, connection: ConnectionId, external_id: &str) -> Result<Option<MessageRow>> {
        message::message_by_external(self.db, connection, external_id)
    }
    fn set_message_state(&mut self, id: MessageId, change: &MessageChange) -> Result<()> {
        message::set_message_state(self.db, id, change)
    }
    fn latest_human(&mut self, ticket: TicketId) -> Result<Option<Moment>> {
        message::latest_human(self.db, ticket)
    }
    fn refs(&mut self, ticket: TicketId, limit: u32) -> Result<Vec<String>> {
        message::refs(self.db, ticket, limit)
    }
    fn log(&mut self, entry: &TimelineEntry) -> Result<()> {
        message::log(self.db, entry)
    }

    // rule.rs
    fn rules(&mut self) -> Result<Vec<StoredRule>> {
        rule::rules(self.db)
    }
    fn rule(&mut self, id: RuleId) -> Result<Option<StoredRule>> {
        rule::rule(self.db, id)
    }
    fn put_rule(&mut self, rule: &StoredRule, by: Option<UserId>, at: Moment) -> Result<RuleId> {
        rule::put_rule(self.db, rule, by, at)
    }
    fn set_rule_state(&mut self, id: RuleId, state: RuleState, problem: &str) -> Result<()> {
        rule::set_rule_state(self.db, id, state, problem)
    }
    fn set_rule_fence(&mut self, id: RuleId, fence: Moment, watermark: Moment) -> Result<()> {
        rule::set_rule_fence(self.db, id, fence, watermark)
    }
    fn set_rule_position(&mut self, id: RuleId, position: i64) -> Result<()> {
        rule::set_rule_position(self.db, id, position)
    }
    fn set_watermark(&mut self, id: RuleId, anchor: Moment) -> Result<()> {
        rule::set_watermark(self.db, id, anchor)
    }
    fn queue_watermark(&mut self) -> Result<Moment> {
        rule::queue_watermark(self.db)
    }
    fn set_queue_watermark(&mut self, anchor: Moment) -> Result<()> {
        rule::set_queue_watermark(self.db, anchor)
    }

    // wipe.rs
    fn wipe_tickets(&mut self, connections: &[ConnectionId]) -> Result<()> {
        self.ticket = None;
        wipe::wipe_tickets(self.db, connections)
    }
    fn wipe_connection(&mut self, connection: ConnectionId) -> Result<bool> {
        wipe::wipe_connection(self.db, connection)
    }
    fn wipe_rule(&mut self, rule: RuleId) -> Result<bool> {
        wipe::wipe_rule(self.db, rule)
    }
    fn wipe_user(&mut self, user: UserId) -> Result<bool> {
        wipe::wipe_user(self.db, user)
    }
    fn wipe_tag(&mut self, tag: TagId) -> Result<bool> {
        wipe::wipe_tag(self.db, tag)
    }
    fn wipe_day_run(&mut self, date: &str) -> Result<bool> {
        wipe::wipe_day_run(self.db, date)
    }

    // timing.rs
    fn waiting(&mut self, after: Moment, upto: Moment, limit: u32) -> Result<Vec<(Ticket, Contact)>> {
        timing::waiting(self.db, after, upto, limit)
    }
    fn next_anchor(&mut self, after: Moment) -> Result<Option<Moment>> {
        timing::next_anchor(self.db, after)
    }

    // ticket.rs
    fn tickets_in_stage(&mut self, stage: StageId) -> Result<u32> {
        ticket::tickets_in_stage(self.db, stage)
    }
    fn released(&mut self, upto: Moment, limit: u32) -> Result<Vec<TicketId>> {
        ticket::released(self.db, upto, limit)
    }
    fn next_released(&mut self) -> Result<Option<Moment>> {
        ticket::next_released(self.db)
    }

    // timing.rs
    fn has_run(&mut self, rule: RuleId, ticket: TicketId, turn: u32, silence: Moment, part: Part) -> Result<bool> {
        timing::has_run(self.db, rule, ticket, turn, silence, part)
    }
    fn record(&mut self, execution: &NewExecution) -> Result<Option<ExecutionId>> {
        timing::record(self.db, execution)
    }
    fn execution(&mut self, id: ExecutionId) -> Result<Option<ExecutionRow>> {
        timing::execution(self.db, id)
    }
    fn execution_of(
        &mut self,
        rule: RuleId,
        ticket: TicketId,
        turn: u32,
        silence: Moment,
        part: Part,
    ) -> Result<Option<ExecutionRow>> {
        timing::execution_of(self.db, rule, ticket, turn, silence, part)
    }
    fn set_execution(&mut self, id: ExecutionId, outcome: ExecutionOutcome, why: &str) -> Result<()> {
        timing::set_execution(self.db, id, outcome, why)
    }
    fn circumstance(&mut self, circumstance: &Circumstance) -> Result<CircumstanceId> {
        judgement::circumstance(self.db, circumstance)
    }
    fn keep_judgement(
        &mut self,
        execution: ExecutionId,
        at: Moment,
        circumstance: CircumstanceId,
        inputs: &Inputs,
    ) -> Result<()> {
        judgement::keep_judgement(self.db, execution, at, circumstance, inputs)
    }
    fn rekey(&mut self, ticket: TicketId, turn_before: u32, at: Moment) -> Result<()> {
        timing::rekey(self.db, ticket, turn_before, at)
    }
    fn actions_since(&mut self, ticket: TicketId, since: Moment) -> Result<u32> {
        timing::actions_since(self.db, ticket, since)
    }
    fn defer(&mut self, step: &Deferred) -> Result<()> {
        timing::defer(self.db, step)
    }
    fn deferred_due(&mut self, now: Moment, limit: u32) -> Result<Vec<Deferred>> {
        timing::deferred_due(self.db, now, limit)
    }
    fn deferred_step(&mut self, rule: RuleId, ticket: TicketId, part: Part) -> Result<Option<Deferred>> {
        timing::deferred_step(self.db, rule, ticket, part)
    }
    fn next_deferred(&mut self) -> Result<Option<Moment>> {
        timing::next_deferred(self.db)
    }
    fn release_deferred(&mut self, why: DeferWhy, rule: Option<RuleId>, at: Moment) -> Result<u32> {
        timing::release_deferred(self.db, why, rule, at)
    }
    fn drop_deferred(&mut self, rule: RuleId, ticket: TicketId, part: Part) -> Result<()> {
        timing::drop_deferred(self.db, rule, ticket, part)
    }
    fn drop_deferred_of_ticket(&mut self, ticket: TicketId) -> Result<u32> {
        timing::drop_deferred_of_ticket(self.db, ticket)
    }
    fn drop_deferred_of_rule(&mut self, rule: RuleId) -> Result<u32> {
        timing::drop_deferred_of_rule(self.db, rule)
    }

    // outbox.rs
    fn plan(&mut self, new: &NewOutgoing) -> Result<OutboxId> {
        outbox::plan(self.db, new)
    }
    fn outgoing(&mut self, id: OutboxId) -> Result<Option<OutgoingRow>> {
        outbox::outgoing(self.db, id)
    }
    fn is_said_again(&mut self, message: MessageId) -> Result<bool> {
        message::is_said_again(self.db, message)
    }
    fn tray_entry(&mut self, ticket: TicketId, message: MessageId) -> Result<Option<FromTray>> {
        message::tray_entry(self.db, ticket, message)
    }
    fn outgoing_of_message(&mut self, message: MessageId) -> Result<Option<OutgoingRow>> {
        outbox::outgoing_of_message(self.db, message)
    }
    fn ready(&mut self, now: Moment, limit: u32) -> Result<Vec<OutgoingRow>> {
        outbox::ready(self.db, now, limit)
    }
    fn next_ready(&mut self) -> Result<Option<Moment>> {
        outbox::next_ready(self.db)
    }
    fn claim(&mut self, id: OutboxId, now: Moment) -> Result<bool> {
        outbox::claim(self.db, id, now)
    }

    // webhook.rs
    fn plan_webhook(&mut self, execution: ExecutionId, url: &str, body: &str, at: Moment) -> Result<()> {
        webhook::plan_webhook(self.db, execution, url, body, at)
    }
    fn webhooks_due(&mut self, now: Moment, limit: u32) -> Result<Vec<WebhookRow>> {
        webhook::webhooks_due(self.db, now, limit)
    }
    fn next_webhook(&mut self) -> Result<Option<Moment>> {
        webhook::next_webhook(self.db)
    }
    fn webhook_tried(&mut self, id: i64, at: Moment, retry_at: Option<Moment>, fault: &str) -> Result<()> {
        webhook::webhook_tried(self.db, id, at, retry_at, fault)
    }

    // outbox.rs
    fn set_outgoing(&mut self, id: OutboxId, state: SendState, at: Moment, fault: &str) -> Result<()> {
        outbox::set_outgoing(self.db, id, state, at, fault)
    }
    fn put_off(&mut self, id: OutboxId, until: Moment, why: &str) -> Result<()> {
        outbox::put_off(self.db, id, until, why)
    }
    fn bring_forward(
        &mut self,
        connection: ConnectionId,
        why: &str,
        given: &str,
        now: Moment,
        rows_max: u32,
    ) -> Result<()> {
        outbox::bring_forward(self.db, connection, why, given, now, rows_max)
    }
    fn put_back(&mut self, id: OutboxId) -> Result<()> {
        outbox::put_back(self.db, id)
    }
    fn retry(&mut self, id: OutboxId, due_at: Moment, fault: &str) -> Result<()> {
        outbox::retry(self.db, id, due_at, fault)
    }
    fn sending(&mut self) -> Result<Vec<OutgoingRow>> {
        outbox::sending(self.db)
    }
    fn unsettled(&mut self, connection: ConnectionId, external_id: &str) -> Result<Option<OutgoingRow>> {
        outbox::unsettled(self.db, connection, external_id)
    }
    fn outgoing_of_execution(&mut self, ticket: TicketId, execution: ExecutionId) -> Result<Vec<OutgoingRow>> {
        outbox::outgoing_of_execution(self.db, ticket, execution)
    }
    fn ended_after(&mut self, ticket: TicketId, anchor: Moment, at: Moment) -> Result<Vec<OutgoingRow>> {
        outbox::ended_after(self.db, ticket, anchor, at)
    }
    fn planned_of_ticket(&mut self, ticket: TicketId) -> Result<Vec<OutgoingRow>> {
        outbox::planned_of_ticket(self.db, ticket)
    }
    fn planned_of_contact(&mut self, contact: ContactId) -> Result<Vec<OutgoingRow>> {
        outbox::planned_of_contact(self.db, contact)
    }
    fn planned_of_rule(&mut self, rule: RuleId) -> Result<Vec<OutgoingRow>> {
        outbox::planned_of_rule(self.db, rule)
    }
    fn contact_sends_since(&mut self, contact: ContactId, since: Moment) -> Result<u32> {
        outbox::contact_sends_since(self.db, contact, since)
    }
    fn rule_sends_since(&mut self, rule: RuleId, since: Moment) -> Result<u32> {
        outbox::rule_sends_since(self.db, rule, since)
    }
    fn last_rule_message(&mut self, ticket: TicketId) -> Result<Option<Moment>> {
        outbox::last_rule_message(self.db, ticket)
    }
    fn last_rule_message_on_time(&mut self, ticket: TicketId) -> Result<Option<Moment>> {
        outbox::last_rule_message_on_time(self.db, ticket)
    }

    // queue.rs
    fn enter(&mut self, ticket: TicketId, anchor: Moment, turn: u32, at: Moment, by_hand: bool) -> Result<bool> {
        queue::enter(self.db, ticket, anchor, turn, at, by_hand)
    }
    fn entered_before(&mut self, ticket: TicketId, anchor: Moment) -> Result<bool> {
        queue::entered_before(self.db, ticket, anchor)
    }
    fn enter_again(&mut self, ticket: TicketId, anchor: Moment) -> Result<bool> {
        queue::enter_again(self.db, ticket, anchor)
    }
    fn last_entered_at(&mut self, ticket: TicketId) -> Result<Option<Moment>> {
        queue::last_entered_at(self.db, ticket)
    }
    fn entries_of_turn(&mut self, ticket: TicketId, turn: u32) -> Result<u32> {
        queue::entries_of_turn(self.db, ticket, turn)
    }
    fn leave(&mut self, ticket: TicketId, at: Moment, how: Left) -> Result<()> {
        queue::leave(self.db, ticket, at, how)
    }
    fn inside(&mut self, entered_upto: Moment, limit: u32) -> Result<Vec<Ticket>> {
        queue::inside(self.db, entered_upto, limit)
    }
    fn day_run(&mut self, date: &str) -> Result<Option<DayRun>> {
        queue::day_run(self.db, date)
    }
    fn put_day_run(&mut self, run: &DayRun) -> Result<()> {
        queue::put_day_run(self.db, run)
    }
    fn day_closing(&mut self, date: &str, ticket: TicketId) -> Result<Option<DayClosing>> {
        queue::day_closing(self.db, date, ticket)
    }
    fn put_day_closing(&mut self, closing: &DayClosing) -> Result<()> {
        queue::put_day_closing(self.db, closing)
    }
    fn day_closings_open(&mut self, date: &str) -> Result<Vec<DayClosing>> {
        queue::day_closings_open(self.db, date)
    }
    fn open_closing_of(&mut self, ticket: TicketId) -> Result<Option<DayClosing>> {
        queue::open_closing_of(self.db, ticket)
    }
    fn day_closed(&mut self, date: &str, since: Moment) -> Result<Vec<TicketId>> {
        queue::day_closed(self.db, date, since)
    }

    // notice.rs
    fn add_notice(&mut self, notice: &NewNotice) -> Result<NoticeId> {
        notice::add_notice(self.db, notice)
    }
    fn bubbles_pending(&mut self, limit: u32) -> Result<Vec<NoticeRow>> {
        notice::bubbles_pending(self.db, limit)
    }
    fn set_shown(&mut self, ids: &[NoticeId], at: Moment) -> Result<()> {
        notice::set_shown(self.db, ids, at)
    }
    fn bubbles_shown_since(&mut self, user: UserId, since: Moment) -> Result<u32> {
        notice::bubbles_shown_since(self.db, user, since)
    }
    fn set_read(&mut self, user: UserId, ticket: Option<TicketId>, at: Moment) -> Result<()> {
        notice::set_read(self.db, user, ticket, at)
    }
    fn set_one_read(&mut self, user: UserId, notice: NoticeId, at: Moment) -> Result<()> {
        notice::set_one_read(self.db, user, notice, at)
    }
}
