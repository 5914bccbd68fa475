//! What a screen or an integration may ask: one [`table`] of commands, the types they take and give, and who may call
//! them. It keeps nothing and decides nothing about tickets; it checks, asks the runtime, and words what comes back.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod action;
pub mod bindings;
pub mod bounds;
pub mod connection;
pub mod dashboard;
pub mod error;
pub mod execution;
pub mod notice;
pub mod people;
pub mod rule;
pub mod session;
pub mod settings;
mod shape;
pub mod table;
pub mod ticket;
pub mod waiting;

pub use error::{Code, Failure, FieldProblem};
pub use shape::{Done, Nothing, TextFile};
pub use table::{COMMANDS, Command, Who};
