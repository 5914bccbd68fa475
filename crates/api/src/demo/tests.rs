//! Whenever the example is loaded, the weeks before it are over: nothing of them is due any more.

#![allow(clippy::unwrap_used)]

use channels::Outcome;
use engine::*;
use runtime::{Core, Send, founding};
use store::view::TicketFilter;
use store::{Database, Options};

use super::{KIND, TICKETS, lay};

/// A Monday, eight in the morning in São Paulo.
const MONDAY: Moment = Moment(1_793_617_200_000);
/// Apart from each other, so that a week of starts meets each hour of the day.
const APART: Span = Span::hours(7);
const STARTS: i64 = 24;
/// Past the longest wait of a rule of the example, with the night that may put a message off.
const LOOKED_ON: i64 = 96;

/// An example loaded at this instant, with its simulated connection read.
fn loaded(dir: &std::path::Path, now: Moment) -> Core {
    let db = Database::open(Options::new(dir.join("retorno.db"))).unwrap();
    let mut core = Core::open(db, now, 7).unwrap();
    core.change(now, founding::found).unwrap();
    core.change(now, |turn| lay(turn, turn.house.people.users[0].id)).unwrap();
    let quiet = channels::open(channels::Kind::Demo, &channels::Settings::new(), "").unwrap();
    core.set_caps(KIND, quiet.caps());
    core.receive(now, ConnectionId(1), &[], Some("0"), Some(now)).unwrap();
    core
}

/// What is past of the example, word for word.
fn past(core: &Core) -> String {
    let reader = core.database().reader().unwrap();
    let present = i64::try_from(TICKETS).unwrap();
    let all = store::view::ExecutionFilter::default();
    let executions: Vec<_> = reader.executions(&all, None, 1_000).unwrap().rows;
    let old = executions.iter().filter(|one| one.ticket.0 > present);
    let tickets: Vec<_> = reader
        .read::<_, store::StoreError>(|store| {
            let ids = (present + 1..).map(TicketId);
            ids.map_while(|id| store.ticket(id).transpose()).collect::<store::Result<Vec<_>>>()
        })
        .unwrap();
    assert!(tickets.len() > 100, "{} tickets of the past", tickets.len());
    format!("{:#?} {:#?}", tickets, old.collect::<Vec<_>>())
}

/// Lets the desk do all it wants to do at this instant, through a provider that takes everything.
fn settle(core: &mut Core, now: Moment) -> Vec<Send> {
    let mut sent = Vec::new();
    loop {
        let step = core.step(now).unwrap();
        for send in step.sends {
            if core.confirm(now, send.outbox).unwrap() {
                let external_id = format!("fora-{}", send.outbox);
                core.sent(now, send.outbox, Outcome::Accepted { external_id }).unwrap();
                sent.push(send);
            }
        }
        if !step.more {
            return sent;
        }
    }
}

#[test]
fn a_restart_moves_nothing_that_was_not_on_its_way() {
    let queued =
        |core: &Core| core.database().reader().unwrap().no_interaction_count(&TicketFilter::default()).unwrap();
    for start in (0..STARTS).map(|nth| MONDAY.plus(Span(APART.0 * nth))) {
        let dir = tempfile::tempdir().unwrap();
        let mut core = loaded(dir.path(), start);
        let laid = queued(&core);
        settle(&mut core, start);
        // Fewer where the last day ended while nobody looked.
        assert!(queued(&core) <= laid, "loaded at {start:?}: {} of {laid} moved at once", queued(&core) - laid);
        drop(core);
        let later = start.plus(Span::minutes(1));
        let db = Database::open(Options::new(dir.path().join("retorno.db"))).unwrap();
        let mut core = Core::open(db, later, 7).unwrap();
        let before = queued(&core);
        core.receive(later, ConnectionId(1), &[], Some("0"), Some(later)).unwrap();
        settle(&mut core, later);
        let moved = queued(&core).saturating_sub(before);
        // One of the example has ten minutes that end in the first one.
        assert!(moved <= 1, "loaded at {start:?}: {moved} moved by a restart");
    }
}

#[test]
fn whatever_the_hour_of_the_week_nothing_of_the_past_is_due() {
    for start in (0..STARTS).map(|nth| MONDAY.plus(Span(APART.0 * nth))) {
        let dir = tempfile::tempdir().unwrap();
        let mut core = loaded(dir.path(), start);
        let before = past(&core);
        let hours = (1..=LOOKED_ON).map(|hour| start.plus(Span::hours(hour)));
        let sent: Vec<Send> = hours.flat_map(|now| settle(&mut core, now)).collect();
        let old = sent.iter().find(|send| send.ticket.0 > i64::try_from(TICKETS).unwrap());
        assert!(old.is_none(), "loaded at {start:?}: {old:#?}");
        assert!(!sent.is_empty(), "loaded at {start:?}: the present goes on");
        let (after, line) = (past(&core), |text: &str, nth: usize| text.lines().nth(nth).map(str::to_owned));
        let first = before.lines().zip(after.lines()).position(|(old, new)| old != new);
        let around = first.map(|at| (at.saturating_sub(3)..at + 22).filter_map(|nth| line(&after, nth)).collect());
        assert_eq!(around, None::<Vec<String>>, "loaded at {start:?}, changed since");
        assert_eq!(before.len(), after.len(), "loaded at {start:?}: more of the past than there was");
    }
}
