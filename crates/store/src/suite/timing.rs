//! Promises about rules, the timing queue, executions, deferred steps and webhooks.

use engine::evaluate::Part;
use engine::*;

use super::world::*;
use super::{Backend, keeps};
use crate::*;

keeps!(
    a_rule_comes_back_whole_and_counts_its_versions,
    rules_come_in_order_without_the_archived,
    waiting_tickets_come_oldest_first_with_their_contacts,
    a_batch_never_ends_inside_one_anchor,
    released_holds_are_found_by_time,
    a_rule_runs_once_an_episode,
    what_a_verdict_was_made_from_is_kept_beside_its_execution,
    a_cancelled_execution_frees_its_episode,
    a_late_answer_leaves_later_runs_in_their_episode,
    actions_of_a_ticket_are_counted_from_an_instant,
    a_deferred_step_takes_the_place_of_the_one_before,
    deferred_steps_come_due_by_time_or_event,
    a_webhook_is_owed_until_it_is_over,
    notices_become_bubbles_and_are_read,
);

fn a_rule_comes_back_whole_and_counts_its_versions(db: &dyn Backend) {
    let house = house(db);
    let mut expected = rule();
    expected.rule.id = house.rule;
    expected.rule.version = 1;
    assert_eq!(say(db, |store| store.rule(house.rule)), Some(expected.clone()));
    expected.rule.name = "Follow-up 12h".into();
    expected.rule.wait = Span::hours(12);
    expected.watermark = minute(1);
    expected.problem = "etiqueta apagada".into();
    assert_eq!(say(db, |store| store.put_rule(&expected, None, minute(1))), house.rule);
    expected.rule.version = 2;
    assert_eq!(say(db, |store| store.rule(house.rule)), Some(expected.clone()));
    say(db, |store| {
        store.set_rule_state(house.rule, RuleState::Paused, "")?;
        store.set_rule_position(house.rule, 8)?;
        store.set_rule_fence(house.rule, minute(2), minute(3))?;
        store.set_watermark(house.rule, minute(4))
    });
    expected.rule.state = RuleState::Paused;
    expected.rule.position = 8;
    expected.fence = minute(2);
    expected.watermark = minute(4);
    expected.problem = String::new();
    assert_eq!(say(db, |store| store.rule(house.rule)), Some(expected));
    let nowhere = StoredRule { rule: Rule { id: RuleId(99), ..rule().rule }, ..rule() };
    assert!(matches!(refuse(db, |store| store.put_rule(&nowhere, None, NOON)), StoreError::Missing("ação")));
}

fn rules_come_in_order_without_the_archived(db: &dyn Backend) {
    let house = house(db);
    let put = |position, state| {
        let new = StoredRule { rule: Rule { position, state, ..rule().rule }, ..rule() };
        say(db, |store| store.put_rule(&new, None, NOON))
    };
    let (late, off, early) = (put(5, RuleState::Active), put(3, RuleState::Off), put(1, RuleState::Active));
    let gone = put(2, RuleState::Active);
    say(db, |store| store.set_rule_state(gone, RuleState::Archived, ""));
    let order: Vec<RuleId> = say(db, |store| store.rules()).iter().map(|stored| stored.rule.id).collect();
    assert_eq!(order, [early, house.rule, off, late]);
    assert!(say(db, |store| store.rule(gone)).is_some(), "the log still knows it");
}

