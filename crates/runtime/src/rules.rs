//! Judging one part of a rule on one ticket and doing what comes of it. The judgement is `engine::evaluate`; here its
//! surroundings are gathered and its outcome written down, in the scheduler's transaction.

use engine::decision::Around;
use engine::evaluate::{Part, deadline, later_deadline};
use engine::rule::NOTICE_LATENESS_MAX;
use engine::*;
use serde_json::{Value, json};
use store::{Deferred, ExecutionOutcome, Left, NewExecution, Origin, StoredRule};

use crate::Result;
use crate::change::Topic;
use crate::notices::{self, Telling, To};
use crate::turn::{Said, SendPlan, Turn};
use crate::webhook;
use crate::words::{Words, are_several, worded};

/// Reads what lies around rule and ticket. Message facts are read only for a part that needs them.
pub(crate) fn around(
    turn: &mut Turn<'_>,
    stored: &StoredRule,
    part: Part,
    ticket: &Ticket,
    contact: &Contact,
    deferred: Option<&Deferred>,
) -> Result<Around> {
    let rule = &stored.rule;
    let anchor = ticket.anchor().unwrap_or(Moment(0));
    let calendar = turn.house.clone();
    let midnight = calendar.company().instant(calendar.company().local_date(turn.now), 0);
    let limits = turn.house.settings.limits.clone();
    let mut all = Around {
        ran: has_run(turn, rule, part, ticket, anchor)?,
        fence: stored.fence,
        included: deferred.is_some_and(|step| {
            step.why == DeferWhy::Included || (was_judged(step.why) && is_behind_fence(turn, stored, ticket))
        }),
        actions_today: turn.store.actions_since(ticket.id, midnight)?,
        begun: false,
        deferred_until: put_off_until(turn, ticket, limits.spacing, deferred)?,
        last_rule_message_at: None,
        contact_messages: 0,
        fuse_sends: 0,
        later_step: None,
        window_closes: None,
        barrier: false,
    };
    if part == Part::Internal {
        return Ok(all);
    }
    if limits.spacing.is_some() {
        all.last_rule_message_at = turn.store.last_rule_message(ticket.id)?;
    }
    if limits.per_contact.is_some() {
        let since = turn.now.minus(limits.per_contact_span);
        all.contact_messages = turn.store.contact_sends_since(contact.id, since)?;
    }
    if limits.fuse.is_some() {
        let reset = turn.house.fuse_since.get(&rule.id).copied().unwrap_or(Moment::MIN);
        let since = turn.now.minus(limits.fuse_span).max(reset);
        all.fuse_sends = turn.store.rule_sends_since(rule.id, since)?;
    }
    all.begun = begun(turn, rule, ticket, anchor)?;
    let through = message_connection(rule, ticket);
    all.later_step = later_step(turn, rule, ticket, contact)?;
    all.window_closes = turn.window_closes(ticket, through)?;
    all.barrier = turn.barred();
    Ok(all)
}

/// Whether a part is over for this episode (or silence). Words of which some are still to come are not.
pub(crate) fn has_run(turn: &mut Turn<'_>, rule: &Rule, part: Part, ticket: &Ticket, anchor: Moment) -> Result<bool> {
    let (turn_no, silence) = (ticket.silence.turn, silence_key(rule, anchor));
    Ok(turn.store.has_run(rule.id, ticket.id, turn_no, silence, part)?
        && (part == Part::Internal || !are_several(rule) || Words::of(turn, rule, ticket, anchor)? == Words::Rest))
}

/// Whether the internal steps of a rule that also speaks have acted in this silence.
fn begun(turn: &mut Turn<'_>, rule: &Rule, ticket: &Ticket, anchor: Moment) -> Result<bool> {
    if !rule.parts().contains(&Part::Internal) {
        return Ok(false);
    }
    let (turn_no, silence) = (ticket.silence.turn, silence_key(rule, anchor));
    let row = turn.store.execution_of(rule.id, ticket.id, turn_no, silence, Part::Internal)?;
    Ok(row.is_some_and(|row| row.outcome == ExecutionOutcome::Executed && row.anchor == anchor))
}

/// A step that waits for this was due once. One that only waits for its deadline was not, so nobody can have ticked it.
pub(crate) fn was_judged(why: DeferWhy) -> bool {
    match why {
        DeferWhy::Deadline => false,
        DeferWhy::QuietHours
        | DeferWhy::Spacing
        | DeferWhy::Barrier
        | DeferWhy::Fuse
        | DeferWhy::Included
        | DeferWhy::Postponed => true,
    }
}

