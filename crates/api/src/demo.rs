//! Example data: a small team, its rules, sixty tickets in every state, and the weeks before them (`past`). Made of the same
//! verbs as real work and through a simulated connection, so that everything that happens from then on is the product
//! itself. What was laid is noted in the store, so that it can be put away again.

mod past;
mod story;
#[cfg(test)]
mod tests;
mod words;

use engine::*;
use runtime::{Refusal, Turn, Unreal};
use serde::{Deserialize, Serialize};
use store::{
    Connection, ConnectionState, MessageSide, MessageState, NewMessage, NewTicket, QueueKind, Role, Tag, TagKind, Team,
    User,
};

use crate::ask::Ask;
use crate::bounds::QUICK_REPLIES_MAX;
use crate::error::Result;
use crate::kept::{QuickReply, keep_replies, replies_of};
use crate::shape::{Done, Nothing};
use words::{CLOSING_WORDS, COMPANIES, LEADER, OPENINGS, PEOPLE, QUICK, REPLIES, TAGS, TECHNICIANS};

/// Tickets laid.
pub const TICKETS: usize = 60;
/// Under this key the store keeps what was laid.
const LAID_KEY: &str = "demo";
const KIND: &str = "demo";

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Laid {
    users: Vec<UserId>,
    rules: Vec<RuleId>,
    tags: Vec<TagId>,
    connections: Vec<ConnectionId>,
    days: Vec<String>,
    replies: Vec<QuickReply>,
}

pub(crate) fn setup_demo(ask: &Ask, _: Nothing) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| {
        if turn.house.settings.demo {
            return Err(Refusal::conflict("Os dados de exemplo já estão carregados."));
        }
        lay(turn, me)
    })?;
    Ok(Done {})
}

fn lay(turn: &mut Turn<'_>, me: UserId) -> runtime::Result<()> {
    let known_users: Vec<UserId> =
        turn.house.people.users.iter().filter(|user| user.active).map(|user| user.id).collect();
    let known_tags: Vec<TagId> = turn.house.people.tags.iter().filter(|tag| !tag.archived).map(|tag| tag.id).collect();
    let leader = person(turn, LEADER, Role::Leader, me)?;
    let mut technicians = Vec::new();
    for name in TECHNICIANS {
        technicians.push(person(turn, name, Role::Technician, me)?);
    }
    let Some(team) = turn.house.people.teams.first().cloned() else {
        return Err(Refusal::conflict("Crie uma equipe em Equipe antes de carregar os dados de exemplo."));
    };
    let mut members = team.members.clone();
    members.extend(technicians.iter().copied().chain([leader]));
    members.sort();
    members.dedup();
    turn.save_team(&Team { leader: Some(leader), members, ..team }, me)?;
    let mut tags = Vec::new();
    for (name, colour) in TAGS {
        tags.push(tag(turn, name, colour, me)?);
    }
    let connection = connection(turn, me)?;
    let mut settings = turn.house.settings.clone();
    settings.demo = true;
    settings.set_up = true;
    turn.save_settings(&settings, me)?;
    let stages = stages(turn);
    let mut open = Vec::new();
    for number in 0..TICKETS {
        open.push(ticket(turn, number, connection, &technicians, &tags, &stages)?);
    }
    let (rules, days) = weeks_before(turn, connection, &technicians, leader, (&tags, &stages), me)?;
    for (number, id) in open.into_iter().enumerate() {
        if let Standing::WaitsForCustomer(ago) = standing(number)
            && ago >= Span::minutes(30)
            && number < IN_QUEUE_BEFORE
            && turn.house.settings.queue.on
        {
            turn.move_now(id, me)?;
        }
    }
    // Somebody or something that was there before is not part of the example.
    let users = technicians.into_iter().chain([leader]).filter(|user| !known_users.contains(user)).collect();
    tags.retain(|tag| !known_tags.contains(tag));
    let replies = quick_replies(turn, me)?;
    let laid = Laid { users, rules, tags, connections: vec![connection], days, replies };
    turn.store.put_value(LAID_KEY, &serde_json::to_string(&laid).unwrap_or_else(|_| "{}".into()))?;
    Ok(())
}

/// Adds the quick replies of the example to those there are; gives the ones it added.
fn quick_replies(turn: &mut Turn<'_>, me: UserId) -> runtime::Result<Vec<QuickReply>> {
    let mut all = replies_of(turn)?;
    let room = QUICK_REPLIES_MAX.saturating_sub(all.len());
    let added: Vec<QuickReply> = QUICK
        .iter()
        .filter(|(name, _)| all.iter().all(|known| known.name.to_lowercase() != *name))
        .map(|(name, text)| QuickReply { name: (*name).into(), text: (*text).into() })
        .take(room)
        .collect();
    all.extend(added.iter().cloned());
    keep_replies(turn, &all, me)?;
    Ok(added)
}

