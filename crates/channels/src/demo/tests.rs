//! The suite of the simulated customer: what every channel owes, shown on the one that can be driven.

use super::*;
use crate::Receipt;

const NOW: i64 = 1_790_000_000_000;
const MINUTE: i64 = 60_000;

fn demo() -> Demo {
    let demo = Demo::open(&Settings::from([("mood".to_string(), "silent".to_string())]));
    demo.advance_to(NOW);
    demo
}

fn to(address: &str, key: &str) -> Outgoing {
    Outgoing {
        key: key.to_string(),
        to: Party { address: address.to_string(), name: "Ana".to_string() },
        subject: "Pedido".to_string(),
        text: "Tudo certo?".to_string(),
        refs: Vec::new(),
        automatic: false,
    }
}

fn fault(class: Class) -> Fault {
    Fault { class, part: crate::Part::Other, code: "x".to_string(), detail: "x".to_string(), retry_after: None }
}

/// Everything pending, one line an event.
async fn read(demo: &Demo, cursor: &mut Cursor) -> Vec<String> {
    let pulled = demo.pull(cursor, Duration::ZERO).await.unwrap();
    *cursor = pulled.cursor;
    pulled.events.iter().map(line).collect()
}

fn line(event: &Incoming) -> String {
    match event {
        Incoming::Message(m) => {
            let minutes = (m.said_at_ms - NOW) / MINUTE;
            let answers = if m.answers { "answers" } else { "auto" };
            format!("{} {:?} {minutes}min {answers} {} re {:?}", m.external_id, m.side, m.text, m.refs)
        }
        Incoming::Receipt { external_id, state, detail } => format!("{external_id} {state:?} {detail}"),
        Incoming::Skipped { external_id, why } => format!("{external_id} skipped {why}"),
    }
}

