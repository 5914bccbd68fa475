//! The queue Sem Interação live, what is arriving in it, and what the end of each day closed.

mod day;
mod live;

use engine::queue::EntryMode;
use engine::*;
use store::{ClosingState, DayState, SendState};

use crate::shape::{args, views, words};

use crate::ticket::{TicketCard, TicketFilter};

pub(crate) use day::{answer_day, day_runs};
pub(crate) use live::{waiting_csv, waiting_queue};

args! {
    pub struct WaitingArgs {
        #[serde(default)]
        #[ts(as = "Option<TicketFilter>", optional)]
        pub filter: TicketFilter,
        pub after: Option<String>,
        pub limit: Option<u32>,
    }

    pub struct WaitingCsvArgs {
        #[serde(default)]
        #[ts(as = "Option<TicketFilter>", optional)]
        pub filter: TicketFilter,
    }

    pub struct DayRunsArgs {
        pub limit: Option<u32>,
    }

    pub struct AnswerDay {
        /// `YYYY-MM-DD`, of the run that asks.
        pub date: String,
        /// Close what qualified at that cut, or leave it.
        pub close: bool,
    }
}

words! {
    pub enum Told { Customer, Technician, Leader }
}

views! {
    /// One of "Notificações enviadas".
    pub struct ToldView {
        pub to: Told,
        pub user: Option<UserId>,
        pub at: Moment,
        /// Of the message to the customer; people's notices are always `sent`, or `read` once opened.
        pub state: SendState,
        /// Why it failed, in Portuguese.
        pub detail: String,
    }

    pub struct WaitingRow {
        /// `entered_at`, `silent_since`, `assignee` (the keeper) and `returns_to` (the original technician) are in it.
        pub card: TicketCard,
        pub told: Vec<ToldView>,
        /// When the end of the day would close it; absent if the next one does not.
        pub closes_at: Option<Moment>,
    }

    /// "Chegando em instantes".
    pub struct Arriving {
        pub ticket: TicketId,
        pub protocol: String,
        pub contact_name: String,
        pub technician: Option<UserId>,
        pub at: Moment,
    }

    /// A missed end of day that waits for a decision.
    pub struct DayAsk {
        pub date: String,
        pub cut_at: Moment,
        pub tickets: u32,
    }

    pub struct DaySummary {
        pub entered_today: u32,
        pub returned_today: u32,
        /// By the end of a day and closed still, as the Painel counts.
        pub closed_today: u32,
        /// The next automatic closing.
        pub next_cut: Option<Moment>,
        pub asks: Option<DayAsk>,
        /// The newest run, while it is less than a day old.
        pub last_run: Option<DayRunView>,
    }

    pub struct WaitingQueue {
        pub now: Moment,
        pub on: bool,
        pub mode: EntryMode,
        pub keeper: Option<UserId>,
        pub wait: Span,
        pub total: u32,
        pub rows: Vec<WaitingRow>,
        pub next: Option<String>,
        pub arriving: Vec<Arriving>,
        pub day: DaySummary,
    }

    pub struct DayClosingView {
        pub ticket: TicketId,
        pub protocol: String,
        pub contact_name: String,
        pub state: ClosingState,
        pub closed_at: Option<Moment>,
    }

    pub struct DayRunView {
        pub date: String,
        pub cut_at: Moment,
        pub started_at: Moment,
        pub finished_at: Option<Moment>,
        pub state: DayState,
        /// What it closed, whatever became of it.
        pub closed: u32,
        /// Of those: opened again since, by the customer's answer or a person.
        pub reopened: u32,
        /// Until when "Desfazer" of one closing works.
        pub undo_until: Option<Moment>,
        /// At most [`crate::bounds::DAY_ROWS_MAX`].
        pub tickets: Vec<DayClosingView>,
    }
}
