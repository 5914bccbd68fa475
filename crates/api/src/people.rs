//! The house: users, teams, queues, funnels and their stages, tags. The small tables, sent whole in [`Directory`];
//! every other reply carries ids only.

use engine::*;
use runtime::{Refusal, Turn};
use store::{
    Absence, Connection, ConnectionState, Funnel, Queue, QueueKind, Role, Stage, StoredRule, Tag, TagKind, Team, User,
};

use crate::ask::Ask;
use crate::bounds::{COLOUR_BYTES_MAX, STAGE_LIMIT_MAX, TAG_CONTACTS_MAX, WALLET_MAX};
use crate::error::{Failure, Result};
use crate::meanwhile::{Trail, on_top};
use crate::shape::{Done, Nothing, views};

mod draft;
mod hand_over;

pub use draft::*;
use draft::{funnel_read, queue_read, stage_read, tag_read, team_on_top, user_on_top};
pub(crate) use hand_over::{hand_back, hand_over};

views! {
    pub struct UserView {
        pub id: UserId,
        pub name: String,
        pub role: Role,
        pub active: bool,
        /// Absent: available.
        pub absence: Option<AbsenceView>,
    }

    /// Somebody is away.
    pub struct AbsenceView {
        pub since: Moment,
        /// Why, in the person's words; may be empty.
        pub note: String,
    }

    pub struct TeamView {
        pub id: TeamId,
        pub name: String,
        pub leader: Option<UserId>,
        pub members: Vec<UserId>,
        pub hours: Option<BusinessHours>,
    }

    pub struct QueueView {
        pub id: QueueId,
        pub name: String,
        pub kind: QueueKind,
        pub team: Option<TeamId>,
        pub hours: Option<BusinessHours>,
        pub archived: bool,
    }

    pub struct FunnelView {
        pub id: FunnelId,
        pub name: String,
        pub archived: bool,
    }

    pub struct StageView {
        pub id: StageId,
        pub funnel: FunnelId,
        pub name: String,
        pub colour: String,
        pub limit_max: Option<u32>,
        pub locked: bool,
        pub archived: bool,
    }

    pub struct TagView {
        pub id: TagId,
        pub name: String,
        pub colour: String,
        pub kind: TagKind,
        pub archived: bool,
    }

    /// How many contacts carry a tag.
    pub struct TagCount {
        pub tag: TagId,
        /// Counted up to [`crate::bounds::TAG_CONTACTS_MAX`].
        pub contacts: u32,
        /// There are more.
        pub more: bool,
    }

    pub struct Wallet {
        /// The oldest first, up to [`crate::bounds::WALLET_MAX`].
        pub contacts: Vec<ContactId>,
    }

    pub struct ConnectionName {
        pub id: ConnectionId,
        pub kind: String,
        pub name: String,
        pub state: ConnectionState,
        pub enabled: bool,
        pub archived: bool,
    }

    pub struct RuleName {
        pub id: RuleId,
        pub name: String,
        pub state: RuleState,
    }

    /// The names behind every id. Archived ones are in it, as old tickets still name them.
    pub struct Directory {
        pub users: Vec<UserView>,
        pub teams: Vec<TeamView>,
        pub queues: Vec<QueueView>,
        /// In order.
        pub funnels: Vec<FunnelView>,
        /// In order of funnel and position.
        pub stages: Vec<StageView>,
        pub tags: Vec<TagView>,
        pub connections: Vec<ConnectionName>,
        pub rules: Vec<RuleName>,
    }
}

