//! What the oracle is shown of the program itself: what rules did inside, and how everything stands at the end.

use std::collections::BTreeSet;

use engine::{CloseReason, ExecutionId, Moment, OutboxId, Part, Status, Ticket, TicketId};
use store::{ExecutionOutcome, ExecutionRow, MessageState, OutgoingRow, SendState};

use super::Violation;
use super::acts::{Does, Said};
use super::effects::Done;
use super::script::{DAY, MINUTE};
use super::world::{World, broken, newest};

impl World<'_> {
    /// New internal executions, checked at once against the naive clock.
    pub(super) fn executions(&mut self) -> Result<(), Violation> {
        let mut done = Done::default();
        loop {
            let id = ExecutionId(self.last_execution + 1);
            let Some(row) = self.change(|turn| Ok(turn.store.execution(id)?))? else { break };
            self.last_execution += 1;
            self.note(u64::try_from(row.ticket.0).unwrap_or(0));
            self.was_judged(&row)?;
            let Some(rule) = self.ids.rules.iter().position(|id| *id == row.rule) else { continue };
            let executed = row.outcome == ExecutionOutcome::Executed;
            let acts = self.versions.get(&(rule, row.version)).copied();
            self.report.mixed += u64::from(executed && acts.is_some_and(|acts| acts.mixed()));
            if row.part == Part::Message {
                continue;
            }
            if let Some(acts) = acts.filter(|_| executed) {
                done.all(row.ticket, row.contact, &acts);
                self.hooks.owed += acts.count(Does::Hooks);
                *self.notes.entry(row.ticket).or_default() += acts.count(Does::Notes);
            }
            let Some(contact) = self.contact_of(row.ticket)? else { continue };
            self.speaks_of(contact, row.ticket);
            if executed {
                self.oracle.acted((contact, row.ticket.0), rule, row.at.0)?;
            } else {
                self.oracle.noted(contact, rule);
            }
        }
        self.replay.forget();
        self.is_done(&done)
    }

    /// The closed ticket of a rule's message that is being accepted, if it is news to the program.
    pub(super) fn closed_before(
        &mut self,
        outbox: OutboxId,
        contact: u32,
        key: &str,
    ) -> Result<Option<(TicketId, Said)>, Violation> {
        let Some(said) = self.oracle.said(contact, key) else { return Ok(None) };
        self.change(|turn| {
            let row = turn.store.outgoing(outbox)?.filter(|row| row.state == SendState::Sending);
            let ticket = row.map(|row| turn.store.ticket(row.ticket)).transpose()?.flatten();
            Ok(ticket.filter(|ticket| ticket.status == Status::Closed).map(|ticket| (ticket.id, said)))
        })
    }

    /// 3.12: a message to a closed ticket opens it again, but for the words of a rule that closes.
    pub(super) fn reopened_rightly(&mut self, ticket: TicketId, said: Said) -> Result<(), Violation> {
        let row = self.change(|turn| Ok(turn.store.ticket(ticket)?))?;
        let closed = row.is_some_and(|ticket| ticket.status == Status::Closed);
        let farewell = self.written(said).is_some_and(|acts| acts.does(Does::Closes));
        if closed == farewell {
            return Ok(());
        }
        let what = format!("{ticket}, {said:?}: fechado {closed}, despedida {farewell}");
        Err(Violation { promise: "3.12 reabre depois de aceita, menos a despedida", at: self.wall(), what })
    }

    /// Somebody held another ticket of this contact, and this one nobody holds.
    pub(super) fn speaks_of(&mut self, contact: u32, ticket: TicketId) {
        if self.held.get(&contact).is_some_and(|held| *held != ticket) {
            self.held.remove(&contact);
            self.oracle.held(contact, false, self.wall());
        }
    }

    /// R10: what the end of the day closed was told so first, each time it closed.
    pub(super) fn farewells_said(&mut self, changed: &BTreeSet<TicketId>) -> Result<(), Violation> {
        let wall = self.wall();
        for id in changed {
            let Some(row) = self.change(|turn| Ok(turn.store.ticket(*id)?))? else { continue };
            let (Some(CloseReason::NoInteraction), Some(at)) = (row.close_reason, row.closed_at) else { continue };
            let Some(contact) = self.contact_of(*id)? else { continue };
            if self.oracle.is_exempt(contact) {
                // Closed without a word.
                continue;
            }
            let closings = self.closings.entry(contact).or_default();
            closings.insert(at.0);
            let (closed, told) = (closings.len(), self.farewells.get(&contact).map_or(0, BTreeSet::len));
            if closed > told {
                let what = format!("cliente {contact}: {id} encerrado {closed} vezes, avisado {told}");
                return Err(Violation { promise: "R10 encerra uma vez, na ordem certa", at: wall, what });
            }
        }
        Ok(())
    }

    /// A day of the world is over. A ticket-day is a conversation that was open at some time of the day; one whose
    /// program is down or asleep lives through it all the same.
    pub(super) fn day_over(&mut self) -> Result<(), Violation> {
        if self.core.is_some() {
            let since = Moment(self.wall() - DAY);
            let people: Vec<_> = self.known.iter().map(|contact| (*contact, self.on(*contact))).collect();
            self.open = self.change(|turn| {
                let mut open = 0;
                for (contact, on) in people {
                    let ticket = newest(turn, contact, on)?;
                    open += u64::from(ticket.is_some_and(|one| one.closed_at.is_none_or(|closed| closed > since)));
                }
                Ok(open)
            })?;
            self.core_mut()?.database().checkpoint().map_err(broken)?;
        }
        self.report.ticket_days += self.open;
        self.replayed()?;
        self.conserved_today((self.now - self.script.start) / DAY)
    }

    /// The contact whose newest ticket this is.
    pub(super) fn contact_of(&mut self, ticket: TicketId) -> Result<Option<u32>, Violation> {
        let name = self.change(|turn| {
            let Some(row) = turn.store.ticket(ticket)? else { return Ok(None) };
            let newest = turn.store.newest_ticket(row.contact, row.connection)?;
            if newest == Some(ticket) { Ok(Some(turn.store.contact_name(row.contact)?)) } else { Ok(None) }
        })?;
        Ok(name.and_then(|name| name.trim_start_matches("Cliente ").parse().ok()))
    }

    /// R22 and R2: nothing due is left without an execution or a reason to wait.
    pub(super) fn settled(&mut self) -> Result<(), Violation> {
        let wall = self.wall();
        for contact in self.known.clone() {
            let on = self.on(contact);
            let Some(ticket) = self.change(|turn| newest(turn, contact, on))? else { continue };
            self.speaks_of(contact, ticket.id);
            for (index, rule) in self.ids.rules.clone().into_iter().enumerate() {
                if ticket.anchor().is_none() {
                    continue;
                }
                let owed = [(Part::Internal, false), (Part::Message, true)];
                let owed = owed.map(|(part, words)| self.oracle.owed(contact, index, words, wall).then_some(part));
                let turn_no = ticket.silence.turn;
                let said = self.change(|turn| {
                    let mut all = true;
                    for part in owed.into_iter().flatten() {
                        let ran = turn.store.has_run(rule, ticket.id, turn_no, Moment(0), part)?;
                        let waits = turn.store.deferred_step(rule, ticket.id, part)?.is_some();
                        all &= ran || waits;
                    }
                    Ok(all)
                })?;
                if owed[1].is_some() && !self.words_come(index, &ticket)? {
                    let what = format!("cliente {contact}, regra {index}: nem todas as mensagens, {ticket:?}");
                    return Err(Violation { promise: "R22 tudo o que venceu tem destino", at: wall, what });
                }
                if !said {
                    let stored = self.core_mut()?.house().rule(rule).cloned();
                    let state = stored.map(|stored| (stored.rule.state, stored.rule.wait, stored.fence));
                    let what = format!("cliente {contact}, regra {index} {state:?}, {ticket:?}");
                    return Err(Violation { promise: "R22 tudo o que venceu tem destino", at: wall, what });
                }
            }
        }
        Ok(())
    }

    /// Of a rule that has begun to speak in this silence, what is left to say waits for something, or it says why not.
    fn words_come(&mut self, index: usize, ticket: &Ticket) -> Result<bool, Violation> {
        let (rule, silent_since) = (self.ids.rules[index], ticket.anchor());
        let messages = self.oracle.rules[index].acts.count(Does::Says);
        self.change(|turn| {
            let turn_no = ticket.silence.turn;
            let row = turn.store.execution_of(rule, ticket.id, turn_no, Moment(0), Part::Message)?;
            let version = turn.house.rule(rule).map(|stored| stored.rule.version);
            let goes_on = |row: &ExecutionRow| {
                row.outcome == ExecutionOutcome::Executed
                    && row.why.is_empty()
                    && Some(row.anchor) == silent_since
                    && Some(row.version) == version
            };
            let Some(row) = row.filter(goes_on) else { return Ok(true) };
            let rows = turn.store.outgoing_of_execution(ticket.id, row.id)?;
            let leaves = |row: &OutgoingRow| matches!(row.state, SendState::Planned | SendState::Sending);
            Ok(rows.len() as u64 >= messages
                || rows.iter().any(leaves)
                || turn.store.deferred_step(rule, ticket.id, Part::Message)?.is_some())
        })
    }

    /// Nothing that could leave lies about.
    pub(super) fn all_left(&mut self) -> Result<(), Violation> {
        let wall = self.wall();
        let ready = self.change(|turn| Ok(turn.store.next_ready()?))?;
        match ready.filter(|at| at.0 + 2 * MINUTE < wall) {
            Some(at) => {
                let what = format!("um envio planejado para {at:?} não saiu");
                Err(Violation { promise: "R22 tudo o que venceu tem destino", at: wall, what })
            }
            None => Ok(()),
        }
    }

    /// R9: delivery states never climb down.
    pub(super) fn ladders(&mut self) -> Result<(), Violation> {
        let wall = self.wall();
        for (external, (on, rank)) in self.ranks.clone() {
            if rank != 2 {
                continue;
            }
            let row = self.change(|turn| Ok(turn.store.message_by_external(on, &external)?))?;
            if row.is_some_and(|row| row.state == MessageState::Delivered || row.state == MessageState::Sent) {
                return Err(Violation { promise: "R9 o estado não regride", at: wall, what: external });
            }
        }
        Ok(())
    }
}