/// The rules as they were written weeks ago, and what happened since. They act on the present from now on.
fn weeks_before(
    turn: &mut Turn<'_>,
    connection: ConnectionId,
    technicians: &[UserId],
    leader: UserId,
    (tags, stages): (&[TagId], &[StageId]),
    me: UserId,
) -> runtime::Result<(Vec<RuleId>, Vec<String>)> {
    let (begins, present) = (past::begins(turn), turn.now);
    turn.now = begins;
    let rules = rules(turn, tags, stages, leader, me)?;
    turn.now = present;
    let of = |name: &str| rules.iter().find(|(_, known)| *known == name).map(|(id, _)| *id);
    let (follow_up, lost, cold) = (of(FOLLOW_UP), of(LOST), of(COLD));
    let cast = past::Cast { connection, me, leader, technicians, follow_up, lost, cold };
    let ids: Vec<RuleId> = rules.iter().map(|(id, _)| *id).collect();
    let days = turn.in_the_past(&ids, |turn| past::tell(turn, &cast))?;
    Ok((ids, days))
}

/// Somebody of this name, made or called back.
fn person(turn: &mut Turn<'_>, name: &str, role: Role, me: UserId) -> runtime::Result<UserId> {
    let known = turn.house.people.users.iter().find(|user| user.name == name).map_or(UserId(0), |user| user.id);
    turn.save_user(&User { id: known, name: name.into(), role, active: true, absence: None }, me)
}

fn tag(turn: &mut Turn<'_>, name: &str, colour: &str, me: UserId) -> runtime::Result<TagId> {
    let known = turn.house.people.tags.iter().find(|tag| tag.name == name).map_or(TagId(0), |tag| tag.id);
    let tag = Tag { id: known, name: name.into(), colour: colour.into(), kind: TagKind::Normal, archived: false };
    turn.save_tag(&tag, me)
}

fn connection(turn: &mut Turn<'_>, me: UserId) -> runtime::Result<ConnectionId> {
    let normal = turn.house.people.queues.iter().find(|queue| queue.kind == QueueKind::Normal && !queue.archived);
    let Some(queue) = normal.map(|queue| queue.id) else {
        return Err(Refusal::conflict("Crie uma fila em Equipe antes de carregar os dados de exemplo."));
    };
    let connection = Connection {
        id: ConnectionId(0),
        kind: KIND.into(),
        name: "Clientes de exemplo".into(),
        settings: "{}".into(),
        queue,
        enabled: true,
        state: ConnectionState::New,
        detail: String::new(),
        cursor: String::new(),
        synced_at: Moment(0),
        resume_at: Moment(0),
        archived: false,
    };
    turn.save_connection(&connection, me)
}

/// Of the first funnel, in order.
fn stages(turn: &Turn<'_>) -> Vec<StageId> {
    let people = &turn.house.people;
    let funnel = people
        .funnels
        .iter()
        .min_by_key(|funnel| (funnel.archived, funnel.position, funnel.id))
        .map(|funnel| funnel.id);
    let mut stages: Vec<_> =
        people.stages.iter().filter(|stage| Some(stage.funnel) == funnel && !stage.archived).collect();
    stages.sort_by_key(|stage| (stage.position, stage.id));
    stages.into_iter().map(|stage| stage.id).collect()
}

/// Silent tickets up to this number are in Sem Interação from the start, so that the queue is not empty at first sight.
const IN_QUEUE_BEFORE: usize = 28;

/// How long before its last words a conversation began: some customers have come back for days.
fn lasted(number: usize, standing: Standing) -> Span {
    let n = i64::try_from(number).unwrap_or(0);
    let talk = Span::minutes(25 + 3 * n);
    match standing {
        Standing::WaitsForUs | Standing::WaitsForCustomer(_) if number % 3 == 1 => {
            Span(talk.0 + Span::days(1 + n % 8).0)
        }
        Standing::New | Standing::WaitsForUs | Standing::WaitsForCustomer(_) | Standing::Closed => talk,
    }
}

/// Where a ticket of the example stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nobody has taken it.
    New,
    /// Taken; the customer spoke last.
    WaitsForUs,
    /// Taken; we spoke last, this long ago.
    WaitsForCustomer(Span),
    Closed,
}

fn standing(number: usize) -> Standing {
    let minutes = i64::try_from(number).unwrap_or(0);
    match number % 6 {
        0 => Standing::New,
        1 | 2 => Standing::WaitsForUs,
        // Some are about to enter Sem Interação, some enter at once, some are old enough for the rules.
        3 => Standing::WaitsForCustomer(Span::seconds(40 * minutes % 590)),
        4 => Standing::WaitsForCustomer(Span::minutes(30 + 95 * minutes)),
        _ => Standing::Closed,
    }
}

