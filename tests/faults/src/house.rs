//! The small house in which everything here happens: a technician, one connection of a test kind, three rules, and the
//! queue Sem Interação. Every automatic text carries a mark, so that the other side can tell which it was.

use std::time::Duration;

use channels::{Caps, Incoming, Message, Party, Side};
use engine::*;
use runtime::{Turn, founding};
use store::{Connection, ConnectionState, Role, Tag, TagKind, User};

/// The kind of the test connection, by its word.
pub const KIND: &str = "teste";
/// 08:00 in São Paulo on a Monday.
pub const MORNING: Moment = Moment(1_772_449_200_000);

/// The ids that deeds need.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    pub technician: UserId,
    pub connection: ConnectionId,
}

#[must_use]
pub fn minute(n: i64) -> Moment {
    MORNING.plus(Span::minutes(n))
}

#[must_use]
pub fn caps() -> Caps {
    Caps { pulls: true, window: None, text_chars_max: 4_096, gap_min: Duration::ZERO, own_clock: true }
}

/// Lays the house, or finds it as it was laid.
///
/// # Errors
/// The store's.
pub fn furnish(turn: &mut Turn<'_>) -> runtime::Result<Ids> {
    founding::found(turn)?;
    if let Some(on) = turn.house.connections.first() {
        let technician = turn.house.people.users.last().map_or(UserId(1), |user| user.id);
        return Ok(Ids { technician, connection: on.id });
    }
    let by = turn.house.people.users[0].id;
    let bruno = User { id: UserId(0), name: "Bruno".into(), role: Role::Technician, active: true, absence: None };
    let technician = turn.save_user(&bruno, by)?;
    let connection = turn.save_connection(&connection(turn.house.people.queues[0].id), by)?;
    let tag = Tag { id: TagId(0), name: "Frio".into(), colour: "info".into(), kind: TagKind::Normal, archived: false };
    let tag = turn.save_tag(&tag, by)?;
    let mut settings = Settings { quiet: None, ..turn.house.settings.clone() };
    settings.queue.entry_text = Some("[E] {{contato.nome}}, ainda não recebemos sua resposta.".into());
    settings.queue.closing_text = Some("[F] {{contato.nome}}, encerramos por hoje.".into());
    turn.save_settings(&settings, by)?;
    let says = |text: &str| Action::SendMessage { text: text.into(), connection: None };
    let asks = says("[R0] {{contato.nome}}, conseguiu ver?");
    let hook = Action::Webhook { url: "http://127.0.0.1:9/regra".into() };
    let notes = Action::Note { text: "Uma hora sem resposta".into() };
    let warns = Action::Notify { user: by, text: "{{contato.nome}} está em silêncio".into() };
    turn.save_rule(rule("Follow-up", Span::minutes(30), vec![asks, Action::AddTag { tag }]), false, by)?;
    turn.save_rule(rule("Uma hora", Span::hours(1), vec![notes, hook, warns]), false, by)?;
    turn.save_rule(rule("Três horas", Span::hours(3), vec![says("[R2] {{contato.nome}}, ainda precisa?")]), false, by)?;
    Ok(Ids { technician, connection })
}

/// A word of a customer as the provider brings it.
#[must_use]
pub fn words(who: &str, nth: u32, at: Moment) -> Incoming {
    Incoming::Message(Message {
        external_id: format!("m-{who}-{nth}"),
        side: Side::Customer,
        contact: Party { address: who.into(), name: who.into() },
        said_at_ms: at.0 | 1,
        subject: String::new(),
        text: format!("palavra {nth} de {who}"),
        refs: vec![],
        attachments: vec![],
        answers: true,
        history: false,
    })
}

fn rule(name: &str, wait: Span, actions: Vec<Action>) -> Rule {
    Rule {
        id: RuleId(0),
        version: 0,
        name: name.into(),
        description: String::new(),
        wait,
        actions,
        scope: Scope::default(),
        business_hours: false,
        quiet_hours: false,
        lateness_max: None,
        repeat: Repeat::OncePerEpisode,
        position: 0,
        state: RuleState::Active,
    }
}

fn connection(queue: QueueId) -> Connection {
    Connection {
        id: ConnectionId(0),
        kind: KIND.into(),
        name: "Loja".into(),
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
