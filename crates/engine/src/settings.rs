//! The settings of the house that decide behaviour: times, limits, texts. A value a screen edits whole and the store
//! keeps whole. Appearance and keys are the UI's own.

use serde::{Deserialize, Serialize};

use crate::calendar::{BusinessHours, QuietHours};
use crate::{Limits, NoticeEvent, NoticeRule, NoticeText, QueuePolicy, Recipient, Span};

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
    /// What our own people read. What is not listed has its standard words.
    pub notice_texts: Vec<NoticeText>,
    /// Wizard finished.
    pub set_up: bool,
    /// Example data is loaded (yellow strip).
    pub demo: bool,
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
            notice_texts: NoticeText::standard_all(),
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

    /// What a notice of this kind says; `None` = its words are not the house's to choose.
    #[must_use]
    pub fn notice_text(&self, event: NoticeEvent, to: Recipient) -> Option<NoticeText> {
        let own = self.notice_texts.iter().find(|text| text.event == event && text.to == to);
        own.cloned().or_else(|| NoticeText::standard(event, to))
    }
}
