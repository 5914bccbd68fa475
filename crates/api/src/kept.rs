//! Small lists that are saved whole: the views of the board each person keeps, and the quick replies of the house.

use engine::text::check;
use engine::{FunnelId, UserId};
use runtime::{Refusal, RefusalCode, Turn};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ask::{Ask, chars};
use crate::board::narrowed;
use crate::bounds::{QUICK_REPLIES_MAX, REPLY_NAME_CHARS_MAX, REPLY_TEXT_CHARS_MAX, VIEW_NAME_CHARS_MAX, VIEWS_MAX};
use crate::error::{Code, Failure, Result};
use crate::meanwhile::rows::{self, Both};
use crate::meanwhile::{self, Trail, told};
use crate::shape::{Nothing, args, views};
use crate::ticket::TicketFilter;

const REPLIES_KEY: &str = "quick_replies";
/// What the audit calls a change of them.
const REPLIES_SAVED: &str = "quick_replies_saved";

args! {
    /// A board as somebody wants to see it again.
    pub struct BoardView {
        pub name: String,
        pub funnel: Option<FunnelId>,
        #[serde(default)]
        #[ts(as = "Option<TicketFilter>", optional)]
        pub filter: TicketFilter,
    }

    pub struct BoardViewsDraft {
        pub views: Vec<BoardView>,
    }

    /// A text written once and sent often.
    pub struct QuickReply {
        /// What is typed after `/`.
        pub name: String,
        /// May have variables.
        pub text: String,
    }

    pub struct QuickRepliesDraft {
        pub replies: Vec<QuickReply>,
        /// As they were read: what others have saved since stays. Absent: these are all.
        pub from: Option<Vec<QuickReply>>,
    }
}

views! {
    pub struct BoardViews {
        pub views: Vec<BoardView>,
    }

    pub struct QuickReplies {
        pub replies: Vec<QuickReply>,
    }
}

pub(crate) fn board_views(ask: &Ask, _: Nothing) -> Result<BoardViews> {
    Ok(BoardViews { views: kept(ask, &views_key(ask))? })
}

pub(crate) fn save_board_views(ask: &Ask, args: BoardViewsDraft) -> Result<BoardViews> {
    at_most("views", args.views.len(), VIEWS_MAX)?;
    let mut views: Vec<BoardView> = Vec::new();
    for (index, view) in args.views.into_iter().enumerate() {
        let field = format!("views.{index}.name");
        let name = named(&field, &view.name, VIEW_NAME_CHARS_MAX, views.iter().map(|one| one.name.as_str()))?;
        // Refuses what the board would refuse.
        narrowed(ask, view.filter.clone())?;
        views.push(BoardView { name, ..view });
    }
    let (key, value) = (views_key(ask), json(&views)?);
    ask.turn(move |turn| turn.keep_own(&key, &value))?;
    Ok(BoardViews { views })
}

pub(crate) fn quick_replies(ask: &Ask, _: Nothing) -> Result<QuickReplies> {
    Ok(QuickReplies { replies: kept(ask, REPLIES_KEY)? })
}

pub(crate) fn save_quick_replies(ask: &Ask, args: QuickRepliesDraft) -> Result<QuickReplies> {
    at_most("replies", args.replies.len(), QUICK_REPLIES_MAX)?;
    let mut replies: Vec<QuickReply> = Vec::new();
    for (index, reply) in args.replies.into_iter().enumerate() {
        let known = replies.iter().map(|one| one.name.as_str());
        let name = named(&format!("replies.{index}.name"), &reply.name, REPLY_NAME_CHARS_MAX, known)?;
        let field = format!("replies.{index}.text");
        chars(&field, &reply.text, REPLY_TEXT_CHARS_MAX)?;
        if reply.text.trim().is_empty() {
            return Err(Failure::field(&field, "Escreva o texto da resposta."));
        }
        check(&reply.text).map_err(|problem| Failure::field(&field, problem.to_string()))?;
        replies.push(QuickReply { name, text: reply.text });
    }
    let (me, from) = (ask.me(), args.from);
    let trail = Trail::of(ask, REPLIES_SAVED, None)?;
    ask.turn(move |turn| {
        let replies = match from {
            Some(from) => replies_on_top(&from, &replies, &replies_of(turn)?, &trail)?,
            None => replies,
        };
        keep_replies(turn, &replies, me)?;
        Ok(QuickReplies { replies })
    })
}

