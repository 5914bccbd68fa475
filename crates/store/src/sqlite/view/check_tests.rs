//! The self-check finds the end of each plan, and says so of what has none.

use engine::evaluate::Part;
use engine::*;

use super::check::Tally;
use super::morning::{Morning, morning, open};
use crate::suite::world::*;
use crate::*;

/// Caio's silence by its number, so that each case has an execution of its own.
fn silence(n: u32) -> Moment {
    minute(100 + i64::from(n))
}

fn decided(db: &Database, m: &Morning, part: Part, outcome: ExecutionOutcome, why: &str, n: u32) -> ExecutionId {
    let caio = say(db, |store| store.ticket(m.caio)).unwrap();
    let new =
        NewExecution { silence: silence(n), part, why: why.into(), ..execution(&m.house, &caio, outcome, silence(n)) };
    say(db, |store| store.record(&new)).unwrap()
}

fn sent(db: &Database, m: &Morning, execution: ExecutionId, key: &str, state: SendState, fault: &str) -> OutboxId {
    let caio = say(db, |store| store.ticket(m.caio)).unwrap();
    let draft = planned(db, &m.house, &caio, Origin::Rule, &format!("rascunho de {key}"), minute(50));
    let row = say(db, |store| store.outgoing(draft)).unwrap();
    let new = NewOutgoing {
        key: key.into(),
        ticket: row.ticket,
        contact: row.contact,
        connection: row.connection,
        message: row.message,
        origin: row.origin,
        rule: row.rule,
        execution: Some(execution),
        text: row.text,
        anchor: row.anchor,
        due_at: row.due_at,
        created_at: row.created_at,
    };
    raw(db, &format!("DELETE FROM outbox WHERE id = {}", draft.0));
    let id = say(db, |store| store.plan(&new));
    if state != SendState::Planned {
        say(db, |store| store.set_outgoing(id, state, minute(60), fault));
    }
    id
}

fn raw(db: &Database, sql: &str) {
    rusqlite::Connection::open(db.path()).unwrap().execute_batch(sql).unwrap();
}

/// What is said of the rule of the house.
fn of_rule(db: &Database, m: &Morning) -> Tally {
    let all = db.reader().unwrap().tallies().unwrap();
    all.into_iter().find(|one| one.rule == Some(m.house.rule)).expect("it planned something")
}

fn tally(m: &Morning) -> Tally {
    Tally {
        rule: Some(m.house.rule),
        rule_name: Some("Follow-up 24h".into()),
        origin: Origin::Rule,
        planned: 0,
        done: 0,
        failed: 0,
        unknown: 0,
        skipped: 0,
        cancelled: 0,
        missed: 0,
        open: 0,
        stray: 0,
    }
}

#[test]
fn every_plan_of_a_rule_has_one_end() {
    use ExecutionOutcome::{Cancelled, Executed, Missed, Observed, Skipped, Substituted};
    use SendState as S;
    let (_folder, db) = open();
    let m = morning(&db);
    decided(&db, &m, Part::Internal, Executed, "", 0);
    decided(&db, &m, Part::Message, Skipped, "opted_out", 1);
    decided(&db, &m, Part::Message, Substituted, "", 2);
    decided(&db, &m, Part::Message, Observed, "", 3);
    decided(&db, &m, Part::Message, Missed, "", 4);
    decided(&db, &m, Part::Message, Cancelled, "desfeito por uma pessoa", 5);
    for (n, state, fault) in [
        (6, S::Planned, ""),
        (7, S::Sending, ""),
        (8, S::Sent, ""),
        (9, S::Delivered, ""),
        (10, S::Read, ""),
        (11, S::Failed, "caixa cheia"),
        (12, S::Unknown, "?"),
    ] {
        let id = decided(&db, &m, Part::Message, Executed, "", n);
        sent(&db, &m, id, &format!("k{n}"), state, fault);
    }
    let answered = decided(&db, &m, Part::Message, Cancelled, "o cliente respondeu", 13);
    sent(&db, &m, answered, "k13", S::Cancelled, "o cliente respondeu");
    // Two of one rule: the first went, and the rest was left out.
    let half = decided(&db, &m, Part::Message, Executed, "contact_limit", 14);
    sent(&db, &m, half, "k14", S::Sent, "");
    // Too late in the outbox; another such was left out in the tray, and a third sent from there.
    for (n, outcome) in [(15, Missed), (16, Skipped), (17, Executed)] {
        let why = if outcome == Skipped { "person" } else { "" };
        let id = decided(&db, &m, Part::Message, outcome, why, n);
        sent(&db, &m, id, &format!("k{n}"), S::Missed, "passou do atraso máximo");
        if outcome == Executed {
            sent(&db, &m, id, "k17 de novo", S::Sent, "");
        }
    }
    // Uncertain, ordered again.
    let again = decided(&db, &m, Part::Message, Executed, "", 18);
    sent(&db, &m, again, "k18", S::Failed, RESENT);
    sent(&db, &m, again, "k18 de novo", S::Planned, "");
    say(&db, |store| {
        store.plan_webhook(ExecutionId(1), "https://exemplo", "{}", minute(40))?;
        store.defer(&Deferred {
            rule: m.house.rule,
            ticket: m.bia,
            part: Part::Message,
            turn: 1,
            anchor: minute(2),
            due_at: Some(minute(90)),
            why: DeferWhy::QuietHours,
            created_at: minute(40),
        })
    });
    let expected = Tally {
        planned: 22,
        // Inside, three states of sent, the first of two, the one sent from the tray.
        done: 6,
        failed: 1,
        unknown: 1,
        // By a reason, substituted, observed, the rest of two, in the tray.
        skipped: 5,
        cancelled: 2,
        missed: 2,
        // Planned, on its way, ordered again, the call, the step that waits.
        open: 5,
        ..tally(&m)
    };
    let found = of_rule(&db, &m);
    let ends = [found.done, found.failed, found.unknown, found.skipped, found.cancelled, found.missed, found.open];
    assert_eq!(found.planned, ends.iter().sum::<u32>() + found.stray);
    assert_eq!(found, expected);
    assert_eq!(db.reader().unwrap().strays().unwrap(), []);
    let rest = db.reader().unwrap().tallies().unwrap();
    let rest: Vec<_> = rest.iter().filter(|one| one.rule.is_none()).map(|one| (one.origin, one.planned)).collect();
    assert_eq!(rest, [(Origin::Entry, 3)], "the notices of the morning");
}