/// A judged step that waits although its deadline lay behind the fence was ticked on the overdue list, and put off since: by
/// itself the rule never gets that far, and a new fence drops every waiting step.
fn is_behind_fence(turn: &Turn<'_>, stored: &StoredRule, ticket: &Ticket) -> bool {
    deadline(&stored.rule, ticket, turn.house.calendar_of(ticket)).is_some_and(|at| at <= stored.fence)
}

/// Until when the step waited on purpose. Behind a message that had to be tried again it waited longer than that.
fn put_off_until(
    turn: &mut Turn<'_>,
    ticket: &Ticket,
    spacing: Option<Span>,
    deferred: Option<&Deferred>,
) -> Result<Option<Moment>> {
    let Some(step) = deferred.filter(|step| put_off_on_purpose(step.why)) else { return Ok(None) };
    let (DeferWhy::Spacing, Some(spacing)) = (step.why, spacing) else { return Ok(step.due_at) };
    let last = turn.store.last_rule_message_on_time(ticket.id)?;
    Ok(last.map(|last| last.plus(spacing)).and_then(|free| step.due_at.map(|due| due.min(free))))
}

/// Waiting that was our own decision does not make a message late; waiting for the fuse or a sync does.
fn put_off_on_purpose(why: DeferWhy) -> bool {
    match why {
        DeferWhy::QuietHours | DeferWhy::Spacing | DeferWhy::Deadline | DeferWhy::Included | DeferWhy::Postponed => {
            true
        }
        DeferWhy::Barrier | DeferWhy::Fuse => false,
    }
}

/// The part of the once-only key that tells silences apart.
pub(crate) fn silence_key(rule: &Rule, anchor: Moment) -> Moment {
    match rule.repeat {
        Repeat::OncePerEpisode => Moment(0),
        Repeat::EverySilence => anchor,
    }
}

/// The connection a rule's message would leave by.
pub(crate) fn message_connection(rule: &Rule, ticket: &Ticket) -> ConnectionId {
    rule.actions
        .iter()
        .find_map(|action| match action {
            Action::SendMessage { connection, .. } => Some(connection.unwrap_or(ticket.connection)),
            Action::AddTag { .. }
            | Action::RemoveTag { .. }
            | Action::AddWallet { .. }
            | Action::MoveToStage { .. }
            | Action::TransferToQueue { .. }
            | Action::Assign { .. }
            | Action::Close
            | Action::Note { .. }
            | Action::Notify { .. }
            | Action::Webhook { .. } => None,
        })
        .unwrap_or(ticket.connection)
}

/// Of a ladder whose later step is due too, only the latest speaks.
fn later_step(turn: &mut Turn<'_>, rule: &Rule, ticket: &Ticket, contact: &Contact) -> Result<Option<RuleId>> {
    let house = turn.house.clone();
    let calendar = house.calendar_of(ticket);
    let mut others = Vec::new();
    let speaks = |other: &&StoredRule| other.rule.state == RuleState::Active && other.rule.customer_visible();
    for other in house.rules.iter().filter(speaks) {
        let covers = covers(turn, &other.rule, ticket, contact)?;
        if covers && (!is_behind_fence(turn, other, ticket) || speaks_all_the_same(turn, &other.rule, ticket)?) {
            others.push(&other.rule);
        }
    }
    Ok(later_deadline(rule, others.into_iter(), ticket, calendar, turn.now))
}

/// Whether the rule is for this ticket, whatever its own internal steps have changed about it in this silence.
fn covers(turn: &mut Turn<'_>, rule: &Rule, ticket: &Ticket, contact: &Contact) -> Result<bool> {
    let Some(anchor) = ticket.anchor() else { return Ok(false) };
    Ok(rule.scope.covers(ticket, contact)
        || (rule.scope.but_for(&rule.actions).covers(ticket, contact) && begun(turn, rule, ticket, anchor)?))
}

