//! Central de notificações: what this person was told, the same entries as the desktop bubbles. Beside it the trail of
//! what was changed in the house.

use engine::*;
use store::view;

use crate::ask::{Ask, page};
use crate::bounds::FILTER_IDS_MAX;
use crate::card::{cursor, key};
use crate::error::{Failure, Result};
use crate::shape::{Done, args, views};

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

    pub struct AuditArgs {
        pub after: Option<String>,
        pub limit: Option<u32>,
    }

    pub struct ReadNotices {
        /// Those of one ticket; with neither this nor `notice`: all.
        pub ticket: Option<TicketId>,
        /// Only this one.
        pub notice: Option<NoticeId>,
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

    /// One change of configuration.
    pub struct AuditLine {
        pub id: i64,
        pub at: Moment,
        pub user: Option<UserId>,
        /// A word the catalogue has a sentence for.
        pub what: String,
        pub before: serde_json::Value,
        pub after: serde_json::Value,
    }

    pub struct AuditPage {
        /// Newest first.
        pub rows: Vec<AuditLine>,
        pub next: Option<String>,
    }
}

pub(crate) fn notices(ask: &Ask, args: NoticesArgs) -> Result<NoticePage> {
    let limit = page(args.limit)?;
    let before = key("after", args.after.as_deref())?;
    let NoticesArgs { unread_only, events, .. } = args;
    if events.len() > FILTER_IDS_MAX {
        return Err(Failure::field("events", format!("Escolha até {FILTER_IDS_MAX} tipos.")));
    }
    ask.read(|reader| {
        let found = reader.notices(ask.me(), unread_only, &events, before, limit)?;
        Ok(NoticePage {
            rows: found.rows.into_iter().map(notice_view).collect(),
            unread: reader.unread(ask.me())?,
            next: found.next.map(cursor),
        })
    })
}

fn notice_view(row: view::NoticeView) -> NoticeView {
    let view::NoticeView { id, at, event, ticket, title, text, read_at } = row;
    NoticeView { id, at, event, ticket, title, text, read_at }
}

pub(crate) fn read_notices(ask: &Ask, args: ReadNotices) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| match args.notice {
        Some(notice) => turn.read_notice(me, notice),
        None => turn.read_notices(me, args.ticket),
    })?;
    Ok(Done {})
}

pub(crate) fn audit(ask: &Ask, args: AuditArgs) -> Result<AuditPage> {
    let limit = page(args.limit)?;
    let before = key("after", args.after.as_deref())?;
    let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
    ask.read(|reader| {
        let found = reader.audit(before, limit)?;
        let line = |row: view::AuditView| AuditLine {
            id: row.id,
            at: row.at,
            user: row.user,
            what: row.what,
            before: json(&row.before),
            after: json(&row.after),
        };
        Ok(AuditPage { rows: found.rows.into_iter().map(line).collect(), next: found.next.map(cursor) })
    })
}
