//! A rule of "Ações em tickets": what a supervisor writes, and what makes it valid. When it acts is `evaluate`'s
//! business.

use serde::{Deserialize, Serialize};

use crate::{Action, ConnectionId, QueueId, RuleId, Span, StageId, Status, TagId};

/// Shortest and longest waiting time a person may set (domain: an hour field of 0 or above a year is refused).
pub const WAIT_MIN: Span = Span::minutes(1);
pub const WAIT_MAX: Span = Span::days(366);
/// How late a message of a rule may still go (domain.md 3.7).
pub const MESSAGE_LATENESS_MAX: Span = Span::hours(2);
/// How late a notification of a rule may still go.
pub const NOTICE_LATENESS_MAX: Span = Span::days(1);
/// Longest name and description of a rule.
pub const NAME_CHARS_MAX: usize = 80;
pub const DESCRIPTION_CHARS_MAX: usize = 500;
pub const ACTIONS_MAX: usize = 10;
/// Rule actions on one ticket in one day (domain.md 3.13).
pub const ACTIONS_PER_TICKET_DAY_MAX: u32 = 20;

/// Whether a rule acts, and if not, who or what stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    Active,
    /// Disabled by a person.
    Off,
    /// "observar sem agir".
    Shadow,
    /// The safety fuse stopped it; one click resumes.
    Paused,
    /// "com erro": something it needs is gone.
    Broken,
    /// Deleted: only the log knows it.
    Archived,
}

/// How often a rule may act (domain.md 2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Once per episode (customer turn).
    OncePerEpisode,
    /// "a cada silêncio": once per anchor.
    EverySilence,
}

/// Which tickets a rule is for. An empty list of stages, queues, connections or `tags_with` means all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(deny_unknown_fields)]
pub struct Scope {
    pub statuses: Vec<Status>,
    pub stages: Vec<StageId>,
    pub queues: Vec<QueueId>,
    pub connections: Vec<ConnectionId>,
    /// The contact has all of these.
    pub tags_with: Vec<TagId>,
    /// The contact has none of these.
    pub tags_without: Vec<TagId>,
}

impl Default for Scope {
    fn default() -> Self {
        Scope {
            statuses: vec![Status::Open, Status::Pending, Status::Closed],
            stages: vec![],
            queues: vec![],
            connections: vec![],
            tags_with: vec![],
            tags_without: vec![],
        }
    }
}

/// One "ação em ticket", as its newest version says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct Rule {
    pub id: RuleId,
    /// Every save makes a new one; an execution names the version that ran.
    pub version: u32,
    /// "Nome da ação".
    pub name: String,
    /// "Descrição".
    pub description: String,
    /// "Tempo (em horas)", in milliseconds.
    pub wait: Span,
    /// In order: the internal ones in one transaction, the messages one after the other. At least one, at most
    /// [`ACTIONS_MAX`].
    pub actions: Vec<Action>,
    pub scope: Scope,
    /// Count the wait only inside business hours.
    pub business_hours: bool,
    /// Messages wait for the end of the quiet hours.
    pub quiet_hours: bool,
    /// How late its messages may still go; `None` = [`MESSAGE_LATENESS_MAX`].
    pub lateness_max: Option<Span>,
    pub repeat: Repeat,
    /// Position in the list; ties go by id.
    pub position: i64,
    pub state: RuleState,
}

/// The safety settings of domain.md 3.4 and 3.5. `None` switches one off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct Limits {
    /// Least time between two rule messages on one ticket.
    pub spacing: Option<Span>,
    /// Most rule messages to one contact in `per_contact_span`.
    pub per_contact: Option<u32>,
    pub per_contact_span: Span,
    /// Customer-visible sends of one rule in `fuse_span` above which it is paused.
    pub fuse: Option<u32>,
    pub fuse_span: Span,
    /// Most messages of rules and notices of the queue by one connection in one local day; the rest wait for the next
    /// (domain.md 6). What people write and what closes a day is counted, and never waits.
    #[serde(default)]
    pub per_connection_day: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            spacing: Some(Span::minutes(60)),
            per_contact: Some(3),
            per_contact_span: Span::days(7),
            fuse: Some(30),
            fuse_span: Span::minutes(10),
            per_connection_day: None,
        }
    }
}

impl Rule {
    #[must_use]
    pub fn customer_visible(&self) -> bool {
        self.actions.iter().any(Action::customer_visible)
    }

    /// Whether it closes the ticket itself: its own message then does not open it again.
    #[must_use]
    pub fn closes(&self) -> bool {
        self.actions.contains(&Action::Close)
    }

    /// Judged by the scheduler: acting, observing, or held back by the fuse (its due steps are deferred, not lost).
    #[must_use]
    pub fn watches(&self) -> bool {
        match self.state {
            RuleState::Active | RuleState::Shadow | RuleState::Paused => true,
            RuleState::Off | RuleState::Broken | RuleState::Archived => false,
        }
    }
}

impl Scope {
    /// Whether a ticket of this contact is one the rule is for.
    #[must_use]
    pub fn covers(&self, ticket: &crate::Ticket, contact: &crate::Contact) -> bool {
        let any = |empty_means_all: bool, hit: bool| empty_means_all || hit;
        self.statuses.contains(&ticket.status)
            && any(self.stages.is_empty(), ticket.stage.is_some_and(|stage| self.stages.contains(&stage)))
            && any(self.queues.is_empty(), self.queues.contains(&ticket.queue))
            && any(self.connections.is_empty(), self.connections.contains(&ticket.connection))
            && self.tags_with.iter().all(|tag| contact.tags.contains(tag))
            && !self.tags_without.iter().any(|tag| contact.tags.contains(tag))
    }

    /// The same without what these actions change themselves: a rule that closes, say, no longer asks for the status.
    #[must_use]
    pub fn but_for(&self, actions: &[Action]) -> Scope {
        let mut scope = self.clone();
        let any_status = || vec![Status::Open, Status::Pending, Status::Closed];
        for action in actions {
            match action {
                Action::AddTag { tag } => scope.tags_without.retain(|one| one != tag),
                Action::RemoveTag { tag } => scope.tags_with.retain(|one| one != tag),
                Action::MoveToStage { .. } => scope.stages.clear(),
                Action::TransferToQueue { .. } | Action::Assign { .. } | Action::Close => {
                    (scope.statuses, scope.queues) = (any_status(), vec![]);
                }
                Action::SendMessage { .. }
                | Action::AddWallet { .. }
                | Action::Note { .. }
                | Action::Notify { .. }
                | Action::Webhook { .. } => {}
            }
        }
        scope
    }
}