/// The replies on top of what others have saved of them since.
fn replies_on_top(
    from: &[QuickReply],
    mine: &[QuickReply],
    now: &[QuickReply],
    trail: &Trail,
) -> runtime::Result<Vec<QuickReply>> {
    let key = |name: &str| name.to_lowercase();
    let refused = |both: Both<'_, QuickReply>| match both {
        Both::Row(QuickReply { name, text: _ }) => {
            let of_name = |one: &&Value| one["name"].as_str().is_some_and(|one| key(one) == key(name));
            let who = trail.who_changed(|all| all.as_array().and_then(|all| all.iter().find(of_name)).cloned());
            let at = mine.iter().position(|one| key(&one.name) == key(name));
            let field = at.map_or("replies".to_owned(), |at| format!("replies.{at}"));
            told(&field, who, &format!("a resposta /{name}"))
        }
        Both::Order => {
            let names = |all: &Value| -> Vec<Value> {
                all.as_array().into_iter().flatten().map(|one| one["name"].clone()).collect()
            };
            told("replies", trail.who_changed(names), "a ordem das respostas")
        }
    };
    let whole = rows::merged(from, mine, now, |reply| key(&reply.name))
        .map_err(|both| meanwhile::refused(both.into_iter().map(refused).collect()))?;
    if whole.len() > QUICK_REPLIES_MAX {
        return Err(Refusal::field("replies", format!("Guarde até {QUICK_REPLIES_MAX}.")));
    }
    Ok(whole)
}

/// A name that is there, is short enough, and is not another's.
fn named<'a>(field: &str, name: &str, max: usize, mut known: impl Iterator<Item = &'a str>) -> Result<String> {
    let name = name.trim();
    chars(field, name, max)?;
    if name.is_empty() {
        return Err(Failure::field(field, "Dê um nome."));
    }
    if known.any(|other| other.to_lowercase() == name.to_lowercase()) {
        return Err(Failure::field(field, format!("Já existe {name}.")));
    }
    Ok(name.to_owned())
}

pub(crate) fn at_most(field: &str, count: usize, max: usize) -> Result<()> {
    if count <= max {
        return Ok(());
    }
    let mut failure = Failure::field(field, format!("Guarde até {max}."));
    failure.code = Code::TooLarge;
    Err(failure)
}

fn views_key(ask: &Ask) -> String {
    format!("board_views.{}", ask.me())
}

fn json<T: serde::Serialize>(rows: &[T]) -> runtime::Result<Value> {
    serde_json::to_value(rows)
        .map_err(|error| Refusal::new(RefusalCode::Internal, format!("Não foi possível guardar: {error}")))
}

/// The quick replies there are, within a change.
pub(crate) fn replies_of(turn: &mut Turn<'_>) -> runtime::Result<Vec<QuickReply>> {
    Ok(read(turn.store.value(REPLIES_KEY)?))
}

/// Keeps the quick replies whole, as they are.
pub(crate) fn keep_replies(turn: &mut Turn<'_>, replies: &[QuickReply], by: UserId) -> runtime::Result<()> {
    turn.keep_ours(REPLIES_KEY, REPLIES_SAVED, &json(replies)?, by)
}

/// What is kept under a key. A row an older program wrote and this one cannot read is as if it were not there.
fn kept<T: DeserializeOwned>(ask: &Ask, key: &str) -> Result<Vec<T>> {
    Ok(read(ask.stored(|store| store.value(key))?))
}

fn read<T: DeserializeOwned>(json: Option<String>) -> Vec<T> {
    let rows: Vec<Value> = json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    rows.into_iter().filter_map(|row| serde_json::from_value(row).ok()).collect()
}
