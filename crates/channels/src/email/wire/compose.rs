//! Our own messages: an [`Outgoing`] as a MIME message with its thread, its id and, when no person typed it, the stamp
//! that keeps other machines from answering.

use std::time::SystemTime;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, Message};

use super::ident;
use crate::email::account::Account;
use crate::email::fault;
use crate::{Fault, Outgoing};

/// Most ids named in `References`; the first one and the newest are kept.
const REFS_MAX: usize = 20;
/// Longest subject in characters.
const SUBJECT_CHARS_MAX: usize = 250;

/// The message to hand to the server. Without `date` the mail library stamps the current one: it is decoration, no
/// deadline is counted from it.
pub(in crate::email) fn compose(account: &Account, out: &Outgoing, date: Option<SystemTime>) -> Result<Message, Fault> {
    let to = mailbox(&out.to.address, &out.to.name).ok_or_else(|| fault::recipient_unreadable(&out.to.address))?;
    let from = mailbox(&account.address, &account.name).ok_or_else(|| fault::sender_unreadable(&account.address))?;
    let mut builder = Message::builder()
        .from(from)
        .to(to)
        .message_id(Some(format!("<{}>", ident::message_id(&out.key, &account.domain))));
    if let Some(date) = date {
        builder = builder.date(date);
    }
    let subject = one_line(&out.subject);
    if !subject.is_empty() {
        builder = builder.subject(subject);
    }
    let refs = thread(&out.refs);
    if let Some(last) = refs.last() {
        builder = builder.in_reply_to(last.clone()).references(refs.join(" "));
    }
    if out.automatic {
        builder = builder
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "All"));
    }
    builder.singlepart(SinglePart::plain(out.text.clone())).map_err(|_| fault::recipient_unreadable(&out.to.address))
}

fn mailbox(address: &str, name: &str) -> Option<Mailbox> {
    let address: Address = address.trim().parse().ok()?;
    let name = one_line(name);
    Some(Mailbox::new(Some(name).filter(|name| !name.is_empty()), address))
}

/// In angle brackets, oldest first.
fn thread(refs: &[String]) -> Vec<String> {
    let known: Vec<String> = refs.iter().filter(|id| ident::is_public(id)).map(|id| format!("<{id}>")).collect();
    match known.len().checked_sub(REFS_MAX) {
        None | Some(0) => known,
        Some(extra) => known[..1].iter().chain(&known[extra + 1..]).cloned().collect(),
    }
}

/// A line break in a header would begin another header.
fn one_line(text: &str) -> String {
    let line: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    line.join(" ").chars().take(SUBJECT_CHARS_MAX).collect()
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_string())
}