/// Read from the last commit and not from the house in memory, which may lag behind a reply by an instant.
pub(crate) fn directory(ask: &Ask, _: Nothing) -> Result<Directory> {
    let (people, connections, rules) =
        ask.stored(|store| Ok((store.people()?, store.connections()?, store.rules()?)))?;
    let mut funnels = people.funnels;
    funnels.sort_by_key(|funnel| (funnel.position, funnel.id));
    let mut stages = people.stages;
    stages.sort_by_key(|stage| (stage.funnel, stage.position, stage.id));
    Ok(Directory {
        users: people.users.into_iter().map(user_view).collect(),
        teams: people.teams.into_iter().map(team_view).collect(),
        queues: people.queues.into_iter().map(queue_view).collect(),
        funnels: funnels.into_iter().map(funnel_view).collect(),
        stages: stages.into_iter().map(stage_view).collect(),
        tags: people.tags.into_iter().map(tag_view).collect(),
        connections: connections.into_iter().map(connection_name).collect(),
        rules: rules.into_iter().map(rule_name).collect(),
    })
}

pub(crate) fn save_user(ask: &Ask, args: UserDraft) -> Result<UserView> {
    let me = ask.me();
    let trail = Trail::of(ask, "user_saved", args.id.map(|id| id.0))?;
    ask.turn(move |turn| {
        let UserDraft { id, name, role, active, teams, from: _ } = user_on_top(turn, args, &trail)?;
        let absence = id.and_then(|id| turn.house.user(id)).and_then(|known| known.absence.clone());
        let mut user = User { id: id.unwrap_or(UserId(0)), name: name.trim().into(), role, active, absence };
        user.id = turn.save_user(&user, me)?;
        if let Some(teams) = teams {
            join(turn, user.id, &teams, me)?;
        }
        Ok(user_view(user))
    })
}

/// Puts a person into these teams and into no other. Who leads a team is not changed with it.
fn join(turn: &mut Turn<'_>, user: UserId, teams: &[TeamId], me: UserId) -> runtime::Result<()> {
    let all = turn.house.people.teams.clone();
    if !teams.iter().all(|id| all.iter().any(|team| team.id == *id)) {
        return Err(Refusal::field("teams", "Uma das equipes não existe mais. Atualize a tela."));
    }
    for mut team in all {
        if team.members.contains(&user) == teams.contains(&team.id) {
            continue;
        }
        team.members.retain(|member| *member != user);
        if teams.contains(&team.id) {
            team.members.push(user);
            team.members.sort();
        }
        turn.save_team(&team, me)?;
    }
    Ok(())
}

/// One's own, or, for a supervisor, anybody's.
pub(crate) fn set_presence(ask: &Ask, args: PresenceDraft) -> Result<UserView> {
    let me = ask.me();
    let PresenceDraft { user, absent } = args;
    if user != me && ask.user.role != Role::Supervisor {
        return Err(Failure::forbidden("Só supervisores mudam a presença de outra pessoa."));
    }
    ask.turn(move |turn| {
        turn.set_absence(user, absent.as_deref(), me)?;
        turn.house.user(user).cloned().map(user_view).ok_or_else(|| Refusal::not_found("Esta pessoa"))
    })
}

pub(crate) fn save_team(ask: &Ask, args: TeamDraft) -> Result<TeamView> {
    let me = ask.me();
    let trail = Trail::of(ask, "team_saved", args.id.map(|id| id.0))?;
    ask.turn(move |turn| {
        let TeamDraft { id, name, leader, mut members, hours, from: _ } = team_on_top(turn, args, &trail)?;
        members.sort();
        members.dedup();
        let twin = |one: &Team| Some(one.id) != id && one.name.to_lowercase() == name.trim().to_lowercase();
        if turn.house.people.teams.iter().any(twin) {
            return Err(Refusal::field("name", format!("Já existe a equipe {}.", name.trim())));
        }
        let mut team = Team { id: id.unwrap_or(TeamId(0)), name: name.trim().into(), leader, members, hours };
        team.id = turn.save_team(&team, me)?;
        Ok(team_view(team))
    })
}

