//! How the types of the contract are written: `views!` leave, `args!` arrive. Each becomes a TypeScript type of its own
//! and a JSON schema. Arguments refuse fields they do not know, so that a misspelt one is never quietly ignored.

macro_rules! views {
    ($($(#[$meta:meta])* pub struct $name:ident $body:tt)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, ts_rs::TS, schemars::JsonSchema)]
        #[ts(export)]
        pub struct $name $body
    )+};
}

macro_rules! args {
    ($($(#[$meta:meta])* pub struct $name:ident $body:tt)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[ts(export, optional_fields = nullable)]
        pub struct $name $body
    )+};
}

/// A closed list that travels as a snake_case word, or as an object tagged `type`.
macro_rules! words {
    ($($(#[$meta:meta])* pub enum $name:ident $body:tt)+) => {$(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        #[ts(export)]
        pub enum $name $body
    )+};
}

pub(crate) use {args, views, words};

args! {
    /// A command without arguments: `{}`.
    #[derive(Default)]
    pub struct Nothing {}
}

views! {
    /// Done, and there is nothing to say about it.
    #[derive(Default)]
    pub struct Done {}

    /// A file to be saved by the person: CSV, JSON.
    pub struct TextFile {
        pub name: String,
        pub mime: String,
        pub text: String,
    }

    /// A file of any kind to be saved by the person. The page neither shows nor runs it.
    pub struct BinaryFile {
        pub name: String,
        pub mime: String,
        pub base64: String,
    }
}