fn ticket(
    turn: &mut Turn<'_>,
    number: usize,
    connection: ConnectionId,
    technicians: &[UserId],
    tags: &[TagId],
    stages: &[StageId],
) -> runtime::Result<TicketId> {
    let standing = standing(number);
    let pick = |list: &[&'static str], step: usize| list.get((number * step) % list.len()).copied().unwrap_or_default();
    let name = format!("{} {}", pick(&PEOPLE, 1), pick(&COMPANIES, 7));
    let address = format!("cliente{:02}@exemplo.invalid", number + 1);
    let n = i64::try_from(number).unwrap_or(0);
    let last = match standing {
        Standing::New | Standing::WaitsForUs => turn.now.minus(Span::minutes(2 + 11 * n)),
        Standing::WaitsForCustomer(ago) => turn.now.minus(ago),
        Standing::Closed => turn.now.minus(Span::hours(20 + 2 * n)),
    };
    let first = last.minus(lasted(number, standing));
    let contact = turn.store.contact_by_address(KIND, &address, &name, first)?;
    if number.is_multiple_of(5)
        && let Some(tag) = tags.get(number % tags.len().max(1))
    {
        turn.store.add_tag(contact, *tag)?;
    }
    let queue = turn.house.connection(connection).map_or(QueueId(0), |connection| connection.queue);
    let column = match standing {
        Standing::New => 0,
        Standing::WaitsForUs => 1,
        Standing::WaitsForCustomer(_) => 1 + number % 2,
        Standing::Closed => 3,
    };
    let subject = String::new();
    let id = turn.store.open_ticket(&NewTicket {
        contact,
        connection,
        subject,
        queue,
        stage: stages.first().copied(),
        linked_to: None,
        at: first,
    })?;
    if number.is_multiple_of(4) {
        turn.store.set_value(id, 25_000 + 17_500 * n)?;
    }
    let technician = technicians.get(number % technicians.len().max(1)).copied();
    let mut said = vec![(MessageSide::Customer, first, pick(&OPENINGS, 1))];
    match standing {
        Standing::New => {}
        Standing::WaitsForUs => {
            said.push((MessageSide::Human, first.plus(Span::minutes(5)), pick(&REPLIES, 1)));
            said.push((MessageSide::Customer, last, pick(&OPENINGS, 5)));
        }
        Standing::WaitsForCustomer(_) | Standing::Closed => said.push((MessageSide::Human, last, pick(&REPLIES, 3))),
    }
    if standing == Standing::Closed {
        said.push((MessageSide::Customer, last.plus(Span::minutes(4)), pick(&CLOSING_WORDS, 1)));
    }
    tell(turn, id, contact, connection, technician, &said, standing)?;
    // It was moved on when somebody took it.
    if let Some(stage) = stages.get(column.min(stages.len().saturating_sub(1))) {
        let taken = turn.store.ticket(id)?.map(|ticket| apply(&ticket, &Fact::Staged { stage: *stage }));
        taken.map_or(Ok(()), |ticket| turn.store.put_ticket(&ticket, first.plus(Span::minutes(5))))?;
    }
    Ok(id)
}

/// Writes the words of a ticket and lets the engine draw its state from them.
fn tell(
    turn: &mut Turn<'_>,
    id: TicketId,
    contact: ContactId,
    connection: ConnectionId,
    technician: Option<UserId>,
    said: &[(MessageSide, Moment, &str)],
    standing: Standing,
) -> runtime::Result<()> {
    let mut ticket = turn.store.ticket(id)?.ok_or_else(|| Refusal::not_found("Este atendimento"))?;
    for (index, (side, at, text)) in said.iter().enumerate() {
        let ours = *side == MessageSide::Human;
        turn.store.add_message(&NewMessage {
            ticket: id,
            connection,
            external_id: Some(format!("exemplo-{id}-{index}")),
            side: *side,
            author: technician.filter(|_| ours),
            subject: String::new(),
            text: (*text).into(),
            attachments: "[]".into(),
            counts: true,
            history: false,
            said_at: *at,
            received_at: *at,
            at: *at,
            state: if ours { MessageState::Delivered } else { MessageState::Received },
        })?;
        if ours {
            if let Some(by) = technician {
                ticket = apply(&ticket, &Fact::Taken { by, at: *at });
            }
            ticket = apply(&ticket, &Fact::HumanWrote { at: *at, by: technician });
        } else {
            turn.store.contact_wrote(contact, *at)?;
            ticket = apply(&ticket, &Fact::CustomerWrote { at: *at });
        }
    }
    let at = said.last().map_or(turn.now, |(_, at, _)| at.plus(Span::minutes(1)));
    if standing == Standing::Closed {
        ticket = apply(&ticket, &Fact::Closed { at, reason: CloseReason::Person });
    }
    turn.store.put_ticket(&ticket, at)?;
    Ok(())
}

const FOLLOW_UP: &str = "Follow-up 24h";
const COLD: &str = "Cliente Frio 72h";
const LOST: &str = "Mover para Perdido 48h";

/// Each with its name.
fn rules(
    turn: &mut Turn<'_>,
    tags: &[TagId],
    stages: &[StageId],
    manager: UserId,
    me: UserId,
) -> runtime::Result<Vec<(RuleId, &'static str)>> {
    let text = "Olá, {{contato.primeiro_nome}}! Ficou alguma dúvida sobre o atendimento {{ticket.protocolo}}? Responda \
                por aqui quando puder.";
    let wallet = Action::AddWallet { user: manager, mode: WalletMode::OnlyIfEmpty };
    let mut wanted = vec![
        (FOLLOW_UP, 24, Action::SendMessage { text: text.into(), connection: None }, RuleState::Active),
        ("Carteira do gerente", 48, wallet, RuleState::Off),
    ];
    wanted.extend(tags.first().map(|tag| (COLD, 72, Action::AddTag { tag: *tag }, RuleState::Active)));
    let lost = stages.last().map(|stage| Action::MoveToStage { stage: *stage });
    wanted.extend(lost.map(|action| (LOST, 48, action, RuleState::Active)));
    let mut ids = Vec::new();
    for (name, hours, action, state) in wanted {
        let rule = Rule {
            id: RuleId(0),
            version: 0,
            name: name.into(),
            description: "Dados de exemplo.".into(),
            wait: Span::hours(hours),
            actions: vec![action],
            scope: Scope::default(),
            business_hours: false,
            quiet_hours: true,
            lateness_max: None,
            repeat: Repeat::OncePerEpisode,
            position: 0,
            state,
        };
        ids.push((turn.save_rule(rule, false, me)?, name));
    }
    Ok(ids)
}

/// Takes the example away as if it had never been: its tickets with all that happened to them, and its people, rules,
/// tags and connection. What something real speaks of stays, archived.
pub(crate) fn remove_demo(ask: &Ask, _: Nothing) -> Result<Done> {
    let laid = ask.stored(|store| store.value(LAID_KEY))?;
    let laid: Laid = laid.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let me = ask.me();
    ask.turn(move |turn| {
        if !turn.house.settings.demo {
            return Err(Refusal::conflict("Não há dados de exemplo para remover."));
        }
        put_away(turn, &laid, me)?;
        let mut settings = turn.house.settings.clone();
        settings.demo = false;
        turn.save_settings(&settings, me)?;
        turn.store.drop_value(LAID_KEY)?;
        let Laid { users, rules, tags, connections, days, replies: _ } = laid;
        turn.wipe(&Unreal { users, rules, tags, connections, days }, me)
    })?;
    ask.desk.show_wall()?;
    Ok(Done {})
}

fn put_away(turn: &mut Turn<'_>, laid: &Laid, me: UserId) -> runtime::Result<()> {
    let house = turn.house.clone();
    for rule in laid.rules.iter().filter(|rule| house.rule(**rule).is_some()) {
        turn.archive_rule(*rule, me)?;
    }
    for connection in house.connections.iter().filter(|one| laid.connections.contains(&one.id) && !one.archived) {
        turn.save_connection(&Connection { enabled: false, archived: true, ..connection.clone() }, me)?;
    }
    for team in &house.people.teams {
        let leader = team.leader.filter(|user| !laid.users.contains(user)).or(Some(me));
        let members = team.members.iter().copied().filter(|user| !laid.users.contains(user)).collect();
        turn.save_team(&Team { leader, members, ..team.clone() }, me)?;
    }
    let keeper = house.settings.queue.keeper;
    if keeper.is_some_and(|user| laid.users.contains(&user)) {
        let mut settings = house.settings.clone();
        settings.queue.keeper = Some(me);
        turn.save_settings(&settings, me)?;
    }
    for user in house.people.users.iter().filter(|user| laid.users.contains(&user.id)) {
        turn.save_user(&User { active: false, ..user.clone() }, me)?;
    }
    for tag in house.people.tags.iter().filter(|tag| laid.tags.contains(&tag.id) && !tag.archived) {
        turn.save_tag(&Tag { archived: true, ..tag.clone() }, me)?;
    }
    // One that somebody has written anew is theirs.
    let mut replies = replies_of(turn)?;
    replies.retain(|reply| !laid.replies.contains(reply));
    keep_replies(turn, &replies, me)?;
    Ok(())
}