/// The kind is not for a person to choose: Sem Interação is the one that was laid with the house.
pub(crate) fn save_queue(ask: &Ask, args: QueueDraft) -> Result<QueueView> {
    let me = ask.me();
    let QueueDraft { id, name, team, hours, archived, from } = args;
    let mine = QueueAsRead { name: name.trim().into(), team, hours, archived };
    let trail = Trail::of(ask, "queue_saved", id.map(|id| id.0))?;
    ask.turn(move |turn| {
        let known = id.and_then(|id| turn.house.queue(id));
        let kind = known.map_or(QueueKind::Normal, |queue| queue.kind);
        let QueueAsRead { name, team, hours, archived } = on_top(from, mine, known.map(queue_read), &trail)?;
        if team.is_some_and(|team| !turn.house.people.teams.iter().any(|one| one.id == team)) {
            return Err(Refusal::field("team", "Esta equipe não existe mais. Escolha outra."));
        }
        let mut queue = Queue { id: id.unwrap_or(QueueId(0)), name, kind, team, hours, archived };
        queue.id = turn.save_queue(&queue, me)?;
        Ok(queue_view(queue))
    })
}

pub(crate) fn save_funnel(ask: &Ask, args: FunnelDraft) -> Result<FunnelView> {
    let me = ask.me();
    let FunnelDraft { id, name, archived, from } = args;
    let mine = FunnelAsRead { name: name.trim().into(), archived };
    let trail = Trail::of(ask, "funnel_saved", id.map(|id| id.0))?;
    ask.turn(move |turn| {
        let funnels = &turn.house.people.funnels;
        let known = funnels.iter().find(|funnel| Some(funnel.id) == id);
        let FunnelAsRead { name, archived } = on_top(from, mine, known.map(funnel_read), &trail)?;
        let last = funnels.iter().map(|funnel| funnel.position + 1).max().unwrap_or(0);
        let position = known.map_or(last, |funnel| funnel.position);
        let mut funnel = Funnel { id: id.unwrap_or(FunnelId(0)), name, position, archived };
        funnel.id = turn.save_funnel(&funnel, me)?;
        Ok(funnel_view(funnel))
    })
}

pub(crate) fn save_stage(ask: &Ask, args: StageDraft) -> Result<StageView> {
    let me = ask.me();
    let StageDraft { id, funnel, name, colour, limit_max, locked, archived, from } = args;
    coloured(&colour)?;
    if limit_max.is_some_and(|max| !(1..=STAGE_LIMIT_MAX).contains(&max)) {
        return Err(Failure::field(
            "limit_max",
            format!("Informe um limite de 1 a {STAGE_LIMIT_MAX}, ou deixe vazio."),
        ));
    }
    let mine = StageAsRead { funnel, name: name.trim().into(), colour, limit_max, locked, archived };
    let trail = Trail::of(ask, "stage_saved", id.map(|id| id.0))?;
    ask.turn(move |turn| {
        let known = turn.house.people.stages.iter().find(|stage| Some(stage.id) == id);
        let StageAsRead { funnel, name, colour, limit_max, locked, archived } =
            on_top(from, mine, known.map(stage_read), &trail)?;
        if !turn.house.people.funnels.iter().any(|one| one.id == funnel) {
            return Err(Refusal::field("funnel", "Este funil não existe mais. Escolha outro."));
        }
        let stages = &turn.house.people.stages;
        let known = known.filter(|stage| stage.funnel == funnel);
        let last = stages.iter().filter(|stage| stage.funnel == funnel).map(|stage| stage.position + 1).max();
        let position = known.map_or(last.unwrap_or(0), |stage| stage.position);
        let id = id.unwrap_or(StageId(0));
        let mut stage = Stage { id, funnel, name, colour, position, limit_max, locked, archived };
        stage.id = turn.save_stage(&stage, me)?;
        Ok(stage_view(stage))
    })
}

