//! The deeds of a script, done: the customer's and the provider's, the computer's, and those of people at the program.

use channels::{Incoming, Side};
use engine::{Rule, RuleState, Span, Status, Ticket};
use runtime::Turn;
use store::Role;

use super::Violation;
use super::acts::{Acts, Does};
use super::house::{self, actions};
use super::oracle::NaiveRule;
use super::provider::words;
use super::script::Deed;
use super::world::{SYNC_AFTER, World, broken, newest};

impl World<'_> {
    pub(super) fn deed(&mut self, deed: Deed) -> Result<(), Violation> {
        match deed {
            Deed::Customer { contact, late, copies } => self.customer_says(contact, late, copies),
            Deed::AutoReply { contact } => {
                self.words_said += 1;
                let id = format!("a-{contact}-{}", self.words_said);
                let mut message = words(&id, contact, Side::Customer, self.now, "estou de férias");
                message.answers = false;
                self.provider.post(self.now, self.on(contact), Incoming::Message(message));
            }
            Deed::WritesOutside { contact } if self.known.contains(&contact) => {
                self.words_said += 1;
                let id = format!("fora-{contact}-{}", self.words_said);
                let message = words(&id, contact, Side::Ours, self.now, "respondi do celular");
                self.provider.post(self.now, self.on(contact), Incoming::Message(message));
            }
            Deed::WritesOutside { .. } => {}
            Deed::ProviderDown { connection } => {
                let on = self.ids.connections[connection as usize];
                self.provider.down.insert(on, true);
            }
            Deed::ProviderUp { connection } => {
                let on = self.ids.connections[connection as usize];
                self.provider.down.insert(on, false);
                self.sync_at = Some(self.sync_at.unwrap_or(i64::MAX).min(self.now + SYNC_AFTER));
            }
            Deed::Sleeps { span } if self.running() => {
                self.report.sleeps += 1;
                self.asleep_until = Some(self.now + span);
            }
            Deed::Jumps { span } => self.clock_set(self.ahead + span),
            Deed::SetsRight => self.clock_set(0),
            Deed::Killed { down } if self.core.is_some() => self.die(down)?,
            Deed::DiesSending { reaches, down } => self.dies = Some((reaches, down)),
            Deed::Sleeps { .. } | Deed::Killed { .. } => {}
            Deed::Writes { .. }
            | Deed::MovesNow { .. }
            | Deed::Closes { .. }
            | Deed::Holds { .. }
            | Deed::Releases { .. }
            | Deed::Exempts { .. }
            | Deed::SwitchesOff { .. }
            | Deed::SwitchesOn { .. }
            | Deed::Edits { .. }
            | Deed::Rewrites { .. }
            | Deed::Creates { .. }
            | Deed::TechnicianGone { .. }
            | Deed::TechnicianBack { .. } => {
                // Nobody can work at a program that sleeps or is gone.
                if self.running() {
                    self.look()?;
                    self.by_hand(deed)?;
                    self.drive()?;
                }
            }
        }
        Ok(())
    }

    /// What people do at the program. A refusal is an answer; only a broken store is a failure.
    pub(super) fn by_hand(&mut self, deed: Deed) -> Result<(), Violation> {
        let by = self.ids.by;
        let done = match deed {
            Deed::Writes { contact } => {
                let technician = self.ids.technicians[contact as usize % self.ids.technicians.len()];
                self.at_ticket(contact, |turn, ticket| {
                    if ticket.status == Status::Closed {
                        return Ok(false);
                    }
                    turn.write(ticket.id, technician, "segue a resposta")?;
                    Ok(true)
                })?
            }
            Deed::MovesNow { contact } => {
                let moved = self.at_ticket(contact, |turn, ticket| turn.move_now(ticket.id, by).map(|()| true))?;
                if moved {
                    self.oracle.moved_by_hand(contact);
                }
                moved
            }
            Deed::Closes { contact } => {
                self.at_ticket(contact, |turn, ticket| turn.close(ticket.id, by).map(|()| true))?
            }
            Deed::Holds { contact } => {
                let mut on = None;
                let held = self.at_ticket(contact, |turn, ticket| {
                    on = Some(ticket.id);
                    turn.hold(ticket.id, by).map(|()| true)
                })?;
                if let Some(ticket) = on.filter(|_| held) {
                    self.held.insert(contact, ticket);
                    self.oracle.held(contact, true, self.wall());
                }
                held
            }
            Deed::Releases { contact } => {
                let released = self.at_ticket(contact, |turn, ticket| turn.release(ticket.id, by).map(|()| true))?;
                if released {
                    self.oracle.held(contact, false, self.wall());
                }
                released
            }
            Deed::Exempts { contact } => {
                let tag = self.ids.exempt;
                let tagged = self.at_ticket(contact, |turn, ticket| turn.tag(ticket.contact, tag, by))?;
                if tagged {
                    self.oracle.exempt(contact);
                }
                tagged
            }
            Deed::SwitchesOff { rule } => self.switches(rule, RuleState::Off, false)?,
            Deed::SwitchesOn { rule, overdue } => self.switches(rule, RuleState::Active, overdue)?,
            Deed::Edits { rule, wait, overdue } => self.edits(rule, overdue, |naive| naive.wait = wait)?,
            Deed::Rewrites { rule, acts, overdue } => self.edits(rule, overdue, |naive| {
                (naive.acts, naive.version) = (acts, naive.version + 1);
            })?,
            Deed::Creates { wait, acts } => self.creates(wait, acts)?,
            Deed::TechnicianGone { technician } => self.technician(technician, false)?,
            Deed::TechnicianBack { technician } => self.technician(technician, true)?,
            Deed::Customer { .. }
            | Deed::AutoReply { .. }
            | Deed::WritesOutside { .. }
            | Deed::ProviderDown { .. }
            | Deed::ProviderUp { .. }
            | Deed::Sleeps { .. }
            | Deed::Jumps { .. }
            | Deed::SetsRight
            | Deed::Killed { .. }
            | Deed::DiesSending { .. } => false,
        };
        self.note(u64::from(done));
        Ok(())
    }

    /// Something with the contact's newest ticket; `false` if there is none or it was refused.
    pub(super) fn at_ticket(
        &mut self,
        contact: u32,
        f: impl FnOnce(&mut Turn<'_>, &Ticket) -> runtime::Result<bool>,
    ) -> Result<bool, Violation> {
        if !self.known.contains(&contact) {
            return Ok(false);
        }
        let now = self.moment();
        let on = self.on(contact);
        let done = self.core_mut()?.change(now, |turn| match newest(turn, contact, on)? {
            Some(ticket) => f(turn, &ticket),
            None => Ok(false),
        });
        Ok(done.unwrap_or(false))
    }

    pub(super) fn switches(&mut self, rule: u32, state: RuleState, overdue: bool) -> Result<bool, Violation> {
        let rule = rule as usize;
        let (id, by, now) = (self.ids.rules[rule], self.ids.by, self.wall());
        let known = self.core_mut()?.house().rule(id).map(|stored| stored.rule.state);
        let acts = self.oracle.rules[rule].acts;
        let done =
            self.saving(&acts, state == RuleState::Active, |turn| turn.set_rule_state(id, state, overdue, by))?;
        if done.is_none() {
            return Ok(false);
        }
        self.oracle.rules[rule].on = state == RuleState::Active;
        // Resuming after the fuse is no new activation.
        match (state, known) {
            (RuleState::Active, Some(RuleState::Paused)) => self.oracle.rules[rule].resumed = now,
            (RuleState::Active, Some(RuleState::Active)) => {}
            (RuleState::Active, _) => self.report.ticked += self.oracle.activated(rule, now, overdue),
            (_, _) => {}
        }
        Ok(true)
    }

    /// A rule that needs somebody who left is refused, and stays what it was.
    fn saving<T>(
        &mut self,
        acts: &Acts,
        checked: bool,
        f: impl FnOnce(&mut Turn<'_>) -> runtime::Result<T>,
    ) -> Result<Option<T>, Violation> {
        if checked && self.lacks(acts) {
            let now = self.moment();
            return match self.core_mut()?.change(now, f) {
                Ok(_) => Err(broken("uma regra foi aceita com alguém que não está")),
                Err(_) => Ok(None),
            };
        }
        self.change(f).map(Some)
    }

    fn lacks(&self, acts: &Acts) -> bool {
        self.gone.iter().any(|technician| acts.does(Does::Assigns(*technician)))
    }

    pub(super) fn edits(
        &mut self,
        rule: u32,
        overdue: bool,
        change: impl FnOnce(&mut NaiveRule),
    ) -> Result<bool, Violation> {
        let rule = rule as usize;
        let Some(id) = self.ids.rules.get(rule).copied() else { return Ok(false) };
        let (by, now) = (self.ids.by, self.wall());
        let Some(stored) = self.core_mut()?.house().rule(id).cloned() else { return Ok(false) };
        let mut naive = self.oracle.rules[rule].clone();
        change(&mut naive);
        let actions = actions(&self.ids, rule, naive.version, &naive.acts);
        let draft = Rule { wait: Span(naive.wait), actions, ..stored.rule };
        if self.saving(&naive.acts, true, |turn| turn.save_rule(draft, overdue, by))?.is_none() {
            return Ok(false);
        }
        // A paused rule goes on, and so does one that was "com erro".
        let state = self.core_mut()?.house().rule(id).map(|stored| stored.rule.state);
        naive.on = state == Some(RuleState::Active);
        let acts = naive.acts;
        self.oracle.rules[rule] = naive;
        self.saved(rule, acts)?;
        self.report.ticked += self.oracle.activated(rule, now, overdue);
        Ok(true)
    }

    fn creates(&mut self, wait: i64, acts: Acts) -> Result<bool, Violation> {
        let (n, by, now) = (self.ids.rules.len(), self.ids.by, self.wall());
        let draft = house::rule(n, wait, actions(&self.ids, n, 0, &acts));
        let Some(id) = self.saving(&acts, true, |turn| turn.save_rule(draft, false, by))? else { return Ok(false) };
        self.ids.rules.push(id);
        self.oracle.rules.push(NaiveRule::new(wait, acts, now));
        self.saved(n, acts)?;
        Ok(true)
    }

    pub(super) fn technician(&mut self, technician: u32, active: bool) -> Result<bool, Violation> {
        let (id, by) = (self.ids.technicians[technician as usize], self.ids.by);
        let name = format!("Técnico {technician}");
        self.change(|turn| {
            turn.save_user(&store::User { id, name, role: Role::Technician, active, absence: None }, by)
        })?;
        let technician = u8::try_from(technician).unwrap_or(0);
        if active {
            self.gone.remove(&technician);
        } else {
            self.gone.insert(technician);
            // 3.11: "com erro", until somebody switches it on again.
            let needs = |rule: &&mut NaiveRule| rule.acts.does(Does::Assigns(technician));
            self.oracle.rules.iter_mut().filter(needs).for_each(|rule| rule.on = false);
        }
        Ok(true)
    }
}
