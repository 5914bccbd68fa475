//! What each question of the screens answers, on one small house with a little of everything.

use engine::evaluate::Part;
use engine::*;

use super::morning::{morning, open};
use super::*;
use crate::suite::world::*;
use crate::*;

fn ids(page: &Page<CardRow>) -> Vec<TicketId> {
    page.rows.iter().map(|card| card.id).collect()
}

#[test]
fn a_card_shows_everything_of_its_ticket() {
    let (_folder, db) = open();
    let m = morning(&db);
    let card = db.reader().unwrap().card(m.ana).unwrap().unwrap();
    let expected = CardRow {
        id: m.ana,
        protocol: "20260302-000001".into(),
        contact: ContactId(1),
        contact_name: "Ana Araújo".into(),
        subject: "Ajuda".into(),
        status: Status::Open,
        queue: m.house.silent,
        assignee: Some(m.house.alison),
        assignee_name: Some("Alison".into()),
        stage: Some(m.house.first),
        anchor: Some(minute(2)),
        customer_at: Some(minute(1)),
        human_at: Some(minute(2)),
        entered_at: Some(minute(12)),
        returns_to: Some(m.house.bruno),
        last_text: "texto de aviso-1".into(),
        last_side: MessageSide::Automation,
        last_at: minute(12),
        tags: vec![m.house.cold],
        connection: m.house.shop,
        connection_kind: "demo".into(),
        connection_name: "Loja".into(),
        value_cents: 10_000,
        created_at: NOON,
        stage_since: minute(12),
        returned_at: None,
        on_hold: false,
        has_failed_send: true,
    };
    assert_eq!(card, expected);
    assert_eq!(db.reader().unwrap().card(TicketId(99)).unwrap(), None);
}

#[test]
fn the_word_that_opened_a_ticket_is_on_its_card_though_it_was_said_before() {
    let (_folder, db) = open();
    let house = house(&db);
    let fifi = ticket(&db, &house, "Fifi");
    let add = |text, at| say(&db, |store| store.add_message(&words(fifi, &house, MessageSide::Customer, text, at)));
    add("dita antes de chegar", minute(-3));
    add("ainda mais antiga", minute(-5));
    let card = db.reader().unwrap().card(fifi).unwrap().unwrap();
    assert_eq!((card.last_text.as_str(), card.last_at), ("dita antes de chegar", minute(-3)));
}

#[test]
fn every_ticket_is_in_one_column_and_the_counts_say_the_same() {
    let (_folder, db) = open();
    let m = morning(&db);
    let reader = db.reader().unwrap();
    let all = TicketFilter::default();
    let column = |column| ids(&reader.board_column(m.house.funnel, column, &all, None, 50).unwrap());
    assert_eq!(column(Column::Closed), [m.davi]);
    assert_eq!(column(Column::NoInteraction), [m.ana]);
    assert_eq!(column(Column::NoStage), [m.eva]);
    assert_eq!(column(Column::Stage(m.house.first)), [m.bia, m.caio], "by the last word of those without an anchor");
    assert_eq!(column(Column::Stage(m.house.lost)), []);
    let count = |column, tickets, cents, since| ColumnCount { column, tickets, cents, since: minute(since) };
    let expected = [
        count(Column::Closed, 1, 0, 30),
        count(Column::NoInteraction, 1, 10_000, 12),
        count(Column::NoStage, 1, 0, 7),
        // Bia since noon, Caio since he came back.
        count(Column::Stage(m.house.first), 2, 500, 10),
    ];
    assert_eq!(reader.board_counts(m.house.funnel, &all).unwrap(), expected);
    // A filter that lets everything through counts row by row: the counters say the same.
    let walked = TicketFilter { connections: vec![m.house.shop], ..all.clone() };
    assert_eq!(reader.board_counts(m.house.funnel, &walked).unwrap(), expected);
    assert_eq!(ids(&reader.tickets(&all, None, 50).unwrap()), [m.davi, m.caio, m.ana, m.bia, m.eva]);

    let starts = reader.board_starts(m.house.funnel, &walked, 1).unwrap();
    assert_eq!(starts.iter().map(|start| start.count).collect::<Vec<_>>(), expected);
    for start in starts {
        let column = start.count.column;
        assert_eq!(start.page, reader.board_column(m.house.funnel, column, &walked, None, 1).unwrap(), "{column:?}");
        let after = reader.board_column(m.house.funnel, column, &walked, start.page.next, 50).unwrap();
        assert_eq!(ids(&after).len() + 1, start.count.tickets as usize, "{column:?}");
    }
}

