//! What the end of each day did, and what today's will.

use chrono::Days;
use engine::day::next_cut;
use engine::*;
use store::view::{self, PAGE_MAX};
use store::{DayState, Reader};

use super::{AnswerDay, DayAsk, DayClosingView, DayRunView, DayRunsArgs, DaySummary};
use crate::ask::{Ask, page};
use crate::bounds::DAY_ROWS_MAX;
use crate::error::Result;
use crate::shape::Done;

/// How long after a run "Desfazer" is offered.
const UNDO_FOR: Span = Span::minutes(30);
/// How long the newest run stays on the screen of the queue.
const LAST_RUN_FOR: Span = Span::days(1);

pub(crate) fn day_runs(ask: &Ask, args: DayRunsArgs) -> Result<Vec<DayRunView>> {
    let limit = page(args.limit)?;
    ask.read(|reader| reader.day_runs(None, limit)?.into_iter().map(|run| run_view(reader, run, ask.now)).collect())
}

pub(crate) fn answer_day(ask: &Ask, args: AnswerDay) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| turn.answer_day(&args.date, args.close, me))?;
    Ok(Done {})
}

fn run_view(reader: &Reader, run: view::DayRunView, now: Moment) -> store::Result<DayRunView> {
    let closings = reader.day_closings(&run.date, None, DAY_ROWS_MAX)?;
    let undo_until =
        run.finished_at.map(|at| at.plus(UNDO_FOR)).filter(|until| *until > now && run.closed > run.reopened);
    Ok(DayRunView {
        date: run.date,
        cut_at: run.cut_at,
        started_at: run.started_at,
        finished_at: run.finished_at,
        state: run.state,
        closed: run.closed,
        reopened: run.reopened,
        undo_until,
        tickets: closings
            .into_iter()
            .map(|closing| DayClosingView {
                ticket: closing.ticket,
                protocol: closing.protocol,
                contact_name: closing.contact_name,
                state: closing.state,
                closed_at: closing.closed_at,
            })
            .collect(),
    })
}

pub(super) fn summary(reader: &Reader, ask: &Ask) -> store::Result<DaySummary> {
    let policy = &ask.house.settings.queue;
    let calendar = ask.house.company();
    let today = calendar.local_date(ask.now);
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let flow = reader.flow(&[calendar.instant(today, 0), calendar.instant(tomorrow, 0)], None)?;
    let runs = reader.day_runs(None, 2)?;
    let asks = match runs.iter().find(|run| run.state == DayState::Asks) {
        Some(run) => {
            Some(DayAsk { date: run.date.clone(), cut_at: run.cut_at, tickets: qualified(reader, ask, run.cut_at)? })
        }
        None => None,
    };
    let shown = |run: &view::DayRunView| match run.state {
        DayState::Running | DayState::Done => ask.now.since(run.started_at) < LAST_RUN_FOR,
        DayState::Asks | DayState::Declined => false,
    };
    let last_run = runs.into_iter().find(shown).map(|run| run_view(reader, run, ask.now)).transpose()?;
    Ok(DaySummary {
        entered_today: flow.first().map_or(0, |flow| flow.entered),
        returned_today: flow.first().map_or(0, |flow| flow.returned),
        closed_today: flow.first().map_or(0, |flow| flow.closed),
        next_cut: next_cut(&policy.day_end, calendar, ask.now).filter(|_| policy.on).map(|cut| cut.at),
        asks,
        last_run,
    })
}

/// Tickets in the queue that a cut closes, should somebody say so.
fn qualified(reader: &Reader, ask: &Ask, cut: Moment) -> store::Result<u32> {
    let inside = reader.read(|store| store.inside(cut, PAGE_MAX))?;
    let closes = inside.iter().filter(|ticket| engine::queue::closes(&ask.house.settings.queue, ticket, cut)).count();
    Ok(u32::try_from(closes).unwrap_or(u32::MAX))
}
