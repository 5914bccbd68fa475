//! What can go wrong with a mailbox, in words for the person who connects it. Every [`Fault`] of this channel is made
//! here, so that class, part and sentence stay together. No sentence carries a password or a message's text.

use crate::{Class, Fault, Part};

/// Longest piece of a server's own words that is shown, in characters.
const SAID_CHARS_MAX: usize = 200;

fn fault(class: Class, part: Part, code: &str, detail: String) -> Fault {
    Fault { class, part, code: code.to_string(), detail, retry_after: None }
}

pub(super) fn recipient_unreadable(address: &str) -> Fault {
    fault(Class::Recipient, Part::Other, "address", format!("O endereço «{address}» não é um e-mail válido."))
}

pub(super) fn sender_unreadable(address: &str) -> Fault {
    fault(Class::Config, Part::Other, "address", format!("O endereço da conexão, «{address}», não é um e-mail válido."))
}

/// Shortened to what a screen can show, on one line.
pub(super) fn said(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SAID_CHARS_MAX).collect()
}
