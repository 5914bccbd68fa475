//! Settings of the house and its holidays. A screen edits [`engine::Settings`] whole; `defaults` beside it says what is
//! still "padrão".

use engine::{Moment, Settings};

use crate::shape::{args, views};

args! {
    pub struct HolidaysArgs {
        pub year: i32,
    }

    pub struct HolidayDraft {
        /// `YYYY-MM-DD`.
        pub date: String,
        pub name: String,
    }

    pub struct HolidayDate {
        pub date: String,
    }

    pub struct ImportHolidays {
        /// The text of an iCal file.
        pub text: String,
    }
}

/// The settings as edited. Refused whole if anything in them cannot be.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct SaveSettings {
    pub settings: Settings,
}

views! {
    pub struct SettingsView {
        pub settings: Settings,
        pub defaults: Settings,
        /// The next automatic closing by these settings.
        pub next_cut: Option<Moment>,
        /// IANA names a zone may have.
        pub zones: Vec<String>,
    }

    pub struct HolidayView {
        pub date: String,
        pub name: String,
        /// Computed; cannot be deleted one by one.
        pub national: bool,
    }

    pub struct Holidays {
        pub days: Vec<HolidayView>,
    }

    pub struct ImportedHolidays {
        pub imported: u32,
    }
}