#[test]
fn each_filter_keeps_what_it_says() {
    let (_folder, db) = open();
    let m = morning(&db);
    let reader = db.reader().unwrap();
    let kept = |filter: TicketFilter| {
        let mut ids = ids(&reader.tickets(&filter, None, 50).unwrap());
        ids.sort();
        ids
    };
    let none = TicketFilter::default;
    assert_eq!(kept(TicketFilter { statuses: vec![Status::Closed, Status::Pending], ..none() }), [m.davi, m.eva]);
    assert_eq!(kept(TicketFilter { queues: vec![m.house.silent], ..none() }), [m.ana, m.davi]);
    assert_eq!(kept(TicketFilter { technicians: vec![m.house.bruno], ..none() }), [m.ana, m.bia, m.caio, m.davi]);
    assert_eq!(kept(TicketFilter { unassigned: true, ..none() }), [m.eva]);
    assert_eq!(
        kept(TicketFilter { unassigned: true, technicians: vec![m.house.alison], ..none() }),
        [m.ana, m.davi, m.eva]
    );
    assert_eq!(kept(TicketFilter { teams: vec![m.house.team], ..none() }), [m.ana, m.bia, m.caio, m.davi, m.eva]);
    assert_eq!(kept(TicketFilter { teams: vec![TeamId(99)], ..none() }), []);
    assert_eq!(kept(TicketFilter { connections: vec![ConnectionId(99)], ..none() }), []);
    assert_eq!(kept(TicketFilter { tags: vec![m.house.cold], ..none() }), [m.ana]);
    assert_eq!(kept(TicketFilter { wallets: vec![m.house.alison], ..none() }), []);
    assert_eq!(kept(TicketFilter { waits_for: Some(WaitsFor::Customer), ..none() }), [m.ana], "Davi's is closed");
    assert_eq!(kept(TicketFilter { waits_for: Some(WaitsFor::Us), ..none() }), [m.bia, m.caio]);
    assert_eq!(kept(TicketFilter { waits_for: Some(WaitsFor::Technician), ..none() }), [m.bia, m.caio]);
    assert_eq!(kept(TicketFilter { idle_since: Some(minute(3)), ..none() }), [m.bia, m.eva]);
    assert_eq!(kept(TicketFilter { text: "ara".into(), ..none() }), [m.ana]);
    assert_eq!(kept(TicketFilter { text: "000002".into(), ..none() }), [m.bia]);
    assert_eq!(kept(TicketFilter { text: "juda".into(), ..none() }).len(), 5);
    assert_eq!(kept(TicketFilter { text: "nao func".into(), ..none() }), [m.ana, m.caio, m.davi], "said, not named");
    for odd in ["%", "_", "!", "\"", "'", "*", "NEAR(", "\" OR \"", "🙂", "\u{202e}", "--"] {
        let text = TicketFilter { text: odd.into(), ..none() };
        // A hyphen is in every protocol; the other signs are in none.
        assert_eq!(kept(text), [] as [TicketId; 0], "{odd:?}");
    }
    assert_eq!(kept(TicketFilter { text: " \0 ".into(), ..none() }).len(), 5, "nothing was typed");
    let rare = TicketFilter { tags: vec![m.house.cold], ..none() };
    assert_eq!(ids(&reader.board_column(m.house.funnel, Column::NoInteraction, &rare, None, 50).unwrap()), [m.ana]);
    assert_eq!(ids(&reader.board_column(m.house.funnel, Column::NoStage, &rare, None, 50).unwrap()), []);
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    let (_folder, db) = open();
    let house = house(&db);
    let mut expected: Vec<(Moment, TicketId)> = vec![];
    for n in 0..23 {
        let id = ticket(&db, &house, &format!("Cliente {n}"));
        let at = minute(10 + n % 4);
        silent(&db, &house, id, minute(1), at);
        expected.push((at, id));
    }
    expected.sort();
    let reader = db.reader().unwrap();
    let mut seen = vec![];
    let mut after = None;
    loop {
        let page =
            reader.board_column(house.funnel, Column::Stage(house.first), &TicketFilter::default(), after, 5).unwrap();
        seen.extend(page.rows.iter().map(|card| (card.anchor.unwrap(), card.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, expected);
}

#[test]
fn the_queue_shows_who_was_told_and_how_far_that_got() {
    let (_folder, db) = open();
    let m = morning(&db);
    let reader = db.reader().unwrap();
    let all = TicketFilter::default();
    let page = reader.no_interaction(&all, None, 50).unwrap();
    assert_eq!(page.next, None);
    let [row] = &page.rows[..] else { panic!("{page:?}") };
    let told = |user, shown_at, read_at| UserTold { user, at: minute(12), shown_at, read_at };
    let expected = QueueRow {
        card: reader.card(m.ana).unwrap().unwrap(),
        returns_queue: Some(m.house.support),
        by_hand: false,
        customer_told: Some(CustomerTold { at: minute(13), state: SendState::Failed, fault: "caixa cheia".into() }),
        told: vec![told(m.house.bruno, Some(minute(13)), None), told(m.house.carla, None, Some(minute(14)))],
    };
    assert_eq!(*row, expected);
    assert_eq!(reader.no_interaction_count(&all).unwrap(), 1);
    assert_eq!(reader.no_interaction_count(&TicketFilter { tags: vec![m.house.quiet], ..all }).unwrap(), 0);
}

#[test]
fn those_arriving_are_open_with_a_technician_and_not_judged_yet() {
    let (_folder, db) = open();
    let m = morning(&db);
    let fresh = ticket(&db, &m.house, "Fabi");
    silent(&db, &m.house, fresh, minute(1), minute(40));
    let arriving = |upto| -> Vec<TicketId> {
        db.reader().unwrap().arriving(upto, 50).unwrap().into_iter().map(|card| card.id).collect()
    };
    assert_eq!(arriving(minute(40)), [fresh]);
    assert_eq!(arriving(minute(39)), []);
    say(&db, |store| store.set_queue_watermark(minute(40)));
    assert_eq!(arriving(minute(50)), []);
}

#[test]
fn a_ticket_opens_with_its_conversation_and_its_history() {
    let (_folder, db) = open();
    let m = morning(&db);
    let again = ticket(&db, &m.house, "Ana Araújo");
    let reader = db.reader().unwrap();
    let detail = reader.ticket_detail(m.ana).unwrap().unwrap();
    assert_eq!(detail.identities, [Identity { kind: "demo".into(), address: "ana araújo".into() }]);
    assert_eq!(detail.others.iter().map(|other| other.id).collect::<Vec<_>>(), [again]);
    assert_eq!((detail.returns_queue, detail.last_attendant), (Some(m.house.support), Some(m.house.bruno)));
    assert_eq!((detail.wrote_at, detail.opted_out_at, detail.planned.len()), (Some(minute(1)), None, 0));
    assert_eq!(reader.ticket_detail(m.caio).unwrap().unwrap().planned.len(), 1);
    assert_eq!(reader.ticket_detail(TicketId(99)).unwrap(), None);
    let page = reader.messages(m.ana, None, 2).unwrap();
    let texts: Vec<&str> = page.rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["texto de aviso-1", "pode reiniciar?"]);
    assert_eq!(page.rows[0].origin, Some(Origin::Entry));
    assert_eq!(page.rows[0].fault.as_deref(), Some("caixa cheia"));
    assert_eq!(page.rows[1].author_name.as_deref(), Some("Bruno"));
    let rest = reader.messages(m.ana, page.next, 2).unwrap();
    assert_eq!((rest.rows.len(), rest.rows[0].text.as_str(), rest.next), (1, "não funciona", None));
    let timeline = reader.timeline(m.ana, None, 1).unwrap();
    assert_eq!(timeline.rows[0].event, "entered");
    assert_eq!(timeline.rows[0].user_name.as_deref(), Some("Bruno"));
    assert_eq!(reader.timeline(m.ana, timeline.next, 5).unwrap().rows[0].event, "taken");
    let between = |from, upto| reader.events_between(m.ana, minute(from), minute(upto), 10).unwrap().len();
    assert_eq!((between(0, 11), between(12, 12), between(13, 20)), (0, 2, 0));
}

#[test]
fn mine_are_in_three_sections() {
    let (_folder, db) = open();
    let m = morning(&db);
    let fabi = ticket(&db, &m.house, "Fabi");
    silent(&db, &m.house, fabi, minute(1), minute(40));
    let reader = db.reader().unwrap();
    let mine = |section| ids(&reader.mine(m.house.bruno, section, None, 50).unwrap());
    assert_eq!(mine(MineSection::Returned), [m.caio]);
    assert_eq!(mine(MineSection::WaitsForMe), [m.bia]);
    assert_eq!(mine(MineSection::WaitsForCustomer), [fabi]);
    assert_eq!(reader.last_stay(m.caio).unwrap(), Some(Span::minutes(6)));
    assert_eq!(reader.last_stay(m.bia).unwrap(), None);
}

#[test]
fn the_trays_hold_what_was_missed_and_what_is_unknown() {
    let (_folder, db) = open();
    let m = morning(&db);
    let caio = say(&db, |store| store.ticket(m.caio)).unwrap();
    let missed = execution(&m.house, &caio, ExecutionOutcome::Missed, minute(9));
    let missed = say(&db, |store| store.record(&missed)).unwrap();
    let states = [SendState::Unknown, SendState::Missed];
    for (n, state) in states.into_iter().enumerate() {
        let id = planned(&db, &m.house, &caio, Origin::Rule, &format!("t{n}"), minute(50));
        say(&db, |store| store.set_outgoing(id, state, minute(51), "?"));
    }
    let reader = db.reader().unwrap();
    let steps = reader.missed_steps(None, 10).unwrap().rows;
    let [step] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((step.execution, step.rule_name.as_str(), step.part), (missed, "Follow-up 24h", Part::Message));
    assert!(step.answered, "Caio has answered since");
    let text = |page: Page<TraySend>| page.rows.into_iter().map(|row| row.text).collect::<Vec<_>>();
    assert_eq!(text(reader.unknown_sends(None, 10).unwrap()), ["texto de t0"]);
    assert_eq!(text(reader.missed_sends(None, 10).unwrap()), ["texto de t1"]);
    let there = say(&db, |store| store.ticket(m.caio)).unwrap();
    assert_eq!(reader.in_trays().unwrap(), [InTrays { ticket: there, missed: 2, unknown: 1 }]);
    let counts = reader.counts(m.house.bruno).unwrap();
    let expected = Counts {
        open: 4,
        no_interaction: 1,
        missed: 2,
        unknown: 1,
        mine_returned: 1,
        mine_waits: 1,
        unread: 1,
        rules_active: 1,
        rules_stopped: 0,
        connections: 1,
        connections_down: 0,
        planned: 2,
    };
    assert_eq!(counts, expected);
    let connections = reader.connection_list().unwrap();
    let one = &connections[0];
    assert_eq!(
        (one.last_in_at, one.last_out_at, one.planned, one.open_tickets),
        (Some(minute(3)), Some(minute(50)), 2, 4)
    );
}

#[test]
fn executions_are_found_by_rule_ticket_outcome_and_time() {
    let (_folder, db) = open();
    let m = morning(&db);
    let other = say(&db, |store| store.put_rule(&rule(), Some(m.house.alison), NOON));
    for (ticket, n) in [(m.ana, 1), (m.bia, 2), (m.caio, 3)] {
        let ticket = say(&db, |store| store.ticket(ticket)).unwrap();
        let done = execution(&m.house, &ticket, ExecutionOutcome::Executed, minute(n));
        let skipped = NewExecution { rule: other, outcome: ExecutionOutcome::Skipped, ..done.clone() };
        say(&db, |store| Ok((store.record(&done)?, store.record(&skipped)?)));
    }
    let reader = db.reader().unwrap();
    let found = |filter: ExecutionFilter| -> Vec<(TicketId, RuleId)> {
        let page = reader.executions(&filter, None, 50).unwrap();
        page.rows.into_iter().map(|row| (row.ticket, row.rule)).collect()
    };
    let none = ExecutionFilter::default;
    let rule = m.house.rule;
    assert_eq!(found(none()).len(), 6);
    assert_eq!(found(none())[0], (m.caio, other), "newest first");
    assert_eq!(found(ExecutionFilter { rules: vec![rule], ..none() }), [(m.caio, rule), (m.bia, rule), (m.ana, rule)]);
    assert_eq!(found(ExecutionFilter { rules: vec![rule, other], ..none() }).len(), 6);
    assert_eq!(found(ExecutionFilter { ticket: Some(m.bia), ..none() }), [(m.bia, other), (m.bia, rule)]);
    assert_eq!(found(ExecutionFilter { ticket: Some(m.bia), rules: vec![rule], ..none() }), [(m.bia, rule)]);
    let skipped = ExecutionFilter { outcomes: vec![ExecutionOutcome::Skipped], ..none() };
    assert_eq!(found(skipped).iter().filter(|(_, rule)| *rule == other).count(), 3);
    let between = ExecutionFilter { from: Some(minute(2)), to: Some(minute(3)), ..none() };
    assert_eq!(found(between), [(m.bia, other), (m.bia, rule)]);
    let first = reader.executions(&none(), None, 4).unwrap();
    let rest = reader.executions(&none(), first.next, 4).unwrap();
    assert_eq!((first.rows.len(), rest.rows.len(), rest.next), (4, 2, None));
    let counts = reader.rule_counts(minute(2)).unwrap();
    let count =
        |rule, executed, skipped, last_at| RuleCount { rule, executed, skipped, missed: 0, observed: 0, last_at };
    assert_eq!(counts, [count(rule, 2, 0, Some(minute(3))), count(other, 0, 2, None)]);
    let outcome = |rule, skipped: Option<&str>, count| RuleOutcome { rule, skipped: skipped.map(Into::into), count };
    assert_eq!(reader.rule_outcomes(minute(2)).unwrap(), [outcome(rule, None, 2), outcome(other, Some(""), 2)]);
    let versions = reader.rule_versions(other, 5).unwrap();
    assert_eq!((versions.len(), versions[0].version, versions[0].saved_by_name.as_deref()), (1, 1, Some("Alison")));
    let mut renamed = crate::suite::world::rule();
    (renamed.rule.id, renamed.rule.name) = (other, "Outro nome".into());
    say(&db, |store| store.put_rule(&renamed, None, minute(4)));
    let of_other = ExecutionFilter { rules: vec![other], ..none() };
    let named: Vec<String> =
        reader.executions(&of_other, None, 50).unwrap().rows.into_iter().map(|row| row.rule_name).collect();
    assert_eq!(named, ["Follow-up 24h"; 3], "as the version that ran was called");
}

#[test]
fn search_finds_names_protocols_addresses_and_words() {
    let (_folder, db) = open();
    let m = morning(&db);
    let reader = db.reader().unwrap();
    let found = |typed: &str| -> Vec<(TicketId, SearchWhere)> {
        reader.search(typed, 10).unwrap().into_iter().map(|hit| (hit.ticket, hit.found_in)).collect()
    };
    assert_eq!(found("ARAUJ"), [(m.ana, SearchWhere::Name)], "without accents or case, by the beginning of a word");
    assert_eq!(found("20260302-000003"), [(m.caio, SearchWhere::Protocol)]);
    assert_eq!(found("20260302").len(), 5);
    assert_eq!(found("bia"), [(m.bia, SearchWhere::Name)], "the surest kind of hit wins");
    assert_eq!(found("nao func"), [m.caio, m.ana, m.davi].map(|id| (id, SearchWhere::Message)), "the closed one last");
    assert_eq!(reader.search("reinic", 2).unwrap().len(), 2);
    assert_eq!(reader.search("agora", 10).unwrap()[0].excerpt, "e agora?");
    for nothing in ["", "   ", "\"", "' OR 1=1 --", "NEAR(a b", "*", "zzz", "\0", "🙂", "a AND", "^x", "text: zzz"] {
        assert_eq!(found(nothing), [], "{nothing:?}");
    }
}

#[test]
fn an_open_ticket_is_found_before_newer_closed_ones_of_the_same_name() {
    let (_folder, db) = open();
    let house = house(&db);
    let open = ticket(&db, &house, "Zeca Antigo");
    for n in 0..6 {
        let newer = ticket(&db, &house, &format!("Zeca {n}"));
        db.writer().execute("UPDATE ticket SET status = 'closed', closed_at = 1 WHERE id = ?1", [newer.0]).unwrap();
    }
    let found = db.reader().unwrap().search("zec", 3).unwrap();
    assert_eq!((found.len(), found[0].ticket), (3, open));
}

#[test]
fn erased_text_leaves_the_search() {
    let (_folder, db) = open();
    let m = morning(&db);
    db.writer().execute("UPDATE message SET text = '' WHERE ticket = ?1", [m.ana.0]).unwrap();
    db.writer().execute("UPDATE contact SET name = 'Removido' WHERE id = 1", []).unwrap();
    let reader = db.reader().unwrap();
    assert_eq!(reader.search("arauj", 10).unwrap(), []);
    assert_eq!(reader.search("reiniciar", 10).unwrap().len(), 2);
    db.writer().execute("INSERT INTO message_text (message_text) VALUES ('integrity-check')", []).unwrap();
}

#[test]
fn notices_are_filtered_and_counted() {
    let (_folder, db) = open();
    let m = morning(&db);
    let reader = db.reader().unwrap();
    let count =
        |user, unread, events: &[NoticeEvent]| reader.notices(user, unread, events, None, 50).unwrap().rows.len();
    assert_eq!(count(m.house.bruno, false, &[]), 1);
    assert_eq!(count(m.house.carla, true, &[]), 0);
    assert_eq!(count(m.house.bruno, false, &[NoticeEvent::Returned]), 0);
    assert_eq!(count(m.house.bruno, true, &[NoticeEvent::Entered, NoticeEvent::Returned]), 1);
    assert_eq!((reader.unread(m.house.bruno).unwrap(), reader.unread(m.house.carla).unwrap()), (1, 0));
    say(&db, |store| store.audit(NOON, Some(m.house.alison), "rule", "null", "{}"));
    assert_eq!(reader.audit(None, 5).unwrap().rows[0].user_name.as_deref(), Some("Alison"));
}

#[test]
fn a_day_run_lists_what_it_closed() {
    let (_folder, db) = open();
    let m = morning(&db);
    let reader = db.reader().unwrap();
    let expected = DayRunView {
        date: "2026-03-02".into(),
        cut_at: minute(29),
        started_at: minute(29),
        finished_at: Some(minute(31)),
        state: DayState::Done,
        planned: 0,
        closed: 1,
        answered: 0,
        reopened: 0,
    };
    assert_eq!(reader.day_runs(None, 5).unwrap(), [expected]);
    assert_eq!(reader.day_runs(Some("2026-03-02"), 5).unwrap(), []);
    let closings = reader.day_closings("2026-03-02", None, 5).unwrap();
    let expected = ClosingView {
        ticket: m.davi,
        protocol: "20260302-000004".into(),
        contact_name: "Davi".into(),
        technician_name: Some("Bruno".into()),
        state: ClosingState::Closed,
        closed_at: Some(minute(30)),
        send: Some(SendState::Planned),
        fault: Some(String::new()),
    };
    assert_eq!(closings, [expected]);
    assert_eq!(reader.day_closings("2026-03-02", Some(m.davi), 5).unwrap(), []);
}

#[test]
fn the_painel_counts_the_period_and_the_team() {
    let (_folder, db) = open();
    let m = morning(&db);
    let reader = db.reader().unwrap();
    let numbers = Numbers {
        attending: 2,
        waiting_customer: 1,
        no_interaction: 1,
        returned: 1,
        closed_by_silence: 1,
        median_return: Some(Span::minutes(6)),
    };
    assert_eq!(reader.numbers(minute(0), minute(60), None).unwrap(), numbers);
    assert_eq!(reader.numbers(minute(0), minute(60), Some(m.house.team)).unwrap(), numbers);
    let nothing = Numbers {
        attending: 0,
        waiting_customer: 0,
        no_interaction: 0,
        returned: 0,
        closed_by_silence: 0,
        median_return: None,
    };
    assert_eq!(reader.numbers(minute(0), minute(60), Some(TeamId(99))).unwrap(), nothing);
    let flow = |from, entered, returned, closed| Flow { from: minute(from), entered, returned, closed };
    assert_eq!(
        reader.flow(&[0, 14, 20, 60].map(minute), None).unwrap(),
        [flow(0, 1, 0, 0), flow(14, 2, 0, 0), flow(20, 0, 1, 1)]
    );
    assert_eq!(reader.flow(&[], None).unwrap(), []);
    let people = reader.technicians(minute(0), minute(60), None).unwrap();
    let bruno = TechnicianRow {
        user: m.house.bruno,
        name: "Bruno".into(),
        entered: 3,
        returned: 1,
        closed: 1,
        open: 2,
        waits_for_us: 2,
        messages: 4,
    };
    assert_eq!((people.len(), &people[1]), (3, &bruno));
    assert_eq!(reader.technicians(minute(0), minute(60), Some(m.house.team)).unwrap().len(), 2);
    let quarters = |quarters: Vec<Quarter>| quarters.into_iter().map(|q| (q.at, q.silences)).collect::<Vec<_>>();
    assert_eq!(quarters(reader.silence_starts(minute(0), minute(60)).unwrap()), [(minute(0), 4)]);
    assert_eq!(
        quarters(reader.entry_quarters(minute(0), minute(60), None).unwrap()),
        [(minute(0), 2), (minute(15), 1)]
    );
}

#[test]
fn an_effect_is_an_answer_within_a_day() {
    let (_folder, db) = open();
    let house = house(&db);
    let late = Span::hours(24).0 / 60_000 + 1;
    for (name, answer) in [("Ana", Some(10)), ("Bia", Some(30)), ("Caio", Some(late)), ("Davi", None)] {
        let ticket = silent(&db, &house, ticket(&db, &house, name), minute(1), minute(2));
        let done = execution(&house, &ticket, ExecutionOutcome::Executed, minute(100));
        say(&db, |store| store.record(&done));
        if let Some(after) = answer {
            let new = words(ticket.id, &house, MessageSide::Customer, "voltei", minute(100 + after));
            say(&db, |store| store.add_message(&new));
        }
    }
    let reader = db.reader().unwrap();
    let expected = Effect { rule: house.rule, executed: 4, answered: 2, median: Some(Span::minutes(10)) };
    let effects = |rule, team| reader.effects(minute(0), minute(200), rule, team).unwrap();
    assert_eq!(effects(None, None), [expected]);
    assert_eq!(effects(Some(house.rule), Some(house.team)), [expected]);
    assert_eq!(effects(Some(RuleId(99)), None), []);
}

#[test]
fn history_tells_who_said_when() {
    let (_folder, db) = open();
    let m = morning(&db);
    let reader = db.reader().unwrap();
    let rows = reader.history(TicketId(0), minute(2), 3).unwrap();
    assert_eq!(rows.iter().map(|row| row.ticket.id).collect::<Vec<_>>(), [m.ana, m.bia, m.caio]);
    let said = |side, at| Said { side, at: minute(at) };
    assert_eq!(rows[0].said, [said(MessageSide::Customer, 1), said(MessageSide::Human, 2)]);
    assert_eq!(rows[1].said, [said(MessageSide::Human, 2), said(MessageSide::Customer, 3)]);
    assert_eq!(rows[0].contact.tags, [m.house.cold]);
    let rest = reader.history(m.caio, minute(2), 3).unwrap();
    assert_eq!(rest.iter().map(|row| row.ticket.id).collect::<Vec<_>>(), [m.davi], "Eva has said nothing since");
    assert_eq!(reader.read::<_, StoreError>(|store| store.ticket(m.ana)).unwrap().unwrap(), rows[0].ticket);
}
