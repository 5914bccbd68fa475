//! Two people at one record: what somebody changed goes on top of what others have saved since it was read. Fields they
//! did not touch keep what is there now; a field both changed, each otherwise, is refused by its name.

use runtime::{Problem, Refusal, RefusalCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use store::view::AuditView;

use crate::ask::Ask;
use crate::error::Result;

pub(crate) mod rows;

/// Changes of the trail that are looked through for who was faster.
const TRAIL_ROWS_MAX: u32 = 50;

/// The newest changes of one record, to tell who changed a field of it.
pub(crate) struct Trail {
    lines: Vec<(String, Value, Value)>,
}

impl Trail {
    /// Of what the audit calls `what`, and of the record with this number if there are several.
    pub fn of(ask: &Ask, what: &str, id: Option<i64>) -> Result<Trail> {
        let rows = ask.read(|reader| reader.audit(None, TRAIL_ROWS_MAX))?.rows;
        let json = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        let line = |row: AuditView| (row.user_name.unwrap_or_default(), json(&row.before), json(&row.after));
        let lines = rows.into_iter().filter(|row| row.what == what).map(line);
        Ok(Trail { lines: lines.filter(|(_, _, after)| id.is_none_or(|id| after["id"] == id)).collect() })
    }

    fn who(&self, path: &str) -> &str {
        let at = format!("/{}", path.replace('.', "/"));
        self.who_changed(|whole| whole.pointer(&at).cloned())
    }

    /// Whoever last changed what this looks at of the whole.
    pub fn who_changed<T: PartialEq>(&self, part: impl Fn(&Value) -> T) -> &str {
        let changed = |(name, before, after): &&(String, Value, Value)| !name.is_empty() && part(before) != part(after);
        self.lines.iter().find(changed).map_or("Outra pessoa", |(name, _, _)| name)
    }
}

/// What to save: `mine` as made from `from`, on top of what is there `now`.
///
/// # Errors
/// A conflict with one problem a field.
pub(crate) fn merged<T: Serialize + DeserializeOwned>(
    from: &T,
    mine: &T,
    now: &T,
    trail: &Trail,
) -> runtime::Result<T> {
    let mut both = vec![];
    let whole = merge("", &shown(from)?, &shown(mine)?, &shown(now)?, &mut both);
    if both.is_empty() {
        return serde_json::from_value(whole).map_err(|error| unreadable(&error));
    }
    Err(refused(both.iter().map(|path| told(path, trail.who(path), called(path))).collect()))
}

/// The same of a record somebody may not have read, or that is new: then `mine` is all of it.
///
/// # Errors
/// A conflict with one problem a field.
pub(crate) fn on_top<T: Serialize + DeserializeOwned>(
    from: Option<T>,
    mine: T,
    now: Option<T>,
    trail: &Trail,
) -> runtime::Result<T> {
    match (from, now) {
        (Some(from), Some(now)) => merged(&from, &mine, &now, trail),
        (None, _) | (_, None) => Ok(mine),
    }
}

/// One field that both changed.
pub(crate) fn told(field: &str, who: &str, called: &str) -> Problem {
    let message =
        format!("{who} mudou {called} enquanto você editava. Salve de novo para ficar com o que você escreveu.");
    Problem { field: field.to_owned(), message }
}

/// What both changed, to be decided by whoever is here.
pub(crate) fn refused(both: Vec<Problem>) -> Refusal {
    Refusal { code: RefusalCode::Conflict, ..Refusal::invalid(both) }
}

fn shown<T: Serialize>(one: &T) -> runtime::Result<Value> {
    serde_json::to_value(one).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Refusal {
    tracing::error!(%error, "a record could not be compared");
    Refusal::new(RefusalCode::Internal, "Não foi possível salvar. O registro do programa diz por quê.")
}

/// Field by field, lists of numbers member by member; anything else is one field. Paths both changed go into `both`.
fn merge(path: &str, from: &Value, mine: &Value, now: &Value, both: &mut Vec<String>) -> Value {
    if mine == from || mine == now {
        return now.clone();
    }
    if now == from {
        return mine.clone();
    }
    match (from, mine, now) {
        (Value::Object(from), Value::Object(mine), Value::Object(now))
            if same_keys(from, mine) && same_keys(mine, now) =>
        {
            let field = |(key, mine): (&String, &Value)| {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                (key.clone(), merge(&path, &from[key], mine, &now[key], both))
            };
            Value::Object(mine.iter().map(field).collect())
        }
        (Value::Array(from), Value::Array(mine), Value::Array(now))
            if [from, mine, now].iter().all(|all| of_ids(all)) =>
        {
            let kept = now.iter().filter(|one| mine.contains(one) || !from.contains(one));
            let added = mine.iter().filter(|one| !from.contains(one) && !now.contains(one));
            Value::Array(kept.chain(added).cloned().collect())
        }
        _ => {
            both.push(path.to_owned());
            mine.clone()
        }
    }
}

fn same_keys(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    one.len() == other.len() && one.keys().all(|key| other.contains_key(key))
}

fn of_ids(list: &[Value]) -> bool {
    list.iter().all(Value::is_i64)
}

/// A field as it stands in a sentence.
fn called(path: &str) -> &'static str {
    FIELDS.iter().find(|(field, _)| path.starts_with(field)).map_or("este campo", |(_, words)| words)
}

/// By the beginning of their paths, the closer one first.
const FIELDS: [(&str, &str); 37] = [
    ("queue.on", "a fila Sem Interação"),
    ("queue.wait", "o tempo de Sem Interação"),
    ("queue.mode", "o que acontece ao completar o tempo"),
    ("queue.keeper", "o responsável da fila"),
    ("queue.day_end", "o fim do dia"),
    ("queue.stay_min", "a permanência mínima na fila"),
    ("queue.grace", "a carência para reabrir"),
    ("queue.other_grace", "a carência dos outros encerramentos"),
    ("queue.first_word_required", "a exigência de uma palavra do cliente"),
    ("queue.entry_text", "o aviso de entrada na fila"),
    ("queue.closing_text", "o texto de encerramento"),
    ("company", "o nome da empresa"),
    ("zone", "o fuso horário"),
    ("hours", "o expediente"),
    ("national_holidays", "os feriados nacionais"),
    ("quiet", "o horário silencioso"),
    ("limits.spacing", "o espaço entre mensagens"),
    ("limits.per_contact", "as mensagens por cliente"),
    ("limits.fuse", "a trava de segurança"),
    ("limits.per_connection_day", "os envios por conexão"),
    ("opt_out_words", "as palavras de saída"),
    ("bubble_group", "a junção de balões"),
    ("notices", "quem é avisado de quê"),
    ("notice_texts", "os textos dos avisos"),
    ("name", "o nome"),
    ("leader", "o líder"),
    ("members", "as pessoas da equipe"),
    ("role", "o papel"),
    ("active", "se a pessoa está ativa"),
    ("teams", "as equipes"),
    ("team", "a equipe"),
    ("archived", "se está arquivado"),
    ("funnel", "o funil"),
    ("colour", "a cor"),
    ("limit_max", "o limite de cartões"),
    ("locked", "se está bloqueada"),
    ("kind", "o tipo"),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn all(from: Value, mine: Value, now: Value) -> (Value, Vec<String>) {
        let mut both = vec![];
        let whole = merge("", &from, &mine, &now, &mut both);
        (whole, both)
    }

    #[test]
    fn what_only_one_of_two_changed_is_kept_at_any_depth() {
        let from = json!({ "a": 1, "b": { "c": 1, "d": null } });
        let mine = json!({ "a": 2, "b": { "c": 1, "d": 3 } });
        let now = json!({ "a": 1, "b": { "c": 4, "d": null } });
        assert_eq!(all(from, mine, now), (json!({ "a": 2, "b": { "c": 4, "d": 3 } }), vec![]));
    }

    #[test]
    fn what_both_changed_is_named_unless_they_agree() {
        let from = json!({ "a": 1, "b": { "c": "x", "d": "x" } });
        let mine = json!({ "a": 2, "b": { "c": "y", "d": "y" } });
        let now = json!({ "a": 2, "b": { "c": "z", "d": "x" } });
        assert_eq!(all(from, mine.clone(), now), (mine, vec!["b.c".to_owned()]));
    }

    #[test]
    fn members_of_a_list_come_and_go_one_by_one() {
        let list = |ids: &[i64]| json!({ "members": ids });
        let (whole, both) = all(list(&[1, 2, 3]), list(&[1, 3, 4]), list(&[1, 2, 5]));
        assert_eq!((whole, both), (list(&[1, 5, 4]), vec![]));
    }

    #[test]
    fn a_choice_of_another_kind_is_one_field() {
        let grace = |one: Value| json!({ "grace": one });
        let (from, mine) = (json!({ "type": "for", "span": 1 }), json!({ "type": "next", "minute": 720 }));
        let now = grace(json!({ "type": "for", "span": 2 }));
        assert_eq!(all(grace(from), grace(mine), now).1, ["grace"]);
    }
}
