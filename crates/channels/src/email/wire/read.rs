//! One raw message as an [`Incoming`]: who spoke, to whom, in which thread, and whether it is an answer at all. Nothing is
//! thrown away: what cannot be read is still stored as seen.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::{Address, HeaderValue, MessageParser, MessagePart, PartType};

use super::report::{News, Report, report};
use super::{attachment, html, ident, quote};
use crate::{Incoming, Message, Party, Side, TEXT_BYTES_MAX};

/// Most ids of a thread that are kept.
const REFS_MAX: usize = 50;
/// Longest subject, name or file name that is kept, in characters.
const LINE_CHARS_MAX: usize = 500;

/// Where Exchange keeps the Message-ID it was handed.
pub(super) const KEPT_ID: &str = "X-Microsoft-Original-Message-ID";

/// Where a message lay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::email) enum Shelf {
    Inbox,
    /// The folder of sent mail: whatever lies here is ours, whichever alias it was sent by.
    Sent,
}

/// A message as it was downloaded.
pub(in crate::email) struct Raw<'a> {
    pub(in crate::email) bytes: &'a [u8],
    pub(in crate::email) shelf: Shelf,
    /// When it arrived at the server.
    pub(in crate::email) said_at_ms: i64,
    pub(in crate::email) history: bool,
    /// Full size of a message of which only the beginning was downloaded.
    pub(in crate::email) cut_from: Option<usize>,
}

/// Reads a message of the mailbox `address`.
pub(in crate::email) fn read(address: &str, raw: &Raw<'_>) -> Incoming {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let Some(mail) = MessageParser::default().parse(raw.bytes) else {
        return unreadable(raw.bytes);
    };
    let external_id = id(&mail, raw.bytes, raw.shelf);
    let from = party(mail.from()).or_else(|| party(mail.sender())).or_else(|| returned_to(&mail));
    let ours = raw.shelf == Shelf::Sent
        || from.as_ref().is_some_and(|from| from.address == address) && !is_web_form(&mail, address);
    if !ours && let Some(report) = report(&mail, domain) {
        return reported(report, &mail, raw, domain, external_id, from);
    }
    let automatic = is_automatic(&mail);
    let contact = if ours { recipient(&mail, address) } else { replies_to(&mail, address).or(from) };
    let Some(contact) = contact else {
        let why = if ours { "Mensagem sem outro destinatário." } else { "Mensagem sem remetente." };
        return Incoming::Skipped { external_id, why: why.to_string() };
    };
    let side = match (ours, automatic) {
        (false, _) => Side::Customer,
        (true, false) => Side::Ours,
        (true, true) => Side::Automation,
    };
    Incoming::Message(message(&mail, raw, domain, external_id, side, contact, !automatic))
}

/// Bytes of which nothing can be made.
pub(in crate::email) fn unreadable(bytes: &[u8]) -> Incoming {
    Incoming::Skipped { external_id: ident::stand_in(&[bytes]), why: "A mensagem não pôde ser lida.".to_string() }
}

fn message(
    mail: &mail_parser::Message<'_>,
    raw: &Raw<'_>,
    domain: &str,
    external_id: String,
    side: Side,
    contact: Party,
    answers: bool,
) -> Message {
    let attachments = attachment::listed(mail, raw.bytes, raw.cut_from.is_some());
    let mut text = text(mail, raw.bytes);
    if text.is_empty() && attachments.is_empty() && raw.cut_from.is_none() {
        text = "(mensagem sem texto)".to_string();
    }
    let refs = refs(mail, &external_id);
    // Our own words come back below nearly every answer to them; they are in the conversation already.
    if refs.iter().any(|id| ident::is_own(id, domain)) {
        text = quote::said(&text).to_string();
    }
    Message {
        refs,
        external_id,
        side,
        contact,
        said_at_ms: raw.said_at_ms,
        subject: line(mail.subject().unwrap_or_default()),
        text: bounded(text, raw.cut_from),
        attachments,
        answers,
        history: raw.history,
    }
}

/// A report about a message we can name is news of it; any other is shown to people, but answers nothing.
fn reported(
    report: Report,
    mail: &mail_parser::Message<'_>,
    raw: &Raw<'_>,
    domain: &str,
    external_id: String,
    from: Option<Party>,
) -> Incoming {
    match (report.original, report.news) {
        (_, News::Nothing(why)) => Incoming::Skipped { external_id, why },
        (Some(original), News::State(state, detail)) => Incoming::Receipt { external_id: original, state, detail },
        (None, News::State(_, detail)) => {
            let about = report.recipient.map(|address| Party { address, name: String::new() });
            match about.or(from) {
                Some(contact) => {
                    Incoming::Message(message(mail, raw, domain, external_id, Side::Customer, contact, false))
                }
                None => Incoming::Skipped { external_id, why: detail },
            }
        }
    }
}

/// Exchange gives what it sends another Message-ID and keeps the one it was handed in a header of its own.
pub(super) fn id(mail: &mail_parser::Message<'_>, raw: &[u8], shelf: Shelf) -> String {
    let kept = mail.header_raw(KEPT_ID).filter(|_| shelf == Shelf::Sent);
    let given = kept.or_else(|| mail.message_id()).map(|id| id.trim().trim_matches(['<', '>'])).unwrap_or_default();
    if !given.is_empty() {
        return line(given);
    }
    let header = |name: &'static str| mail.header_raw(name).unwrap_or_default().as_bytes();
    let body = mail.parts.first().map_or(0, |part| part.raw_body_offset() as usize);
    let body = raw.get(body..).unwrap_or_default();
    ident::stand_in(&[header("From"), header("Date"), header("Subject"), body])
}

