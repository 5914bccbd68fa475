//! Mail about mail: bounces, delivery notices and read receipts, turned into news of the message they speak of. It
//! judges only the form of the report; whether that message was ours is the caller's to know.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};

use super::ident;
use crate::Receipt;

/// Longest piece of a server's own words that is kept, in characters.
const DIAGNOSTIC_CHARS_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    /// Message-ID of the message it is about, where it could be found.
    pub(super) original: Option<String>,
    /// Who was to get it, lower-cased.
    pub(super) recipient: Option<String>,
    pub(super) news: News,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum News {
    State(Receipt, String),
    /// Nothing has been decided: still trying, passed on, deleted unread.
    Nothing(String),
}

/// Reads a report; `None` when the message is none.
pub(super) fn report(message: &Message<'_>, domain: &str) -> Option<Report> {
    let find = |kind: &str| message.parts.iter().find(|part| is(part, "message", kind));
    if let Some(part) = find("delivery-status").or_else(|| find("global-delivery-status")) {
        let fields = fields(part);
        let recipient = get(&fields, "final-recipient").or_else(|| get(&fields, "original-recipient")).map(after_type);
        let news = delivery(&fields, recipient.as_deref());
        return Some(Report { original: original(message, domain), recipient, news });
    }
    if let Some(part) = find("disposition-notification") {
        let fields = fields(part);
        let news = match get(&fields, "disposition").unwrap_or_default().to_lowercase() {
            read if read.contains("displayed") => News::State(Receipt::Read, "Aberta pelo cliente.".to_string()),
            _ => News::Nothing("Aviso sobre uma mensagem, sem confirmação de leitura.".to_string()),
        };
        let recipient = get(&fields, "final-recipient").map(after_type);
        let named = get(&fields, "original-message-id").map(bare);
        return Some(Report { original: named.or_else(|| original(message, domain)), recipient, news });
    }
    home_made(message, domain)
}

/// Bounces of servers that write prose: recognised only when they name the failed recipient in a header or carry one
/// of our own ids.
fn home_made(message: &Message<'_>, domain: &str) -> Option<Report> {
    let failed = message.header_raw("X-Failed-Recipients").map(|raw| raw.trim().to_lowercase());
    let from = message.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or_default();
    let from_daemon = from.to_lowercase().starts_with("mailer-daemon@");
    if failed.is_none() && !from_daemon {
        return None;
    }
    let original = original(message, domain)?;
    let detail = match &failed {
        Some(recipient) => format!("Não foi possível entregar a mensagem a {recipient}."),
        None => "O servidor devolveu a mensagem sem entregá-la.".to_string(),
    };
    Some(Report { original: Some(original), recipient: failed, news: News::State(Receipt::Failed, detail) })
}

fn delivery(fields: &[(String, String)], recipient: Option<&str>) -> News {
    let status = get(fields, "status").unwrap_or_default();
    match get(fields, "action").unwrap_or_default().to_lowercase().trim() {
        "failed" => News::State(Receipt::Failed, why(&status, recipient, get(fields, "diagnostic-code"))),
        "delivered" => News::State(Receipt::Delivered, "Entregue na caixa do cliente.".to_string()),
        "delayed" => News::Nothing("O servidor ainda está tentando entregar a mensagem.".to_string()),
        "" if status.starts_with('5') => {
            News::State(Receipt::Failed, why(&status, recipient, get(fields, "diagnostic-code")))
        }
        _ => News::Nothing("Aviso de encaminhamento, sem confirmação de entrega.".to_string()),
    }
}

/// One sentence in Portuguese of an enhanced status code (RFC 3463), with the server's own words behind it.
fn why(status: &str, recipient: Option<&str>, diagnostic: Option<String>) -> String {
    let who = recipient.unwrap_or("do cliente");
    let mut parts = status.trim().split('.').skip(1);
    let sentence = match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
        ("1", "1" | "6" | "10") => format!("O endereço {who} não existe"),
        ("1", "2") | ("4", "4") => format!("O domínio do endereço {who} não recebe e-mails"),
        ("2", "2") => format!("A caixa {who} está cheia"),
        ("2", "1") => format!("A caixa {who} está desativada"),
        ("3", "4") | ("2", "3") => "A mensagem é grande demais para quem recebe".to_string(),
        ("4", _) => format!("O servidor de {who} não respondeu a tempo"),
        ("7", _) => format!("O servidor de {who} recusou a mensagem"),
        _ => format!("Não foi possível entregar a mensagem a {who}"),
    };
    let said = diagnostic.map(after_type).map(|said| clip(&said)).filter(|said| !said.is_empty());
    match said {
        Some(said) => format!("{sentence} ({}): {said}", status.trim()),
        None => format!("{sentence} ({}).", status.trim()),
    }
}

/// The id of the message reported on: inside the returned copy, else named as the one replied to, else anywhere.
fn original(message: &Message<'_>, domain: &str) -> Option<String> {
    let returned = message.parts.iter().find_map(|part| {
        if let Some(inner) = part.message() {
            return inner.message_id().map(str::to_string);
        }
        let headers_only = is(part, "text", "rfc822-headers") || is(part, "message", "rfc822");
        let parsed = if headers_only { MessageParser::default().parse_headers(part.contents()) } else { None };
        parsed.and_then(|inner| inner.message_id().map(str::to_string))
    });
    let replied = || {
        let named = [message.in_reply_to(), message.references()];
        named.iter().find_map(|ids| match ids.as_text_list() {
            Some(list) => list.last().map(|id| id.to_string()),
            None => ids.as_text().map(str::to_string),
        })
    };
    let anywhere = || {
        message.parts.iter().find_map(|part| {
            let text = String::from_utf8_lossy(part.contents());
            ident::find_own(&text, domain).map(str::to_string)
        })
    };
    returned.or_else(replied).or_else(anywhere).map(bare).filter(|id| !id.is_empty())
}

fn is(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|content| {
        content.ctype().eq_ignore_ascii_case(kind)
            && content.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subtype))
    })
}

/// Every `Name: value` of all groups of a status part, unfolded, names lower-cased.
fn fields(part: &MessagePart<'_>) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(part.contents()).into_owned();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_lowercase(), value.trim().to_string()));
        }
    }
    fields
}

fn get(fields: &[(String, String)], name: &str) -> Option<String> {
    fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
}

/// `rfc822; ana@exemplo.com` → `ana@exemplo.com`; addresses lower-cased, other words left.
fn after_type(value: String) -> String {
    let value = value.split_once(';').map_or(value.as_str(), |(_, after)| after).trim();
    let value = value.trim_matches(['<', '>']);
    if value.contains('@') && !value.contains(' ') { value.to_lowercase() } else { value.to_string() }
}

fn bare(id: String) -> String {
    id.trim().trim_matches(['<', '>']).to_string()
}

fn clip(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(DIAGNOSTIC_CHARS_MAX).collect()
}
