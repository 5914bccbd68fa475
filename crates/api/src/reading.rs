//! Why something that was sent or imported cannot be read, in Portuguese: the parser's own words are English, and what
//! they are about is the name of a field. Nothing here reads; it words what a parser said, and finds what one let pass.

use serde_json::{Error, Value};

/// What is wrong with a value, as the end of a sentence; `None` where the text is no JSON at all.
pub(crate) fn wrong(error: &Error) -> Option<String> {
    let text = error.to_string();
    let about = about(&text);
    let name = about.split('`').nth(1).unwrap_or_default();
    if about.starts_with("unknown field") {
        Some(unknown_field(name))
    } else if about.starts_with("unknown variant") {
        Some(format!("«{name}» não é um valor possível."))
    } else if about.starts_with("missing field") {
        Some(format!("falta o campo «{name}»."))
    } else if about.starts_with("duplicate field") {
        Some(format!("o campo «{name}» está repetido."))
    } else {
        let (found, wanted) = about.strip_prefix("invalid ").and_then(|said| said.split_once(", expected "))?;
        Some(format!("um valor é de outro tipo: há {} onde cabe {}.", found_kind(found), wanted_kind(wanted)))
    }
}

/// The field a parser did not know, if that is what it said.
pub(crate) fn unknown(error: &Error) -> Option<String> {
    let text = error.to_string();
    let rest = about(&text).strip_prefix("unknown field `")?;
    rest.split('`').next().map(str::to_owned)
}

pub(crate) fn unknown_field(name: &str) -> String {
    format!("o campo «{name}» não existe.")
}

/// The parser's words without the place, which is said otherwise.
fn about(text: &str) -> &str {
    text.split(" at line ").next().unwrap_or_default()
}

/// The path and the name of the first field that was given and is no longer there once read: a type without fields of
/// its own, or one that is also kept on disk, lets any pass.
pub(crate) fn let_pass(given: &Value, read: &Value) -> Option<(String, String)> {
    match (given, read) {
        (Value::Object(given), Value::Object(read)) => given.iter().find_map(|(name, value)| {
            let Some(known) = read.get(name) else { return Some((name.clone(), name.clone())) };
            let (inner, field) = let_pass(value, known)?;
            let dot = if inner.starts_with('[') { "" } else { "." };
            Some((format!("{name}{dot}{inner}"), field))
        }),
        (Value::Array(given), Value::Array(read)) => {
            given.iter().zip(read).enumerate().find_map(|(index, (given, read))| {
                let (inner, field) = let_pass(given, read)?;
                let dot = if inner.starts_with('[') { "" } else { "." };
                Some((format!("[{index}]{dot}{inner}"), field))
            })
        }
        (
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) | Value::Array(_),
            _,
        ) => None,
    }
}

/// What the parser found, after "invalid type: " or "invalid value: "; a list of a wrong length says nothing else.
fn found_kind(found: &str) -> &'static str {
    let kind = found.split_once(": ").map_or("sequence", |(_, kind)| kind);
    match kind.split([' ', '`']).next().unwrap_or_default() {
        "string" | "character" => "um texto",
        "integer" if kind.contains('-') => "um número negativo",
        "integer" => "um número inteiro",
        "floating" => "um número com decimais",
        "boolean" => "verdadeiro ou falso",
        "null" | "unit" => "um valor vazio",
        "sequence" => "uma lista",
        "map" => "um objeto",
        _ => "outra coisa",
    }
}

fn wanted_kind(wanted: &str) -> &'static str {
    match wanted.split(' ').next().unwrap_or_default() {
        "u16" | "u32" | "u64" | "i32" | "i64" => "um número inteiro",
        "struct" | "internally" | "map" => "um objeto",
        _ if wanted.contains("boolean") => "verdadeiro ou falso",
        _ if wanted.contains("sequence") => "uma lista",
        _ if wanted.contains("string") || wanted.contains("variant") => "um texto",
        _ => "outro valor",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::let_pass;

    #[test]
    fn what_a_type_let_pass_is_found_with_its_path() {
        let given = json!({ "a": [{ "b": 1 }, { "b": 1, "mais": 2 }], "z": 1 });
        let read = json!({ "a": [{ "b": 1 }, { "b": 1, "c": null }], "z": 1 });
        assert_eq!(let_pass(&given, &read), Some(("a[1].mais".into(), "mais".into())));
        assert_eq!(let_pass(&read, &read), None);
    }
}
