//! Message-IDs: ours made of a send's key, and the one a message without any is given. Always without angle brackets.

use sha2::{Digest, Sha256};

/// What every Message-ID of ours begins with.
const OWN: &str = "retorno.";
/// What the stand-in for a missing Message-ID begins with; such an id means nothing to anybody outside.
const STAND_IN: &str = "sem-id.";

/// The Message-ID of the send with this key: the same key gives the same id, different keys different ones.
pub(in crate::email) fn message_id(key: &str, domain: &str) -> String {
    let mut left = String::from(OWN);
    for byte in key.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => left.push(char::from(byte)),
            other => left.push_str(&format!("={other:02x}")),
        }
    }
    format!("{left}@{domain}")
}

/// Whether a Message-ID is one of ours.
pub(super) fn is_own(id: &str, domain: &str) -> bool {
    id.starts_with(OWN) && id.rsplit_once('@').is_some_and(|(_, right)| right.eq_ignore_ascii_case(domain))
}

/// The first Message-ID of ours found anywhere in a text.
pub(super) fn find_own<'a>(text: &'a str, domain: &str) -> Option<&'a str> {
    text.match_indices(OWN).find_map(|(start, _)| {
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"'();,".contains(c)).unwrap_or(rest.len());
        Some(&rest[..end]).filter(|id| is_own(id, domain))
    })
}

/// An id for a message that brought none: the same message always gets the same.
pub(super) fn stand_in(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let hex: String = hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{STAND_IN}{hex}")
}

/// Whether an id is the stand-in for a missing one.
pub(super) fn is_stand_in(id: &str) -> bool {
    id.starts_with(STAND_IN)
}

/// Whether an id may be named to others in `References`.
pub(super) fn is_public(id: &str) -> bool {
    !id.is_empty()
        && !is_stand_in(id)
        && !id.contains(|c: char| c.is_whitespace() || c.is_control() || "<>".contains(c))
}
