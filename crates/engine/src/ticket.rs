//! A ticket and its contact as the engine sees them: the facts on which everything is decided. No texts, no display.

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, ContactId, Moment, QueueId, Silence, StageId, TagId, TicketId, UserId};

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

/// Where a ticket in Sem Interação goes when the customer answers; kept from the first entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct ReturnsTo {
    pub user: UserId,
    pub queue: QueueId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub id: TicketId,
    pub contact: ContactId,
    pub connection: ConnectionId,
    pub status: Status,
    pub queue: QueueId,
    /// "Responsável": the technician, or the keeper while in Sem Interação.
    pub assignee: Option<UserId>,
    pub stage: Option<StageId>,
    pub silence: Silence,
    pub hold: Hold,
    /// Set exactly while the ticket is in Sem Interação.
    pub entered_at: Option<Moment>,
    /// Set while in Sem Interação, and kept after the end of the day closed it (for the grace to reopen).
    pub returns_to: Option<ReturnsTo>,
    pub closed_at: Option<Moment>,
    pub close_reason: Option<CloseReason>,
    /// The attendant who last had it; a closed ticket reopens to him.
    pub last_attendant: Option<UserId>,
}

impl Ticket {
    /// Since when the customer owes an answer here; `None` also while on hold, so a held ticket leaves the timing queue.
    #[must_use]
    pub fn anchor(&self) -> Option<Moment> {
        match self.hold {
            Hold::On => None,
            Hold::Never | Hold::Released(_) | Hold::Lapsed(_) => self.silence.anchor(),
        }
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
    pub tags: Vec<TagId>,
    pub wallet_owner: Option<UserId>,
    /// Used an opt-out word: nothing customer-visible of rules.
    pub opted_out: bool,
    /// Carries the tag "Não incomodar".
    pub do_not_disturb: bool,
    pub group: bool,
    pub erased: bool,
    /// The contact's last word on any of its tickets.
    pub wrote_at: Option<Moment>,
}