/// Each of these is a plan somebody lost, or one with two ends.
#[test]
fn what_has_no_end_or_two_is_found() {
    let broken = [
        (
            "a message decided and never planned",
            "UPDATE execution SET outcome = 'executed', part = 'message' WHERE id = 1",
        ),
        ("left out for no reason", "UPDATE execution SET outcome = 'skipped', why = '' WHERE id = 1"),
        ("taken back for no reason", "UPDATE execution SET outcome = 'cancelled', why = '' WHERE id = 1"),
        ("a send taken back for no reason", "UPDATE outbox SET state = 'cancelled', fault = '' WHERE execution = 2"),
        ("sent by a step that was taken back", "UPDATE execution SET outcome = 'cancelled', why = 'x' WHERE id = 2"),
        ("sent by a step that only observed", "UPDATE execution SET outcome = 'observed' WHERE id = 2"),
        ("a send nobody decided", "UPDATE outbox SET execution = NULL WHERE execution = 2"),
        ("missed, and in no tray", "UPDATE outbox SET state = 'missed' WHERE execution = 2"),
        ("waits for an event that never comes", "UPDATE deferred SET due_at = NULL"),
        ("waits for a fuse that is whole", "UPDATE deferred SET due_at = NULL, why = 'fuse'"),
        ("waits for a rule that is off", "UPDATE rule SET state = 'off'"),
    ];
    for (what, sql) in broken {
        let (_folder, db) = open();
        let m = morning(&db);
        decided(&db, &m, Part::Internal, ExecutionOutcome::Executed, "", 0);
        let said = decided(&db, &m, Part::Message, ExecutionOutcome::Executed, "", 1);
        sent(&db, &m, said, "k1", SendState::Sent, "");
        say(&db, |store| {
            store.defer(&Deferred {
                rule: m.house.rule,
                ticket: m.caio,
                part: Part::Message,
                turn: 1,
                anchor: minute(2),
                due_at: Some(minute(90)),
                why: DeferWhy::Spacing,
                created_at: minute(40),
            })
        });
        assert_eq!(of_rule(&db, &m), Tally { planned: 3, done: 2, open: 1, ..tally(&m) }, "{what}, before");
        raw(&db, sql);
        let found = of_rule(&db, &m);
        let Tally { planned, done, failed, unknown, skipped, cancelled, missed, open, stray, .. } = found;
        assert!(stray > 0, "{what}: {found:?}");
        assert_eq!(planned, done + failed + unknown + skipped + cancelled + missed + open + stray, "{what}");
        assert_eq!(db.reader().unwrap().strays().unwrap(), [(m.caio, "20260302-000003".to_owned())], "{what}");
    }
}

