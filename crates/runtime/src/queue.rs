//! Carrying out the policy of Sem Interação: entries with their notices, the way home, and the end of the day. What is
//! decided is decided in `engine::queue` and `engine::day`; here it is written down.

use std::collections::{BTreeMap, BTreeSet};

use engine::day::{Cut, last_cut, next_cut};
use engine::plant::{Bug, planted};
use engine::queue::{Answer, MISSED_CUT_ASKS_AFTER, Stays, closes, entry};
use engine::*;
use serde_json::json;
use store::{ClosingState, DayClosing, DayRun, DayState, Left, Origin};

use crate::change::Topic;
use crate::house::House;
use crate::notices::{self, Telling, To};
use crate::turn::{Said, SendPlan, Turn};
use crate::{Refusal, Result, outbox};

/// Tickets one transaction of the end of the day deals with.
const CLOSINGS_PER_TURN: u32 = 100;

/// Whether the ticket enters now: as the policy says, to a keeper who is there.
pub(crate) fn entry_in(house: &House, ticket: &Ticket, by_hand: bool, now: Moment) -> Entry {
    let (_, returns_to, anchor) = entry(&house.settings.queue, ticket, by_hand, now)?;
    Ok((house.keeper().ok_or(Stays::NoKeeper)?, returns_to, anchor))
}

/// The keeper, the way home and the anchor, or why it stays.
type Entry = std::result::Result<(UserId, ReturnsTo, Moment), Stays>;

