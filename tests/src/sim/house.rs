//! The house of a run: people, two connections, the queue and the rules of the script.

use std::time::Duration;

use channels::Caps;
use engine::day::DayEnd;
use engine::{
    Action, ConnectionId, Limits, Moment, QueueId, QuietHours, Repeat, Rule, RuleId, RuleState, Scope, Settings, Span,
    TagId, UserId, WalletMode,
};
use runtime::{Turn, founding};
use store::{Connection, ConnectionState, Role};

use super::Violation;
use super::acts::{Acts, Does, KINDS, Said};
use super::script::Script;
use super::world::{CONNECTIONS, Ids, World};

impl World<'_> {
    pub(super) fn furnish(&mut self) -> Result<(), Violation> {
        let script = self.script;
        let now = self.wall();
        let ids = self.change(|turn| furnish(turn, script))?;
        for on in &ids.connections {
            self.provider.down.insert(*on, false);
        }
        self.ids = ids;
        for (rule, draft) in script.rules.iter().enumerate() {
            self.oracle.rules[rule].since = now;
            self.saved(rule, draft.acts)?;
        }
        Ok(())
    }

    /// The newest version of a rule does this.
    pub(super) fn saved(&mut self, rule: usize, acts: Acts) -> Result<(), Violation> {
        let id = self.ids.rules[rule];
        let version = self.core_mut()?.house().rule(id).map_or(0, |stored| stored.rule.version);
        self.versions.insert((rule, version), acts);
        self.written.insert((rule, self.oracle.rules[rule].version), acts);
        Ok(())
    }

    /// The actions a message's mark speaks of.
    pub(super) fn written(&self, said: Said) -> Option<Acts> {
        self.written.get(&(said.rule, said.version)).copied()
    }
}

fn furnish(turn: &mut Turn<'_>, script: &Script) -> runtime::Result<Ids> {
    founding::found(turn)?;
    let by = turn.house.people.users[0].id;
    let mut technicians = vec![];
    for n in 0..3 {
        let user = store::User {
            id: UserId(0),
            name: format!("Técnico {n}"),
            role: Role::Technician,
            active: true,
            absence: None,
        };
        technicians.push(turn.save_user(&user, by)?);
    }
    let mut connections = vec![];
    for n in 0..CONNECTIONS {
        connections.push(turn.save_connection(&connection(n, turn.house.people.queues[0].id), by)?);
    }
    let mut settings = Settings { zone: script.zone.into(), national_holidays: false, ..turn.house.settings.clone() };
    settings.quiet = script.quiet.then(QuietHours::default);
    if !script.limits {
        settings.limits = Limits { spacing: None, per_contact: None, fuse: None, ..Limits::default() };
    }
    settings.queue.on = script.queue_on;
    settings.queue.day_end = DayEnd { minute: 18 * 60, days: [true; 7] };
    settings.hours = Some(engine::BusinessHours { week: std::array::from_fn(|_| all_day()) });
    settings.queue.entry_text = Some("[E] sem resposta".into());
    settings.queue.closing_text = Some("[F] encerrado".into());
    turn.save_settings(&settings, by)?;
    let exempt = turn.house.people.tags.iter().find(|tag| tag.kind == store::TagKind::DoNotDisturb);
    let exempt = exempt.map_or(TagId(1), |tag| tag.id);
    let (mut tags, mut queues) = (vec![], vec![]);
    for n in 0..KINDS {
        let kind = store::TagKind::Normal;
        let tag = store::Tag { id: TagId(0), name: format!("T{n}"), colour: "info".into(), kind, archived: false };
        tags.push(turn.save_tag(&tag, by)?);
        queues.push(turn.save_queue(&queue(n), by)?);
    }
    let stages = turn.house.people.stages.iter().map(|one| one.id).take(usize::from(KINDS)).collect();
    let mut ids = Ids { by, technicians, rules: vec![], exempt, connections, tags, queues, stages };
    for (n, draft) in script.rules.iter().enumerate() {
        ids.rules.push(turn.save_rule(rule(n, draft.wait, actions(&ids, n, 0, &draft.acts)), false, by)?);
    }
    Ok(ids)
}

fn queue(n: u8) -> store::Queue {
    let kind = store::QueueKind::Normal;
    store::Queue { id: QueueId(0), name: format!("Fila {n}"), kind, team: None, hours: None, archived: false }
}

/// The same actions as the program has them.
pub(super) fn actions(ids: &Ids, rule: usize, version: u32, acts: &Acts) -> Vec<Action> {
    let action = |(nth, does): (usize, Does)| {
        let text = format!("{} conseguiu ver?", Said { rule, version, nth }.mark());
        match does {
            Does::Says => Action::SendMessage { text, connection: None },
            Does::Tags(tag) => Action::AddTag { tag: ids.tags[usize::from(tag)] },
            Does::Untags(tag) => Action::RemoveTag { tag: ids.tags[usize::from(tag)] },
            Does::Wallet { only_if_empty } => {
                let mode = if only_if_empty { WalletMode::OnlyIfEmpty } else { WalletMode::Replace };
                Action::AddWallet { user: ids.by, mode }
            }
            Does::Stages(stage) => Action::MoveToStage { stage: ids.stages[usize::from(stage)] },
            Does::Transfers(queue) => Action::TransferToQueue { queue: ids.queues[usize::from(queue)] },
            Does::Assigns(user) => Action::Assign { user: ids.technicians[usize::from(user)] },
            Does::Closes => Action::Close,
            Does::Notes => Action::Note { text },
            Does::Notifies => Action::Notify { user: ids.by, text },
            Does::Hooks => Action::Webhook { url: format!("https://exemplo.invalid/{rule}/{version}/{nth}") },
        }
    };
    acts.iter().enumerate().map(action).collect()
}

/// Open around the clock, so that every day has an end of day.
fn all_day() -> Vec<engine::calendar::Frame> {
    vec![engine::calendar::Frame { from_minute: 0, to_minute: 1_440 }]
}

pub(super) fn rule(n: usize, wait: i64, actions: Vec<Action>) -> Rule {
    Rule {
        id: RuleId(0),
        version: 0,
        name: format!("Regra {n}"),
        description: String::new(),
        wait: Span(wait),
        actions,
        scope: Scope::default(),
        business_hours: false,
        quiet_hours: true,
        lateness_max: None,
        repeat: Repeat::OncePerEpisode,
        position: 0,
        state: RuleState::Active,
    }
}

fn connection(n: u32, queue: engine::QueueId) -> Connection {
    Connection {
        id: ConnectionId(0),
        kind: "teste".into(),
        name: format!("Loja {n}"),
        settings: "{}".into(),
        queue,
        enabled: true,
        state: ConnectionState::Online,
        detail: String::new(),
        cursor: String::new(),
        synced_at: Moment(0),
        resume_at: Moment(0),
        archived: false,
    }
}

pub(super) fn caps() -> Caps {
    Caps { pulls: true, window: None, text_chars_max: 4096, gap_min: Duration::ZERO, own_clock: true }
}
