//! Painel: the numbers and plots of a period.

use engine::*;

use crate::rule::RuleEffectView;
use crate::shape::{args, views, words};

args! {
    pub struct DashboardArgs {
        pub from: Moment,
        /// Up to but not at.
        pub to: Moment,
        /// Everybody if absent.
        pub team: Option<TeamId>,
    }

    pub struct DashboardCsvArgs {
        pub from: Moment,
        pub to: Moment,
        pub team: Option<TeamId>,
        pub table: DashboardTable,
    }
}

words! {
    pub enum DashboardTable { Numbers, PerHour, PerTechnician, Effect, Heat, Stages }
}

views! {
    pub struct DashboardNumbers {
        /// Now: open with a technician, whose turn it is.
        pub attending: u32,
        /// Now: the customer owes an answer.
        pub waiting_customer: u32,
        /// Now in Sem Interação.
        pub no_interaction: u32,
        /// In the period: came back from Sem Interação by the customer's answer.
        pub returned: u32,
        /// In the period: closed by the end of the day.
        pub closed_by_silence: u32,
        /// In the period: median stay of those that came back.
        pub median_return: Option<Span>,
    }

    pub struct HourPoint {
        /// Start of the local hour.
        pub at: Moment,
        pub entered: u32,
        pub returned: u32,
        pub closed: u32,
    }

    pub struct TechnicianBar {
        pub user: UserId,
        /// Now open with this person.
        pub open: u32,
        /// In the period, out of this person's tickets.
        pub entered: u32,
        pub returned: u32,
    }

    pub struct HeatCell {
        /// Monday 0.
        pub weekday: u8,
        pub hour: u8,
        /// Tickets that fell silent (entered Sem Interação) in that hour.
        pub silences: u32,
    }

    pub struct StageBar {
        pub stage: Option<StageId>,
        pub tickets: u32,
        pub value_cents: i64,
    }

    pub struct Dashboard {
        pub now: Moment,
        pub numbers: DashboardNumbers,
        pub per_hour: Vec<HourPoint>,
        pub per_technician: Vec<TechnicianBar>,
        pub effect: Vec<RuleEffectView>,
        pub heat: Vec<HeatCell>,
        pub stages: Vec<StageBar>,
    }
}
