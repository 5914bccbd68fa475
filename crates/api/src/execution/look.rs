//! "Por quê?" and "Próximas automações", with pular, adiar and the way back.

use engine::*;
use runtime::Planned;
use runtime::again::{self, Past};

use super::{
    DecisionView, ForecastItem, ForecastView, OneExecution, PastJudgement, PostponeStep, ResumeStep, RuleOnTicket,
    WhyPart, WhyView,
};
use crate::action::{Acted, UndoStep, each};
use crate::ask::Ask;
use crate::error::{Failure, Result};
use crate::ticket::{ForecastKind, OneTicket, seen};

pub(crate) fn why(ask: &Ask, args: RuleOnTicket) -> Result<WhyView> {
    let RuleOnTicket { rule, ticket } = args;
    seen(ask, ticket)?;
    ask.turn(move |turn| {
        let parts = turn.why(rule, ticket)?.parts.into_iter().map(|(part, judged, conditions)| WhyPart {
            part,
            outcome: judged.outcome,
            deadline: judged.deadline,
            conditions,
        });
        Ok(WhyView { now: turn.now, rule, ticket, parts: parts.collect() })
    })
}

pub(crate) fn decision(ask: &Ask, args: OneExecution) -> Result<DecisionView> {
    let gone = || Failure::not_found("Esta execução não existe mais. Atualize a tela.");
    let row = ask.stored(|store| store.execution(args.execution))?.ok_or_else(gone)?;
    seen(ask, row.ticket)?;
    let rule_name = ask.stored(|store| store.rule(row.rule))?.map_or_else(String::new, |stored| stored.rule.name);
    let past = ask.read(|reader| again::of_execution(reader, row.id))?;
    let all = past.len();
    let judgements: Vec<PastJudgement> = past.into_iter().filter_map(judgement).collect();
    let unreadable = u32::try_from(all - judgements.len()).unwrap_or(u32::MAX);
    Ok(DecisionView { execution: row.id, rule: row.rule, rule_name, ticket: row.ticket, judgements, unreadable })
}

fn judgement((past, conditions): (Past, Vec<Condition>)) -> Option<PastJudgement> {
    let (same, Past { at, part, found, .. }) = (past.is_the_same(), past);
    let found = found?;
    let (outcome, deadline) = (found.was.outcome, found.was.deadline);
    Some(PastJudgement { at, part, outcome, deadline, conditions, today: (!same).then_some(found.now.outcome) })
}

pub(crate) fn forecast(ask: &Ask, args: OneTicket) -> Result<ForecastView> {
    let ticket = seen(ask, args.ticket)?.id;
    ask.turn(move |turn| {
        let items = turn.forecast(ticket)?.into_iter().map(|forecast| item(forecast.at, forecast.planned)).collect();
        Ok(ForecastView { now: turn.now, items })
    })
}

fn item(at: Moment, planned: Planned) -> ForecastItem {
    match planned {
        Planned::Enter => plain(ForecastKind::Enter, at),
        Planned::DayEnd => plain(ForecastKind::DayEnd, at),
        Planned::Rule { rule, part, outcome } => {
            let (at, deferred) = match outcome {
                Outcome::Defer { until: None, why } => (None, Some(why)),
                Outcome::Defer { until: Some(_), why } => (Some(at), Some(why)),
                Outcome::Due
                | Outcome::NotYet { .. }
                | Outcome::RuleOff
                | Outcome::Exempt
                | Outcome::CustomerWaits
                | Outcome::NeverSpoke
                | Outcome::OutOfScope
                | Outcome::AlreadyRan
                | Outcome::Fenced
                | Outcome::Skip { .. }
                | Outcome::Missed
                | Outcome::Substituted { .. } => (Some(at), None),
            };
            ForecastItem { kind: ForecastKind::Rule, rule: Some(rule), part: Some(part), at, deferred }
        }
    }
}

fn plain(kind: ForecastKind, at: Moment) -> ForecastItem {
    ForecastItem { kind, rule: None, part: None, at: Some(at), deferred: None }
}

pub(crate) fn skip_step(ask: &Ask, args: RuleOnTicket) -> Result<Acted> {
    let (me, rule) = (ask.me(), args.rule);
    each(ask, vec![args.ticket], move |turn, before| {
        let until = turn.skip_step(rule, before.id, me)?;
        Ok(vec![UndoStep::ResumeStep(ResumeStep { rule, ticket: before.id, until })])
    })
}

pub(crate) fn postpone_step(ask: &Ask, args: PostponeStep) -> Result<Acted> {
    let (me, PostponeStep { rule, ticket, until }) = (ask.me(), args);
    each(ask, vec![ticket], move |turn, before| {
        let until = turn.postpone_step(rule, before.id, until, me)?;
        Ok(vec![UndoStep::ResumeStep(ResumeStep { rule, ticket: before.id, until })])
    })
}

pub(crate) fn resume_step(ask: &Ask, args: ResumeStep) -> Result<Acted> {
    let (me, ResumeStep { rule, ticket, until }) = (ask.me(), args);
    each(ask, vec![ticket], move |turn, before| {
        turn.resume_step(rule, before.id, until, me)?;
        Ok(vec![])
    })
}
