//! What is saved of the house, each with what the form was made from, and what comes of it on top of what others have
//! saved since.

use engine::*;
use runtime::Turn;
use store::{Funnel, Queue, Role, Stage, Tag, TagKind, Team, User};

use crate::meanwhile::{Trail, merged};
use crate::shape::args;

args! {
    pub struct UserDraft {
        pub id: Option<UserId>,
        pub name: String,
        pub role: Role,
        pub active: bool,
        /// All teams this person is in; absent: those they are in already.
        pub teams: Option<Vec<TeamId>>,
        /// As it was read: what others have saved since stays. Absent: this is all of it.
        pub from: Option<UserAsRead>,
    }

    /// A person as a form was made from them.
    pub struct UserAsRead {
        pub name: String,
        pub role: Role,
        pub active: bool,
        /// Absent: the form is not about them.
        pub teams: Option<Vec<TeamId>>,
    }

    pub struct PresenceDraft {
        pub user: UserId,
        /// What is said of it, may be empty; absent: the person is there.
        pub absent: Option<String>,
    }

    pub struct TeamDraft {
        pub id: Option<TeamId>,
        pub name: String,
        pub leader: Option<UserId>,
        pub members: Vec<UserId>,
        /// Absent: the company's.
        pub hours: Option<BusinessHours>,
        /// As it was read: what others have saved since stays. Absent: this is all of it.
        pub from: Option<TeamAsRead>,
    }

    /// A team as a form was made from it.
    pub struct TeamAsRead {
        pub name: String,
        pub leader: Option<UserId>,
        pub members: Vec<UserId>,
        pub hours: Option<BusinessHours>,
    }

    pub struct QueueDraft {
        pub id: Option<QueueId>,
        pub name: String,
        pub team: Option<TeamId>,
        /// Absent: the team's.
        pub hours: Option<BusinessHours>,
        pub archived: bool,
        /// As it was read: what others have saved since stays. Absent: this is all of it.
        pub from: Option<QueueAsRead>,
    }

    /// A queue as a form was made from it.
    pub struct QueueAsRead {
        pub name: String,
        pub team: Option<TeamId>,
        pub hours: Option<BusinessHours>,
        pub archived: bool,
    }

    pub struct FunnelDraft {
        pub id: Option<FunnelId>,
        pub name: String,
        /// Its stages are archived with it and come back with it.
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        pub archived: bool,
        /// As it was read: what others have saved since stays. Absent: this is all of it.
        pub from: Option<FunnelAsRead>,
    }

    /// A funnel as a form was made from it.
    pub struct FunnelAsRead {
        pub name: String,
        pub archived: bool,
    }

    pub struct StageDraft {
        pub id: Option<StageId>,
        pub funnel: FunnelId,
        pub name: String,
        pub colour: String,
        pub limit_max: Option<u32>,
        pub locked: bool,
        pub archived: bool,
        /// As it was read: what others have saved since stays. Absent: this is all of it.
        pub from: Option<StageAsRead>,
    }

    /// A stage as a form was made from it.
    pub struct StageAsRead {
        pub funnel: FunnelId,
        pub name: String,
        pub colour: String,
        pub limit_max: Option<u32>,
        pub locked: bool,
        pub archived: bool,
    }

    pub struct StageOrder {
        pub stage: StageId,
        /// It goes before this one; absent: to the end of its funnel.
        pub before: Option<StageId>,
    }

    pub struct OneUser {
        pub user: UserId,
    }

    pub struct HandOver {
        pub user: UserId,
        /// Who gets their open tickets and the contacts of their wallet; absent: these stay as they are.
        pub to: Option<UserId>,
        /// They stop working here with it; absent: they stay.
        pub leaves: Option<Successors>,
    }

    /// Who answers instead of somebody who leaves.
    pub struct Successors {
        /// For Sem Interação; absent: it is not theirs.
        pub keeper: Option<UserId>,
        /// For each team they lead.
        pub leaders: Vec<TeamLeader>,
    }

    pub struct TeamLeader {
        pub team: TeamId,
        /// Absent: nobody.
        pub leader: Option<UserId>,
    }

    /// What went into other hands, as it is taken back.
    pub struct HandedOver {
        pub user: UserId,
        pub to: Option<UserId>,
        pub tickets: Vec<TicketId>,
        pub contacts: Vec<ContactId>,
        /// They left with it, and who answers instead; absent: they stayed.
        pub left: Option<Successors>,
    }

    pub struct TagDraft {
        pub id: Option<TagId>,
        pub name: String,
        pub colour: String,
        pub kind: TagKind,
        pub archived: bool,
        /// As it was read: what others have saved since stays. Absent: this is all of it.
        pub from: Option<TagAsRead>,
    }

    /// A tag as a form was made from it.
    pub struct TagAsRead {
        pub name: String,
        pub colour: String,
        pub kind: TagKind,
        pub archived: bool,
    }
}