/// A rule whose fence lies behind the deadline has spoken in this silence before, or will: somebody ticked the ticket.
fn speaks_all_the_same(turn: &mut Turn<'_>, rule: &Rule, ticket: &Ticket) -> Result<bool> {
    let Some(anchor) = ticket.anchor() else { return Ok(false) };
    let waits = turn.store.deferred_step(rule.id, ticket.id, Part::Message)?;
    if waits.is_some_and(|step| step.anchor == anchor && was_judged(step.why)) {
        return Ok(true);
    }
    let (turn_no, silence) = (ticket.silence.turn, silence_key(rule, anchor));
    let ran = turn.store.execution_of(rule.id, ticket.id, turn_no, silence, Part::Message)?;
    Ok(ran.is_some_and(|row| row.outcome == ExecutionOutcome::Executed && row.anchor == anchor))
}

/// Judges one part and writes down what comes of it. Returns whether the ticket or contact may have changed.
pub(crate) fn judge(
    turn: &mut Turn<'_>,
    stored: &StoredRule,
    part: Part,
    ticket: &Ticket,
    contact: &Contact,
    deferred: Option<&Deferred>,
) -> Result<bool> {
    let rule = &stored.rule;
    let house = turn.house.clone();
    let around = around(turn, stored, part, ticket, contact, deferred)?.lent(house.lends(ticket));
    let judged = evaluate(rule, part, ticket, contact, &around, turn.now);
    let (Some(due), Some(anchor)) = (judged.deadline, ticket.anchor()) else { return Ok(false) };
    let on_time_at = judged.could_go_at.unwrap_or(turn.now);
    let made_from = MadeFrom { around: &around, judged: &judged };
    let step = Step { rule, part, ticket, contact, due, on_time_at, anchor, made_from };
    match judged.outcome {
        Outcome::RuleOff
        | Outcome::Exempt
        | Outcome::CustomerWaits
        | Outcome::NeverSpoke
        | Outcome::OutOfScope
        | Outcome::AlreadyRan
        | Outcome::Fenced => Ok(false),
        Outcome::NotYet { at } => put_off(turn, &step, Some(at), DeferWhy::Deadline),
        Outcome::Defer { until, why } => {
            if why == DeferWhy::Fuse && rule.state == RuleState::Active {
                blow_fuse(turn, rule)?;
            }
            put_off(turn, &step, until, why)
        }
        Outcome::Skip { why } => note_down(turn, &step, ExecutionOutcome::Skipped, word(why), json!({})),
        Outcome::Substituted { by } => {
            note_down(turn, &step, ExecutionOutcome::Substituted, String::new(), json!({ "by": by }))
        }
        Outcome::Missed => {
            turn.changed.touch(Topic::Missed);
            note_down(turn, &step, ExecutionOutcome::Missed, String::new(), json!({}))
        }
        Outcome::Due if rule.state == RuleState::Shadow => {
            note_down(turn, &step, ExecutionOutcome::Observed, String::new(), json!({}))
        }
        // A person put it off: the normal deadline has no say until then.
        Outcome::Due if deferred.is_none() && postponed(turn, &step)? => Ok(false),
        Outcome::Due => act(turn, &step),
    }
}

struct Step<'a> {
    rule: &'a Rule,
    part: Part,
    ticket: &'a Ticket,
    contact: &'a Contact,
    due: Moment,
    on_time_at: Moment,
    anchor: Moment,
    made_from: MadeFrom<'a>,
}

/// What is kept of the judgement that led to a step.
struct MadeFrom<'a> {
    around: &'a Surroundings<'a>,
    judged: &'a Judged,
}

fn postponed(turn: &mut Turn<'_>, step: &Step<'_>) -> Result<bool> {
    let known = turn.store.deferred_step(step.rule.id, step.ticket.id, step.part)?;
    Ok(known.is_some_and(|known| known.why == DeferWhy::Postponed && known.anchor == step.anchor))
}

fn put_off(turn: &mut Turn<'_>, step: &Step<'_>, until: Option<Moment>, why: DeferWhy) -> Result<bool> {
    let row = Deferred {
        rule: step.rule.id,
        ticket: step.ticket.id,
        part: step.part,
        turn: step.ticket.silence.turn,
        anchor: step.anchor,
        due_at: until,
        why,
        created_at: turn.now,
    };
    turn.store.defer(&row)?;
    turn.changed.touch(Topic::Executions);
    Ok(false)
}

