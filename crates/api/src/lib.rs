//! What a screen or an integration may ask: one [`table`] of commands, the types they take and give, and who may call
//! them. It keeps nothing and decides nothing about tickets; it checks, asks the runtime, and words what comes back.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod action;
mod ask;
pub mod bindings;
mod board;
pub mod bounds;
mod card;
pub mod check;
pub mod connection;
mod csv;
pub mod dashboard;
pub mod demo;
pub mod error;
pub mod execution;
pub mod kept;
mod meanwhile;
pub mod notice;
pub mod openapi;
pub mod people;
mod reading;
mod right;
pub mod rule;
pub mod session;
pub mod settings;
mod setup;
mod shape;
pub mod table;
pub mod ticket;
pub mod waiting;

use serde_json::Value;

pub use ask::Session;
pub use error::{Code, Failure, FieldProblem};
pub use openapi::openapi;
pub use shape::{Done, Nothing, TextFile};
pub use table::{COMMANDS, Command, Who, authorize};

use ask::Ask;

/// Does a command for somebody. Blocks until it is committed or read.
///
/// # Errors
/// Why it was not done; then nothing has changed.
pub fn call(desk: &runtime::Desk, session: &Session, command: &str, args: Value) -> Result<Value, Failure> {
    let row = COMMANDS.iter().find(|row| row.name == command).ok_or_else(|| table::unknown_command(command))?;
    let ask = Ask::new(desk, *session);
    authorize(row, &ask.user)?;
    table::dispatch(&ask, row, args)
}
