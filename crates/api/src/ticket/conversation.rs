//! What was said on a ticket and what happened to it. Read for showing only: whose word counts is the engine's business.

use engine::*;
use serde::Deserialize;
use store::view;

use super::handle::seen;
use super::{AttachmentView, Conversation, EventView, MessageView, TicketPageArgs, Timeline};
use crate::ask::{Ask, page};
use crate::card::{cursor, key};
use crate::error::Result;

/// Events told between the messages of one page.
const EVENTS_MAX: u32 = 500;

/// A page of messages, and the events from its first message to the next page's (or to now).
pub(crate) fn conversation(ask: &Ask, args: TicketPageArgs) -> Result<Conversation> {
    let limit = page(args.limit)?;
    let before = key("before", args.before.as_deref())?;
    let ticket = seen(ask, args.ticket)?.id;
    ask.read(|reader| {
        let found = reader.messages(ticket, before, limit)?;
        let from = found.next.map_or(Moment::MIN, |next| next.at);
        let upto = before.map_or(Moment::MAX, |before| before.at);
        let mut messages: Vec<MessageView> = found.rows.into_iter().map(message_view).collect();
        messages.reverse();
        let events = reader.events_between(ticket, from, upto, EVENTS_MAX)?.into_iter().map(event_view).collect();
        Ok(Conversation { messages, events, earlier: found.next.map(cursor) })
    })
}

pub(crate) fn timeline(ask: &Ask, args: TicketPageArgs) -> Result<Timeline> {
    let limit = page(args.limit)?;
    let before = key("before", args.before.as_deref())?;
    let ticket = seen(ask, args.ticket)?.id;
    ask.read(|reader| {
        let found = reader.timeline(ticket, before, limit)?;
        Ok(Timeline { events: found.rows.into_iter().map(event_view).collect(), earlier: found.next.map(cursor) })
    })
}

fn message_view(row: view::MessageView) -> MessageView {
    let waits = row.state == store::MessageState::Planned;
    MessageView {
        id: row.id,
        side: row.side,
        author: row.author,
        origin: row.origin,
        rule: row.rule,
        subject: row.subject,
        text: row.text,
        attachments: attachments(&row.attachments),
        at: row.at,
        state: row.state,
        detail: if row.detail.is_empty() { row.fault.unwrap_or_default() } else { row.detail },
        leaves_at: row.due_at.filter(|_| waits),
        history: row.history,
        counts: row.counts,
    }
}

fn event_view(row: view::TimelineView) -> EventView {
    let view::TimelineView { id, at, event, user, user_name: _, rule, rule_name: _, detail } = row;
    EventView { id, at, event, user, rule, detail: serde_json::from_str(&detail).unwrap_or_default() }
}

#[derive(Deserialize)]
struct Attached {
    #[serde(default)]
    name: String,
    #[serde(default)]
    mime: String,
    #[serde(default)]
    bytes: u64,
}

pub(super) fn attachments(json: &str) -> Vec<AttachmentView> {
    let attached: Vec<Attached> = serde_json::from_str(json).unwrap_or_default();
    attached.into_iter().map(|Attached { name, mime, bytes }| AttachmentView { name, mime, bytes }).collect()
}
