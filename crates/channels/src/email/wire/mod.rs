//! Reading and writing e-mail, pure: bytes and settings in, values out. No socket, no clock, no folder is known here.

mod attachment;
mod compose;
mod html;
mod ident;
mod quote;
mod read;
mod report;

pub(super) use attachment::{file, holds, query};
pub(super) use compose::compose;
pub(super) use ident::message_id;
pub(super) use read::{Raw, Shelf, read, unreadable};

#[cfg(test)]
mod tests;
