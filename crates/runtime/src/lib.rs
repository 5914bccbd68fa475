//! The loop: sole owner of store, clock and channels.
//!
//! [`Core`] is the whole machine without threads, sockets or a clock: facts go in by [`Core::receive`], [`Core::sent`]
//! and [`Core::change`]; [`Core::step`] does what is due and hands out what a shell has to carry; [`Core::wake`] says
//! when to look again. [`Desk`] is Core on a thread of its own with the system clock and real channels. Tests and the
//! simulator drive the same Core by hand.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod again;
mod batch;
pub mod change;
pub mod clock;
mod copies;
pub mod core;
mod crossed;
pub mod desk;
pub mod founding;
mod guard;
pub mod house;
mod inbox;
mod lines;
mod notices;
mod outbox;
mod place;
pub mod port;
mod queue;
mod readers;
pub mod refusal;
mod reserve;
mod rest;
mod rules;
mod scheduler;
pub mod secrets;
mod stamps;
mod startup;
pub mod turn;
mod webhook;
pub mod why;
mod words;

pub use self::core::{Brought, Core, Hook, Send, Step, Wake, WakeWhy};
pub use batch::Batches;
pub use change::{Changed, Topic};
pub use copies::{Copy, choose_newest as choose_newest_copy};
pub use desk::{Desk, DeskOptions, DeskStatus, Held};
pub use house::House;
pub use outbox::reopen::{reopens_if_resent, reopens_if_sent, reopens_if_sent_late};
pub use port::Bubble;
pub use refusal::{Problem, Refusal, RefusalCode};
pub use stamps::Doubt;
pub use turn::{FromTrayGoes, SEND_REGRET, Start, Turn, Unreal};
pub use why::{DryRun, DryRuns, Forecast, Planned, Why};

/// Everything the runtime answers with.
pub type Result<T> = std::result::Result<T, Refusal>;
