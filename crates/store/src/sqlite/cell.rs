//! One cell at a time: how ids, instants and closed words lie in a row. No statement is written here.

use std::fmt;

use engine::evaluate::Part;
use engine::{CloseReason, DeferWhy, Moment, NoticeEvent, RuleState, Status};
use rusqlite::Row;
use rusqlite::types::Type;

use crate::row::{
    ClosingState, ConnectionState, DayState, ExecutionOutcome, Left, MessageSide, MessageState, Origin, QueueKind,
    Role, SendState, TagKind,
};

/// A closed list as the database spells it.
pub(crate) trait Word: Copy {
    fn text(self) -> &'static str;
    fn parse(text: &str) -> Option<Self>;
}

macro_rules! own_words {
    ($($name:ident),+ $(,)?) => {$(
        impl Word for $name {
            fn text(self) -> &'static str { self.word() }
            fn parse(text: &str) -> Option<Self> { Self::of(text) }
        }
    )+};
}

macro_rules! engine_words {
    ($($name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        impl Word for $name {
            fn text(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            fn parse(text: &str) -> Option<Self> {
                match text { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    )+};
}

own_words!(
    ClosingState,
    ConnectionState,
    DayState,
    ExecutionOutcome,
    Left,
    MessageSide,
    MessageState,
    Origin,
    QueueKind,
    Role,
    SendState,
    TagKind,
);

engine_words! {
    Status { Open = "open", Pending = "pending", Closed = "closed" }
    CloseReason { Person = "person", Rule = "rule", NoInteraction = "no_interaction" }
    Part { Internal = "internal", Message = "message" }
    RuleState {
        Active = "active", Off = "off", Shadow = "shadow", Paused = "paused", Broken = "broken", Archived = "archived",
    }
    DeferWhy {
        QuietHours = "quiet_hours", Spacing = "spacing", Barrier = "barrier", Fuse = "fuse", Deadline = "deadline",
        Included = "included", Postponed = "postponed",
    }
    NoticeEvent {
        Entered = "entered", MayEnter = "may_enter", Returned = "returned", DayClosed = "day_closed",
        DayDigest = "day_digest", DayAsks = "day_asks", RulePaused = "rule_paused", Data = "data",
        RuleBroken = "rule_broken", SendFailed = "send_failed", ConnectionDown = "connection_down", Rule = "rule", Assigned = "assigned",
    }
}

/// What a cell holds that no version of ours writes.
#[derive(Debug)]
struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "valor desconhecido: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

pub(crate) fn unreadable(column: usize, what: impl Into<String>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(Unreadable(what.into())))
}

pub(crate) fn word<T: Word>(row: &Row, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    T::parse(text).ok_or_else(|| unreadable(column, text))
}

pub(crate) fn word_opt<T: Word>(row: &Row, column: usize) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(text) => T::parse(text).map(Some).ok_or_else(|| unreadable(column, text)),
        None => Ok(None),
    }
}

/// An id or instant: any newtype over a whole number.
pub(crate) fn number<T>(row: &Row, column: usize, of: impl Fn(i64) -> T) -> rusqlite::Result<T> {
    row.get(column).map(of)
}

pub(crate) fn number_opt<T>(row: &Row, column: usize, of: impl Fn(i64) -> T) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<i64>>(column).map(|cell| cell.map(of))
}

pub(crate) fn moment(row: &Row, column: usize) -> rusqlite::Result<Moment> {
    number(row, column, Moment)
}

pub(crate) fn moment_opt(row: &Row, column: usize) -> rusqlite::Result<Option<Moment>> {
    number_opt(row, column, Moment)
}

/// A JSON cell.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|e| unreadable(column, e.to_string()))
}

pub(crate) fn json_opt<T: serde::de::DeserializeOwned>(row: &Row, column: usize) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(text) => serde_json::from_str(text).map(Some).map_err(|e| unreadable(column, e.to_string())),
        None => Ok(None),
    }
}
