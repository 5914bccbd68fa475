//! The ledger sees what it is for: rows changed behind the program's back, each a small broken law.

use super::super::script::{Deed, Script, Size, script};
use super::*;

/// A run in which the computer stays awake, so that there is a program to look at.
fn calm() -> Script {
    let script = script(1, Size::SMALL);
    let stays = |deed: &Deed| {
        !matches!(deed, Deed::Killed { .. } | Deed::DiesSending { .. } | Deed::Sleeps { .. } | Deed::Jumps { .. })
    };
    Script { deeds: script.deeds.iter().filter(|(_, deed)| stays(deed)).copied().collect(), ..script }
}

/// The world after so many days, its ledger in order.
fn after(days: i64, script: &Script) -> World<'_> {
    let mut world = World::open(script).unwrap();
    world.run_days(days).unwrap();
    world.conserved_in_total().unwrap();
    world
}

fn change(world: &World<'_>, sql: &str) {
    let db = Connection::open(world.dir.path().join("retorno.db")).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    assert!(db.execute(sql, []).unwrap() > 0, "{sql} changes nothing");
}

/// A waiting ticket made to wait for this once more by the first rule.
fn waits(world: &World<'_>, due_at: &str, why: &str) {
    let rule = world.ids.rules[0].0;
    change(world, &format!("UPDATE rule SET state = 'active' WHERE id = {rule}"));
    change(
        world,
        &format!(
            "INSERT INTO deferred (rule, ticket, part, turn, anchor, due_at, why, created_at)
             SELECT {rule}, id, 'message', 4711, anchor, {due_at}, '{why}', 0 FROM ticket t
              WHERE anchor IS NOT NULL AND hold = 'never'
                AND NOT EXISTS (SELECT 1 FROM execution e WHERE e.ticket = t.id AND e.anchor = t.anchor)
                AND NOT EXISTS (SELECT 1 FROM deferred d WHERE d.ticket = t.id)
              LIMIT 1"
        ),
    );
}

#[test]
fn a_plan_that_vanishes_or_is_undone_or_has_no_end_is_found() {
    let script = calm();
    let gone = "(SELECT min(id) FROM outbox WHERE state IN ('sent', 'delivered', 'read') AND origin = 'rule')";
    let inside = "(SELECT min(id) FROM execution WHERE part = 'internal' AND outcome = 'executed')";
    for (sql, says) in [
        ("DELETE FROM outbox WHERE id = (SELECT min(id) FROM outbox WHERE origin = 'person')".to_owned(), "sumiu"),
        (format!("DELETE FROM execution WHERE id = {inside}"), "sumiu"),
        (format!("UPDATE outbox SET state = 'planned' WHERE id = {gone}"), "agora é Open"),
        (format!("UPDATE outbox SET state = 'unknown' WHERE id = {gone}"), "agora é Unknown"),
        (format!("UPDATE execution SET outcome = 'skipped', why = '' WHERE id = {inside}"), "sem fim"),
        (format!("UPDATE execution SET outcome = 'skipped', why = 'x' WHERE id = {inside}"), "agora é Skipped"),
        (
            format!(
                "UPDATE execution SET outcome = 'cancelled', why = 'x'
                  WHERE id = (SELECT execution FROM outbox WHERE id = {gone})"
            ),
            "sem fim",
        ),
        (format!("UPDATE outbox SET state = 'cancelled', fault = '' WHERE id = {gone}"), "sem fim"),
        (format!("UPDATE outbox SET execution = NULL WHERE id = {gone}"), "sem fim"),
    ] {
        let mut world = after(4, &script);
        change(&world, &sql);
        let violation = world.conserved_in_total().unwrap_err();
        assert!(violation.promise == PROMISE && violation.what.contains(says), "{sql}: {violation:?}");
    }
}

#[test]
fn a_step_that_stops_waiting_without_a_cause_is_found_at_the_next_event() {
    let script = calm();
    let mut world = after(2, &script);
    waits(&world, "4711", "spacing");
    world.conserved_in_total().unwrap();
    change(&world, "DELETE FROM deferred WHERE turn = 4711");
    world.law.stirred = true;
    let violation = world.conserved().unwrap_err();
    assert!(violation.what.contains("deixou de esperar"), "{violation:?}");
}

#[test]
fn what_waits_for_an_event_that_never_comes_is_found() {
    let script = calm();
    for why in ["spacing", "fuse"] {
        let mut world = after(2, &script);
        waits(&world, "NULL", why);
        let violation = world.conserved_in_total().unwrap_err();
        assert!(violation.what.contains("espera o que não virá"), "{violation:?}");
    }
}

/// The ledger and the program's own count share no code: where they differ, one of them is wrong.
#[test]
fn a_count_that_is_off_by_one_is_found() {
    let script = calm();
    let world = after(2, &script);
    let tallies = world.law.file.as_ref().unwrap().1.tallies().unwrap();
    let sums = sums(&world.law.file.as_ref().unwrap().0, &world.law.ends, &world.law.waits).unwrap();
    assert_eq!(agree(&sums, &tallies), Ok(()));
    let off = |change: fn(&mut Tally)| {
        let mut other = tallies.clone();
        change(&mut other[0]);
        agree(&sums, &other).unwrap_err()
    };
    assert!(off(|one| one.planned += 1).contains("não fecha"));
    assert!(off(|one| (one.planned, one.stray) = (one.planned + 1, 1)).contains("não fecha"));
    assert!(off(|one| (one.planned, one.open) = (one.planned + 1, one.open + 1)).contains("conta outra coisa"));
}

#[test]
fn an_end_stays_an_end() {
    use End::{Cancelled, Done, Elsewhere, Failed, Missed, Open, Skipped, Unknown};
    let all = [Open, Done, Failed, Unknown, Skipped, Cancelled, Missed, Elsewhere];
    let never = |end: End| all.iter().filter(|next| !end.may_become(**next)).copied().collect::<Vec<_>>();
    assert_eq!(never(Open), []);
    assert_eq!(never(Done), [Open, Unknown, Skipped, Cancelled, Missed, Elsewhere]);
    assert_eq!(never(Unknown), [Open, Skipped, Cancelled, Missed]);
    assert_eq!(never(Cancelled), [Open, Done, Failed, Unknown, Skipped, Missed, Elsewhere]);
    assert_eq!(never(Missed), [Open, Done, Failed, Unknown, Cancelled]);
}
