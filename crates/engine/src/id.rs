//! Newtype ids, so that a ticket's number is never taken for a contact's. All are row numbers of the store, from 1.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
        #[cfg_attr(feature = "ts", ts(export))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// One conversation with one contact through one connection.
    TicketId,
    /// The person outside.
    ContactId,
    /// One of our people.
    UserId,
    TeamId,
    QueueId,
    FunnelId,
    StageId,
    TagId,
    ConnectionId,
    /// One row of "Ações em tickets".
    RuleId,
    MessageId,
    OutboxId,
    /// The durable record that a rule acted, or why it did not.
    ExecutionId,
    /// What many judgements shared: one kept [`crate::Circumstance`].
    CircumstanceId,
    NoticeId,
}