/// Writes the execution; `None` if this episode has one already.
fn record(
    turn: &mut Turn<'_>,
    step: &Step<'_>,
    outcome: ExecutionOutcome,
    why: String,
    detail: &Value,
) -> Result<Option<ExecutionId>> {
    let execution = NewExecution {
        rule: step.rule.id,
        version: step.rule.version,
        ticket: step.ticket.id,
        contact: step.contact.id,
        turn: step.ticket.silence.turn,
        silence: silence_key(step.rule, step.anchor),
        part: step.part,
        anchor: step.anchor,
        deadline: step.due,
        at: turn.now,
        outcome,
        why,
        detail: detail.to_string(),
    };
    let Some(execution) = turn.store.record(&execution)? else { return Ok(None) };
    keep(turn, step, execution)?;
    Ok(Some(execution))
}

/// Keeps what the judgement that led here was made from: it can be made again, then as now (R20).
fn keep(turn: &mut Turn<'_>, step: &Step<'_>, execution: ExecutionId) -> Result<()> {
    let MadeFrom { around, judged } = &step.made_from;
    let inputs = Inputs::of(step.rule, step.ticket, step.contact, around, judged);
    let circumstance = turn.house.circumstance_of(step.ticket);
    turn.changed.touch(Topic::Executions);
    Ok(turn.store.keep_judgement(execution, turn.now, circumstance, &inputs)?)
}

fn note_down(
    turn: &mut Turn<'_>,
    step: &Step<'_>,
    outcome: ExecutionOutcome,
    why: String,
    detail: Value,
) -> Result<bool> {
    let words =
        if step.part == Part::Message { Words::of(turn, step.rule, step.ticket, step.anchor)? } else { Words::Begin };
    let Words::GoOn { execution, .. } = words else {
        record(turn, step, outcome, why, &detail)?;
        return Ok(false);
    };
    keep(turn, step, execution)?;
    // Some of its words went already: of the rest this is the end.
    if outcome == ExecutionOutcome::Missed {
        turn.store.set_execution(execution, outcome, "")?;
    } else {
        let why = if why.is_empty() { outcome.word().to_owned() } else { why };
        turn.store.set_execution(execution, ExecutionOutcome::Executed, &why)?;
    }
    turn.changed.touch(Topic::Executions);
    Ok(false)
}

