//! Events: what customers, our people, channels and the machine do, carried out through the runtime's own verbs. An event
//! that is refused fails the scenario, unless the refusal is what it expects.

use engine::{RuleState, Span, TicketId};
use runtime::{Refusal, Start, Turn};
use store::{Stage, Tag, User};

use super::build::draft;
use super::day::{Day, Miss, Played};
use super::provider::address;
use super::script::{ChannelTurn, Does, Dropped, Event, Rule, RuleEdit, Says, Whose};
use super::seen::{self, TicketSeen};

/// Carries an event out, with everything that follows at the same instant.
pub(super) fn happen(day: &mut Day, event: &Event) -> Played<()> {
    attempt(day, event)?.map_err(|refusal| Miss::refused(&refusal))
}

/// The same, but a refusal is an answer like any other.
pub(super) fn attempt(day: &mut Day, event: &Event) -> Played<Result<(), Refusal>> {
    let done = match event {
        Event::Customer { contact, via, says, late } => {
            let whose = Whose { contact: contact.clone(), via: via.clone() };
            return said(day, &whose, says, *late).map(Ok);
        }
        Event::Repeat(whose) => {
            let connection = day.connection_of(whose)?;
            if !day.provider.repeats(connection, &whose.contact, day.now) {
                return Err(Miss::new(format!("uma mensagem de {}", whose.contact), "nenhuma nesta conexão"));
            }
            return day.work().map(Ok);
        }
        Event::Looks(whose) => {
            let connection = day.connection_of(whose)?;
            if !day.provider.reads(connection, &whose.contact, day.now) {
                return Err(Miss::new(format!("uma mensagem nossa a {}", whose.contact), "nenhuma nesta conexão"));
            }
            return day.work().map(Ok);
        }
        Event::Channel { connection, turn } => {
            let (id, _) = day.ids.connections[connection];
            day.provider.turn(id, *turn);
            if *turn == ChannelTurn::Up {
                day.fetch(id)?;
            }
            return day.work().map(Ok);
        }
        Event::ProgramStops => return day.kill().map(Ok),
        Event::ProgramStarts => return day.restart().map(Ok),
        Event::Sleeps => return day.fall_asleep().map(Ok),
        Event::Wakes => return day.wake_up().map(Ok),
        Event::Jumps(by) => return day.jump(*by).map(Ok),
        Event::Person { by, does } => person(day, by, does)?,
        Event::TagContact { whose, tag } => {
            let contact = ticket(day, whose)?.contact;
            let (tag, by) = (day.ids.tags[tag], day.editor);
            day.change(|turn| turn.tag(contact, tag, by).map(|_| ()))?
        }
        Event::SetStage { whose, stage } => {
            let ticket = ticket(day, whose)?.id;
            let (stage, by) = (day.ids.stages[stage], day.editor);
            day.change(|turn| turn.set_stage(ticket, stage, by))?
        }
        Event::SetUser { user, active } => {
            let (id, by) = (day.ids.users[user], day.editor);
            day.change(|turn| {
                let known = turn.house.user(id).cloned().ok_or_else(|| Refusal::not_found("Esta pessoa"))?;
                turn.save_user(&User { active: *active, ..known }, by).map(|_| ())
            })?
        }
        Event::MakeRule(rule) => make_rule(day, rule)?,
        Event::EditRule { rule, edit } => edit_rule(day, rule, edit)?,
        Event::Resume(rule) => {
            let (id, by) = (rule_id(day, rule)?, day.editor);
            day.change(|turn| turn.set_rule_state(id, RuleState::Active, false, by))?
        }
        Event::Missed { contact, send } => missed(day, contact.as_deref(), *send)?,
        Event::Uncertain { contact, resend } => uncertain(day, contact.as_deref(), *resend)?,
        Event::Drop(dropped) => drop(day, dropped)?,
    };
    day.work()?;
    Ok(done)
}

/// The ticket meant.
pub(super) fn ticket(day: &Day, whose: &Whose) -> Played<TicketSeen> {
    let connection = day.connection_of(whose)?;
    let seen = seen::ticket(&day.file(), &whose.contact, connection).map_err(Miss::broken)?;
    seen.ok_or_else(|| Miss::new(format!("um atendimento de {}", whose.contact), "nenhum"))
}

pub(super) fn rule_id(day: &Day, rule: &str) -> Played<engine::RuleId> {
    let known = day.ids.rules.get(rule).copied();
    known.ok_or_else(|| Miss::new(format!("uma regra chamada “{rule}”"), "nenhuma"))
}

fn said(day: &mut Day, whose: &Whose, says: &Says, late: Span) -> Played<()> {
    let connection = day.connection_of(whose)?;
    let before_ours = if day.answered_at_once { Span(1) } else { Span(0) };
    let said_at = day.now.minus(late).minus(before_ours);
    day.talks.insert(whose.contact.clone(), connection);
    day.provider.says(connection, &whose.contact, says, said_at, day.now);
    day.fetch(connection)?;
    day.work()
}