pub(crate) fn move_stage_order(ask: &Ask, args: StageOrder) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| {
        let all = &turn.house.people.stages;
        let gone = || Refusal::not_found("Esta etapa");
        let moved = all.iter().find(|stage| stage.id == args.stage).ok_or_else(gone)?.clone();
        let mut order: Vec<Stage> =
            all.iter().filter(|stage| stage.funnel == moved.funnel && stage.id != moved.id).cloned().collect();
        order.sort_by_key(|stage| (stage.position, stage.id));
        let at = match args.before {
            Some(before) => order.iter().position(|stage| stage.id == before).ok_or_else(gone)?,
            None => order.len(),
        };
        order.insert(at, moved);
        for (position, stage) in (0..).zip(order) {
            if stage.position != position {
                turn.save_stage(&Stage { position, ..stage }, me)?;
            }
        }
        Ok(Done {})
    })
}

pub(crate) fn save_tag(ask: &Ask, args: TagDraft) -> Result<TagView> {
    let me = ask.me();
    let TagDraft { id, name, colour, kind, archived, from } = args;
    coloured(&colour)?;
    let mine = TagAsRead { name: name.trim().into(), colour, kind, archived };
    let trail = Trail::of(ask, "tag_saved", id.map(|id| id.0))?;
    ask.turn(move |turn| {
        let known = turn.house.people.tags.iter().find(|tag| Some(tag.id) == id);
        let TagAsRead { name, colour, kind, archived } = on_top(from, mine, known.map(tag_read), &trail)?;
        let mut tag = Tag { id: id.unwrap_or(TagId(0)), name, colour, kind, archived };
        tag.id = turn.save_tag(&tag, me)?;
        Ok(tag_view(tag))
    })
}

pub(crate) fn tag_counts(ask: &Ask, _: Nothing) -> Result<Vec<TagCount>> {
    ask.read(|reader| {
        let counts = reader.tag_contacts(TAG_CONTACTS_MAX + 1)?.into_iter();
        let upto = |found: u32| (found.min(TAG_CONTACTS_MAX), found > TAG_CONTACTS_MAX);
        Ok(counts
            .map(|row| {
                let (contacts, more) = upto(row.contacts);
                TagCount { tag: row.tag, contacts, more }
            })
            .collect())
    })
}

pub(crate) fn wallet(ask: &Ask, args: OneUser) -> Result<Wallet> {
    ask.read(|reader| Ok(Wallet { contacts: reader.wallet(args.user, WALLET_MAX)? }))
}

/// A colour is a token of the style sheet; what it looks like is the window's business.
fn coloured(colour: &str) -> Result<()> {
    let token = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if colour.is_empty() || colour.len() > COLOUR_BYTES_MAX || !colour.chars().all(token) {
        return Err(Failure::field("colour", "Escolha uma das cores da lista."));
    }
    Ok(())
}

pub(crate) fn user_view(user: User) -> UserView {
    let User { id, name, role, active, absence } = user;
    let absence = absence.map(|Absence { since, note }| AbsenceView { since, note });
    UserView { id, name, role, active, absence }
}

fn team_view(team: Team) -> TeamView {
    let Team { id, name, leader, members, hours } = team;
    TeamView { id, name, leader, members, hours }
}

fn queue_view(queue: Queue) -> QueueView {
    let Queue { id, name, kind, team, hours, archived } = queue;
    QueueView { id, name, kind, team, hours, archived }
}

fn funnel_view(funnel: Funnel) -> FunnelView {
    let Funnel { id, name, position: _, archived } = funnel;
    FunnelView { id, name, archived }
}

fn stage_view(stage: Stage) -> StageView {
    let Stage { id, funnel, name, colour, position: _, limit_max, locked, archived } = stage;
    StageView { id, funnel, name, colour, limit_max, locked, archived }
}

fn tag_view(tag: Tag) -> TagView {
    let Tag { id, name, colour, kind, archived } = tag;
    TagView { id, name, colour, kind, archived }
}

fn connection_name(connection: Connection) -> ConnectionName {
    let Connection { id, kind, name, state, enabled, archived, .. } = connection;
    ConnectionName { id, kind, name, state, enabled, archived }
}

fn rule_name(stored: StoredRule) -> RuleName {
    RuleName { id: stored.rule.id, name: stored.rule.name, state: stored.rule.state }
}
