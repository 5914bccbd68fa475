//! A ticket and its contact as the engine sees them: the facts on which everything is decided. No texts, no display.

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, ContactId, Moment, QueueId, Silence, StageId, TagId, TicketId, UserId};

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    /// Nobody has taken it yet.
    Pending,
    Closed,
}

/// What closed a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// A person closed it.
    Person,
    /// A rule closed it.
    Rule,
    /// The end of the day found it in Sem Interação.
    NoInteraction,
}

/// "Segurar": while on hold nothing is timed; after the release nothing is due for five minutes, and what those five
/// minutes put off was due when they were over, however long ago its own time was (domain.md 2.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    #[default]
    Never,
    On,
    Released(Moment),
    /// Released then, and the five minutes have been settled.
    Lapsed(Moment),
}

impl Hold {
    fn is_never(&self) -> bool {
        *self == Hold::Never
    }
}

/// Where a ticket in Sem Interação goes when the customer answers; kept from the first entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct ReturnsTo {
    pub user: UserId,
    pub queue: QueueId,
}

/// One conversation with a contact on one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub id: TicketId,
    pub contact: ContactId,
    pub connection: ConnectionId,
    pub status: Status,
    pub queue: QueueId,
    /// "Responsável": the technician, or the keeper while in Sem Interação.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageId>,
    pub silence: Silence,
    #[serde(default, skip_serializing_if = "Hold::is_never")]
    pub hold: Hold,
    /// Set exactly while the ticket is in Sem Interação.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_at: Option<Moment>,
    /// Set while in Sem Interação, and kept after the end of the day closed it (for the grace to reopen).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns_to: Option<ReturnsTo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_reason: Option<CloseReason>,
    /// The attendant who last had it; a closed ticket reopens to him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_attendant: Option<UserId>,
}

/// Where a ticket stands: open or not, with whom, and whether it waits in Sem Interação.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct Standing {
    pub status: Status,
    pub queue: QueueId,
    pub assignee: Option<UserId>,
    pub entered_at: Option<Moment>,
    pub returns_to: Option<ReturnsTo>,
    pub closed_at: Option<Moment>,
    pub close_reason: Option<CloseReason>,
    pub last_attendant: Option<UserId>,
}

impl Ticket {
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing {
            status: self.status,
            queue: self.queue,
            assignee: self.assignee,
            entered_at: self.entered_at,
            returns_to: self.returns_to,
            closed_at: self.closed_at,
            close_reason: self.close_reason,
            last_attendant: self.last_attendant,
        }
    }

    /// Since when the customer owes an answer here; `None` also while on hold, so a held ticket leaves the timing queue.
    #[must_use]
    pub fn anchor(&self) -> Option<Moment> {
        match self.hold {
            Hold::On => None,
            Hold::Never | Hold::Released(_) | Hold::Lapsed(_) => self.silence.anchor(),
        }
    }

    /// Whose it is, also while it waits in Sem Interação or is closed.
    #[must_use]
    pub fn technician(&self) -> Option<UserId> {
        self.returns_to.map(|home| home.user).or(self.assignee).or(self.last_attendant)
    }

    #[must_use]
    pub fn in_no_interaction(&self) -> bool {
        self.entered_at.is_some()
    }
}

/// What rules need to know of the person outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    /// Ordered, without repetition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_owner: Option<UserId>,
    /// Used an opt-out word: nothing customer-visible of rules.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opted_out: bool,
    /// Carries the tag "Não incomodar".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub do_not_disturb: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub group: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// The contact's last word on any of its tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrote_at: Option<Moment>,
}