/// Written by a machine: stored and shown, never an answer.
fn is_automatic(mail: &mail_parser::Message<'_>) -> bool {
    let said = |name: &'static str| mail.header_raw(name).map(|value| value.trim().to_lowercase());
    let submitted =
        said("Auto-Submitted").is_some_and(|value| value.split(';').next().unwrap_or_default().trim() != "no");
    let bulk =
        said("Precedence").is_some_and(|value| matches!(value.as_str(), "bulk" | "list" | "junk" | "auto_reply"));
    let replied =
        ["X-Autoreply", "X-Autorespond", "X-Auto-Reply"].into_iter().any(|name| said(name).is_some_and(|v| v != "no"));
    let nobody = said("Return-Path").is_some_and(|value| value.replace(' ', "") == "<>");
    let daemon = party(mail.from()).is_some_and(|from| from.address.starts_with("mailer-daemon@"));
    submitted || bulk || replied || nobody || daemon
}

fn refs(mail: &mail_parser::Message<'_>, own: &str) -> Vec<String> {
    let ids = |value: &HeaderValue<'_>| -> Vec<String> {
        let listed = value.as_text_list().map(|list| list.iter().map(|id| line(id)).collect());
        listed.or_else(|| value.as_text().map(|id| vec![line(id)])).unwrap_or_default()
    };
    let mut found: Vec<String> = Vec::new();
    let newest_first = ids(mail.in_reply_to()).into_iter().chain(ids(mail.references()).into_iter().rev());
    for id in newest_first.filter(|id| ident::is_public(id) && id != own) {
        if found.len() < REFS_MAX && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

fn party(address: Option<&Address<'_>>) -> Option<Party> {
    address?.iter().find_map(one)
}

fn one(found: &mail_parser::Addr<'_>) -> Option<Party> {
    let address = found.address()?.trim().to_lowercase();
    let name = found.name().map(line).unwrap_or_default();
    address.contains('@').then_some(Party { address: line(&address), name })
}

/// Where the sender wants the answer to go: web forms write as themselves and name the customer only here.
fn replies_to(mail: &mail_parser::Message<'_>, own: &str) -> Option<Party> {
    let mut wanted = party(mail.reply_to()).filter(|wanted| wanted.address != own)?;
    if wanted.name.is_empty()
        && let Some(from) = party(mail.from()).filter(|from| from.address == wanted.address)
    {
        wanted.name = from.name;
    }
    Some(wanted)
}

/// Forms of a website write from the mailbox to itself; the customer stands only where the answer is to go.
fn is_web_form(mail: &mail_parser::Message<'_>, own: &str) -> bool {
    recipient(mail, own).is_none() && replies_to(mail, own).is_some()
}

fn returned_to(mail: &mail_parser::Message<'_>) -> Option<Party> {
    let address = mail.return_address()?.trim().to_lowercase();
    address.contains('@').then_some(Party { address, name: String::new() })
}

/// The first person outside that a message of ours was for.
fn recipient(mail: &mail_parser::Message<'_>, own: &str) -> Option<Party> {
    [mail.to(), mail.cc(), mail.bcc()]
        .into_iter()
        .flatten()
        .flat_map(|list| list.iter())
        .filter_map(one)
        .find(|party| party.address != own)
}

/// The words of a message: its plain text, or its HTML read as text.
fn text(mail: &mail_parser::Message<'_>, raw: &[u8]) -> String {
    let join = |ids: &[u32]| {
        let pieces = ids.iter().filter_map(|&id| mail.part(id)).map(|part| words(part, raw));
        pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n\n")
    };
    let plain = join(&mail.text_body);
    if plain.is_empty() { join(&mail.html_body) } else { plain }
}

fn words(part: &MessagePart<'_>, raw: &[u8]) -> String {
    let text = match &part.body {
        PartType::Text(text) => rescued(text, part, raw),
        PartType::Html(text) => Cow::Owned(html::to_text(&rescued(text, part, raw))),
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) | PartType::Multipart(_) => {
            return String::new();
        }
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |c: char| c == '\n' || c == '\t' || !c.is_control();
    text.chars().filter(|&c| kept(c)).collect::<String>().trim().to_string()
}

/// Text whose bytes are not the charset it claims is read as Windows-1252, what such mail nearly always is here. Text
/// with even one good multi-byte character is what it claims and only damaged.
fn rescued<'a>(text: &'a str, part: &MessagePart<'_>, raw: &[u8]) -> Cow<'a, str> {
    let damaged = text.contains(char::REPLACEMENT_CHARACTER);
    if !damaged || text.chars().any(|c| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER) {
        return Cow::Borrowed(text);
    }
    match (attachment::undone(part, raw), charset_decoder(b"windows-1252")) {
        (Some(bytes), Some(decode)) if std::str::from_utf8(&bytes).is_err() => Cow::Owned(decode(&bytes)),
        (Some(_) | None, _) => Cow::Borrowed(text),
    }
}

/// Cuts what is too long and says so in the text itself.
fn bounded(text: String, cut_from: Option<usize>) -> String {
    let mut text = text;
    if text.len() > TEXT_BYTES_MAX {
        let whole = text.len();
        let mut end = TEXT_BYTES_MAX;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push_str(&format!("\n\n[Texto cortado: a mensagem inteira tem {} kB.]", whole / 1024));
    }
    if let Some(bytes) = cut_from {
        let note = format!(
            "[Mensagem de {} MB: só o começo foi baixado. Os anexos estão na caixa de e-mail.]",
            bytes / (1024 * 1024)
        );
        text = if text.is_empty() { note } else { format!("{text}\n\n{note}") };
    }
    text
}

pub(super) fn line(text: &str) -> String {
    let clean = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    clean.collect::<Vec<_>>().join(" ").chars().take(LINE_CHARS_MAX).collect()
}
