//! What several test programs share: whole machines to play with, and how to read what people write for them.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod bench;
pub mod decision;
pub mod mail;
pub mod scenario;
pub mod sim;
