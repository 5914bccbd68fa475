//! What supervisors do to rules: check, save, switch, order, archive.

use engine::decision::Around;
use engine::plant::{Bug, planted};
use engine::rule::{ACTIONS_MAX, DESCRIPTION_CHARS_MAX, NAME_CHARS_MAX, WAIT_MAX, WAIT_MIN};
use engine::text::check;
use engine::*;
use serde_json::json;
use store::{Deferred, StoredRule};

use super::Turn;
use crate::change::Topic;
use crate::house::fuse_key;
use crate::notices;
use crate::refusal::{Problem, Refusal};
use crate::rules::around;
use crate::{Result, outbox};

/// Rules in the list at most.
pub const RULES_MAX: usize = 200;
/// Tickets looked at in one transaction when listing what is overdue.
const OVERDUE_PAGE: u32 = 1_000;

impl Turn<'_> {
    /// Everything that makes the rule impossible or void, field by field; empty = it may be saved.
    pub fn check_rule(&mut self, rule: &Rule) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut bad = |field: &str, message: String| problems.push(Problem { field: field.to_owned(), message });
        let name = rule.name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            bad("name", format!("Dê um nome à ação, com até {NAME_CHARS_MAX} caracteres."));
        }
        if rule.description.chars().count() > DESCRIPTION_CHARS_MAX {
            bad("description", format!("Resuma a descrição em até {DESCRIPTION_CHARS_MAX} caracteres."));
        }
        if rule.wait < WAIT_MIN || rule.wait > WAIT_MAX {
            bad("wait", "Informe um tempo entre 1 minuto e 366 dias.".into());
        }
        if rule.lateness_max.is_some_and(|span| span < Span(0) || span > WAIT_MAX) {
            bad("lateness_max", "Informe um atraso máximo entre 0 e 366 dias.".into());
        }
        if rule.actions.is_empty() || rule.actions.len() > ACTIONS_MAX {
            bad("actions", format!("Escolha de 1 a {ACTIONS_MAX} ações."));
        }
        if rule.scope.statuses.is_empty() {
            bad("scope.statuses", "Marque ao menos um status: Aberto, Pendente ou Fechado.".into());
        }
        for (index, action) in rule.actions.iter().enumerate() {
            for (field, message) in self.action_problems(rule, action) {
                bad(&format!("actions.{index}.{field}"), message);
            }
        }
        for (field, message) in self.scope_problems(&rule.scope) {
            bad(field, message.into());
        }
        problems
    }

    fn action_problems(&self, rule: &Rule, action: &Action) -> Vec<(&'static str, String)> {
        let people = &self.house.people;
        let gone = |field, what: &str| Some((field, format!("{what} não existe mais. Escolha outra opção.")));
        let words = |text: &str| check(text).err().map(|problem| ("text", problem.to_string()));
        let (choice, text) = match action {
            Action::SendMessage { text, connection } => {
                let through = match connection.map(|id| self.house.connection(id).filter(|on| !on.archived)) {
                    Some(None) => gone("connection", "Esta conexão"),
                    Some(Some(on)) => self.window_problem(rule, &on.kind).map(|message| ("connection", message)),
                    None => self.window_problem_of_scope(rule).map(|message| ("connection", message)),
                };
                (through, words(text))
            }
            Action::AddTag { tag } | Action::RemoveTag { tag } => {
                let known = people.tags.iter().any(|one| one.id == *tag && !one.archived);
                (if known { None } else { gone("tag", "Esta etiqueta") }, None)
            }
            Action::AddWallet { user, .. } | Action::Assign { user } => match self.house.user(*user) {
                Some(user) if user.active => (None, None),
                Some(user) => (Some(("user", format!("{} está inativo. Escolha outra pessoa.", user.name))), None),
                None => (gone("user", "Este usuário"), None),
            },
            Action::MoveToStage { stage } => {
                let known = people.stages.iter().any(|one| one.id == *stage && !one.archived);
                (if known { None } else { gone("stage", "Esta etapa") }, None)
            }
            Action::TransferToQueue { queue } => match self.house.queue(*queue).filter(|one| !one.archived) {
                Some(one) if one.kind == store::QueueKind::Normal => (None, None),
                Some(_) => (Some(("queue", "Sem Interação tem sua própria automação em Configurações.".into())), None),
                None => (gone("queue", "Esta fila"), None),
            },
            Action::Note { text } => (None, words(text)),
            Action::Notify { user, text } => {
                let known = self.house.user(*user).is_some();
                (if known { None } else { gone("user", "Este usuário") }, words(text))
            }
            Action::Webhook { url } => {
                let good = url.len() <= 2_000 && (url.starts_with("https://") || url.starts_with("http://"));
                (if good { None } else { Some(("url", "Informe um endereço que comece com https://.".into())) }, None)
            }
            Action::Close => (None, None),
        };
        text.into_iter().chain(choice).collect()
    }

    fn scope_problems(&self, scope: &Scope) -> Vec<(&'static str, &'static str)> {
        let people = &self.house.people;
        let known = |tags: &[TagId]| tags.iter().all(|id| people.tags.iter().any(|one| one.id == *id && !one.archived));
        let stages = scope.stages.iter().all(|id| people.stages.iter().any(|one| one.id == *id && !one.archived));
        let queues = scope.queues.iter().all(|id| people.queues.iter().any(|one| one.id == *id && !one.archived));
        let connections =
            scope.connections.iter().all(|id| self.house.connection(*id).is_some_and(|one| !one.archived));
        let looked_at = [
            (stages, ("scope.stages", "Uma das etapas não existe mais.")),
            (queues, ("scope.queues", "Uma das filas não existe mais.")),
            (connections, ("scope.connections", "Uma das conexões não existe mais.")),
            (known(&scope.tags_with), ("scope.tags_with", "Uma das etiquetas não existe mais.")),
            (known(&scope.tags_without), ("scope.tags_without", "Uma das etiquetas não existe mais.")),
        ];
        looked_at.into_iter().filter(|(there, _)| !there).map(|(_, problem)| problem).collect()
    }

    /// Free text that can never be inside the window: it counts from the customer's last word, which is older than ours.
    fn window_problem(&self, rule: &Rule, kind: &str) -> Option<String> {
        let window = self.machine.caps.get(kind)?.window?;
        let window = Span(i64::try_from(window.as_millis()).ok()?);
        (rule.wait >= window).then(|| {
            format!(
                "Esta conexão só aceita texto livre até {} horas depois da última mensagem do cliente, que é mais antiga \
                 que a do atendente. Com esse tempo a mensagem nunca sairia: use um tempo menor ou um modelo aprovado.",
                window.0 / Span::hours(1).0
            )
        })
    }

    /// Through the ticket's own connection: refused only when every connection the rule covers has such a window.
    fn window_problem_of_scope(&self, rule: &Rule) -> Option<String> {
        let covered = self.house.connections.iter().filter(|on| {
            !on.archived && (rule.scope.connections.is_empty() || rule.scope.connections.contains(&on.id))
        });
        let problems: Vec<Option<String>> = covered.map(|on| self.window_problem(rule, &on.kind)).collect();
        if problems.is_empty() || problems.iter().any(Option::is_none) { None } else { problems.into_iter().next()? }
    }

    /// Saves a new rule (id 0) or a new version. Waits already overdue stay untouched unless `include_overdue`.
    pub fn save_rule(&mut self, mut rule: Rule, include_overdue: bool, by: UserId) -> Result<RuleId> {
        let problems = self.check_rule(&rule);
        if !problems.is_empty() {
            return Err(Refusal::invalid(problems));
        }
        rule.name = rule.name.trim().to_owned();
        let before = if rule.id == RuleId(0) { None } else { self.store.rule(rule.id)? };
        match &before {
            None if rule.id != RuleId(0) => return Err(Refusal::not_found("Esta ação")),
            None if self.house.rules.len() >= RULES_MAX => {
                return Err(Refusal::conflict(format!("O limite é de {RULES_MAX} ações. Exclua alguma antes.")));
            }
            None => {
                rule.version = 1;
                rule.position = self.house.rules.iter().map(|stored| stored.rule.position + 1).max().unwrap_or(0);
            }
            Some(before) => {
                rule.version = before.rule.version + 1;
                rule.position = before.rule.position;
                self.cancel_of_rule(rule.id, "a ação foi alterada")?;
            }
        }
        if rule.state == RuleState::Broken || rule.state == RuleState::Paused {
            rule.state = RuleState::Active;
        }
        let overdue = if include_overdue { self.overdue(&rule)? } else { vec![] };
        let stored = StoredRule {
            watermark: self.house.threshold_of_all(&rule, self.now),
            fence: self.now,
            problem: String::new(),
            rule,
        };
        let id = self.store.put_rule(&stored, Some(by), self.now)?;
        self.reload(Topic::Rules)?;
        self.include(id, &overdue)?;
        let seen = |rule: &Rule| serde_json::to_value(rule).unwrap_or_default();
        let was = before.map_or(json!(null), |stored| seen(&stored.rule));
        self.audit(by, "rule_saved", &was, &seen(&stored.rule))?;
        Ok(id)
    }

    /// Switches a rule. Switching on is a new activation with its own fence; resuming after the fuse is not.
    pub fn set_rule_state(&mut self, id: RuleId, state: RuleState, include_overdue: bool, by: UserId) -> Result<()> {
        let Some(before) = self.store.rule(id)?.filter(|stored| stored.rule.state != RuleState::Archived) else {
            return Err(Refusal::not_found("Esta ação"));
        };
        match state {
            RuleState::Active | RuleState::Shadow => {
                let problems = self.check_rule(&before.rule);
                if !problems.is_empty() {
                    return Err(Refusal::invalid(problems));
                }
                if before.rule.state == RuleState::Paused {
                    self.store.put_value(&fuse_key(id), &self.now.0.to_string())?;
                    self.store.set_rule_state(id, state, "")?;
                    self.store.release_deferred(DeferWhy::Fuse, Some(id), self.now)?;
                } else if before.rule.state != state {
                    let overdue = if include_overdue { self.overdue(&before.rule)? } else { vec![] };
                    self.cancel_of_rule(id, "a ação foi ligada de novo")?;
                    self.store.set_rule_state(id, state, "")?;
                    let watermark = self.house.threshold_of_all(&before.rule, self.now);
                    self.store.set_rule_fence(id, self.now, watermark)?;
                    self.reload(Topic::Rules)?;
                    self.include(id, &overdue)?;
                }
            }
            RuleState::Off | RuleState::Paused => {
                self.store.set_rule_state(id, state, "")?;
                if state == RuleState::Off {
                    self.cancel_of_rule(id, "a ação foi desligada")?;
                }
            }
            RuleState::Broken => self.store.set_rule_state(id, state, "Marcada com erro por uma pessoa.")?,
            RuleState::Archived => return self.archive_rule(id, by),
        }
        self.reload(Topic::Rules)?;
        let named = |state: RuleState| json!({ "rule": id, "name": before.rule.name, "state": state });
        self.audit(by, "rule_state", &named(before.rule.state), &named(state))
    }

    /// Deletes a rule from the list; the log keeps its name and versions.
    pub fn archive_rule(&mut self, id: RuleId, by: UserId) -> Result<()> {
        let Some(before) = self.store.rule(id)?.filter(|stored| stored.rule.state != RuleState::Archived) else {
            return Err(Refusal::not_found("Esta ação"));
        };
        self.cancel_of_rule(id, "a ação foi excluída")?;
        self.store.set_rule_state(id, RuleState::Archived, "")?;
        self.reload(Topic::Rules)?;
        self.audit(by, "rule_archived", &json!({ "rule": id, "name": before.rule.name }), &json!(null))
    }

    /// Undoes a deletion: the rule is back, switched off.
    pub fn restore_rule(&mut self, id: RuleId, by: UserId) -> Result<()> {
        let Some(archived) = self.store.rule(id)?.filter(|stored| stored.rule.state == RuleState::Archived) else {
            return Err(Refusal::not_found("Esta ação"));
        };
        self.store.set_rule_state(id, RuleState::Off, "")?;
        self.reload(Topic::Rules)?;
        self.audit(by, "rule_restored", &json!(null), &json!({ "rule": id, "name": archived.rule.name }))
    }

    /// Puts a rule before another one, or last.
    pub fn move_rule(&mut self, id: RuleId, before: Option<RuleId>, by: UserId) -> Result<()> {
        let mut order: Vec<RuleId> = self.house.rules.iter().map(|stored| stored.rule.id).collect();
        if !order.contains(&id) || before.is_some_and(|other| !order.contains(&other)) {
            return Err(Refusal::not_found("Esta ação"));
        }
        let name = self.house.rule(id).map(|stored| stored.rule.name.clone());
        let placed = |at: usize| json!({ "rule": id, "name": name, "position": at + 1 });
        let from = placed(order.iter().position(|one| *one == id).unwrap_or_default());
        order.retain(|one| *one != id);
        let at = before.and_then(|other| order.iter().position(|one| *one == other)).unwrap_or(order.len());
        order.insert(at, id);
        for (position, one) in (0..).zip(&order) {
            self.store.set_rule_position(*one, position)?;
        }
        self.reload(Topic::Rules)?;
        self.audit(by, "rule_moved", &from, &placed(at))
    }

    /// Tickets on which the rule would act at once although their deadline has passed: the list of the activation
    /// dialog, oldest first.
    pub fn overdue(&mut self, rule: &Rule) -> Result<Vec<TicketId>> {
        let house = self.house.clone();
        let upto = house.threshold(rule, self.now);
        let mut active = rule.clone();
        active.state = RuleState::Active;
        // As if it were switched on now: what is ticked begins now.
        let stored = StoredRule { rule: active, fence: self.now, watermark: Moment::MIN, problem: String::new() };
        let mut found = Vec::new();
        let mut after = Moment::MIN;
        loop {
            let page = self.store.waiting(after, upto, OVERDUE_PAGE)?;
            let Some(last) = page.last().and_then(|(ticket, _)| ticket.anchor()) else { return Ok(found) };
            for (ticket, contact) in &page {
                if self.would_act(&stored, ticket, contact)? {
                    found.push(ticket.id);
                }
            }
            after = last;
        }
    }

    fn would_act(&mut self, stored: &StoredRule, ticket: &Ticket, contact: &Contact) -> Result<bool> {
        for part in stored.rule.parts() {
            let house = self.house.clone();
            let around = Around { included: true, ..around(self, stored, *part, ticket, contact, None)? };
            let around = around.lent(house.lends(ticket));
            match evaluate(&stored.rule, *part, ticket, contact, &around, self.now).outcome {
                Outcome::Due | Outcome::Defer { .. } => return Ok(true),
                Outcome::RuleOff
                | Outcome::Exempt
                | Outcome::CustomerWaits
                | Outcome::NeverSpoke
                | Outcome::OutOfScope
                | Outcome::NotYet { .. }
                | Outcome::AlreadyRan
                | Outcome::Fenced
                | Outcome::Skip { .. }
                | Outcome::Missed
                | Outcome::Substituted { .. } => {}
            }
        }
        Ok(false)
    }

    /// Those on the supervisor's list are due now.
    fn include(&mut self, id: RuleId, tickets: &[TicketId]) -> Result<()> {
        let Some(stored) = self.house.rule(id).cloned() else { return Ok(()) };
        for ticket in tickets {
            let ticket = self.ticket(*ticket)?;
            let Some(anchor) = ticket.anchor() else { continue };
            for part in stored.rule.parts() {
                self.store.defer(&Deferred {
                    rule: id,
                    ticket: ticket.id,
                    part: *part,
                    turn: ticket.silence.turn,
                    anchor,
                    due_at: Some(self.now),
                    why: DeferWhy::Included,
                    created_at: self.now,
                })?;
            }
        }
        Ok(())
    }

    fn cancel_of_rule(&mut self, id: RuleId, why: &str) -> Result<()> {
        if planted(Bug::C13EditLeavesPlanned) {
            return Ok(());
        }
        self.store.drop_deferred_of_rule(id)?;
        outbox::call_off(self, id, why)
    }

    /// Looks whether every rule still has what it needs; a rule that does not is "com erro", visible, never dropped.
    pub(crate) fn recheck_rules(&mut self) -> Result<()> {
        let house = self.house.clone();
        let mut touched = false;
        for stored in &house.rules {
            let problems = self.check_rule(&stored.rule);
            match (problems.first(), stored.rule.state) {
                (Some(first), RuleState::Active | RuleState::Shadow | RuleState::Paused) => {
                    self.store.set_rule_state(stored.rule.id, RuleState::Broken, &first.message)?;
                    self.cancel_of_rule(stored.rule.id, "a ação está com erro")?;
                    let title = format!("Ação com erro: {}", stored.rule.name);
                    notices::tell_supervisors(self, NoticeEvent::RuleBroken, &title, &first.message)?;
                    touched = true;
                }
                (Some(first), RuleState::Broken) if first.message != stored.problem => {
                    self.store.set_rule_state(stored.rule.id, RuleState::Broken, &first.message)?;
                    touched = true;
                }
                (None, RuleState::Broken) => {
                    // Whole again, but only a person switches it on.
                    self.store.set_rule_state(stored.rule.id, RuleState::Off, "")?;
                    let title = format!("Ação sem erro: {}", stored.rule.name);
                    let text = "Nada mais falta a ela. Ficou desligada: ative-a para que volte a agir.";
                    notices::tell_supervisors(self, NoticeEvent::RuleBroken, &title, text)?;
                    touched = true;
                }
                (Some(_), RuleState::Broken | RuleState::Off | RuleState::Archived)
                | (None, RuleState::Active | RuleState::Shadow | RuleState::Paused)
                | (None, RuleState::Off | RuleState::Archived) => {}
            }
        }
        if touched { self.reload(Topic::Rules) } else { Ok(()) }
    }
}
