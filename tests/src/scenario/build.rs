//! The world of a scenario, made through the same verbs a supervisor's screens use.

use engine::act::WalletMode;
use engine::day::DayEnd;
use engine::queue::EntryMode;
use engine::rule::Repeat;
use engine::{Calendar, QueueId, QueuePolicy, RuleId, RuleState, Scope, Settings, StageId, TagId, TeamId, UserId};
use runtime::{Refusal, Turn};
use store::{ConnectionState, Funnel, Queue, QueueKind, Role, Stage, Tag, TagKind, Team, User};

use super::day::{Day, Ids, Miss};
use super::script::{Action, Rule, World};

/// The special queue, as everybody calls it.
const NO_INTERACTION: &str = "Sem Interação";
/// The tag that exempts a contact.
const DO_NOT_DISTURB: &str = "Não incomodar";
/// Queue of new tickets where no team is named.
const FIRST_QUEUE: &str = "Atendimento";
/// Who edits rules where no supervisor is named.
const SOMEBODY: &str = "Supervisão";
/// Where building has no line of its own to blame.
const FIRST_LINE: usize = 1;

/// Opens a fresh program and furnishes it.
pub(super) fn open(world: &World) -> Result<Day, (usize, Miss)> {
    let first = |miss| (FIRST_LINE, miss);
    let wall = Calendar::always(world.zone);
    let minute = u16::try_from(world.start.0 / 60).unwrap_or(0);
    let now = wall.instant(world.start_date, minute);
    let mut day = Day::start(wall, now).map_err(first)?;
    let (ids, editor) = made(day.change(|turn| furnish(turn, world))).map_err(first)?;
    (day.ids, day.editor) = (ids, editor);
    for (id, kind) in day.ids.connections.values() {
        day.provider.connect(*id, *kind);
    }
    for (line, rule) in &world.rules {
        let blame = |miss| (*line, miss);
        let draft = draft(&day.ids, rule);
        let id = made(day.change(|turn| turn.save_rule(draft, rule.include_overdue, editor))).map_err(blame)?;
        day.ids.rules.insert(rule.name.clone(), id);
    }
    day.sync().map_err(first)?;
    Ok(day)
}

fn made<T>(done: Result<Result<T, Refusal>, Miss>) -> Result<T, Miss> {
    done?.map_err(|refusal| Miss::refused(&refusal))
}

fn furnish(turn: &mut Turn<'_>, world: &World) -> runtime::Result<(Ids, UserId)> {
    let mut ids = Ids::default();
    let editor = people(turn, world, &mut ids)?;
    queues(turn, world, &mut ids, editor)?;
    board(turn, world, &mut ids, editor)?;
    for date in &world.holidays {
        turn.save_holiday(&date.to_string(), "Feriado", editor)?;
    }
    let settings = Settings {
        zone: world.zone.name().into(),
        hours: world.hours.clone(),
        quiet: world.quiet,
        limits: world.limits.clone(),
        queue: policy(world, &ids),
        set_up: true,
        ..Settings::default()
    };
    turn.save_settings(&settings, editor)?;
    let queue = world.teams.first().map_or(FIRST_QUEUE, |team| team.name.as_str());
    for connection in &world.connections {
        let row = store::Connection {
            id: engine::ConnectionId(0),
            kind: connection.kind.word().into(),
            name: connection.name.clone(),
            settings: "{}".into(),
            queue: ids.queues[queue],
            enabled: true,
            state: ConnectionState::Online,
            detail: String::new(),
            cursor: String::new(),
            synced_at: turn.now,
            resume_at: turn.now,
            archived: false,
        };
        let id = turn.save_connection(&row, editor)?;
        ids.connections.insert(connection.name.clone(), (id, connection.kind));
    }
    Ok((ids, editor))
}

/// Everybody named anywhere; the first supervisor makes the others.
fn people(turn: &mut Turn<'_>, world: &World, ids: &mut Ids) -> runtime::Result<UserId> {
    let first = world.supervisors.first().map_or(SOMEBODY, String::as_str);
    let user = |name: &str, role| User { id: UserId(0), name: name.into(), role, active: true, absence: None };
    let editor = turn.store.put_user(&user(first, Role::Supervisor))?;
    ids.users.insert(first.into(), editor);
    for name in world.names.users.iter().filter(|name| *name != first) {
        let leads = world.teams.iter().any(|team| team.leader.as_ref() == Some(name));
        let role = match (world.supervisors.contains(name), leads) {
            (true, _) => Role::Supervisor,
            (false, true) => Role::Leader,
            (false, false) => Role::Technician,
        };
        let id = turn.save_user(&user(name, role), editor)?;
        ids.users.insert(name.clone(), id);
    }
    Ok(editor)
}

