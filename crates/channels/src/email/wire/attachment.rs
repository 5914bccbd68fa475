//! The attachments of one message: how they are listed, and one of them as the bytes its sender attached. The same parts
//! in the same order in both. Nothing is opened or judged by its content.

use std::borrow::Cow;

use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Encoding, MessageParser, MessagePart, MimeHeaders, PartType};

use super::ident;
use super::read::{KEPT_ID, Shelf, id, line};
use crate::{Attachment, File};

/// Most attachments that are listed.
const ATTACHMENTS_MAX: usize = 50;
/// What an attachment without a name is called.
const NAMELESS: &str = "anexo";

pub(super) fn listed(mail: &mail_parser::Message<'_>, raw: &[u8], sizes_unknown: bool) -> Vec<Attachment> {
    let described = parts(mail).map(|part| Attachment {
        name: name(part),
        mime: mime(part),
        bytes: if sizes_unknown { 0 } else { contents(part, raw).len() },
    });
    described.collect()
}

/// The attachment at this place of the list.
pub(in crate::email) fn file(raw: &[u8], position: usize) -> Option<File> {
    let mail = MessageParser::default().parse(raw)?;
    let part = parts(&mail).nth(position)?;
    Some(File { name: name(part), mime: mime(part), bytes: contents(part, raw).into_owned() })
}

/// Whether these bytes are the message that was stored under this id.
pub(in crate::email) fn holds(raw: &[u8], shelf: Shelf, external_id: &str) -> bool {
    MessageParser::default().parse(raw).is_some_and(|mail| id(&mail, raw, shelf) == external_id)
}

/// What a server is asked to find that message; it may find others too. Only signs that need no quoting are named.
pub(in crate::email) fn query(external_id: &str, shelf: Shelf) -> String {
    if ident::is_stand_in(external_id) {
        return "NOT HEADER Message-ID \"\"".to_string();
    }
    let plain = |c: char| c.is_ascii_graphic() && !"\"\\".contains(c);
    let words = external_id.split(|c| !plain(c)).max_by_key(|word| word.len()).unwrap_or_default();
    // Some servers compare the whole header, brackets and all, instead of looking for a part of it.
    let bare = format!("HEADER Message-ID \"{words}\"");
    let found = if words == external_id { format!("OR HEADER Message-ID \"<{words}>\" {bare}") } else { bare };
    match shelf {
        Shelf::Inbox => found,
        Shelf::Sent => format!("OR HEADER {KEPT_ID} \"{words}\" {found}"),
    }
}

fn parts<'a>(mail: &'a mail_parser::Message<'a>) -> impl Iterator<Item = &'a MessagePart<'a>> {
    mail.attachments().take(ATTACHMENTS_MAX)
}

fn mime(part: &MessagePart<'_>) -> String {
    part.content_type().map_or_else(
        || "application/octet-stream".to_string(),
        |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")).to_lowercase(),
    )
}

fn name(part: &MessagePart<'_>) -> String {
    match (part.attachment_name(), part.message()) {
        (Some(given), _) => file_name(given),
        (None, Some(inner)) => file_name(&format!("{}.eml", inner.subject().unwrap_or(NAMELESS))),
        (None, None) => NAMELESS.to_string(),
    }
}

/// One line that names no folder and shows every sign in its place.
fn file_name(given: &str) -> String {
    let flat = line(given).replace(['/', '\\'], "-");
    let shown: String = flat.chars().filter(|&c| !hides(c)).collect();
    match shown.trim_matches(['.', ' ']) {
        "" => NAMELESS.to_string(),
        name => name.to_string(),
    }
}

/// Signs without a shape of their own: they reverse the order of others or make two names look like one.
fn hides(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A part as its sender attached it. The parser's own text is already in another charset.
fn contents<'a>(part: &'a MessagePart<'_>, raw: &'a [u8]) -> Cow<'a, [u8]> {
    match (&part.body, part.encoding) {
        (PartType::Text(_) | PartType::Html(_), _) => {
            undone(part, raw).map_or(Cow::Borrowed(part.contents()), Cow::Owned)
        }
        // The parser hands out the message around it instead.
        (PartType::Message(_), Encoding::None) => Cow::Borrowed(body(part, raw)),
        (PartType::Message(_), Encoding::QuotedPrintable | Encoding::Base64)
        | (PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_), _) => {
            Cow::Borrowed(part.contents())
        }
    }
}

/// The bytes of a part with only the encoding for the way taken off.
pub(super) fn undone(part: &MessagePart<'_>, raw: &[u8]) -> Option<Vec<u8>> {
    match part.encoding {
        Encoding::None => Some(body(part, raw).to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(body(part, raw)),
        Encoding::Base64 => base64_decode(body(part, raw)),
    }
}

fn body<'a>(part: &MessagePart<'_>, raw: &'a [u8]) -> &'a [u8] {
    raw.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize).unwrap_or_default()
}
