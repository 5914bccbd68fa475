//! The settings of the house that decide behaviour: times, limits, texts. A value a screen edits whole and the store
//! keeps whole. Appearance and keys are the UI's own.

use serde::{Deserialize, Serialize};

use crate::calendar::{BusinessHours, QuietHours};
use crate::{Limits, QueuePolicy, Span};

/// Grace of the desk after which a customer-visible opt-out word counts; matched on the whole message, case folded.
pub const OPT_OUT_WORDS: [&str; 2] = ["SAIR", "PARAR"];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(default)]
pub struct Settings {
    pub company: String,
    /// IANA name, e.g. `America/Sao_Paulo`. Not the computer's.
    pub zone: String,
    /// Company business hours; `None` = always open.
    pub hours: Option<BusinessHours>,
    /// Brazilian national days are holidays.
    pub national_holidays: bool,
    pub quiet: Option<QuietHours>,
    pub limits: Limits,
    pub queue: QueuePolicy,
    pub opt_out_words: Vec<String>,
    /// Desktop bubbles of one recipient above this number in [`Settings::bubble_group_span`] become one.
    pub bubble_group_max: u32,
    pub bubble_group_span: Span,
    /// Which notices go where: event × recipient × medium.
    pub notices: Vec<NoticeRule>,
    /// Wizard finished.
    pub set_up: bool,
    /// Example data is loaded (yellow strip).
    pub demo: bool,
}

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

impl Default for Settings {
    fn default() -> Self {
        Settings {
            company: "Minha empresa".into(),
            zone: "America/Sao_Paulo".into(),
            hours: None,
            national_holidays: true,
            quiet: Some(QuietHours::default()),
            limits: Limits::default(),
            queue: QueuePolicy::default(),
            opt_out_words: OPT_OUT_WORDS.map(String::from).to_vec(),
            bubble_group_max: 5,
            bubble_group_span: Span::minutes(1),
            notices: vec![],
            set_up: false,
            demo: false,
        }
    }
}

impl Settings {
    /// Where a notice of this kind goes.
    #[must_use]
    pub fn notice(&self, event: NoticeEvent, to: Recipient) -> NoticeRule {
        self.notices
            .iter()
            .find(|rule| rule.event == event && rule.to == to)
            .copied()
            .unwrap_or_else(|| NoticeRule::default_for(event, to))
    }
}