impl Turn<'_> {
    /// Moves a ticket in: entry, keeper, way home, notice to the customer once per episode, notices to our people.
    pub(crate) fn enter(
        &mut self,
        ticket: &Ticket,
        keeper: UserId,
        returns_to: ReturnsTo,
        anchor: Moment,
        by: Option<UserId>,
    ) -> Result<()> {
        let Some(queue) = self.house.no_interaction() else { return Ok(()) };
        let turn = ticket.silence.turn;
        if self.store.entered_before(ticket.id, anchor)? && by.is_none() {
            return Ok(());
        }
        let told_before = self.store.entries_of_turn(ticket.id, turn)? > 0;
        // By hand it may go in again on the same anchor (somebody had taken it out); by itself never.
        if !self.store.enter(ticket.id, anchor, turn, self.now, by.is_some())? && by.is_none() {
            return Ok(());
        }
        let fact = Fact::Entered { at: self.now, queue, keeper, returns_to };
        let said =
            Said { event: "entered", user: by, rule: None, detail: json!({ "keeper": keeper, "anchor": anchor }) };
        let after = self.happen(ticket, &fact, said)?;
        if !told_before && let Some(template) = self.house.settings.queue.entry_text.clone() {
            self.plan_notice(&after, &template, Origin::Entry, Some(anchor))?;
        }
        notices::tell_in_own_words(self, NoticeEvent::Entered, &after, &[To::Technician, To::Leader])
    }

    /// A text of the queue to the customer. An empty variable leaves it unsent, and says so on the timeline.
    fn plan_notice(
        &mut self,
        ticket: &Ticket,
        template: &str,
        origin: Origin,
        anchor: Option<Moment>,
    ) -> Result<Option<OutboxId>> {
        let contact = self.store.contact(ticket.contact)?;
        if contact.erased || contact.group || contact.do_not_disturb {
            return Ok(None);
        }
        let values = self.values(ticket)?;
        match engine::text::render(template, &values) {
            Ok(text) => {
                let plan = SendPlan {
                    connection: ticket.connection,
                    text,
                    origin,
                    author: None,
                    rule: None,
                    execution: None,
                    anchor,
                    due_at: self.now,
                };
                Ok(Some(self.plan_send(ticket, plan)?.1))
            }
            Err(problem) => {
                let said = Said::itself("notice_skipped").with(json!({ "why": problem.to_string() }));
                self.say(ticket.id, said)?;
                Ok(None)
            }
        }
    }

    /// What the customer's word does to where the ticket is. The silence itself has ended already.
    pub(crate) fn settle_answer(&mut self, ticket: &Ticket, answer: Answer) -> Result<Ticket> {
        let (home, how) = match answer {
            Answer::Stays | Answer::NewTicket => return Ok(ticket.clone()),
            Answer::Returns(home) => (home, "returned"),
            Answer::Reopens(home) => (home, "reopened_by_answer"),
        };
        self.leaving(ticket, Left::Answered)?;
        let fact = match answer {
            Answer::Reopens(_) => Fact::Reopened { home },
            Answer::Returns(_) | Answer::Stays | Answer::NewTicket => Fact::Returned { home },
        };
        let after = self.happen(ticket, &fact, Said::itself(how))?;
        self.store.set_returned(after.id, Some(self.now))?;
        let event = NoticeEvent::Returned;
        match home {
            Home::Technician { .. } => {
                // The keeper may have said the last word; whose it is again is who the notice is about.
                let theirs = Ticket { last_attendant: after.assignee, ..after.clone() };
                notices::tell_in_own_words(self, event, &theirs, &[To::Technician, To::Leader])?;
            }
            Home::Queue { .. } => {
                let title = "Cliente respondeu: o técnico está inativo, atribua o atendimento";
                self.notify(Telling { event, ticket: &after, to: &[To::Leader], title, text: None })?;
            }
        }
        Ok(after)
    }

    /// Sends the notice of the queue to the customer once more ("Reenviar aviso").
    pub fn resend_notice(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let ticket = self.ticket(ticket)?;
        if ticket.entered_at.is_none() {
            return Err(Refusal::conflict("Este atendimento não está em Sem Interação."));
        }
        if self.store.contact(ticket.contact)?.do_not_disturb {
            return Err(Refusal::conflict("Este contato está marcado com Não incomodar: nenhum aviso vai a ele."));
        }
        let Some(template) = self.house.settings.queue.entry_text.clone() else {
            return Err(Refusal::conflict("O aviso ao cliente está desligado em Configurações."));
        };
        let anchor = ticket.silence.anchor();
        if self.plan_notice(&ticket, &template, Origin::Entry, anchor)?.is_none() {
            return Err(Refusal::conflict("O texto do aviso tem uma variável sem valor para este cliente."));
        }
        self.say(ticket.id, Said::by("notice_resent", by))
    }

    /// "Adiar encerramento": out of today's cut, as if it had entered after it. Returns whether that changed anything.
    pub fn postpone_closing(&mut self, ticket: TicketId, by: UserId) -> Result<bool> {
        let mut ticket = self.ticket(ticket)?;
        let Some(entered) = ticket.entered_at else {
            return Err(Refusal::conflict("Este atendimento não está em Sem Interação."));
        };
        let cut = next_cut(&self.house.settings.queue.day_end, self.house.company(), self.now);
        let until = cut.map_or(self.now, |cut| cut.at.plus(Span(1)));
        ticket.entered_at = Some(until);
        self.call_off_closing(&ticket)?;
        self.store.put_ticket(&ticket, self.now)?;
        self.changed.touch(Topic::Queue);
        self.say(ticket.id, Said::by("closing_postponed", by))?;
        Ok(entered < until && cut.is_some())
    }

    /// Takes back "Adiar encerramento": the ticket is in the queue since it really entered.
    pub fn restore_closing(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let mut ticket = self.ticket(ticket)?;
        let Some(until) = ticket.entered_at else {
            return Err(Refusal::conflict("Este atendimento já saiu de Sem Interação: não há mais o que desfazer."));
        };
        if until <= self.now {
            return Err(Refusal::conflict("O encerramento deste atendimento não está adiado."));
        }
        let entered = self.store.last_entered_at(ticket.id)?;
        ticket.entered_at = Some(entered.map_or(self.now, |at| at.min(self.now)));
        self.store.put_ticket(&ticket, self.now)?;
        self.changed.touch(Topic::Queue);
        self.say(ticket.id, Said::by("closing_restored", by))
    }

    /// Answers a missed end of day that asked first.
    pub fn answer_day(&mut self, date: &str, close: bool, by: UserId) -> Result<()> {
        let Some(mut run) = self.store.day_run(date)?.filter(|run| run.state == DayState::Asks) else {
            return Err(Refusal::conflict("Este encerramento já foi resolvido."));
        };
        run.state = if close { DayState::Running } else { DayState::Declined };
        self.store.put_day_run(&run)?;
        self.changed.touch(Topic::Day);
        self.audit(by, "day_answered", &json!(null), &json!({ "date": date, "close": close }))
    }

    /// Undoes one closing of the end of the day: the ticket goes home, open.
    pub fn undo_day_closing(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.ticket(ticket)?;
        if before.close_reason != Some(CloseReason::NoInteraction) {
            return Err(Refusal::conflict("Este atendimento não foi fechado pelo fim do dia."));
        }
        let house = self.house.clone();
        let home = engine::queue::reopens_to(&before, |user| house.is_active(user));
        self.happen(&before, &Fact::Reopened { home }, Said::by("day_closing_undone", by))?;
        self.changed.touch(Topic::Day);
        Ok(())
    }

    /// Closes a ticket whose closing text is settled (accepted, failed or unknown).
    pub(crate) fn finish_closing(&mut self, mut closing: DayClosing, text_failed: Option<&str>) -> Result<()> {
        let ticket = self.ticket(closing.ticket)?;
        if ticket.entered_at.is_none() || ticket.status == Status::Closed {
            closing.state = ClosingState::Answered;
            return Ok(self.store.put_day_closing(&closing)?);
        }
        closing.state = ClosingState::Closed;
        closing.closed_at = Some(self.now);
        self.store.put_day_closing(&closing)?;
        self.store.leave(ticket.id, self.now, Left::Closed)?;
        // Rules go on for closed tickets; only what the queue itself had planned is over.
        outbox::cancel_planned_queue(self, &ticket)?;
        let cut_at = self.store.day_run(&closing.date)?.map(|run| run.cut_at);
        let detail =
            json!({ "date": closing.date, "cut_at": cut_at, "closed_at": self.now, "text_failed": text_failed });
        let fact = Fact::Closed { at: self.now, reason: CloseReason::NoInteraction };
        let after = self.happen(&ticket, &fact, Said::itself("day_closed").with(detail))?;
        self.changed.touch(Topic::Day);
        notices::tell_in_own_words(self, NoticeEvent::DayClosed, &after, &[To::Technician])
    }
}

