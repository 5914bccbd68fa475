//! The smallest house in which everything works, laid at the first start: one person, one team, a queue beside Sem
//! Interação, a funnel and the tag "Não incomodar". Every piece can be renamed or replaced afterwards.

use engine::*;
use store::{Funnel, Queue, QueueKind, Role, Stage, Tag, TagKind, Team, User};

use crate::Result;
use crate::change::Topic;
use crate::turn::Turn;

/// Stages of the first funnel, with their colours.
const STAGES: [(&str, &str); 5] = [
    ("Novo", "neutral"),
    ("Em atendimento", "info"),
    ("Proposta enviada", "accent"),
    ("Ganho", "ok"),
    ("Perdido", "danger"),
];

/// Lays it if nobody lives here yet. Returns whether it did.
///
/// # Errors
/// The store's.
pub fn found(turn: &mut Turn<'_>) -> Result<bool> {
    if !turn.house.people.users.is_empty() {
        return Ok(false);
    }
    let supervisor = turn.store.put_user(&User {
        id: UserId(0),
        name: "Supervisor".into(),
        role: Role::Supervisor,
        active: true,
        absence: None,
    })?;
    let team = turn.store.put_team(&Team {
        id: TeamId(0),
        name: "Suporte".into(),
        leader: Some(supervisor),
        members: vec![supervisor],
        hours: None,
    })?;
    for (name, kind, team) in
        [("Suporte", QueueKind::Normal, Some(team)), ("Sem Interação", QueueKind::NoInteraction, None)]
    {
        turn.store.put_queue(&Queue { id: QueueId(0), name: name.into(), kind, team, hours: None, archived: false })?;
    }
    let funnel =
        turn.store.put_funnel(&Funnel { id: FunnelId(0), name: "Atendimento".into(), position: 0, archived: false })?;
    for (position, (name, colour)) in (0..).zip(STAGES) {
        turn.store.put_stage(&Stage {
            id: StageId(0),
            funnel,
            name: name.into(),
            colour: colour.into(),
            position,
            limit_max: None,
            locked: false,
            archived: false,
        })?;
    }
    turn.store.put_tag(&Tag {
        id: TagId(0),
        name: "Não incomodar".into(),
        colour: "danger".into(),
        kind: TagKind::DoNotDisturb,
        archived: false,
    })?;
    let mut settings = turn.house.settings.clone();
    settings.queue.keeper = Some(supervisor);
    turn.store.put_settings(&settings)?;
    turn.reload(Topic::People)?;
    turn.changed.touch(Topic::Settings);
    Ok(true)
}
