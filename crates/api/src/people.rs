//! The house: users, teams, queues, funnels and their stages, tags. The small tables, sent whole in [`Directory`];
//! every other reply carries ids only.

use engine::*;
use store::{ConnectionState, QueueKind, Role, TagKind};

use crate::shape::{args, views};

args! {
    pub struct UserDraft {
        pub id: Option<UserId>,
        pub name: String,
        pub role: Role,
        pub active: bool,
    }

    pub struct TeamDraft {
        pub id: Option<TeamId>,
        pub name: String,
        pub leader: Option<UserId>,
        pub members: Vec<UserId>,
        /// Absent: the company's.
        pub hours: Option<BusinessHours>,
    }

    pub struct QueueDraft {
        pub id: Option<QueueId>,
        pub name: String,
        pub team: Option<TeamId>,
        /// Absent: the team's.
        pub hours: Option<BusinessHours>,
        pub archived: bool,
    }

    pub struct FunnelDraft {
        pub id: Option<FunnelId>,
        pub name: String,
    }

    pub struct StageDraft {
        pub id: Option<StageId>,
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

    pub struct TagDraft {
        pub id: Option<TagId>,
        pub name: String,
        pub colour: String,
        pub kind: TagKind,
        pub archived: bool,
    }
}

views! {
    pub struct UserView {
        pub id: UserId,
        pub name: String,
        pub role: Role,
        pub active: bool,
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

    pub struct ConnectionName {
        pub id: ConnectionId,
        pub kind: String,
        pub name: String,
        pub state: ConnectionState,
        pub enabled: bool,
        /// A conversation may be started through it.
        pub can_start: bool,
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
