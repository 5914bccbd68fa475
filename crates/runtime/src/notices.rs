//! Notices to our own people: who hears of what, and when several bubbles become one. The matrix of the settings
//! decides the media; what is written here is stored in the same transaction as what it is about.

use std::collections::BTreeMap;

use engine::*;
use store::{NewNotice, NoticeRow};

use crate::change::Topic;
use crate::port::Bubble;
use crate::turn::Turn;
use crate::{Result, house};

/// Bubbles handed out in one step.
const BUBBLES_MAX: u32 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    Technician,
    Leader,
    Supervisors,
    User(UserId),
}

pub(crate) struct Telling<'a> {
    pub event: NoticeEvent,
    pub ticket: &'a Ticket,
    pub to: &'a [To],
    pub title: &'a str,
    /// What follows the customer's name; `None` = the last words of the conversation stay unsaid.
    pub text: Option<&'a str>,
}

/// Stores a notice for everybody concerned, each person once.
pub(crate) fn tell(turn: &mut Turn<'_>, telling: Telling<'_>) -> Result<()> {
    let Telling { event, ticket, to, title, text } = telling;
    let extra = turn.store.ticket_extra(ticket.id)?;
    let text = match text {
        Some(text) => format!("{} · {text}", extra.contact_name),
        None => format!("{} · {}", extra.contact_name, extra.protocol),
    };
    for (user, recipient) in told(turn, ticket, to) {
        add(turn, event, recipient, user, Some(ticket.id), title, &text)?;
    }
    Ok(())
}

/// Stores a notice in the words the house has chosen for each recipient. Words that lack a value give way to the standard
/// ones: nobody stays untold because of them.
pub(crate) fn tell_in_own_words(turn: &mut Turn<'_>, event: NoticeEvent, ticket: &Ticket, to: &[To]) -> Result<()> {
    let values = turn.values(ticket)?;
    for (user, recipient) in told(turn, ticket, to) {
        let own = turn.house.settings.notice_text(event, recipient).and_then(|own| filled(&own, &values));
        let standard = || NoticeText::standard(event, recipient).and_then(|words| filled(&words, &values));
        if let Some((title, text)) = own.or_else(standard) {
            add(turn, event, recipient, user, Some(ticket.id), &title, &text)?;
        }
    }
    Ok(())
}

fn filled(words: &NoticeText, values: &text::Values) -> Option<(String, String)> {
    Some((text::render(&words.title, values).ok()?, text::render(&words.text, values).ok()?))
}

/// Everybody concerned, each as the first of what he is.
fn told(turn: &Turn<'_>, ticket: &Ticket, to: &[To]) -> BTreeMap<UserId, Recipient> {
    let mut told = BTreeMap::new();
    for one in to {
        let (users, recipient) = recipients(turn, ticket, *one);
        users.into_iter().for_each(|user| {
            told.entry(user).or_insert(recipient);
        });
    }
    told
}

/// A notice about the house itself.
pub(crate) fn tell_supervisors(turn: &mut Turn<'_>, event: NoticeEvent, title: &str, text: &str) -> Result<()> {
    let supervisors: Vec<UserId> = turn.house.supervisors().collect();
    for user in supervisors {
        add(turn, event, Recipient::Supervisors, user, None, title, text)?;
    }
    Ok(())
}

/// A notice to one person about no ticket.
pub(crate) fn tell_user(turn: &mut Turn<'_>, event: NoticeEvent, user: UserId, title: &str, text: &str) -> Result<()> {
    add(turn, event, Recipient::Leader, user, None, title, text)
}