/// One bounded piece of the end of the day. Returns whether there is more to do right now.
pub(crate) fn day(turn: &mut Turn<'_>) -> Result<bool> {
    let policy = turn.house.settings.queue.clone();
    if !policy.on {
        return Ok(false);
    }
    let house = turn.house.clone();
    let Some(Cut { date, at }) = last_cut(&policy.day_end, house.company(), turn.now) else { return Ok(false) };
    let date = date.to_string();
    let run = match turn.store.day_run(&date)? {
        Some(run) if run.state == DayState::Done && planted(Bug::C15DayTwice) => {
            DayRun { cut_at: turn.now, state: DayState::Running, ..run }
        }
        // Its end was moved to later after it had ended once.
        Some(run) if run.is_over() && run.cut_at < at => begin(turn, &policy, date, at)?,
        Some(run) => run,
        None => begin(turn, &policy, date, at)?,
    };
    if run.state != DayState::Running {
        return Ok(false);
    }
    let mut waits = false;
    let mut worked = 0;
    for ticket in turn.store.inside(run.cut_at, u32::MAX)? {
        if worked == CLOSINGS_PER_TURN {
            return Ok(true);
        }
        if !closes(&policy, &ticket, run.cut_at) || turn.store.day_closing(&run.date, ticket.id)?.is_some() {
            continue;
        }
        if turn.barred() {
            waits = true;
            continue;
        }
        plan_closing(turn, &policy, &run, &ticket)?;
        worked += 1;
    }
    if !waits && turn.store.day_closings_open(&run.date)?.is_empty() {
        let closed = turn.store.day_closed(&run.date, run.cut_at)?;
        let heard = heard_by(turn, &closed)?;
        finish(turn, run, &heard)?;
    }
    Ok(worked > 0)
}