fn waiting_tickets_come_oldest_first_with_their_contacts(db: &dyn Backend) {
    let house = house(db);
    let anchors = [minute(30), minute(10), minute(20)];
    let tickets: Vec<Ticket> = ["Ana", "Bia", "Caio"]
        .into_iter()
        .zip(anchors)
        .map(|(name, at)| silent(db, &house, ticket(db, &house, name), minute(1), at))
        .collect();
    say(db, |store| store.add_tag(tickets[1].contact, house.quiet));
    let seen = say(db, |store| store.waiting(Moment::MIN, Moment::MAX, 10));
    let expected: Vec<(Ticket, Contact)> =
        [1, 2, 0].map(|i: usize| (tickets[i].clone(), say(db, |store| store.contact(tickets[i].contact)))).to_vec();
    assert_eq!(seen, expected);
    assert!(seen[0].1.do_not_disturb);
    let between = |after, upto, limit| -> Vec<TicketId> {
        say(db, |store| store.waiting(after, upto, limit)).into_iter().map(|(ticket, _)| ticket.id).collect()
    };
    assert_eq!(between(minute(10), minute(30), 10), [tickets[2].id, tickets[0].id], "after is left out, upto is not");
    assert_eq!(between(Moment::MIN, Moment::MAX, 1), [tickets[1].id]);
    let next = |after| say(db, |store| store.next_anchor(after));
    assert_eq!((next(Moment::MIN), next(minute(10)), next(minute(30))), (Some(minute(10)), Some(minute(20)), None));
    let answered = apply(&tickets[1], &Fact::CustomerWrote { at: minute(40) });
    say(db, |store| store.put_ticket(&answered, minute(40)));
    assert_eq!(next(Moment::MIN), Some(minute(20)), "an answer takes it out");
}

fn a_batch_never_ends_inside_one_anchor(db: &dyn Backend) {
    let house = house(db);
    for name in ["Ana", "Bia", "Caio", "Davi"] {
        let at = if name == "Davi" { minute(6) } else { minute(5) };
        silent(db, &house, ticket(db, &house, name), minute(1), at);
    }
    let batch = say(db, |store| store.waiting(Moment::MIN, Moment::MAX, 2));
    assert_eq!(batch.len(), 3, "the third shares the anchor of the second");
    let rest = say(db, |store| store.waiting(minute(5), Moment::MAX, 2));
    assert_eq!(rest.len(), 1);
}

fn released_holds_are_found_by_time(db: &dyn Backend) {
    let house = house(db);
    let one = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let two = silent(db, &house, ticket(db, &house, "Bia"), minute(1), minute(2));
    assert_eq!(say(db, |store| store.next_released()), None);
    say(db, |store| {
        store.put_ticket(&apply(&one, &Fact::Released { at: minute(9) }), minute(9))?;
        store.put_ticket(&apply(&two, &Fact::Released { at: minute(8) }), minute(8))
    });
    assert_eq!(say(db, |store| store.next_released()), Some(minute(8)));
    assert_eq!(say(db, |store| store.released(minute(8), 10)), [two.id]);
    assert_eq!(say(db, |store| store.released(minute(9), 10)), [two.id, one.id]);
    say(db, |store| store.put_ticket(&two, minute(9)));
    assert_eq!(say(db, |store| store.released(minute(9), 10)), [one.id]);
}

fn a_rule_runs_once_an_episode(db: &dyn Backend) {
    let house = house(db);
    let ticket = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let new = execution(&house, &ticket, ExecutionOutcome::Executed, minute(3));
    let ran = |turn, silence, part| say(db, |store| store.has_run(house.rule, ticket.id, turn, silence, part));
    assert!(!ran(1, Moment(0), Part::Message));
    let id = say(db, |store| store.record(&new)).expect("the first");
    assert_eq!(say(db, |store| store.record(&new)), None);
    let skipped = NewExecution { outcome: ExecutionOutcome::Skipped, why: "opted_out".into(), ..new.clone() };
    assert_eq!(say(db, |store| store.record(&skipped)), None, "whatever became of it");
    assert!(ran(1, Moment(0), Part::Message));
    assert!(!ran(1, Moment(0), Part::Internal), "its other part is a run of its own");
    for other in [
        NewExecution { part: Part::Internal, ..new.clone() },
        NewExecution { turn: 2, ..new.clone() },
        NewExecution { silence: minute(2), ..new.clone() },
    ] {
        assert!(say(db, |store| store.record(&other)).is_some(), "{other:?}");
    }
    let row = say(db, |store| store.execution(id)).expect("recorded");
    let expected = ExecutionRow {
        id,
        rule: house.rule,
        version: 1,
        ticket: ticket.id,
        contact: ticket.contact,
        turn: 1,
        part: Part::Message,
        anchor: minute(2),
        deadline: minute(3),
        at: minute(3),
        outcome: ExecutionOutcome::Executed,
        why: String::new(),
        detail: "{}".into(),
    };
    assert_eq!(row, expected);
    let found = say(db, |store| store.execution_of(house.rule, ticket.id, 1, Moment(0), Part::Message));
    assert_eq!(found, Some(expected));
    say(db, |store| store.set_execution(id, ExecutionOutcome::Missed, "tarde"));
    let row = say(db, |store| store.execution(id)).expect("recorded");
    assert_eq!((row.outcome, row.why.as_str()), (ExecutionOutcome::Missed, "tarde"));
}