fn person(day: &mut Day, by: &str, does: &Does) -> Played<Result<(), Refusal>> {
    let by = day.ids.users[by];
    let on = |day: &mut Day, whose: &Whose, does: &dyn Fn(&mut Turn<'_>, TicketId) -> runtime::Result<()>| {
        let id = ticket(day, whose)?.id;
        day.change(|turn| does(turn, id))
    };
    match does {
        Does::Takes(whose) => on(day, whose, &|turn, id| turn.take(id, by)),
        Does::Notes { whose, text } => on(day, whose, &|turn, id| turn.note(id, by, text).map(|_| ())),
        Does::MovesNow(whose) => on(day, whose, &|turn, id| turn.move_now(id, by)),
        Does::Closes(whose) => on(day, whose, &|turn, id| turn.close(id, by)),
        Does::Holds(whose) => on(day, whose, &|turn, id| turn.hold(id, by)),
        Does::Releases(whose) => on(day, whose, &|turn, id| turn.release(id, by)),
        Does::Postpones(whose) => on(day, whose, &|turn, id| turn.postpone_closing(id, by).map(|_| ())),
        Does::Gives { whose, to } => {
            let to = day.ids.users[to];
            on(day, whose, &|turn, id| turn.assign(id, to, by))
        }
        Does::Transfers { whose, queue } => {
            let queue = day.ids.queues[queue];
            on(day, whose, &|turn, id| turn.transfer(id, queue, by))
        }
        Does::Writes { to, text, in_own_app: true } => {
            let connection = day.connection_of(to)?;
            day.provider.knows(&to.contact);
            day.provider.ours_says(connection, &to.contact, text, day.now);
            day.fetch(connection)?;
            Ok(Ok(()))
        }
        Does::Writes { to, text, in_own_app: false } => {
            let connection = day.connection_of(to)?;
            let known = seen::ticket(&day.file(), &to.contact, connection).map_err(Miss::broken)?;
            match known {
                Some(ticket) => day.change(|turn| turn.write(ticket.id, by, text).map(|_| ())),
                None => start(day, to, connection, text, by),
            }
        }
    }
}

/// Our side speaks first.
fn start(
    day: &mut Day,
    to: &Whose,
    connection: engine::ConnectionId,
    text: &str,
    by: engine::UserId,
) -> Played<Result<(), Refusal>> {
    let kind = day.ids.connections.values().find(|(id, _)| *id == connection).map(|(_, kind)| *kind);
    let kind = kind.ok_or_else(|| Miss::broken("conexão sem tipo"))?;
    day.provider.knows(&to.contact);
    let address = address(kind, &to.contact);
    day.change(|turn| {
        let (address, name) = (address.as_str(), to.contact.as_str());
        turn.start_ticket(Start { connection, address, name, text, stage: None, regret: Span(0) }, by).map(|_| ())
    })
}

fn make_rule(day: &mut Day, rule: &Rule) -> Played<Result<(), Refusal>> {
    let (draft, by) = (draft(&day.ids, rule), day.editor);
    let made = day.change(|turn| turn.save_rule(draft, rule.include_overdue, by))?;
    Ok(made.map(|id| {
        day.ids.rules.insert(rule.name.clone(), id);
    }))
}

fn edit_rule(day: &mut Day, rule: &str, edit: &RuleEdit) -> Played<Result<(), Refusal>> {
    let (id, by) = (rule_id(day, rule)?, day.editor);
    day.change(|turn| match *edit {
        RuleEdit::Off => turn.set_rule_state(id, RuleState::Off, false, by),
        RuleEdit::On { include_overdue } => turn.set_rule_state(id, RuleState::Active, include_overdue, by),
        RuleEdit::Observe => turn.set_rule_state(id, RuleState::Shadow, false, by),
        RuleEdit::Archive => turn.archive_rule(id, by),
        RuleEdit::Wait { wait, include_overdue } => {
            let stored = turn.house.rule(id).cloned().ok_or_else(|| Refusal::not_found("Esta ação"))?;
            let changed = engine::Rule { wait, ..stored.rule };
            turn.save_rule(changed, include_overdue, by).map(|_| ())
        }
    })
}

fn missed(day: &mut Day, contact: Option<&str>, send: bool) -> Played<Result<(), Refusal>> {
    let all = seen::missed(&day.file(), contact).map_err(Miss::broken)?;
    if all.is_empty() {
        return Err(Miss::new("algo em Perdidas", "nada"));
    }
    let by = day.editor;
    day.change(|turn| {
        all.into_iter().try_for_each(|id| {
            if send { turn.send_missed(id, by, Span(0)).map(|_| ()) } else { turn.skip_missed(id, by) }
        })
    })
}

fn uncertain(day: &mut Day, contact: Option<&str>, resend: bool) -> Played<Result<(), Refusal>> {
    let all = seen::uncertain(&day.file(), contact).map_err(Miss::broken)?;
    if all.is_empty() {
        return Err(Miss::new("algum envio incerto", "nenhum"));
    }
    let by = day.editor;
    day.change(|turn| {
        let mut each = all.into_iter();
        each.try_for_each(|id| {
            if resend { turn.unknown_resend(id, by, Span(0)).map(|_| ()) } else { turn.unknown_was_sent(id, by) }
        })
    })
}

fn drop(day: &mut Day, dropped: &Dropped) -> Played<Result<(), Refusal>> {
    let by = day.editor;
    match dropped {
        Dropped::Tag(tag) => {
            let id = day.ids.tags[tag];
            day.change(|turn| {
                let known = turn.house.people.tags.iter().find(|one| one.id == id).cloned();
                let known = known.ok_or_else(|| Refusal::not_found("Esta etiqueta"))?;
                turn.save_tag(&Tag { archived: true, ..known }, by).map(|_| ())
            })
        }
        Dropped::Stage(stage) => {
            let id = day.ids.stages[stage];
            day.change(|turn| {
                let known = turn.house.people.stages.iter().find(|one| one.id == id).cloned();
                let known = known.ok_or_else(|| Refusal::not_found("Esta etapa"))?;
                turn.save_stage(&Stage { archived: true, ..known }, by).map(|_| ())
            })
        }
    }
}