/// A person on top of what others have saved of them since.
pub(super) fn user_on_top(turn: &Turn<'_>, mut draft: UserDraft, trail: &Trail) -> runtime::Result<UserDraft> {
    let known = draft.id.and_then(|id| turn.house.user(id)).cloned();
    let (Some(mut from), Some(User { id, name, role, active, absence: _ })) = (draft.from.take(), known) else {
        return Ok(draft);
    };
    let of = |team: &&Team| team.members.contains(&id);
    let teams = turn.house.people.teams.iter().filter(of).map(|team| team.id).collect();
    let now = UserAsRead { name, role, active, teams: Some(teams) };
    // Who says nothing of teams changes none.
    from.teams = from.teams.or_else(|| now.teams.clone());
    let teams = draft.teams.or_else(|| from.teams.clone());
    let mine = UserAsRead { name: draft.name.trim().into(), role: draft.role, active: draft.active, teams };
    let UserAsRead { name, role, active, teams } = merged(&from, &mine, &now, trail)?;
    Ok(UserDraft { id: draft.id, name, role, active, teams, from: None })
}

/// A team on top of what others have saved of it since.
pub(super) fn team_on_top(turn: &Turn<'_>, mut draft: TeamDraft, trail: &Trail) -> runtime::Result<TeamDraft> {
    let known = turn.house.people.teams.iter().find(|team| Some(team.id) == draft.id).cloned();
    let (Some(from), Some(Team { id, name, leader, members, hours })) = (draft.from.take(), known) else {
        return Ok(draft);
    };
    let now = TeamAsRead { name, leader, members, hours };
    let TeamDraft { id: _, name, leader, members, hours, from: _ } = draft;
    let mine = TeamAsRead { name: name.trim().into(), leader, members, hours };
    let TeamAsRead { name, leader, members, hours } = merged(&from, &mine, &now, trail)?;
    Ok(TeamDraft { id: Some(id), name, leader, members, hours, from: None })
}

pub(super) fn queue_read(queue: &Queue) -> QueueAsRead {
    let Queue { id: _, name, kind: _, team, hours, archived } = queue.clone();
    QueueAsRead { name, team, hours, archived }
}

pub(super) fn funnel_read(funnel: &Funnel) -> FunnelAsRead {
    let Funnel { id: _, name, position: _, archived } = funnel.clone();
    FunnelAsRead { name, archived }
}

pub(super) fn stage_read(stage: &Stage) -> StageAsRead {
    let Stage { id: _, funnel, name, colour, position: _, limit_max, locked, archived } = stage.clone();
    StageAsRead { funnel, name, colour, limit_max, locked, archived }
}

pub(super) fn tag_read(tag: &Tag) -> TagAsRead {
    let Tag { id: _, name, colour, kind, archived } = tag.clone();
    TagAsRead { name, colour, kind, archived }
}