/// The bubbles to show now: one each, or one for all of a person's above the limit of the settings. What several people
/// are told of one thing is shown once, alone or among others: they share the desktop. Marks them shown.
pub(crate) fn bubbles(turn: &mut Turn<'_>) -> Result<Vec<Bubble>> {
    let pending = turn.store.bubbles_pending(BUBBLES_MAX)?;
    let mut by_user: BTreeMap<UserId, Vec<NoticeRow>> = BTreeMap::new();
    for notice in pending {
        by_user.entry(notice.user).or_default().push(notice);
    }
    let (max, span) = (turn.house.settings.bubble_group_max, turn.house.settings.bubble_group_span);
    let mut bubbles: Vec<Bubble> = Vec::new();
    let mut groups: Vec<(Bubble, Vec<Bubble>)> = Vec::new();
    for (user, notices) in by_user {
        let recent = turn.store.bubbles_shown_since(user, turn.now.minus(span))?;
        let ids: Vec<NoticeId> = notices.iter().map(|notice| notice.id).collect();
        turn.store.set_shown(&ids, turn.now)?;
        let many = u32::try_from(notices.len()).unwrap_or(u32::MAX).saturating_add(recent) > max;
        match (many, notices.len()) {
            (true, 2..) => groups.push((grouped(&notices), notices.into_iter().map(single).collect())),
            (_, _) => notices.into_iter().for_each(|notice| merge(&mut bubbles, single(notice))),
        }
    }
    for bubble in std::mem::take(&mut bubbles) {
        let group = groups.iter_mut().find(|(_, parts)| parts.iter().any(|part| says_the_same(part, &bubble)));
        match group {
            Some((group, _)) => group.notices.extend(bubble.notices),
            None => bubbles.push(bubble),
        }
    }
    groups.into_iter().for_each(|(group, _)| merge(&mut bubbles, group));
    Ok(bubbles)
}

fn merge(bubbles: &mut Vec<Bubble>, next: Bubble) {
    match bubbles.iter_mut().find(|one| says_the_same(one, &next)) {
        Some(one) => one.notices.extend(next.notices),
        None => bubbles.push(next),
    }
}

/// Of one ticket and event the titles may differ: "voltou para você", and to the leader for whom.
fn says_the_same(one: &Bubble, other: &Bubble) -> bool {
    let alike = (one.ticket, one.event, &one.text) == (other.ticket, other.event, &other.text);
    alike && (one.ticket.is_some() || one.title == other.title)
}

fn single(notice: NoticeRow) -> Bubble {
    let NoticeRow { id, user, at: _, event, ticket, title, text, read_at: _ } = notice;
    Bubble { notices: vec![(user, id)], ticket, event: Some(event), title, text }
}

fn grouped(notices: &[NoticeRow]) -> Bubble {
    let first: Vec<&str> = notices.iter().take(3).map(|notice| notice.text.as_str()).collect();
    Bubble {
        notices: notices.iter().map(|notice| (notice.user, notice.id)).collect(),
        ticket: None,
        event: None,
        title: format!("{} avisos do Retorno", notices.len()),
        text: format!("{}…", first.join("\n")),
    }
}

fn add(
    turn: &mut Turn<'_>,
    event: NoticeEvent,
    recipient: Recipient,
    user: UserId,
    ticket: Option<TicketId>,
    title: &str,
    text: &str,
) -> Result<()> {
    let rule = turn.house.settings.notice(event, recipient);
    if !rule.centre && !rule.bubble {
        return Ok(());
    }
    let notice = NewNotice {
        user,
        at: turn.now,
        event,
        ticket,
        title: title.to_owned(),
        text: text.to_owned(),
        bubble: rule.bubble,
    };
    turn.store.add_notice(&notice)?;
    turn.changed.touch(Topic::Notices);
    Ok(())
}

fn recipients(turn: &Turn<'_>, ticket: &Ticket, to: To) -> (Vec<UserId>, Recipient) {
    let house: &house::House = &turn.house;
    let active = |user: UserId| Some(user).filter(|user| house.is_active(*user));
    match to {
        To::Technician => (ticket.technician().and_then(active).into_iter().collect(), Recipient::Technician),
        To::Leader => {
            let leader = house.team_of(ticket).and_then(|team| team.leader).and_then(active);
            (leader.into_iter().collect(), Recipient::Leader)
        }
        To::Supervisors => (house.supervisors().collect(), Recipient::Supervisors),
        To::User(user) => (active(user).into_iter().collect(), Recipient::Technician),
    }
}