#[tokio::test]
async fn each_script_gives_exactly_its_events_at_its_minute() {
    let text = || "Sim.".to_string();
    let after_ms = 5 * MINUTE;
    let table = [
        (Script::Silent, vec![]),
        (Script::Answers { after_ms, text: text() }, vec![r#"demo-1-re-k Customer 5min answers Sim. re ["demo-k"]"#]),
        (
            Script::Duplicates { after_ms, text: text() },
            vec![r#"demo-1-re-k Customer 5min answers Sim. re ["demo-k"]"#; 2],
        ),
        (
            Script::Late { after_ms, earlier_ms: 4 * MINUTE, text: text() },
            vec![r#"demo-1-re-k Customer 1min answers Sim. re ["demo-k"]"#],
        ),
        (Script::AutoReplies { after_ms, text: text() }, vec![r#"demo-1-re-k Customer 5min auto Sim. re ["demo-k"]"#]),
        (Script::Bounces { after_ms, detail: "caixa cheia".to_string() }, vec!["demo-k Failed caixa cheia"]),
    ];
    for (script, expected) in table {
        let (demo, mut cursor) = (demo(), Cursor::new());
        demo.script("ana@x.com", script.clone());
        assert_eq!(demo.send(&to("ana@x.com", "k")).await, Outcome::Accepted { external_id: "demo-k".to_string() });
        demo.advance_to(NOW + after_ms - 1);
        assert_eq!(read(&demo, &mut cursor).await, Vec::<String>::new(), "{script:?} before its minute");
        demo.advance_to(NOW + after_ms);
        assert_eq!(read(&demo, &mut cursor).await, expected, "{script:?}");
        assert_eq!(read(&demo, &mut cursor).await, Vec::<String>::new(), "{script:?} once");
    }
}

#[tokio::test]
async fn each_class_of_fault_is_proof_or_refusal_and_nothing_reaches_the_ledger() {
    use Class::{Auth, Blocked, Config, Content, Limited, Recipient, Transient, Window};
    for (class, rejected) in [
        (Transient, false),
        (Limited, false),
        (Auth, false),
        (Config, false),
        (Window, true),
        (Blocked, true),
        (Recipient, true),
        (Content, true),
    ] {
        let demo = demo();
        demo.fail_next(fault(class));
        let expected = if rejected { Outcome::Rejected(fault(class)) } else { Outcome::NotSent(fault(class)) };
        assert_eq!(demo.send(&to("ana@x.com", "k")).await, expected);
        assert_eq!(demo.ledger(), vec![]);
        assert_eq!(demo.find("k").await, Found::NotSent);
        assert!(matches!(demo.send(&to("ana@x.com", "k")).await, Outcome::Accepted { .. }), "only the next one fails");
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_only_the_ledger_tells_whether_it_went() {
    for (went_out, found) in [(true, Found::Sent { external_id: "demo-k".to_string() }), (false, Found::NotSent)] {
        let demo = demo();
        demo.script("ana@x.com", Script::Vanishes { went_out });
        assert!(matches!(demo.send(&to("ana@x.com", "k")).await, Outcome::Unknown { .. }));
        assert_eq!(demo.ledger().len(), usize::from(went_out));
        assert_eq!(demo.find("k").await, found);
        assert_eq!(demo.id_of("k"), Some("demo-k".to_string()));
    }
}

#[tokio::test]
async fn a_second_send_with_the_same_key_is_visible_as_such() {
    let demo = demo();
    demo.send(&to("ana@x.com", "k")).await;
    demo.send(&to("ana@x.com", "k")).await;
    assert_eq!(demo.ledger().len(), 2);
}

#[tokio::test]
async fn what_was_not_committed_comes_again_under_the_same_ids() {
    let demo = demo();
    demo.say(customer("ana@x.com", "Ana", "um", NOW));
    let first = demo.pull(&Cursor::new(), Duration::ZERO).await.unwrap();
    demo.say(customer("ana@x.com", "Ana", "dois", NOW));
    let again = demo.pull(&Cursor::new(), Duration::ZERO).await.unwrap();
    assert_eq!(again.events[..1], first.events);
    assert_eq!(again.events.len(), 2);
    let rest = demo.pull(&first.cursor, Duration::ZERO).await.unwrap();
    assert_eq!(rest.events, again.events[1..]);
}

#[tokio::test]
async fn ids_given_after_a_restart_do_not_repeat_those_before_it() {
    let (before, mut cursor) = (demo(), Cursor::new());
    before.say(customer("ana@x.com", "Ana", "um", NOW));
    let first = read(&before, &mut cursor).await;
    let after = demo();
    after.say(customer("ana@x.com", "Ana", "um", NOW));
    let second = read(&after, &mut cursor).await;
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_page_is_bounded_and_says_that_there_is_more() {
    let (demo, mut cursor, mut sizes) = (demo(), Cursor::new(), Vec::new());
    for n in 0..450 {
        demo.say(customer("ana@x.com", "Ana", &n.to_string(), NOW));
    }
    loop {
        let pulled = demo.pull(&cursor, Duration::ZERO).await.unwrap();
        cursor = pulled.cursor;
        sizes.push((pulled.events.len(), pulled.complete));
        if pulled.complete {
            break;
        }
    }
    assert_eq!(sizes, [(200, false), (200, false), (50, true)]);
}

#[tokio::test]
async fn a_waiting_pull_wakes_at_the_word() {
    let (demo, start) = (demo(), Cursor::new());
    let (pulled, ()) = futures::join!(demo.pull(&start, Duration::from_secs(3600)), async {
        demo.say(customer("ana@x.com", "Ana", "oi", NOW));
    });
    assert_eq!(pulled.unwrap().events.len(), 1);
}

#[tokio::test]
async fn while_down_every_call_fails_and_nothing_is_lost() {
    let (demo, mut cursor) = (demo(), Cursor::new());
    let down = fault(Class::Transient);
    demo.say(customer("ana@x.com", "Ana", "oi", NOW));
    demo.go_down(down.clone());
    assert_eq!(demo.pull(&cursor, Duration::ZERO).await, Err(down.clone()));
    assert_eq!(demo.probe().await, Err(down.clone()));
    assert_eq!(demo.send(&to("ana@x.com", "k")).await, Outcome::NotSent(down));
    assert_eq!(demo.find("k").await, Found::CannotTell);
    demo.come_back();
    assert_eq!(read(&demo, &mut cursor).await.len(), 1);
}

#[tokio::test]
async fn a_customer_with_an_answer_on_the_way_does_not_start_a_second() {
    let (demo, mut cursor) = (demo(), Cursor::new());
    demo.script("ana@x.com", Script::Answers { after_ms: 5 * MINUTE, text: "Sim.".to_string() });
    demo.send(&to("ana@x.com", "a")).await;
    demo.advance_to(NOW + 3 * MINUTE);
    demo.send(&to("ana@x.com", "b")).await;
    assert_eq!(demo.next_due_ms(), Some(NOW + 5 * MINUTE));
    demo.advance_to(NOW + 60 * MINUTE);
    assert_eq!(read(&demo, &mut cursor).await.len(), 1);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_customers_and_another_seed_others() {
    let life = async |seed: &str| {
        let demo = Demo::open(&Settings::from([("seed".to_string(), seed.to_string())]));
        demo.advance_to(NOW);
        for n in 0..40 {
            demo.send(&to(&format!("c{n}@x.com"), &format!("k{n}"))).await;
        }
        demo.advance_to(NOW + 60 * MINUTE);
        read(&demo, &mut Cursor::new()).await
    };
    let (one, same, other) = (life("1").await, life("1").await, life("2").await);
    assert_eq!(one, same);
    assert_ne!(one, other);
    assert!(one.len() > 20 && one.len() < 40, "some answer and some stay silent: {}", one.len());
    assert!(one.iter().any(|event| event.contains(" auto ")));
}

#[tokio::test]
async fn a_receipt_can_be_delivered_by_hand() {
    let (demo, mut cursor) = (demo(), Cursor::new());
    demo.deliver(Incoming::Receipt { external_id: "demo-k".to_string(), state: Receipt::Read, detail: String::new() });
    assert_eq!(read(&demo, &mut cursor).await, ["demo-k Read "]);
}
