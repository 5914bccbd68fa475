//! Saving, switching and ordering rules.

use engine::rule::NAME_CHARS_MAX;
use engine::*;
use runtime::{Refusal, Turn};
use store::{Role, StoredRule};

use super::draft::{meant, problems, view};
use super::*;
use crate::ask::Ask;
use crate::error::{Failure, Result};
use crate::shape::Done;

pub(crate) fn rule(ask: &Ask, args: OneRule) -> Result<RuleView> {
    let id = args.rule;
    // Deleted ones too: the log still names them.
    ask.stored(|store| store.rule(id))?
        .map(|stored| view(&stored))
        .ok_or_else(|| Failure::not_found("Esta ação não existe mais. Atualize a lista."))
}

pub(crate) fn save_rule(ask: &Ask, args: SaveRule) -> Result<SavedRule> {
    let state = saved_state(args.state)?;
    let meant = meant(args.rule, state);
    let (me, include) = (ask.me(), args.include_overdue);
    ask.turn(move |turn| {
        same_version(turn, &meant.rule)?;
        if !meant.lacks.is_empty() {
            return Err(Refusal::invalid(problems(turn, &meant)));
        }
        let id = turn.save_rule(meant.rule, include, me)?;
        saved(turn, id)
    })
}

/// States a person may save a rule in; the others come about by themselves.
fn saved_state(state: RuleState) -> Result<RuleState> {
    match state {
        RuleState::Active | RuleState::Shadow | RuleState::Off => Ok(state),
        RuleState::Paused | RuleState::Broken | RuleState::Archived => {
            Err(Failure::field("state", "Escolha ativa, só observar ou desligada."))
        }
    }
}

fn same_version(turn: &mut Turn<'_>, rule: &Rule) -> std::result::Result<(), Refusal> {
    if rule.id == RuleId(0) || rule.version == 0 {
        return Ok(());
    }
    match turn.store.rule(rule.id)? {
        Some(stored) if stored.rule.version != rule.version => Err(Refusal::conflict(
            "Outra pessoa salvou esta ação enquanto você editava. Abra de novo para ver as mudanças antes de salvar.",
        )),
        Some(_) | None => Ok(()),
    }
}

fn saved(turn: &mut Turn<'_>, id: RuleId) -> std::result::Result<SavedRule, Refusal> {
    let stored = turn.store.rule(id)?.ok_or_else(|| Refusal::not_found("Esta ação"))?;
    Ok(SavedRule { rule: view(&stored) })
}

/// A Leader may stop a rule but not start one.
pub(crate) fn set_rule_state(ask: &Ask, args: RuleStateArgs) -> Result<SavedRule> {
    let stops = match args.state {
        RuleState::Off | RuleState::Paused => true,
        RuleState::Active | RuleState::Shadow => false,
        RuleState::Broken | RuleState::Archived => {
            return Err(Failure::field("state", "Escolha ativa, só observar, pausada ou desligada."));
        }
    };
    if ask.user.role != Role::Supervisor && !stops {
        return Err(Failure::forbidden("Líderes podem pausar ações; para ligar, peça a um supervisor."));
    }
    let RuleStateArgs { rule, state, include_overdue } = args;
    let me = ask.me();
    ask.turn(move |turn| {
        turn.set_rule_state(rule, state, include_overdue, me)?;
        saved(turn, rule)
    })
}

pub(crate) fn move_rule(ask: &Ask, args: RuleOrder) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| turn.move_rule(args.rule, args.before, me))?;
    Ok(Done {})
}

pub(crate) fn archive_rule(ask: &Ask, args: OneRule) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| turn.archive_rule(args.rule, me))?;
    Ok(Done {})
}

pub(crate) fn restore_rule(ask: &Ask, args: OneRule) -> Result<SavedRule> {
    let me = ask.me();
    ask.turn(move |turn| {
        turn.restore_rule(args.rule, me)?;
        saved(turn, args.rule)
    })
}

pub(crate) fn duplicate_rule(ask: &Ask, args: OneRule) -> Result<SavedRule> {
    let me = ask.me();
    ask.turn(move |turn| {
        let StoredRule { rule, .. } = turn.store.rule(args.rule)?.ok_or_else(|| Refusal::not_found("Esta ação"))?;
        let copy = Rule { id: RuleId(0), version: 0, name: copied(&rule.name), state: RuleState::Off, ..rule };
        let id = turn.save_rule(copy, false, me)?;
        saved(turn, id)
    })
}

fn copied(name: &str) -> String {
    const SUFFIX: &str = " (cópia)";
    let room = NAME_CHARS_MAX - SUFFIX.chars().count();
    name.chars().take(room).chain(SUFFIX.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_copy_fits_even_when_the_original_fills_its_field() {
        assert_eq!(copied("Follow-up"), "Follow-up (cópia)");
        let long = "á".repeat(NAME_CHARS_MAX);
        assert_eq!(copied(&long).chars().count(), NAME_CHARS_MAX);
    }
}
