//! Conexões: the kinds there are, the settings each asks for, and what state the configured ones are in. Secrets go in
//! and never come out.

use std::collections::BTreeMap;

use channels::{Fault, FieldKind, Kind};
use engine::*;
use runtime::Refusal;
use store::{Connection, ConnectionState};

use crate::ask::Ask;
use crate::bounds::SETTING_CHARS_MAX;
use crate::error::{Failure, Result};
use crate::shape::{Done, Nothing, args, views, words};

args! {
    pub struct ConnectionDraft {
        /// Absent: a new connection.
        pub id: Option<ConnectionId>,
        /// A word of `connection_kinds`.
        pub kind: String,
        pub name: String,
        /// Field name to value, without secrets.
        pub settings: BTreeMap<String, String>,
        /// Absent: the one kept stays.
        pub secret: Option<String>,
        /// The queue new tickets start in.
        pub queue: QueueId,
        pub enabled: bool,
    }

    pub struct TestConnection {
        /// Of a saved connection, whose secret is used if none is given.
        pub id: Option<ConnectionId>,
        pub kind: String,
        pub settings: BTreeMap<String, String>,
        pub secret: Option<String>,
    }

    pub struct OneConnection {
        pub connection: ConnectionId,
    }

    pub struct EnableConnection {
        pub connection: ConnectionId,
        pub enabled: bool,
    }
}

words! {
    pub enum FieldInput { Text, Number, Password, Checkbox, Choice, Multiline }
    /// What "Testar" found wrong.
    pub enum FaultPart { Host, Certificate, Password, Other }
}

views! {
    pub struct ConnectionView {
        pub id: ConnectionId,
        pub kind: String,
        pub name: String,
        pub settings: BTreeMap<String, String>,
        pub queue: QueueId,
        pub enabled: bool,
        pub state: ConnectionState,
        /// One sentence about the state, in Portuguese; may be empty.
        pub detail: String,
        /// Everything the provider had before this instant has been read; absent: never yet.
        pub synced_at: Option<Moment>,
        pub last_in: Option<Moment>,
        pub last_out: Option<Moment>,
        /// Messages waiting to leave by it.
        pub planned: u32,
    }

    pub struct SavedConnection {
        pub connection: ConnectionId,
    }

    pub struct FieldOption {
        pub value: String,
        pub label: String,
    }

    pub struct SettingsField {
        pub name: String,
        pub label: String,
        pub input: FieldInput,
        pub options: Vec<FieldOption>,
        pub required: bool,
        pub hint: String,
        pub default: String,
    }

    pub struct ConnectionKind {
        pub kind: String,
        pub fields: Vec<SettingsField>,
    }

    pub struct TestReply {
        pub ok: bool,
        /// The address or name the provider knows us by.
        pub address: String,
        /// What it found, or what is wrong and what to do, in Portuguese.
        pub detail: String,
        /// What is wrong; absent when it works.
        pub part: Option<FaultPart>,
        /// The field to look at, if one can be named.
        pub field: Option<String>,
    }
}

/// All but the deleted ones.
pub(crate) fn connections(ask: &Ask, _: Nothing) -> Result<Vec<ConnectionView>> {
    let rows = ask.read(|reader| reader.connection_list())?;
    Ok(rows.into_iter().filter(|row| !row.archived).map(connection_view).collect())
}

fn connection_view(row: store::view::ConnectionView) -> ConnectionView {
    ConnectionView {
        id: row.id,
        kind: row.kind,
        name: row.name,
        settings: serde_json::from_str(&row.settings).unwrap_or_default(),
        queue: row.queue,
        enabled: row.enabled,
        state: row.state,
        detail: row.detail,
        synced_at: Some(row.synced_at).filter(|at| at.0 > 0),
        last_in: row.last_in_at,
        last_out: row.last_out_at,
        planned: row.planned,
    }
}

pub(crate) fn connection_kinds(_: &Ask, _: Nothing) -> Result<Vec<ConnectionKind>> {
    Ok(Kind::ALL.into_iter().map(|kind| ConnectionKind { kind: word(kind), fields: fields(kind) }).collect())
}

fn word(kind: Kind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}

fn kind_of(word: &str) -> Result<Kind> {
    serde_json::from_value(word.into()).map_err(|_| Failure::field("kind", "Escolha um dos tipos de conexão da lista."))
}

fn fields(kind: Kind) -> Vec<SettingsField> {
    kind.fields().into_iter().map(field).collect()
}

fn field(field: channels::Field) -> SettingsField {
    let channels::Field { name, label, kind, required, hint, default } = field;
    let (input, options) = match kind {
        FieldKind::Text => (FieldInput::Text, vec![]),
        FieldKind::Number => (FieldInput::Number, vec![]),
        FieldKind::Password => (FieldInput::Password, vec![]),
        FieldKind::Checkbox => (FieldInput::Checkbox, vec![]),
        FieldKind::Multiline => (FieldInput::Multiline, vec![]),
        FieldKind::Choice { options } => (FieldInput::Choice, options),
    };
    SettingsField {
        name: name.into(),
        label: label.into(),
        input,
        options: options
            .into_iter()
            .map(|one| FieldOption { value: one.value.into(), label: one.label.into() })
            .collect(),
        required,
        hint: hint.into(),
        default: default.into(),
    }
}

