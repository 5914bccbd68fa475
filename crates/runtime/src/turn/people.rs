//! What supervisors do to the house: people, teams, queues, stages, tags, connections, settings, holidays. Every change
//! is audited, and rules that lost what they need become "com erro" in the same transaction.

use std::collections::BTreeSet;

use engine::day::{Cut, last_cut};
use engine::*;
use serde::Serialize;
use serde_json::{Value, json};
use store::{Absence, Connection, DayRun, DayState, Funnel, Queue, QueueKind, Role, Stage, Tag, Team, User};

use super::Turn;
use crate::change::Topic;
use crate::house::Answerable;
use crate::refusal::{Problem, Refusal};
use crate::{Result, outbox};

/// Longest name of a person, team, queue, stage, tag or connection, in characters.
pub const NAME_CHARS_MAX: usize = 80;
/// Longest note on an absence, in characters.
pub const ABSENCE_CHARS_MAX: usize = 60;
/// Shortest wait of the queue the API allows (the form offers minutes).
pub const QUEUE_WAIT_MIN: Span = Span::seconds(1);
pub const QUEUE_WAIT_MAX: Span = Span::days(30);

impl Turn<'_> {
    /// Saves somebody new (id 0) or as changed; the absence stays as it was.
    pub fn save_user(&mut self, user: &User, by: UserId) -> Result<UserId> {
        let name = named(&user.name)?;
        if self.house.people.users.iter().any(|one| one.id != user.id && one.name.to_lowercase() == name.to_lowercase())
        {
            return Err(Refusal::field("name", format!("Já existe alguém chamado {name}.")));
        }
        let loses_supervisor = user.role != Role::Supervisor || !user.active;
        if loses_supervisor && self.house.supervisors().all(|one| one == user.id) && user.id != UserId(0) {
            return Err(Refusal::field(
                "role",
                "O último supervisor ativo não pode perder o papel. Nomeie outro antes.",
            ));
        }
        let known = self.house.user(user.id);
        let leaves = !user.active && known.is_some_and(|one| one.active);
        if leaves && let Some(answerable) = self.house.answers_for(user.id) {
            return Err(Refusal::field("active", first_of_all(&name, answerable)));
        }
        let before = seen(known);
        let kept = User { name, absence: known.and_then(|one| one.absence.clone()), ..user.clone() };
        let id = self.store.put_user(&kept)?;
        self.saved(by, "user_saved", &before, &seen(User { id, ..kept }), Topic::People)?;
        Ok(id)
    }

    /// "Ausente", with what is said of it, or "Disponível" again. Others see it; no rule asks.
    pub fn set_absence(&mut self, user: UserId, note: Option<&str>, by: UserId) -> Result<()> {
        let Some(known) = self.house.user(user).cloned() else { return Err(Refusal::not_found("Esta pessoa")) };
        if !known.active {
            return Err(Refusal::conflict(format!("{} está inativo: não tem presença.", known.name)));
        }
        let note = note.map(str::trim);
        if note.is_some_and(|note| note.chars().count() > ABSENCE_CHARS_MAX) {
            let message = format!("Resuma o motivo em até {ABSENCE_CHARS_MAX} caracteres.");
            return Err(Refusal::field("note", message));
        }
        // Another note is the same absence.
        let since = known.absence.as_ref().map_or(self.now, |absence| absence.since);
        let absence = note.map(|note| Absence { since, note: note.to_owned() });
        self.store.set_absence(user, absence.as_ref())?;
        let shown = |absence: Option<&Absence>| {
            let presence = if absence.is_some() { "absent" } else { "available" };
            json!({ "id": user, "name": known.name, "presence": presence, "note": absence.map(|one| &one.note) })
        };
        self.reload(Topic::People)?;
        self.audit(by, "presence", &shown(known.absence.as_ref()), &shown(absence.as_ref()))
    }

    pub fn save_team(&mut self, team: &Team, by: UserId) -> Result<TeamId> {
        let name = named(&team.name)?;
        if let Some(problem) = team.hours.as_ref().and_then(BusinessHours::problem) {
            return Err(Refusal::field("hours", problem));
        }
        let known = |id: &UserId| self.house.user(*id).is_some();
        if !team.members.iter().all(known) || !team.leader.iter().all(known) {
            return Err(Refusal::field("members", "Alguém da lista não existe mais. Atualize a tela."));
        }
        let before = seen(self.house.people.teams.iter().find(|one| one.id == team.id));
        let kept = Team { name, ..team.clone() };
        let id = self.store.put_team(&kept)?;
        self.saved(by, "team_saved", &before, &seen(Team { id, ..kept }), Topic::People)?;
        Ok(id)
    }

    pub fn save_queue(&mut self, queue: &Queue, by: UserId) -> Result<QueueId> {
        let name = named(&queue.name)?;
        if let Some(problem) = queue.hours.as_ref().and_then(BusinessHours::problem) {
            return Err(Refusal::field("hours", problem));
        }
        let before = self.house.queue(queue.id).map(|one| one.kind);
        let special = queue.kind == QueueKind::NoInteraction;
        if special && queue.archived {
            return Err(Refusal::field(
                "archived",
                "A fila Sem Interação não pode ser excluída; desligue-a em Tempos.",
            ));
        }
        if special && before != Some(QueueKind::NoInteraction) && self.house.no_interaction().is_some() {
            return Err(Refusal::field("kind", "Só existe uma fila Sem Interação."));
        }
        if queue.archived && self.house.connections.iter().any(|on| on.queue == queue.id && !on.archived) {
            return Err(Refusal::field("archived", "Uma conexão entrega nesta fila. Mude a conexão antes."));
        }
        let before = seen(self.house.people.queues.iter().find(|one| one.id == queue.id));
        let kept = Queue { name, ..queue.clone() };
        let id = self.store.put_queue(&kept)?;
        self.saved(by, "queue_saved", &before, &seen(Queue { id, ..kept }), Topic::People)?;
        Ok(id)
    }

    pub fn save_funnel(&mut self, funnel: &Funnel, by: UserId) -> Result<FunnelId> {
        let name = named(&funnel.name)?;
        let others = |one: &&Funnel| one.id != funnel.id && !one.archived;
        if funnel.archived && self.house.people.funnels.iter().find(others).is_none() {
            return Err(Refusal::field("archived", "É o único funil. Crie outro antes de arquivar este."));
        }
        let before = seen(self.house.people.funnels.iter().find(|one| one.id == funnel.id));
        let kept = Funnel { name, ..funnel.clone() };
        let id = self.store.put_funnel(&kept)?;
        self.saved(by, "funnel_saved", &before, &seen(Funnel { id, ..kept }), Topic::People)?;
        Ok(id)
    }

    pub fn save_stage(&mut self, stage: &Stage, by: UserId) -> Result<StageId> {
        let name = named(&stage.name)?;
        if self.house.people.funnels.iter().any(|funnel| funnel.id == stage.funnel && funnel.archived) {
            return Err(Refusal::field("funnel", "Este funil está arquivado. Traga-o de volta para mudar as etapas."));
        }
        let before = seen(self.house.people.stages.iter().find(|one| one.id == stage.id));
        let kept = Stage { name, ..stage.clone() };
        let id = self.store.put_stage(&kept)?;
        self.saved(by, "stage_saved", &before, &seen(Stage { id, ..kept }), Topic::People)?;
        Ok(id)
    }

    pub fn save_tag(&mut self, tag: &Tag, by: UserId) -> Result<TagId> {
        let name = named(&tag.name)?;
        let twin = |one: &&Tag| one.id != tag.id && !one.archived && one.name.to_lowercase() == name.to_lowercase();
        if !tag.archived && self.house.people.tags.iter().any(|one| twin(&one)) {
            return Err(Refusal::field("name", format!("Já existe a etiqueta {name}.")));
        }
        let before = seen(self.house.people.tags.iter().find(|one| one.id == tag.id));
        let kept = Tag { name, ..tag.clone() };
        let id = self.store.put_tag(&kept)?;
        self.saved(by, "tag_saved", &before, &seen(Tag { id, ..kept }), Topic::People)?;
        Ok(id)
    }

    /// The settings come checked by their channel; secrets never come here.
    pub fn save_connection(&mut self, connection: &Connection, by: UserId) -> Result<ConnectionId> {
        let name = named(&connection.name)?;
        if self.house.queue(connection.queue).is_none_or(|queue| queue.archived || queue.kind != QueueKind::Normal) {
            return Err(Refusal::field("queue", "Escolha a fila em que os atendimentos desta conexão começam."));
        }
        let shown = |id: ConnectionId, one: &Connection| json!({ "id": id, "name": one.name, "queue": one.queue, "enabled": one.enabled, "archived": one.archived });
        let before = self.house.connection(connection.id).map(|one| shown(one.id, one));
        let kept = Connection { name, ..connection.clone() };
        let id = self.store.put_connection(&kept)?;
        self.saved(by, "connection_saved", &seen(before), &shown(id, &kept), Topic::Connections)?;
        Ok(id)
    }

    /// A day is a holiday once: another name for it is refused.
    pub fn save_holiday(&mut self, date: &str, name: &str, by: UserId) -> Result<()> {
        let Ok(day) = date.parse::<chrono::NaiveDate>() else {
            return Err(Refusal::field("date", "Informe a data no formato AAAA-MM-DD."));
        };
        // As it is kept, whatever was typed.
        let date = day.to_string();
        let name = named(name)?;
        if let Some((_, known)) = self.store.holidays()?.into_iter().find(|(one, _)| *one == date) {
            let day = day.format("%d/%m/%Y");
            let message = format!("{day} já é feriado: {known}. Exclua-o da lista para pôr outro no lugar.");
            return Err(Refusal::field("date", message));
        }
        self.store.put_holiday(&date, &name)?;
        self.saved(by, "holiday_saved", &Value::Null, &json!({ "date": date, "name": name }), Topic::Settings)
    }

    /// Takes over the days of a calendar. Those that are holidays of our own already keep their names. Returns how many were
    /// new.
    pub fn import_holidays(&mut self, days: &[(chrono::NaiveDate, String)], by: UserId) -> Result<usize> {
        let mut taken: BTreeSet<String> = self.store.holidays()?.into_iter().map(|(date, _)| date).collect();
        let before = taken.len();
        for (day, name) in days {
            let (date, name) = (day.to_string(), named(name)?);
            if taken.insert(date.clone()) {
                self.store.put_holiday(&date, &name)?;
                self.audit(by, "holiday_saved", &Value::Null, &json!({ "date": date, "name": name }))?;
            }
        }
        let imported = taken.len() - before;
        if imported > 0 {
            // The calendars are read again once, with all of them.
            self.reload(Topic::Settings)?;
            self.recheck_rules()?;
        }
        Ok(imported)
    }

    pub fn drop_holiday(&mut self, date: &str, by: UserId) -> Result<()> {
        let (before, cut) = (self.holiday(date)?, self.last_cut());
        self.store.drop_holiday(date)?;
        self.saved(by, "holiday_dropped", &before, &Value::Null, Topic::Settings)?;
        self.fence_day_end(cut)
    }

    fn holiday(&mut self, date: &str) -> Result<Value> {
        let found = self.store.holidays()?.into_iter().find(|(one, _)| one == date);
        Ok(found.map_or(Value::Null, |(date, name)| json!({ "date": date, "name": name })))
    }

    /// Saves the settings whole. An earlier end of the day that has already passed today is not run today, and what was
    /// overdue under a shorter wait of the queue keeps waiting for a new word of ours only if the queue was off.
    pub fn save_settings(&mut self, settings: &Settings, by: UserId) -> Result<()> {
        let problems = self.settings_problems(settings);
        if !problems.is_empty() {
            return Err(Refusal::invalid(problems));
        }
        let (before, cut) = (self.house.settings.clone(), self.last_cut());
        self.store.put_settings(settings)?;
        self.reload(Topic::Settings)?;
        self.fence_day_end(cut)?;
        if settings.queue.on && !before.queue.on {
            // Switching the queue on must not sweep in every old silence at once.
            let mark = self.now.minus(settings.queue.wait);
            self.store.set_queue_watermark(mark)?;
            self.marks.queue = mark;
        } else if settings.queue.wait > before.queue.wait {
            // Judged too early for the new wait: looked at again.
            let mark = self.marks.queue.min(self.now.minus(settings.queue.wait));
            self.store.set_queue_watermark(mark)?;
            self.marks.queue = mark;
        }
        outbox::places::use_more_room(self, before.limits.per_connection_day)?;
        self.audit(by, "settings_saved", &seen(&before), &seen(settings))?;
        self.recheck_rules()
    }

    /// The last end of the day, while Sem Interação is switched on.
    fn last_cut(&self) -> Option<Cut> {
        let policy = &self.house.settings.queue;
        if policy.on { last_cut(&policy.day_end, self.house.company(), self.now) } else { None }
    }

    /// A cut that lies in the past only because an hour, a holiday or the zone changed is marked as not to be run: the
    /// screen promised the next one.
    fn fence_day_end(&mut self, before: Option<Cut>) -> Result<()> {
        let Some(cut) = self.last_cut().filter(|cut| Some(*cut) != before) else { return Ok(()) };
        let date = cut.date.to_string();
        let run = match self.store.day_run(&date)? {
            None => DayRun {
                date,
                cut_at: cut.at,
                started_at: self.now,
                finished_at: Some(self.now),
                state: DayState::Declined,
            },
            Some(run) if run.is_over() && run.cut_at < cut.at => DayRun { cut_at: cut.at, ..run },
            Some(_) => return Ok(()),
        };
        Ok(self.store.put_day_run(&run)?)
    }

    fn settings_problems(&self, settings: &Settings) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut bad = |field: &str, message: String| problems.push(Problem { field: field.into(), message });
        if settings.zone.parse::<chrono_tz::Tz>().is_err() {
            bad("zone", "Escolha um fuso horário da lista.".into());
        }
        if settings.queue.wait < QUEUE_WAIT_MIN || settings.queue.wait > QUEUE_WAIT_MAX {
            bad("queue.wait", "Informe um tempo de espera entre 1 segundo e 30 dias.".into());
        }
        for (field, text) in
            [("queue.entry_text", &settings.queue.entry_text), ("queue.closing_text", &settings.queue.closing_text)]
        {
            if let Some(Err(problem)) = text.as_deref().map(engine::text::check) {
                bad(field, problem.to_string());
            }
        }
        for (at, words) in settings.notice_texts.iter().enumerate() {
            words.problems().into_iter().for_each(|(field, why)| bad(&format!("notice_texts.{at}.{field}"), why));
        }
        // Somebody who has left since is no reason to refuse a change of something else.
        if let Some(keeper) = settings.queue.keeper
            && settings.queue.keeper != self.house.settings.queue.keeper
            && !self.house.is_active(keeper)
        {
            bad("queue.keeper", "Escolha um responsável da fila que esteja ativo.".into());
        }
        if let Some(problem) = settings.hours.as_ref().and_then(BusinessHours::problem) {
            bad("hours", problem);
        }
        if let Some(problem) = settings.quiet.as_ref().and_then(QuietHours::problem) {
            bad("quiet", problem);
        }
        if let Some(problem) = settings.queue.day_end.problem() {
            bad("queue.day_end", problem);
        }
        if settings.limits.per_connection_day == Some(0) {
            bad("limits.per_connection_day", "Informe pelo menos 1 envio por dia, ou desligue o limite.".into());
        }
        let company = settings.company.trim();
        if company.is_empty() || company.chars().count() > NAME_CHARS_MAX {
            bad("company", format!("Informe o nome da empresa, com até {NAME_CHARS_MAX} caracteres."));
        }
        problems
    }

    /// Marks notices read: of one ticket, or all.
    pub fn read_notices(&mut self, user: UserId, ticket: Option<TicketId>) -> Result<()> {
        self.store.set_read(user, ticket, self.now)?;
        self.changed.touch(Topic::Notices);
        Ok(())
    }

    /// Marks one notice of theirs read.
    pub fn read_notice(&mut self, user: UserId, notice: NoticeId) -> Result<()> {
        self.store.set_one_read(user, notice, self.now)?;
        self.changed.touch(Topic::Notices);
        Ok(())
    }

    fn saved(&mut self, by: UserId, what: &str, before: &Value, after: &Value, topic: Topic) -> Result<()> {
        self.reload(topic)?;
        self.audit(by, what, before, after)?;
        self.recheck_rules()
    }
}

/// Why somebody cannot stop working here yet.
fn first_of_all(name: &str, answerable: Answerable<'_>) -> String {
    match answerable {
        Answerable::NoInteraction => {
            format!("{name} responde pela fila Sem Interação. Escolha outra pessoa em Configurações › Tempos antes.")
        }
        Answerable::Team(team) => format!("{name} lidera a equipe {}. Escolha quem lidera no lugar antes.", team.name),
    }
}

/// As the trail of changes keeps it.
fn seen<T: Serialize>(one: T) -> Value {
    serde_json::to_value(one).unwrap_or_default()
}

fn named(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Refusal::field("name", format!("Informe um nome com até {NAME_CHARS_MAX} caracteres.")));
    }
    Ok(name.to_owned())
}
