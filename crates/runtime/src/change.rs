//! What a commit made stale, told to every screen. Says where to look again, never what is there.

use std::collections::BTreeSet;

use engine::TicketId;
use serde::Serialize;

/// The areas a screen may watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Tickets,
    Messages,
    Queue,
    Rules,
    Executions,
    Notices,
    Connections,
    People,
    Settings,
    Missed,
    Day,
}

/// What is stale since somebody last looked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct Changed {
    pub topics: BTreeSet<Topic>,
    pub tickets: BTreeSet<TicketId>,
}

impl Changed {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    pub fn touch(&mut self, topic: Topic) {
        self.topics.insert(topic);
    }

    pub fn ticket(&mut self, id: TicketId) {
        self.topics.insert(Topic::Tickets);
        self.tickets.insert(id);
    }

    pub fn merge(&mut self, other: Changed) {
        self.topics.extend(other.topics);
        self.tickets.extend(other.tickets);
    }
}