fn what_a_verdict_was_made_from_is_kept_beside_its_execution(db: &dyn Backend) {
    let house = house(db);
    let ticket = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let new = execution(&house, &ticket, ExecutionOutcome::Executed, minute(3));
    let [here, there, again] = ["America/Sao_Paulo", "America/Manaus", "America/Sao_Paulo"]
        .map(|zone| say(db, |store| store.circumstance(&circumstance(zone))));
    assert!(here == again && here != there, "each once: {here} {there} {again}");
    let inputs = inputs(&ticket, &say(db, |store| store.contact(ticket.contact)), minute(3));
    let id = say(db, |store| store.record(&new)).expect("the first");
    say(db, |store| {
        store.keep_judgement(id, minute(3), here, &inputs)?;
        store.keep_judgement(id, minute(4), there, &inputs)
    });
    let nobodys = ExecutionId(id.0 + 1);
    let refused = db.change(&mut |store| store.keep_judgement(nobodys, minute(3), here, &inputs));
    assert!(refused.is_err(), "of no execution");
}

fn a_cancelled_execution_frees_its_episode(db: &dyn Backend) {
    let house = house(db);
    let ticket = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let new = execution(&house, &ticket, ExecutionOutcome::Executed, minute(3));
    for _ in 0..2 {
        let id = say(db, |store| store.record(&new)).expect("free");
        say(db, |store| store.set_execution(id, ExecutionOutcome::Cancelled, ""));
    }
    assert!(say(db, |store| store.record(&new)).is_some());
}

fn a_late_answer_leaves_later_runs_in_their_episode(db: &dyn Backend) {
    let house = house(db);
    let ticket = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(20));
    let early = NewExecution { anchor: minute(5), ..execution(&house, &ticket, ExecutionOutcome::Executed, minute(8)) };
    let late =
        NewExecution { part: Part::Internal, ..execution(&house, &ticket, ExecutionOutcome::Executed, minute(21)) };
    let step = Deferred {
        rule: house.rule,
        ticket: ticket.id,
        part: Part::Message,
        turn: 1,
        anchor: minute(20),
        due_at: None,
        why: DeferWhy::Fuse,
        created_at: minute(21),
    };
    let (early, late) = say(db, |store| {
        let both = (store.record(&early)?.expect("new"), store.record(&late)?.expect("new"));
        store.defer(&step)?;
        store.enter(ticket.id, minute(5), 1, minute(15), false)?;
        store.enter(ticket.id, minute(20), 1, minute(30), false)?;
        store.rekey(ticket.id, 1, minute(10))?;
        Ok(both)
    });
    assert_eq!(say(db, |store| store.execution(early)).expect("kept").turn, 1);
    assert_eq!(say(db, |store| store.execution(late)).expect("kept").turn, 2);
    assert_eq!(say(db, |store| store.deferred_step(house.rule, ticket.id, Part::Message)).expect("kept").turn, 2);
    let entries = |turn| say(db, |store| store.entries_of_turn(ticket.id, turn));
    assert_eq!((entries(1), entries(2)), (1, 1));
}