/// R2: what a person decided about in the tray lies there no more.
#[test]
fn what_was_decided_in_the_tray_has_left_it() {
    for (outcome, why) in [(ExecutionOutcome::Executed, ""), (ExecutionOutcome::Skipped, "person")] {
        let (_folder, db) = open();
        let m = morning(&db);
        let step = decided(&db, &m, Part::Message, ExecutionOutcome::Missed, "", 0);
        sent(&db, &m, step, "tarde", SendState::Missed, "passou do atraso máximo");
        assert_eq!(db.reader().unwrap().counts(m.house.bruno).unwrap().missed, 1);
        say(&db, |store| store.set_execution(step, outcome, why));
        let reader = db.reader().unwrap();
        assert_eq!(reader.missed_steps(None, 10).unwrap().rows, []);
        assert_eq!(reader.missed_sends(None, 10).unwrap().rows, [], "{outcome:?}");
        assert_eq!(reader.counts(m.house.bruno).unwrap().missed, 0, "{outcome:?}");
    }
}

/// R2: an uncertain message asks, even if what came after it was too late.
#[test]
fn an_uncertain_message_is_in_its_tray_beside_a_missed_rest() {
    let (_folder, db) = open();
    let m = morning(&db);
    let step = decided(&db, &m, Part::Message, ExecutionOutcome::Missed, "", 0);
    sent(&db, &m, step, "incerta", SendState::Unknown, "?");
    let reader = db.reader().unwrap();
    assert_eq!(reader.missed_steps(None, 10).unwrap().rows.len(), 1);
    assert_eq!(reader.unknown_sends(None, 10).unwrap().rows.len(), 1);
    let found = of_rule(&db, &m);
    assert_eq!(found, Tally { planned: 2, unknown: 1, missed: 1, ..tally(&m) });
}

/// An answer that crossed the message ends nothing more: it is one plan, and done.
#[test]
fn a_message_that_crossed_the_answer_is_counted_once() {
    let (_folder, db) = open();
    let m = morning(&db);
    let step = decided(&db, &m, Part::Message, ExecutionOutcome::Executed, "crossed", 1);
    sent(&db, &m, step, "cruzou", SendState::Sent, "");
    assert_eq!(of_rule(&db, &m), Tally { planned: 1, done: 1, ..tally(&m) });
}

/// R25: a rule of two messages had said one when the copy was made. The other waits for a person, like all that was planned.
#[test]
fn what_a_rule_had_still_to_say_is_missed_in_a_restored_copy() {
    let (_folder, db) = open();
    let m = morning(&db);
    let says = Action::SendMessage { text: "E agora?".into(), connection: None };
    let one = say(&db, |store| store.rule(m.house.rule)).unwrap();
    let two = StoredRule { rule: Rule { actions: vec![says.clone(), says], ..one.rule.clone() }, ..one };
    for (ticket, draft) in [(m.caio, &two), (m.bia, &rule())] {
        let rule = say(&db, |store| {
            store.put_rule(
                &StoredRule { rule: Rule { id: RuleId(0), ..draft.rule.clone() }, ..draft.clone() },
                None,
                NOON,
            )
        });
        let row = say(&db, |store| store.ticket(ticket)).unwrap();
        let run = NewExecution { rule, ..execution(&m.house, &row, ExecutionOutcome::Executed, minute(40)) };
        let run = say(&db, |store| store.record(&run)).unwrap();
        let send = planned(&db, &m.house, &row, Origin::Rule, &format!("primeira de {ticket}"), minute(40));
        raw(&db, &format!("UPDATE outbox SET rule = {rule}, execution = {run}, state = 'sent' WHERE id = {send}"));
        // Its first try was uncertain, and a person sent it again.
        let uncertain = planned(&db, &m.house, &row, Origin::Rule, &format!("incerta de {ticket}"), minute(39));
        raw(
            &db,
            &format!(
                "UPDATE outbox SET rule = {rule}, execution = {run}, state = 'failed', fault = '{RESENT}' WHERE id = {uncertain}"
            ),
        );
        let step = Deferred {
            rule,
            ticket,
            part: Part::Message,
            turn: row.silence.turn,
            anchor: minute(2),
            due_at: Some(minute(100)),
            why: DeferWhy::Spacing,
            created_at: minute(40),
        };
        say(&db, |store| store.defer(&step));
    }
    let copy = db.backups_folder().join("retorno-2026-03-02.sqlite");
    db.backup(&copy).unwrap();
    let path = db.path().to_path_buf();
    drop(db);
    restore(&copy, &path, minute(500)).unwrap();
    let db = Database::open(Options::new(&path)).unwrap();
    let missed = db.reader().unwrap().missed_steps(None, 10).unwrap().rows;
    // Bia's rule had said all it had to say.
    assert_eq!(missed.iter().map(|step| step.ticket).collect::<Vec<_>>(), [m.caio]);
    assert_eq!(db.reader().unwrap().strays().unwrap(), []);
}