/// Teams with their queue, the special queue, and every other queue that is named.
fn queues(turn: &mut Turn<'_>, world: &World, ids: &mut Ids, editor: UserId) -> runtime::Result<()> {
    let queue =
        |name: &str, kind, team| Queue { id: QueueId(0), name: name.into(), kind, team, hours: None, archived: false };
    for team in &world.teams {
        let people = team.technicians.iter().chain(&team.leader);
        let row = Team {
            id: TeamId(0),
            name: team.name.clone(),
            leader: team.leader.as_ref().map(|name| ids.users[name]),
            members: people.map(|name| ids.users[name]).collect(),
            hours: None,
        };
        let id = turn.save_team(&row, editor)?;
        let made = turn.save_queue(&queue(&team.name, QueueKind::Normal, Some(id)), editor)?;
        ids.queues.insert(team.name.clone(), made);
    }
    let special = match turn.house.no_interaction() {
        Some(id) => id,
        None => turn.save_queue(&queue(NO_INTERACTION, QueueKind::NoInteraction, None), editor)?,
    };
    ids.queues.insert(NO_INTERACTION.into(), special);
    let first = world.teams.is_empty().then(|| FIRST_QUEUE.to_owned());
    for name in first.iter().chain(&world.names.queues) {
        if !ids.queues.contains_key(name) {
            let made = turn.save_queue(&queue(name, QueueKind::Normal, None), editor)?;
            ids.queues.insert(name.clone(), made);
        }
    }
    Ok(())
}

/// The board's stages and the tags.
fn board(turn: &mut Turn<'_>, world: &World, ids: &mut Ids, editor: UserId) -> runtime::Result<()> {
    if !world.names.stages.is_empty() {
        let funnel = Funnel { id: engine::FunnelId(0), name: "Atendimento".into(), position: 0, archived: false };
        let funnel = turn.save_funnel(&funnel, editor)?;
        for (position, name) in (0..).zip(&world.names.stages) {
            let stage = Stage {
                id: StageId(0),
                funnel,
                name: name.clone(),
                colour: "neutral".into(),
                position,
                limit_max: None,
                locked: false,
                archived: false,
            };
            let id = turn.save_stage(&stage, editor)?;
            ids.stages.insert(name.clone(), id);
        }
    }
    for name in &world.names.tags {
        let kind = if name == DO_NOT_DISTURB { TagKind::DoNotDisturb } else { TagKind::Normal };
        let tag = Tag { id: TagId(0), name: name.clone(), colour: "neutral".into(), kind, archived: false };
        let id = turn.save_tag(&tag, editor)?;
        ids.tags.insert(name.clone(), id);
    }
    Ok(())
}

fn policy(world: &World, ids: &Ids) -> QueuePolicy {
    let queue = &world.no_interaction;
    let minute = u16::try_from(queue.day_end.0 / 60).unwrap_or(0);
    QueuePolicy {
        on: queue.on,
        wait: queue.wait,
        mode: if queue.manual { EntryMode::Manual } else { EntryMode::Automatic },
        keeper: queue.keeper.as_ref().map(|name| ids.users[name]),
        day_end: DayEnd { minute, ..DayEnd::default() },
        stay_min: queue.stay,
        grace: queue.grace,
        ..QueuePolicy::default()
    }
}

/// The rule as a supervisor's form would hand it in.
pub(super) fn draft(ids: &Ids, rule: &Rule) -> engine::Rule {
    let scope = Scope::default();
    engine::Rule {
        id: RuleId(0),
        version: 0,
        name: rule.name.clone(),
        description: String::new(),
        wait: rule.wait,
        actions: rule.actions.iter().map(|action| configured(ids, rule, action)).collect(),
        scope: Scope { statuses: rule.statuses.clone().unwrap_or_else(|| scope.statuses.clone()), ..scope },
        business_hours: rule.business_hours,
        quiet_hours: true,
        lateness_max: rule.lateness,
        repeat: if rule.every_silence { Repeat::EverySilence } else { Repeat::OncePerEpisode },
        position: 0,
        state: if rule.observing { RuleState::Shadow } else { RuleState::Active },
    }
}

fn configured(ids: &Ids, rule: &Rule, action: &Action) -> engine::Action {
    match action {
        Action::Send { text, via } => {
            let connection = via.as_ref().map(|name| ids.connections[name].0);
            engine::Action::SendMessage { text: text.clone(), connection }
        }
        Action::Tag(tag) => engine::Action::AddTag { tag: ids.tags[tag] },
        Action::Untag(tag) => engine::Action::RemoveTag { tag: ids.tags[tag] },
        Action::Wallet { user, only_if_empty } => {
            let mode = if *only_if_empty { WalletMode::OnlyIfEmpty } else { WalletMode::Replace };
            engine::Action::AddWallet { user: ids.users[user], mode }
        }
        Action::Stage(stage) => engine::Action::MoveToStage { stage: ids.stages[stage] },
        Action::Queue(queue) => engine::Action::TransferToQueue { queue: ids.queues[queue] },
        Action::Assign(user) => engine::Action::Assign { user: ids.users[user] },
        Action::Close => engine::Action::Close,
        Action::Note(text) => engine::Action::Note { text: text.clone() },
        Action::Notify { user, text } => {
            let text = text.clone().unwrap_or_else(|| format!("{}: o cliente não respondeu", rule.name));
            engine::Action::Notify { user: ids.users[user], text }
        }
    }
}
