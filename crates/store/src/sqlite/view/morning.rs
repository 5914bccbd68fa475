//! A house after a morning with a little of everything: what the tests of the screens and of the file start from.

use engine::*;

use crate::suite::world::*;
use crate::*;

/// The house after a morning: Ana fell silent and sits in Sem Interação, Bia waits for us, Caio came back to Bruno, Davi
/// is closed by the end of the day, Eva is pending without a stage.
pub(crate) struct Morning {
    pub house: House,
    pub ana: TicketId,
    pub bia: TicketId,
    pub caio: TicketId,
    pub davi: TicketId,
    pub eva: TicketId,
}

pub(crate) fn morning(db: &Database) -> Morning {
    let house = house(db);
    let [ana, bia, caio, davi, eva] = ["Ana Araújo", "Bia", "Caio", "Davi", "Eva"].map(|name| ticket(db, &house, name));
    let add = |ticket, side, text: &str, at| {
        let author = (side == MessageSide::Human).then_some(house.bruno);
        let new = NewMessage { author, ..words(ticket, &house, side, text, at) };
        say(db, |store| store.add_message(&new));
    };
    for (id, at) in [(ana, 2), (caio, 4), (davi, 6)] {
        add(id, MessageSide::Customer, "não funciona", minute(1));
        add(id, MessageSide::Human, "pode reiniciar?", minute(at));
        silent(db, &house, id, minute(1), minute(at));
    }
    silent(db, &house, bia, minute(3), minute(2));
    add(bia, MessageSide::Human, "pronto?", minute(2));
    add(bia, MessageSide::Customer, "e agora?", minute(3));
    let home = ReturnsTo { user: house.bruno, queue: house.support };
    let change = |id, at, fact| {
        let after = apply(&say(db, |store| store.ticket(id)).expect("opened"), &fact);
        say(db, |store| store.put_ticket(&after, minute(at)));
        after
    };
    for (id, anchor, at) in [(ana, 2, 12), (caio, 4, 14), (davi, 6, 16)] {
        let entered = Fact::Entered { at: minute(at), queue: house.silent, keeper: house.alison, returns_to: home };
        let inside = change(id, at, entered);
        say(db, |store| store.enter(id, minute(anchor), 1, minute(at), false));
        planned(db, &house, &inside, Origin::Entry, &format!("aviso-{id}"), minute(at));
    }
    tell(db, &house, ana);
    change(caio, 20, Fact::CustomerWrote { at: minute(20) });
    change(caio, 20, Fact::Returned { home: Home::Technician { user: house.bruno, queue: house.support } });
    change(davi, 30, Fact::Closed { at: minute(30), reason: CloseReason::NoInteraction });
    say(db, |store| {
        let mut eva_now = store.ticket(eva)?.expect("opened");
        eva_now.stage = None;
        store.put_ticket(&eva_now, minute(7))?;
        store.leave(caio, minute(20), Left::Answered)?;
        store.leave(davi, minute(30), Left::Closed)?;
        store.set_returned(caio, Some(minute(20)))?;
        store.set_value(ana, 10_000)?;
        store.set_value(bia, 500)
    });
    close_day(db, davi);
    Morning { house, ana, bia, caio, davi, eva }
}

fn tell(db: &Database, house: &House, ana: TicketId) {
    say(db, |store| {
        for user in [house.bruno, house.carla] {
            let id = store.add_notice(&NewNotice {
                user,
                at: minute(12),
                event: NoticeEvent::Entered,
                ticket: Some(ana),
                title: "Sem Interação".into(),
                text: "Ana".into(),
                bubble: true,
            })?;
            if user == house.bruno {
                store.set_shown(&[id], minute(13))?;
            }
        }
        store.set_read(house.carla, Some(ana), minute(14))?;
        let contact = store.ticket(ana)?.expect("opened").contact;
        store.add_tag(contact, house.cold)?;
        let sent = store.planned_of_ticket(ana)?[0].id;
        store.claim(sent, minute(12))?;
        store.set_outgoing(sent, SendState::Failed, minute(13), "caixa cheia")?;
        for event in ["taken", "entered"] {
            let user = Some(house.bruno);
            store.log(&TimelineEntry { ticket: ana, at: minute(12), event, user, rule: None, detail: "{}".into() })?;
        }
        Ok(())
    });
}

fn close_day(db: &Database, davi: TicketId) {
    say(db, |store| {
        store.put_day_run(&DayRun {
            date: "2026-03-02".into(),
            cut_at: minute(29),
            started_at: minute(29),
            finished_at: Some(minute(31)),
            state: DayState::Done,
        })?;
        let outbox = store.planned_of_ticket(davi)?.first().map(|row| row.id);
        store.put_day_closing(&DayClosing {
            date: "2026-03-02".into(),
            ticket: davi,
            outbox,
            state: ClosingState::Closed,
            closed_at: Some(minute(30)),
        })
    });
}

pub(crate) fn open() -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::open(Options::new(folder.path().join("retorno.sqlite"))).unwrap();
    (folder, db)
}