/// The settings as they are kept: only fields the kind has, and never a secret.
fn checked(kind: Kind, settings: BTreeMap<String, String>, secret: Option<&str>) -> Result<BTreeMap<String, String>> {
    let fields = kind.fields();
    for (name, value) in settings.iter().map(|(name, value)| (name.as_str(), value.as_str())) {
        let at = format!("settings.{name}");
        if !fields.iter().any(|field| field.name == name && !field.is_secret()) {
            return Err(Failure::field(&at, "Retire este campo: o tipo de conexão não o tem."));
        }
        if value.chars().count() > SETTING_CHARS_MAX {
            return Err(Failure::field(&at, format!("Use até {SETTING_CHARS_MAX} caracteres.")));
        }
    }
    if secret.is_some_and(|secret| secret.chars().count() > SETTING_CHARS_MAX) {
        return Err(Failure::field("secret", format!("Use até {SETTING_CHARS_MAX} caracteres.")));
    }
    Ok(settings)
}

pub(crate) fn save_connection(ask: &Ask, args: ConnectionDraft) -> Result<SavedConnection> {
    let ConnectionDraft { id, kind, name, settings, secret, queue, enabled } = args;
    let kind = kind_of(&kind)?;
    let settings = checked(kind, settings, secret.as_deref())?;
    // The channel itself says whether it could open with these. A secret kept earlier is not read back for that:
    // anything stands for it.
    let stand_in = if id.is_some() { "kept" } else { "" };
    let tried = channels::open(kind, &settings, secret.as_deref().unwrap_or(stand_in));
    tried.map_err(|fault| misfit(kind, &fault))?;
    let text = serde_json::to_string(&settings).unwrap_or_else(|_| "{}".into());
    let me = ask.me();
    let waits_for_secret = secret.is_some();
    let connection = ask.turn(move |turn| {
        let known = match id {
            Some(id) => {
                let known = turn.house.connection(id).filter(|one| !one.archived).cloned();
                Some(known.ok_or_else(|| Refusal::not_found("Esta conexão"))?)
            }
            None => None,
        };
        if known.as_ref().is_some_and(|known| known.kind != word(kind)) {
            return Err(Refusal::field("kind", "O tipo de uma conexão não muda. Crie outra conexão."));
        }
        let fresh = Connection {
            id: ConnectionId(0),
            kind: word(kind),
            name: String::new(),
            settings: String::new(),
            queue,
            enabled,
            state: ConnectionState::New,
            detail: String::new(),
            cursor: String::new(),
            synced_at: Moment(0),
            resume_at: Moment(0),
            archived: false,
        };
        // A new one starts only once its secret is kept.
        let enabled = enabled && (known.is_some() || !waits_for_secret);
        let after = Connection { name, settings: text, queue, enabled, ..known.unwrap_or(fresh) };
        turn.save_connection(&after, me)
    })?;
    let Some(secret) = secret else { return Ok(SavedConnection { connection }) };
    if let Err(refusal) = ask.desk.put_secret(connection, &secret) {
        if id.is_none() {
            // Without its secret it would only be a broken twin of the one saved next.
            delete_connection(ask, OneConnection { connection })?;
        }
        return Err(refusal.into());
    }
    if id.is_none() && enabled {
        enable_connection(ask, EnableConnection { connection, enabled })?;
    }
    Ok(SavedConnection { connection })
}

/// A field the channel could not read. Its code is then the name of the field.
fn misfit(kind: Kind, fault: &Fault) -> Failure {
    let secret = kind.fields().iter().any(|field| field.is_secret() && field.name == fault.code);
    let field = if secret { "secret".to_owned() } else { format!("settings.{}", fault.code) };
    Failure::field(&field, fault.detail.clone())
}

pub(crate) fn test_connection(ask: &Ask, args: TestConnection) -> Result<TestReply> {
    let TestConnection { id, kind, settings, secret } = args;
    let kind = kind_of(&kind)?;
    let settings = checked(kind, settings, secret.as_deref())?;
    Ok(match ask.desk.probe(kind, &settings, secret.as_deref(), id) {
        Ok(found) => TestReply { ok: true, address: found.address, detail: found.detail, part: None, field: None },
        Err(fault) => {
            let field = kind.fields().iter().any(|field| field.name == fault.code).then(|| fault.code.clone());
            TestReply { ok: false, address: String::new(), detail: fault.detail, part: Some(part(fault.part)), field }
        }
    })
}

fn part(part: channels::Part) -> FaultPart {
    match part {
        channels::Part::Host => FaultPart::Host,
        channels::Part::Certificate => FaultPart::Certificate,
        channels::Part::Password => FaultPart::Password,
        channels::Part::Other => FaultPart::Other,
    }
}

pub(crate) fn enable_connection(ask: &Ask, args: EnableConnection) -> Result<Done> {
    change(ask, args.connection, move |connection| connection.enabled = args.enabled)
}

pub(crate) fn delete_connection(ask: &Ask, args: OneConnection) -> Result<Done> {
    change(ask, args.connection, |connection| {
        connection.enabled = false;
        connection.archived = true;
    })
}

fn change(ask: &Ask, id: ConnectionId, how: impl FnOnce(&mut Connection) + Send + 'static) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| {
        let known = turn.house.connection(id).filter(|one| !one.archived).cloned();
        let mut connection = known.ok_or_else(|| Refusal::not_found("Esta conexão"))?;
        how(&mut connection);
        turn.save_connection(&connection, me)
    })?;
    Ok(Done {})
}
