//! The small house the promises are made in: one team, its queue and Sem Interação, two stages, one connection, one rule.

use engine::decision::CalendarFacts;
use engine::evaluate::Part;
use engine::*;

use super::Backend;
use crate::*;

/// 2026-03-02 12:00 UTC, a Monday.
pub(crate) const NOON: Moment = Moment(1_772_452_800_000);

pub(crate) fn minute(n: i64) -> Moment {
    NOON.plus(Span::minutes(n))
}

/// Says something in one transaction and gives its answer.
pub(crate) fn say<T>(db: &dyn Backend, mut said: impl FnMut(&mut dyn Store) -> Result<T>) -> T {
    let mut answer = None;
    let committed = db.change(&mut |store| {
        answer = Some(said(store)?);
        Ok(())
    });
    committed.expect("the transaction is committed");
    answer.expect("what was said ran")
}

/// Says something that must fail.
pub(crate) fn refuse<T>(db: &dyn Backend, mut said: impl FnMut(&mut dyn Store) -> Result<T>) -> StoreError {
    db.change(&mut |store| said(store).map(|_| ())).expect_err("it is refused")
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct House {
    pub alison: UserId,
    pub bruno: UserId,
    pub carla: UserId,
    pub team: TeamId,
    pub support: QueueId,
    pub silent: QueueId,
    pub funnel: FunnelId,
    pub first: StageId,
    pub lost: StageId,
    pub cold: TagId,
    pub quiet: TagId,
    pub shop: ConnectionId,
    pub rule: RuleId,
}

pub(crate) fn house(db: &dyn Backend) -> House {
    say(db, |store| {
        let mut user = |name: &str, role| {
            store.put_user(&User { id: UserId(0), name: name.into(), role, active: true, absence: None })
        };
        let (alison, bruno, carla) =
            (user("Alison", Role::Supervisor)?, user("Bruno", Role::Technician)?, user("Carla", Role::Leader)?);
        let team = store.put_team(&Team {
            id: TeamId(0),
            name: "Suporte".into(),
            leader: Some(carla),
            members: vec![bruno, carla],
            hours: None,
        })?;
        let mut queue = |name: &str, kind, team| {
            store.put_queue(&Queue { id: QueueId(0), name: name.into(), kind, team, hours: None, archived: false })
        };
        let support = queue("Suporte", QueueKind::Normal, Some(team))?;
        let silent = queue("Sem Interação", QueueKind::NoInteraction, None)?;
        let funnel =
            store.put_funnel(&Funnel { id: FunnelId(0), name: "Atendimento".into(), position: 1, archived: false })?;
        let mut stage = |name: &str, position| {
            store.put_stage(&Stage {
                id: StageId(0),
                funnel,
                name: name.into(),
                colour: "blue".into(),
                position,
                limit_max: Some(50),
                locked: false,
                archived: false,
            })
        };
        let (first, lost) = (stage("Novo", 1)?, stage("Perdido", 2)?);
        let mut tag = |name: &str, kind| {
            store.put_tag(&Tag { id: TagId(0), name: name.into(), colour: "grey".into(), kind, archived: false })
        };
        let (cold, quiet) = (tag("Cliente Frio", TagKind::Normal)?, tag("Não incomodar", TagKind::DoNotDisturb)?);
        let shop = store.put_connection(&connection(support))?;
        let rule = store.put_rule(&rule(), Some(alison), NOON)?;
        Ok(House { alison, bruno, carla, team, support, silent, funnel, first, lost, cold, quiet, shop, rule })
    })
}

pub(crate) fn connection(queue: QueueId) -> Connection {
    Connection {
        id: ConnectionId(0),
        kind: "demo".into(),
        name: "Loja".into(),
        settings: r#"{"host":"exemplo"}"#.into(),
        queue,
        enabled: true,
        state: ConnectionState::Online,
        detail: "tudo certo".into(),
        cursor: "c0".into(),
        synced_at: Moment(0),
        resume_at: Moment(0),
        archived: false,
    }
}

pub(crate) fn rule() -> StoredRule {
    StoredRule {
        rule: Rule {
            id: RuleId(0),
            version: 0,
            name: "Follow-up 24h".into(),
            description: "Pergunta se deu certo".into(),
            wait: Span::hours(24),
            actions: vec![Action::SendMessage { text: "Conseguiu?".into(), connection: None }, Action::Close],
            scope: Scope::default(),
            business_hours: true,
            quiet_hours: true,
            lateness_max: Some(Span::hours(3)),
            repeat: Repeat::OncePerEpisode,
            position: 3,
            state: RuleState::Active,
        },
        fence: NOON,
        watermark: Moment::MIN,
        problem: String::new(),
    }
}

/// A contact with one open ticket of the house.
pub(crate) fn ticket(db: &dyn Backend, house: &House, name: &str) -> TicketId {
    say(db, |store| {
        let contact = store.contact_by_address("demo", &name.to_lowercase(), name, NOON)?;
        store.open_ticket(&NewTicket {
            contact,
            connection: house.shop,
            subject: "Ajuda".into(),
            queue: house.support,
            stage: Some(house.first),
            linked_to: None,
            at: NOON,
        })
    })
}

/// The ticket after Bruno took it, the customer wrote at `customer` and he at `human`, as the runtime would leave it.
pub(crate) fn silent(db: &dyn Backend, house: &House, id: TicketId, customer: Moment, human: Moment) -> Ticket {
    say(db, |store| {
        let mut ticket = store.ticket(id)?.expect("it was opened");
        for fact in [
            Fact::CustomerWrote { at: customer },
            Fact::Taken { by: house.bruno, at: human },
            Fact::HumanWrote { at: human, by: Some(house.bruno) },
        ] {
            ticket = apply(&ticket, &fact);
        }
        store.put_ticket(&ticket, customer.max(human))?;
        store.contact_wrote(ticket.contact, customer)?;
        Ok(ticket)
    })
}

pub(crate) fn words(ticket: TicketId, house: &House, side: MessageSide, text: &str, at: Moment) -> NewMessage {
    let (counts, state) = match side {
        MessageSide::Customer => (true, MessageState::Received),
        MessageSide::Human => (true, MessageState::Sent),
        MessageSide::Automation => (false, MessageState::Planned),
        MessageSide::Note | MessageSide::System => (false, MessageState::Kept),
    };
    NewMessage {
        ticket,
        connection: house.shop,
        external_id: None,
        side,
        author: None,
        subject: String::new(),
        text: text.into(),
        attachments: "[]".into(),
        counts,
        history: false,
        said_at: at,
        received_at: at,
        at,
        state,
    }
}

/// A message of ours waiting in the outbox.
pub(crate) fn planned(
    db: &dyn Backend,
    house: &House,
    ticket: &Ticket,
    origin: Origin,
    key: &str,
    due_at: Moment,
) -> OutboxId {
    say(db, |store| {
        let side = if origin == Origin::Person { MessageSide::Human } else { MessageSide::Automation };
        let text = format!("texto de {key}");
        let message = store
            .add_message(&NewMessage {
                counts: false,
                state: MessageState::Planned,
                ..words(ticket.id, house, side, &text, due_at)
            })?
            .expect("it has no external id");
        store.plan(&NewOutgoing {
            key: key.into(),
            ticket: ticket.id,
            contact: ticket.contact,
            connection: ticket.connection,
            message,
            origin,
            rule: (origin == Origin::Rule).then_some(house.rule),
            execution: None,
            text,
            anchor: ticket.anchor(),
            due_at,
            created_at: due_at,
        })
    })
}

pub(crate) fn execution(house: &House, ticket: &Ticket, outcome: ExecutionOutcome, at: Moment) -> NewExecution {
    NewExecution {
        rule: house.rule,
        version: 1,
        ticket: ticket.id,
        contact: ticket.contact,
        turn: ticket.silence.turn,
        silence: Moment(0),
        part: Part::Message,
        anchor: ticket.anchor().unwrap_or(Moment(0)),
        deadline: at,
        at,
        outcome,
        why: String::new(),
        detail: "{}".into(),
    }
}

/// What a house in this zone lends to its judgements.
pub(crate) fn circumstance(zone: &str) -> Circumstance {
    let calendar = CalendarFacts { zone: zone.into(), hours: None, holidays: [].into() };
    Circumstance { calendar, limits: Limits::default(), quiet: None }
}

/// A judgement of the rule on this ticket.
pub(crate) fn inputs(ticket: &Ticket, contact: &Contact, at: Moment) -> Inputs {
    let shared = circumstance("America/Sao_Paulo");
    let calendar = shared.calendar.calendar();
    let around = Surroundings::clear(&calendar, &shared.limits);
    let rule = Rule { version: 1, ..rule().rule };
    let judged = evaluate(&rule, Part::Message, ticket, contact, &around, at);
    Inputs::of(&rule, ticket, contact, &around, &judged)
}