fn actions_of_a_ticket_are_counted_from_an_instant(db: &dyn Backend) {
    let house = house(db);
    let ticket = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    for (turn, outcome) in
        [(1, ExecutionOutcome::Executed), (2, ExecutionOutcome::Executed), (3, ExecutionOutcome::Skipped)]
    {
        let at = minute(i64::from(turn));
        let new = NewExecution { turn, ..execution(&house, &ticket, outcome, at) };
        say(db, |store| store.record(&new));
    }
    let since = |at| say(db, |store| store.actions_since(ticket.id, at));
    assert_eq!((since(minute(0)), since(minute(2)), since(minute(3))), (2, 1, 0));
    // A rule with several counts each.
    let seven = execution(&house, &ticket, ExecutionOutcome::Executed, minute(4));
    let seven = NewExecution { turn: 4, detail: r#"{"actions":7}"#.into(), ..seven };
    say(db, |store| store.record(&seven));
    assert_eq!((since(minute(0)), since(minute(3))), (9, 7));
}

fn deferred(house: &House, ticket: TicketId, part: Part, due_at: Option<Moment>, why: DeferWhy) -> Deferred {
    Deferred { rule: house.rule, ticket, part, turn: 1, anchor: minute(2), due_at, why, created_at: minute(3) }
}

fn a_deferred_step_takes_the_place_of_the_one_before(db: &dyn Backend) {
    let house = house(db);
    let ticket = ticket(db, &house, "Ana");
    let first = deferred(&house, ticket, Part::Message, Some(minute(9)), DeferWhy::Spacing);
    let second = Deferred {
        turn: 2,
        anchor: minute(4),
        created_at: minute(5),
        ..deferred(&house, ticket, Part::Message, None, DeferWhy::Fuse)
    };
    let step = || say(db, |store| store.deferred_step(house.rule, ticket, Part::Message));
    assert_eq!(step(), None);
    say(db, |store| store.defer(&first));
    assert_eq!(step(), Some(first));
    say(db, |store| store.defer(&second));
    assert_eq!(step(), Some(second));
    assert_eq!(say(db, |store| store.next_deferred()), None);
    say(db, |store| store.drop_deferred(house.rule, ticket, Part::Message));
    assert_eq!(step(), None);
}

fn deferred_steps_come_due_by_time_or_event(db: &dyn Backend) {
    let house = house(db);
    let tickets = ["Ana", "Bia", "Caio", "Davi"].map(|name| ticket(db, &house, name));
    let [ana, bia, caio, davi] = tickets;
    let other = say(db, |store| store.put_rule(&rule(), None, NOON));
    say(db, |store| {
        store.defer(&deferred(&house, ana, Part::Message, Some(minute(9)), DeferWhy::Spacing))?;
        store.defer(&deferred(&house, bia, Part::Message, Some(minute(7)), DeferWhy::QuietHours))?;
        store.defer(&deferred(&house, caio, Part::Message, None, DeferWhy::Barrier))?;
        store.defer(&deferred(&house, davi, Part::Message, None, DeferWhy::Fuse))?;
        store.defer(&Deferred { rule: other, ..deferred(&house, davi, Part::Message, None, DeferWhy::Fuse) })
    });
    let due = |at, limit| -> Vec<TicketId> {
        say(db, |store| store.deferred_due(at, limit)).into_iter().map(|step| step.ticket).collect()
    };
    assert_eq!(say(db, |store| store.next_deferred()), Some(minute(7)));
    assert_eq!(due(minute(6), 10), []);
    assert_eq!(due(minute(9), 10), [bia, ana]);
    assert_eq!(due(minute(9), 1), [bia]);
    assert_eq!(say(db, |store| store.release_deferred(DeferWhy::Fuse, Some(house.rule), minute(5))), 1);
    assert_eq!(say(db, |store| store.release_deferred(DeferWhy::Barrier, None, minute(4))), 1);
    assert_eq!(due(minute(9), 10), [caio, davi, bia, ana]);
    assert_eq!(say(db, |store| store.drop_deferred_of_ticket(davi)), 2);
    assert_eq!(say(db, |store| store.drop_deferred_of_rule(house.rule)), 3);
    assert_eq!(due(minute(9), 10), []);
}

fn a_webhook_is_owed_until_it_is_over(db: &dyn Backend) {
    let house = house(db);
    let ticket = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let new = execution(&house, &ticket, ExecutionOutcome::Executed, minute(3));
    let execution = say(db, |store| store.record(&new)).expect("new");
    say(db, |store| store.plan_webhook(execution, "https://exemplo/gancho", r#"{"ticket":1}"#, minute(4)));
    assert_eq!(say(db, |store| store.next_webhook()), Some(minute(4)));
    assert_eq!(say(db, |store| store.webhooks_due(minute(3), 10)), []);
    let due = say(db, |store| store.webhooks_due(minute(4), 10));
    let expected = WebhookRow {
        id: due[0].id,
        execution,
        url: "https://exemplo/gancho".into(),
        body: r#"{"ticket":1}"#.into(),
        attempts: 0,
    };
    assert_eq!(due, [expected]);
    say(db, |store| store.webhook_tried(due[0].id, minute(5), Some(minute(9)), "fora do ar"));
    assert_eq!(say(db, |store| store.next_webhook()), Some(minute(9)));
    assert_eq!(say(db, |store| store.webhooks_due(minute(9), 10))[0].attempts, 1);
    say(db, |store| store.webhook_tried(due[0].id, minute(9), None, ""));
    assert_eq!(say(db, |store| store.next_webhook()), None);
}

fn notices_become_bubbles_and_are_read(db: &dyn Backend) {
    let house = house(db);
    let ticket = ticket(db, &house, "Ana");
    let notice = |user, ticket, bubble| NewNotice {
        user,
        at: minute(1),
        event: NoticeEvent::Returned,
        ticket,
        title: "Cliente respondeu".into(),
        text: "Ana voltou para você".into(),
        bubble,
    };
    let (one, two) = say(db, |store| {
        store.add_notice(&notice(house.bruno, Some(ticket), false))?;
        Ok((
            store.add_notice(&notice(house.bruno, Some(ticket), true))?,
            store.add_notice(&notice(house.carla, None, true))?,
        ))
    });
    let pending = say(db, |store| store.bubbles_pending(10));
    assert_eq!(pending.iter().map(|row| row.id).collect::<Vec<_>>(), [one, two]);
    let expected = NoticeRow {
        id: one,
        user: house.bruno,
        at: minute(1),
        event: NoticeEvent::Returned,
        ticket: Some(ticket),
        title: "Cliente respondeu".into(),
        text: "Ana voltou para você".into(),
        read_at: None,
    };
    assert_eq!(pending[0], expected);
    assert_eq!(say(db, |store| store.bubbles_pending(1)).len(), 1);
    say(db, |store| store.set_shown(&[one], minute(2)));
    assert_eq!(say(db, |store| store.bubbles_pending(10)).len(), 1);
    let shown = |user, since| say(db, |store| store.bubbles_shown_since(user, since));
    assert_eq!(
        (shown(house.bruno, minute(2)), shown(house.bruno, minute(3)), shown(house.carla, minute(0))),
        (1, 0, 0)
    );
    say(db, |store| store.set_one_read(house.carla, one, minute(3)));
    assert_eq!(say(db, |store| store.bubbles_pending(10))[0].read_at, None, "a notice is its reader's own");
    say(db, |store| {
        store.set_read(house.bruno, Some(ticket), minute(4))?;
        store.set_read(house.carla, None, minute(4))
    });
    assert_eq!(say(db, |store| store.bubbles_pending(10))[0].read_at, Some(minute(4)));
}
