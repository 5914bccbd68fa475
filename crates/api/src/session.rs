//! Who is asking, what they may, and how the house is: the first things a window asks. Also the first run.

use engine::day::DayEnd;
use engine::*;
use store::Role;

use crate::people::UserView;
use crate::shape::{args, views};

args! {
    /// The first run, without example data. What is absent keeps its default.
    pub struct SetupDraft {
        pub company: String,
        /// The person at this computer; becomes Supervisor.
        pub your_name: String,
        pub zone: Option<String>,
        #[serde(default)]
        #[ts(as = "Option<Vec<String>>", optional)]
        pub technicians: Vec<String>,
        pub leader: Option<String>,
        pub wait: Option<Span>,
        pub day_end: Option<DayEnd>,
        pub hours: Option<BusinessHours>,
    }
}

views! {
    pub struct Profile {
        pub id: UserId,
        pub name: String,
        pub role: Role,
    }

    pub struct SessionView {
        pub now: Moment,
        pub version: String,
        pub user: UserView,
        /// Names of the commands this person may call.
        pub may: Vec<String>,
        pub company: String,
        pub zone: String,
        /// First run finished.
        pub set_up: bool,
        /// Example data is loaded: the yellow strip.
        pub demo: bool,
    }

    /// The status bar, and the counts of the rail and the tray.
    pub struct StatusView {
        pub now: Moment,
        /// Rules and the queue are being watched.
        pub running: bool,
        /// The next instant at which something is due; absent: nothing is.
        pub next_wake: Option<Moment>,
        pub connections: u32,
        pub connections_down: u32,
        pub active_rules: u32,
        /// Now in Sem Interação.
        pub waiting: u32,
        /// Devolvidos a você + aguardando você.
        pub mine: u32,
        pub missed: u32,
        pub unknown: u32,
        pub unread: u32,
        /// Why nothing is sent at the moment, in Portuguese; absent: nothing is in the way.
        pub trouble: Option<String>,
    }
}