fn begin(turn: &mut Turn<'_>, policy: &QueuePolicy, date: String, cut_at: Moment) -> Result<DayRun> {
    let qualify = turn.store.inside(cut_at, u32::MAX)?.iter().any(|ticket| closes(policy, ticket, cut_at));
    let late = turn.now.since(cut_at) > MISSED_CUT_ASKS_AFTER;
    let state = if qualify && late { DayState::Asks } else { DayState::Running };
    let run = DayRun { date, cut_at, started_at: turn.now, finished_at: None, state };
    turn.store.put_day_run(&run)?;
    turn.changed.touch(Topic::Day);
    if run.state == DayState::Asks {
        let (title, text) = (
            "O fim do dia passou com o computador desligado",
            "Há atendimentos que seriam encerrados. Confirme em Sem Interação.",
        );
        notices::tell_supervisors(turn, NoticeEvent::DayAsks, title, text)?;
    }
    Ok(run)
}

pub(crate) fn plan_closing(turn: &mut Turn<'_>, policy: &QueuePolicy, run: &DayRun, ticket: &Ticket) -> Result<()> {
    // A notice of the entry that never left would contradict the closing text.
    outbox::cancel_planned_queue(turn, ticket)?;
    let outbox = match &policy.closing_text {
        Some(template) => turn.plan_notice(ticket, template, Origin::Closing, ticket.silence.anchor())?,
        None => None,
    };
    let closing =
        DayClosing { date: run.date.clone(), ticket: ticket.id, outbox, state: ClosingState::Planned, closed_at: None };
    turn.store.put_day_closing(&closing)?;
    match outbox {
        Some(_) if planted(Bug::C10CloseBeforeSend) => turn.finish_closing(closing, None),
        Some(_) => Ok(()),
        None => turn.finish_closing(closing, None),
    }
}

/// How many of these closings each leader hears of: his teams'. Of a ticket that no team looks after, every leader hears.
fn heard_by(turn: &mut Turn<'_>, closed: &[TicketId]) -> Result<BTreeMap<UserId, usize>> {
    let house = turn.house.clone();
    let all: BTreeSet<UserId> = house.people.teams.iter().filter_map(|team| team.leader).collect();
    let mut heard = BTreeMap::new();
    for id in closed {
        let leaders: Vec<UserId> = match house.team_of(&turn.ticket(*id)?) {
            Some(team) => team.leader.into_iter().collect(),
            None => all.iter().copied().collect(),
        };
        for leader in leaders {
            *heard.entry(leader).or_default() += 1;
        }
    }
    Ok(heard)
}

/// The run is over; each of these leaders gets one digest with his number.
pub(crate) fn finish(turn: &mut Turn<'_>, mut run: DayRun, heard: &BTreeMap<UserId, usize>) -> Result<()> {
    run.state = DayState::Done;
    run.finished_at = Some(turn.now);
    turn.store.put_day_run(&run)?;
    turn.changed.touch(Topic::Day);
    let house = turn.house.clone();
    for (leader, closed) in heard.iter().filter(|(leader, _)| house.is_active(**leader)) {
        let text = match closed {
            1 => "1 atendimento encerrado por falta de resposta.".to_owned(),
            n => format!("{n} atendimentos encerrados por falta de resposta."),
        };
        notices::tell_user(turn, NoticeEvent::DayDigest, *leader, "Fim do dia em Sem Interação", &text)?;
    }
    Ok(())
}

/// When the end of the day next needs a look.
pub(crate) fn next_day(turn: &Turn<'_>) -> Option<Moment> {
    let policy = &turn.house.settings.queue;
    if !policy.on {
        return None;
    }
    next_cut(&policy.day_end, turn.house.company(), turn.now).map(|cut| cut.at)
}
