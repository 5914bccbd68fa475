//! Conexões: the kinds there are, the settings each asks for, and what state the configured ones are in. Secrets go in
//! and never come out.

use std::collections::BTreeMap;

use engine::*;
use store::ConnectionState;

use crate::shape::{args, views, words};

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
        /// Open tickets that go through it.
        pub open_tickets: u32,
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
