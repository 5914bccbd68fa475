//! Notices to our own people: what they are about, where they go, and the words the house may choose for them.

use serde::{Deserialize, Serialize};

use crate::text::{self, TextProblem};

/// Longest title of a notice: one line of a desktop bubble.
pub const NOTICE_TITLE_CHARS_MAX: usize = 120;
/// Longest text of a notice: what a desktop bubble still shows.
pub const NOTICE_TEXT_CHARS_MAX: usize = 300;

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum NoticeEvent {
    /// A ticket moved into Sem Interação.
    Entered,
    /// Manual mode: the wait is over, the technician may move it.
    MayEnter,
    /// The customer answered and the ticket came back.
    Returned,
    /// Closed at the end of the day.
    DayClosed,
    /// One digest of the end of the day.
    DayDigest,
    /// A missed end of day asks what to do.
    DayAsks,
    /// The safety fuse paused a rule.
    RulePaused,
    /// Our own data were recovered, or lie where others touch them.
    Data,
    /// Something a rule needs is gone.
    RuleBroken,
    /// A send failed for good, or its end is unknown.
    SendFailed,
    /// A connection went down or asks to sign in again.
    ConnectionDown,
    /// A rule's own "Notificar usuário".
    Rule,
    /// A ticket was given to you.
    Assigned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    Technician,
    Leader,
    Supervisors,
}

/// One cell row of the matrix. What is not listed follows [`NoticeRule::default_for`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct NoticeRule {
    pub event: NoticeEvent,
    pub to: Recipient,
    pub bubble: bool,
    pub centre: bool,
}

impl NoticeRule {
    /// Everything is on until somebody switches it off.
    #[must_use]
    pub fn default_for(event: NoticeEvent, to: Recipient) -> NoticeRule {
        NoticeRule { event, to, bubble: true, centre: true }
    }
}

/// The words of one kind of notice about a ticket, with the variables of [`crate::text`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct NoticeText {
    pub event: NoticeEvent,
    pub to: Recipient,
    pub title: String,
    pub text: String,
}

impl NoticeText {
    /// The words as delivered; `None` where they say what only the program knows (a failure, a count, a rule's own text).
    #[must_use]
    pub fn standard(event: NoticeEvent, to: Recipient) -> Option<NoticeText> {
        let title = match (event, to) {
            (NoticeEvent::Entered, Recipient::Technician | Recipient::Leader) => {
                "Cliente sem resposta: foi para Sem Interação"
            }
            (NoticeEvent::MayEnter, Recipient::Technician) => "Cliente sem resposta: mova para Sem Interação",
            (NoticeEvent::Returned, Recipient::Technician) => "Cliente respondeu: voltou para você",
            (NoticeEvent::Returned, Recipient::Leader) => "Cliente respondeu: voltou para {{atendente.nome}}",
            (NoticeEvent::DayClosed, Recipient::Technician) => "Encerrado no fim do dia sem resposta do cliente",
            (
                NoticeEvent::Entered
                | NoticeEvent::MayEnter
                | NoticeEvent::Returned
                | NoticeEvent::DayClosed
                | NoticeEvent::DayDigest
                | NoticeEvent::DayAsks
                | NoticeEvent::RulePaused
                | NoticeEvent::Data
                | NoticeEvent::RuleBroken
                | NoticeEvent::SendFailed
                | NoticeEvent::ConnectionDown
                | NoticeEvent::Rule
                | NoticeEvent::Assigned,
                Recipient::Technician | Recipient::Leader | Recipient::Supervisors,
            ) => return None,
        };
        Some(NoticeText { event, to, title: title.into(), text: "{{contato.nome}} · {{ticket.protocolo}}".into() })
    }

    /// All that have words to choose, in the order in which a ticket's day brings them.
    #[must_use]
    pub fn standard_all() -> Vec<NoticeText> {
        let events = [NoticeEvent::Entered, NoticeEvent::MayEnter, NoticeEvent::Returned, NoticeEvent::DayClosed];
        let to = [Recipient::Technician, Recipient::Leader];
        events.into_iter().flat_map(|event| to.into_iter().filter_map(move |to| Self::standard(event, to))).collect()
    }

    /// Why these words cannot be saved, each with the field (`title` or `text`) it is about.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let fields = [("title", &self.title, NOTICE_TITLE_CHARS_MAX), ("text", &self.text, NOTICE_TEXT_CHARS_MAX)];
        let problem = |words: &str, max: usize| match (text::check(words), words.chars().count()) {
            (Err(TextProblem::TooLong { .. }) | Ok(_), chars) if chars > max => {
                Some(format!("Encurte o texto: ele tem {chars} caracteres e cabem {max} em um aviso."))
            }
            (Ok(_), _) => None,
            (Err(problem), _) => Some(problem.to_string()),
        };
        fields.into_iter().filter_map(|(field, words, max)| Some((field, problem(words, max)?))).collect()
    }
}
