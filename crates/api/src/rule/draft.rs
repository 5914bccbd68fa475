//! From what was typed to a rule, and back. A choice not made yet is a problem beside its field, not a parse error.

use engine::*;
use runtime::{Problem, Refusal, Turn};
use store::StoredRule;

use super::{ActionDraft, RuleDraft, RuleView};
use crate::error::Result;

/// What a draft means so far.
pub(super) struct Meant {
    /// An action that still lacks a choice is held open by one that lacks none, so that all else is judged in its place.
    pub rule: Rule,
    pub lacks: Vec<Problem>,
}

/// The rule a draft means, in the state it is to have.
pub(super) fn parse(draft: RuleDraft, state: RuleState) -> Result<Rule> {
    let Meant { rule, lacks } = meant(draft, state);
    if lacks.is_empty() { Ok(rule) } else { Err(Refusal::invalid(lacks).into()) }
}

/// Everything that is wrong with it, in the order of the form.
pub(super) fn problems(turn: &mut Turn<'_>, meant: &Meant) -> Vec<Problem> {
    let mut problems = meant.lacks.clone();
    problems.extend(turn.check_rule(&meant.rule));
    problems.sort_by_key(|problem| place(&problem.field));
    problems
}

/// Above the actions, each of these, below them.
fn place(field: &str) -> (u8, usize) {
    match field.split_once('.') {
        Some(("actions", rest)) => (1, rest.split('.').next().and_then(|index| index.parse().ok()).unwrap_or(0)),
        Some(("scope", _)) => (2, 0),
        Some(_) | None => (0, 0),
    }
}

pub(super) fn meant(draft: RuleDraft, state: RuleState) -> Meant {
    let RuleDraft {
        id,
        version,
        name,
        description,
        wait,
        actions,
        scope,
        business_hours,
        quiet_hours,
        lateness_max,
        repeat,
    } = draft;
    let mut lacks = Vec::new();
    let actions = actions
        .into_iter()
        .enumerate()
        .map(|(index, action)| {
            let held_open = held_open(&action);
            action_of(action).unwrap_or_else(|(field, message)| {
                lacks.push(Problem { field: format!("actions.{index}.{field}"), message: message.into() });
                held_open
            })
        })
        .collect();
    let rule = Rule {
        id: id.unwrap_or(RuleId(0)),
        version: version.unwrap_or(0),
        name,
        description: description.trim().to_owned(),
        wait,
        actions,
        scope,
        business_hours,
        quiet_hours,
        lateness_max,
        repeat,
        position: 0,
        state,
    };
    Meant { rule, lacks }
}

/// What stands for an action while it lacks its choice: something with the same words, and nothing else that could be wrong.
fn held_open(draft: &ActionDraft) -> Action {
    match draft {
        ActionDraft::Notify { user: _, text } => Action::Note { text: text.clone() },
        ActionDraft::SendMessage { .. }
        | ActionDraft::AddTag { .. }
        | ActionDraft::RemoveTag { .. }
        | ActionDraft::AddWallet { .. }
        | ActionDraft::MoveToStage { .. }
        | ActionDraft::TransferToQueue { .. }
        | ActionDraft::Assign { .. }
        | ActionDraft::Close {}
        | ActionDraft::Note { .. }
        | ActionDraft::Webhook { .. } => Action::Close,
    }
}

fn action_of(draft: ActionDraft) -> std::result::Result<Action, (&'static str, &'static str)> {
    Ok(match draft {
        ActionDraft::SendMessage { text, connection } => Action::SendMessage { text, connection },
        ActionDraft::AddTag { tag } => Action::AddTag { tag: tag.ok_or(TAG)? },
        ActionDraft::RemoveTag { tag } => Action::RemoveTag { tag: tag.ok_or(TAG)? },
        ActionDraft::AddWallet { user, mode } => Action::AddWallet { user: user.ok_or(USER)?, mode },
        ActionDraft::MoveToStage { stage } => {
            Action::MoveToStage { stage: stage.ok_or(("stage", "Escolha a etapa."))? }
        }
        ActionDraft::TransferToQueue { queue } => {
            Action::TransferToQueue { queue: queue.ok_or(("queue", "Escolha a fila."))? }
        }
        ActionDraft::Assign { user } => Action::Assign { user: user.ok_or(USER)? },
        ActionDraft::Close {} => Action::Close,
        ActionDraft::Note { text } => Action::Note { text },
        ActionDraft::Notify { user, text } => Action::Notify { user: user.ok_or(USER)?, text },
        ActionDraft::Webhook { url } => Action::Webhook { url: url.trim().to_owned() },
    })
}

const TAG: (&str, &str) = ("tag", "Escolha a etiqueta.");
const USER: (&str, &str) = ("user", "Escolha o usuário.");

pub(super) fn view(stored: &StoredRule) -> RuleView {
    let StoredRule { rule, fence: _, watermark: _, problem } = stored;
    let Rule {
        id,
        version,
        name,
        description,
        wait,
        actions,
        scope,
        business_hours,
        quiet_hours,
        lateness_max,
        repeat,
        position: _,
        state,
    } = rule.clone();
    RuleView {
        id,
        version,
        name,
        description,
        wait,
        actions,
        scope,
        business_hours,
        quiet_hours,
        lateness_max,
        repeat,
        state,
        problem: problem.clone(),
    }
}
