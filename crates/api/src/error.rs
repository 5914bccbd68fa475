//! What a screen or an integration is told when a command is not done: a closed code, a sentence in Portuguese and the
//! fields it is about. A code exists only because a screen behaves differently for it.

use runtime::{Refusal, RefusalCode};
use schemars::JsonSchema;
use serde::Serialize;
use ts_rs::TS;

pub type Result<T> = std::result::Result<T, Failure>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS, JsonSchema)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// What it is about is not (or no longer) there: the screen goes back to its list.
    NotFound,
    /// What was typed cannot be: the form shows it beside the fields.
    Invalid,
    /// This person may not.
    Forbidden,
    /// Somebody was faster: the screen reloads.
    Conflict,
    /// It would work later: the screen keeps what was typed and offers to try again.
    Unavailable,
    /// The data is damaged and there is a whole copy: the screen offers to use it.
    Damaged,
    UnknownCommand,
    /// More than a named limit allows.
    TooLarge,
    /// A defect of ours; the log has it.
    Internal,
}

/// One thing that is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, JsonSchema)]
#[ts(export)]
pub struct FieldProblem {
    /// Path of the field in the arguments, e.g. `actions.0.text`.
    pub field: String,
    pub message: String,
    /// Line of an imported text, from 1.
    pub line: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, JsonSchema, thiserror::Error)]
#[error("{message}")]
#[ts(export)]
pub struct Failure {
    pub code: Code,
    /// In Portuguese, ready to be shown.
    pub message: String,
    /// The first field it is about.
    pub field: Option<String>,
    pub problems: Vec<FieldProblem>,
}

impl Failure {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into(), field: None, problems: vec![] }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Failure {
        Failure::new(Code::NotFound, message)
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Failure {
        Failure::new(Code::Forbidden, message)
    }

    /// One field is wrong.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Failure {
        Failure::problems(vec![FieldProblem::new(field, message)])
    }

    /// Everything that is wrong with a form; the first gives the sentence.
    pub(crate) fn problems(problems: Vec<FieldProblem>) -> Failure {
        let first = problems.first();
        Failure {
            code: Code::Invalid,
            message: first.map_or_else(|| "Confira os campos.".into(), |problem| problem.message.clone()),
            field: first.map(|problem| problem.field.clone()),
            problems,
        }
    }
}

impl FieldProblem {
    pub(crate) fn new(field: &str, message: impl Into<String>) -> FieldProblem {
        FieldProblem { field: field.into(), message: message.into(), line: None }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        let Refusal { code, message, problems } = refusal;
        let code = match code {
            RefusalCode::NotFound => Code::NotFound,
            RefusalCode::Invalid => Code::Invalid,
            RefusalCode::Forbidden => Code::Forbidden,
            RefusalCode::Conflict => Code::Conflict,
            RefusalCode::Unavailable
            | RefusalCode::Full
            | RefusalCode::AlreadyRunning
            | RefusalCode::NewerDatabase
            | RefusalCode::Unwritable
            | RefusalCode::Corrupt => Code::Unavailable,
            RefusalCode::Restorable => Code::Damaged,
            RefusalCode::Internal => {
                tracing::error!(%message, "command failed");
                Code::Internal
            }
        };
        let problems: Vec<FieldProblem> =
            problems.into_iter().map(|problem| FieldProblem::new(&problem.field, problem.message)).collect();
        Failure { code, message, field: problems.first().map(|problem| problem.field.clone()), problems }
    }
}
