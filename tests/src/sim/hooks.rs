//! The other end of the webhooks of rules. A call is an internal step: one whose answer got lost is made again, one that
//! was answered never, and each step that ran was called in the end.

use std::collections::BTreeMap;

use runtime::Hook;

use super::Violation;
use super::draw::mix;
use super::world::{World, refused};

/// Calls of one step before the program gives up.
const CALLS_MAX: u32 = 6;

#[derive(Debug, Default)]
pub(super) struct Hooks {
    /// By the program's own number of the step.
    ledger: BTreeMap<i64, Calls>,
    /// Steps that ran, by what the program says of its rules.
    pub owed: u64,
}

#[derive(Debug, Default)]
struct Calls {
    made: u32,
    answered: bool,
}

impl World<'_> {
    /// The program calls; sometimes nobody is there.
    pub(super) fn called(&mut self, hook: &Hook) -> Result<(), Violation> {
        let (now, wall) = (self.moment(), self.wall());
        let calls = self.hooks.ledger.entry(hook.id).or_default();
        calls.made += 1;
        let fate = mix(self.script.seed ^ u64::try_from(hook.id).unwrap_or(0).rotate_left(24) ^ u64::from(calls.made));
        let up = fate % 100 >= self.script.lies && !self.provider.is_down(self.ids.connections[0]);
        let promise = "6 passo interno exatamente uma vez";
        if calls.answered || calls.made > CALLS_MAX {
            let what = format!("webhook {} ({}): {calls:?}", hook.id, hook.url);
            return Err(Violation { promise, at: wall, what });
        }
        calls.answered = up;
        let ended = if up { Ok(()) } else { Err("ninguém atende".to_owned()) };
        self.note(u64::try_from(hook.id).unwrap_or(0));
        self.core_mut()?.hooked(now, hook.id, ended).map_err(refused)
    }

    /// All faults over: every step was called, none was called that nobody ran, and none is due.
    pub(super) fn hooks_settled(&mut self) -> Result<(), Violation> {
        let wall = self.wall();
        let waits = self.change(|turn| Ok(turn.store.next_webhook()?))?;
        let called = self.hooks.ledger.len() as u64;
        if called == self.hooks.owed && waits.is_none_or(|at| at.0 > wall) {
            return Ok(());
        }
        let what = format!("{called} webhooks chamados de {}, o próximo {waits:?}", self.hooks.owed);
        Err(Violation { promise: "R22 tudo o que venceu tem destino", at: wall, what })
    }
}
