//! From what was typed to a rule, and back. A choice not made yet is a problem beside its field, not a parse error.

use engine::*;
use store::StoredRule;

use super::{ActionDraft, RuleDraft, RuleView};
use crate::error::{Failure, FieldProblem, Result};

/// The rule a draft means, in the state it is to have.
pub(super) fn parse(draft: RuleDraft, state: RuleState) -> Result<Rule> {
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
    let mut problems = Vec::new();
    let actions = actions
        .into_iter()
        .enumerate()
        .filter_map(|(index, action)| {
            action_of(action)
                .map_err(|(field, message)| {
                    problems.push(FieldProblem::new(&format!("actions.{index}.{field}"), message))
                })
                .ok()
        })
        .collect();
    if !problems.is_empty() {
        return Err(Failure::problems(problems));
    }
    Ok(Rule {
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
    })
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
