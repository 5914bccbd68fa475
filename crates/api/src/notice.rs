//! Central de notificações: what this person was told, the same entries as the desktop bubbles.

use engine::*;

use crate::shape::{args, views};

args! {
    pub struct NoticesArgs {
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        pub unread_only: bool,
        #[serde(default)]
        #[ts(as = "Option<Vec<NoticeEvent>>", optional)]
        pub events: Vec<NoticeEvent>,
        pub after: Option<String>,
        pub limit: Option<u32>,
    }

    pub struct ReadNotices {
        /// Those of one ticket; absent: all.
        pub ticket: Option<TicketId>,
    }
}

views! {
    pub struct NoticeView {
        pub id: NoticeId,
        pub at: Moment,
        pub event: NoticeEvent,
        pub ticket: Option<TicketId>,
        pub title: String,
        pub text: String,
        pub read_at: Option<Moment>,
    }

    pub struct NoticePage {
        /// Newest first.
        pub rows: Vec<NoticeView>,
        pub unread: u32,
        pub next: Option<String>,
    }
}
