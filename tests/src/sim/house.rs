//! The house of a run: people, two connections, the queue and the rules of the script.

use std::time::Duration;

use channels::Caps;
use engine::day::DayEnd;
use engine::{
    Action, ConnectionId, Limits, Moment, QuietHours, Repeat, Rule, RuleId, RuleState, Scope, Settings, Span, TagId,
    UserId, WalletMode,
};
use runtime::{Turn, founding};
use store::{Connection, ConnectionState, Role};

use super::Violation;
use super::drive::{CONNECTIONS, Ids, World};
use super::script::{Does, Script};

impl World<'_> {
    pub(super) fn furnish(&mut self) -> Result<(), Violation> {
        let script = self.script;
        let now = self.wall();
        let ids = self.change(|turn| furnish(turn, script))?;
        for on in &ids.connections {
            self.provider.down.insert(*on, false);
        }
        self.ids = ids;
        for rule in &mut self.oracle.rules {
            rule.since = now;
        }
        Ok(())
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
    let mut rules = vec![];
    for (n, draft) in script.rules.iter().enumerate() {
        let action = match draft.does {
            Does::Says => Action::SendMessage { text: format!("[R{n}] conseguiu ver?"), connection: None },
            Does::Tags => {
                let kind = store::TagKind::Normal;
                let tag =
                    store::Tag { id: TagId(0), name: format!("T{n}"), colour: "info".into(), kind, archived: false };
                Action::AddTag { tag: turn.save_tag(&tag, by)? }
            }
            Does::Wallet => Action::AddWallet { user: by, mode: WalletMode::Replace },
        };
        rules.push(turn.save_rule(rule(n, draft.wait, action), false, by)?);
    }
    let exempt = turn.house.people.tags.iter().find(|tag| tag.kind == store::TagKind::DoNotDisturb);
    let exempt = exempt.map_or(TagId(1), |tag| tag.id);
    Ok(Ids { by, technicians, rules, exempt, connections })
}

/// Open around the clock, so that every day has an end of day.
fn all_day() -> Vec<engine::calendar::Frame> {
    vec![engine::calendar::Frame { from_minute: 0, to_minute: 1_440 }]
}

fn rule(n: usize, wait: i64, action: Action) -> Rule {
    Rule {
        id: RuleId(0),
        version: 0,
        name: format!("Regra {n}"),
        description: String::new(),
        wait: Span(wait),
        actions: vec![action],
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
    Caps {
        pulls: true,
        dedupes_by_key: false,
        can_start: true,
        window: None,
        text_chars_max: 4096,
        gap_min: Duration::ZERO,
        own_clock: true,
    }
}