/// The word a reason is stored under.
pub(crate) fn word(why: SkipWhy) -> String {
    serde_json::to_value(why).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn act(turn: &mut Turn<'_>, step: &Step<'_>) -> Result<bool> {
    match step.part {
        Part::Internal => act_inside(turn, step),
        Part::Message => act_outside(turn, step),
    }
}

/// Plans the next message of the rule; the outbox does the rest.
fn act_outside(turn: &mut Turn<'_>, step: &Step<'_>) -> Result<bool> {
    let (nth, known) = match Words::of(turn, step.rule, step.ticket, step.anchor)? {
        Words::Begin => (0, None),
        Words::GoOn { nth, execution } => (nth, Some(execution)),
        Words::Rest => return Ok(false),
    };
    let (connection, text) = match worded(turn, step.rule, step.ticket, nth)? {
        Ok(words) => words,
        Err(why) => return note_down(turn, step, ExecutionOutcome::Skipped, word(why), json!({})),
    };
    let detail = json!({ "texts": [&text], "farewell": step.rule.closes() });
    let execution = match known {
        Some(execution) => {
            keep(turn, step, execution)?;
            Some(execution)
        }
        None => record(turn, step, ExecutionOutcome::Executed, String::new(), &detail)?,
    };
    let Some(execution) = execution else { return Ok(false) };
    let plan = SendPlan {
        connection,
        text,
        origin: Origin::Rule,
        author: None,
        rule: Some(step.rule.id),
        execution: Some(execution),
        anchor: Some(step.anchor),
        due_at: step.on_time_at.min(turn.now),
    };
    turn.plan_send(step.ticket, plan)?;
    turn.say(step.ticket.id, Said::rule("rule_message", step.rule.id).with(json!({ "version": step.rule.version })))?;
    Ok(true)
}

/// The internal actions, in order, in this transaction.
fn act_inside(turn: &mut Turn<'_>, step: &Step<'_>) -> Result<bool> {
    let detail = json!({ "actions": step.rule.actions_of(Part::Internal).count() });
    let Some(execution) = record(turn, step, ExecutionOutcome::Executed, String::new(), &detail)? else {
        return Ok(false);
    };
    let mut ticket = step.ticket.clone();
    for action in step.rule.actions_of(Part::Internal) {
        ticket = do_inside(turn, step, execution, &ticket, action)?;
    }
    Ok(true)
}

fn do_inside(
    turn: &mut Turn<'_>,
    step: &Step<'_>,
    execution: ExecutionId,
    ticket: &Ticket,
    action: &Action,
) -> Result<Ticket> {
    let rule = step.rule.id;
    match action {
        Action::SendMessage { .. } => {}
        Action::AddTag { tag } => {
            turn.store.add_tag(ticket.contact, *tag)?;
            turn.say(ticket.id, Said::rule("rule_tagged", rule).with(json!({ "tag": tag })))?;
        }
        Action::RemoveTag { tag } => {
            turn.store.remove_tag(ticket.contact, *tag)?;
            turn.say(ticket.id, Said::rule("rule_untagged", rule).with(json!({ "tag": tag })))?;
        }
        Action::AddWallet { user, mode } => {
            let owner = turn.store.contact(ticket.contact)?.wallet_owner;
            if *mode == WalletMode::Replace || owner.is_none() {
                turn.store.set_wallet(ticket.contact, Some(*user))?;
                let detail = json!({ "user": user, "before": owner });
                turn.say(ticket.id, Said::rule("rule_wallet", rule).with(detail))?;
            }
        }
        Action::MoveToStage { stage } => {
            let said = Said::rule("rule_staged", rule).with(json!({ "from": ticket.stage, "stage": stage }));
            return turn.happen(ticket, &Fact::Staged { stage: *stage }, said);
        }
        Action::TransferToQueue { queue } => {
            turn.leaving(ticket, Left::Taken)?;
            let said = Said::rule("rule_transferred", rule).with(json!({ "queue": queue }));
            return turn.happen(ticket, &Fact::Transferred { queue: *queue }, said);
        }
        Action::Assign { user } => {
            turn.leaving(ticket, Left::Taken)?;
            let said = Said::rule("rule_assigned", rule).with(json!({ "to": user }));
            if ticket.status == Status::Closed {
                // Whom it is given when it opens again is settled then.
                return Ok(ticket.clone());
            }
            let after = turn.happen(ticket, &Fact::Assigned { to: *user }, said)?;
            let (title, to) = ("Uma ação atribuiu um atendimento a você", [To::User(*user)]);
            turn.notify(Telling { event: NoticeEvent::Assigned, ticket: &after, to: &to, title, text: None })?;
            return Ok(after);
        }
        Action::Close => {
            if ticket.status == Status::Closed {
                return Ok(ticket.clone());
            }
            turn.leaving(ticket, Left::Closed)?;
            let fact = Fact::Closed { at: turn.now, reason: CloseReason::Rule };
            return turn.happen(ticket, &fact, Said::rule("rule_closed", rule));
        }
        Action::Note { text } => {
            let values = turn.values(ticket)?;
            // A note with an empty variable is still worth more than none.
            let text = engine::text::render(text, &values).unwrap_or_else(|_| text.clone());
            turn.add_note(ticket, None, text)?;
        }
        Action::Notify { user, text } => {
            if turn.now.since(step.due) <= NOTICE_LATENESS_MAX {
                let values = turn.values(ticket)?;
                let text = engine::text::render(text, &values).unwrap_or_else(|_| text.clone());
                let to = [To::User(*user)];
                let (event, title) = (NoticeEvent::Rule, step.rule.name.as_str());
                turn.notify(Telling { event, ticket, to: &to, title, text: Some(&text) })?;
            }
        }
        Action::Webhook { url } => {
            turn.store.plan_webhook(execution, url, &webhook::body(step.rule, ticket, turn.now), turn.now)?;
        }
    }
    Ok(ticket.clone())
}

/// Too many sends in too short a time: the rule stops and the supervisors hear of it (domain.md 3.5).
fn blow_fuse(turn: &mut Turn<'_>, rule: &Rule) -> Result<()> {
    turn.store.set_rule_state(rule.id, RuleState::Paused, "")?;
    turn.reload(Topic::Rules)?;
    let title = format!("Ação pausada por segurança: {}", rule.name);
    let (max, span) = (turn.house.settings.limits.fuse, turn.house.settings.limits.fuse_span);
    let text = format!(
        "Ela enviou {} mensagens em {} minutos. Confira a lista e retome com um clique.",
        max.unwrap_or_default(),
        span.0 / Span::minutes(1).0
    );
    notices::tell_supervisors(turn, NoticeEvent::RulePaused, &title, &text)
}
