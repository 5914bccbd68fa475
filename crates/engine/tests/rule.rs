//! A rule as a supervisor writes it (domain.md section 3): whom its scope covers, which of its actions the customer sees,
//! when it is judged at all, the limits it begins with, and the form in which it is stored and exported.

#![allow(clippy::unwrap_used)]

#[path = "desk/mod.rs"]
mod desk;

use desk::{OTHER, SUPPORT, TECHNICIAN, contact, rule, ticket};
use engine::evaluate::Part;
use engine::rule::{NOTICE_LATENESS_MAX, WAIT_MAX, WAIT_MIN};
use engine::*;
use proptest::prelude::*;

fn said(text: &str) -> Action {
    Action::SendMessage { text: text.into(), connection: None }
}

/// One of each, with its stored form.
fn every_action() -> Vec<(Action, &'static str)> {
    vec![
        (said("Olá"), r#"{"type":"send_message","text":"Olá","connection":null}"#),
        (
            Action::SendMessage { text: "Olá".into(), connection: Some(ConnectionId(2)) },
            r#"{"type":"send_message","text":"Olá","connection":2}"#,
        ),
        (Action::AddTag { tag: TagId(3) }, r#"{"type":"add_tag","tag":3}"#),
        (Action::RemoveTag { tag: TagId(3) }, r#"{"type":"remove_tag","tag":3}"#),
        (
            Action::AddWallet { user: OTHER, mode: WalletMode::Replace },
            r#"{"type":"add_wallet","user":3,"mode":"replace"}"#,
        ),
        (
            Action::AddWallet { user: OTHER, mode: WalletMode::OnlyIfEmpty },
            r#"{"type":"add_wallet","user":3,"mode":"only_if_empty"}"#,
        ),
        (Action::MoveToStage { stage: StageId(4) }, r#"{"type":"move_to_stage","stage":4}"#),
        (Action::TransferToQueue { queue: QueueId(5) }, r#"{"type":"transfer_to_queue","queue":5}"#),
        (Action::Assign { user: TECHNICIAN }, r#"{"type":"assign","user":1}"#),
        (Action::Close, r#"{"type":"close"}"#),
        (Action::Note { text: "Ver".into() }, r#"{"type":"note","text":"Ver"}"#),
        (Action::Notify { user: OTHER, text: "Ver".into() }, r#"{"type":"notify","user":3,"text":"Ver"}"#),
        (Action::Webhook { url: "http://casa/x".into() }, r#"{"type":"webhook","url":"http://casa/x"}"#),
    ]
}

#[test]
fn only_a_message_is_seen_by_the_customer_and_each_action_keeps_its_stored_form() {
    for (action, form) in every_action() {
        assert_eq!(serde_json::to_string(&action).unwrap(), form);
        assert_eq!(serde_json::from_str::<Action>(form).unwrap(), action);
        let says = matches!(action, Action::SendMessage { .. });
        assert_eq!(action.customer_visible(), says, "{form}");
        let alone = Rule { actions: vec![action], ..rule(Span::hours(1), false, true) };
        assert_eq!(alone.customer_visible(), says, "{form}");
        assert_eq!(alone.parts(), [if says { Part::Message } else { Part::Internal }], "{form}");
    }
}

#[test]
fn a_rule_that_does_both_has_two_parts_each_with_its_actions_in_order() {
    let tag = |n| Action::AddTag { tag: TagId(n) };
    let both = Rule { actions: vec![tag(2), said("um"), tag(1), said("dois")], ..rule(Span::hours(1), false, true) };
    assert!(both.customer_visible());
    assert_eq!(both.parts(), [Part::Internal, Part::Message]);
    assert_eq!(both.actions_of(Part::Internal).collect::<Vec<_>>(), [&tag(2), &tag(1)]);
    assert_eq!(both.actions_of(Part::Message).collect::<Vec<_>>(), [&said("um"), &said("dois")]);
    let speaks_first = Rule { actions: vec![said("um"), tag(1)], ..both.clone() };
    assert_eq!(speaks_first.parts(), [Part::Message, Part::Internal]);
    let none = Rule { actions: vec![], ..both };
    assert_eq!((none.parts(), none.customer_visible()), (&[Part::Internal][..], false));
}

#[test]
fn a_paused_rule_is_still_judged_and_a_broken_or_switched_off_one_is_not_3_3_3_5() {
    let table = [
        (RuleState::Active, "active", true),
        (RuleState::Shadow, "shadow", true),
        (RuleState::Paused, "paused", true),
        (RuleState::Off, "off", false),
        (RuleState::Broken, "broken", false),
        (RuleState::Archived, "archived", false),
    ];
    for (state, form, watches) in table {
        let rule = Rule { state, ..rule(Span::hours(1), false, true) };
        assert_eq!(rule.watches(), watches, "{state:?}");
        assert_eq!(serde_json::to_value(&rule).unwrap()["state"], form);
    }
}

#[test]
fn the_limits_begin_as_3_4_and_3_5_say() {
    let expected = Limits {
        spacing: Some(Span::minutes(60)),
        per_contact: Some(3),
        per_contact_span: Span::days(7),
        fuse: Some(30),
        fuse_span: Span::minutes(10),
        per_connection_day: None,
    };
    assert_eq!(Limits::default(), expected);
    // A house that stored its limits before there was a daily cap has none.
    let mut stored = serde_json::to_value(&expected).unwrap();
    stored.as_object_mut().unwrap().remove("per_connection_day");
    assert_eq!(serde_json::from_value::<Limits>(stored).unwrap(), expected);
    assert_eq!((WAIT_MIN, WAIT_MAX, NOTICE_LATENESS_MAX), (Span::minutes(1), Span::days(366), Span::days(1)));
}

#[test]
fn a_new_scope_covers_every_status_and_a_foreign_field_is_refused() {
    let all = Scope::default();
    for status in [Status::Open, Status::Pending, Status::Closed] {
        assert!(all.covers(&Ticket { status, ..ticket() }, &contact(None)), "{status:?}");
        let only = Scope { statuses: vec![status], ..Scope::default() };
        assert!(only.covers(&Ticket { status, ..ticket() }, &contact(None)), "{status:?}");
    }
    let none = Scope { statuses: vec![], ..Scope::default() };
    assert!(!none.covers(&ticket(), &contact(None)));
    let mut stored = serde_json::to_value(&all).unwrap();
    assert_eq!(serde_json::from_value::<Scope>(stored.clone()).unwrap(), all);
    stored.as_object_mut().unwrap().insert("filas".into(), true.into());
    assert!(serde_json::from_value::<Scope>(stored).is_err());
}

#[test]
fn each_condition_of_the_scope_can_leave_a_ticket_out() {
    let here = Ticket { stage: Some(StageId(1)), ..ticket() };
    let tagged = Contact { tags: vec![TagId(1), TagId(2)], ..contact(None) };
    let (one, other) = (TagId(1), TagId(3));
    let scope = Scope::default;
    let table = [
        ("its stage", Scope { stages: vec![StageId(2), StageId(1)], ..scope() }, true),
        ("another stage", Scope { stages: vec![StageId(2)], ..scope() }, false),
        ("its queue", Scope { queues: vec![QueueId(7), SUPPORT], ..scope() }, true),
        ("another queue", Scope { queues: vec![QueueId(7)], ..scope() }, false),
        ("its connection", Scope { connections: vec![ConnectionId(1)], ..scope() }, true),
        ("another connection", Scope { connections: vec![ConnectionId(2)], ..scope() }, false),
        ("a tag it has", Scope { tags_with: vec![one], ..scope() }, true),
        ("a tag it has and one it has not", Scope { tags_with: vec![one, other], ..scope() }, false),
        ("without a tag it has not", Scope { tags_without: vec![other], ..scope() }, true),
        ("without one of two tags it has", Scope { tags_without: vec![other, one], ..scope() }, false),
        ("another status", Scope { statuses: vec![Status::Pending, Status::Closed], ..scope() }, false),
    ];
    for (case, scope, covers) in table {
        assert_eq!(scope.covers(&here, &tagged), covers, "{case}");
    }
    let stages = Scope { stages: vec![StageId(1)], ..scope() };
    assert!(!stages.covers(&ticket(), &tagged), "a ticket of no stage is in none of those asked for");
}

fn some(ids: std::ops::Range<i64>) -> impl Strategy<Value = Vec<i64>> {
    proptest::collection::vec(ids, 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, failure_persistence: None, ..ProptestConfig::default() })]

    /// Narrowing a scope never adds a ticket.
    #[test]
    fn one_more_condition_never_covers_more(
        stages in some(0..3), queues in some(0..3), connections in some(0..3), with in some(0..4), without in some(0..4),
        stage in proptest::option::of(0_i64..3), queue in 0_i64..3, connection in 0_i64..3, tags in some(0..4),
    ) {
        let here = Ticket {
            stage: stage.map(StageId), queue: QueueId(queue), connection: ConnectionId(connection), ..ticket()
        };
        let tagged = Contact { tags: tags.iter().copied().map(TagId).collect(), ..contact(None) };
        let all = Scope {
            stages: stages.iter().copied().map(StageId).collect(),
            queues: queues.iter().copied().map(QueueId).collect(),
            connections: connections.iter().copied().map(ConnectionId).collect(),
            tags_with: with.iter().copied().map(TagId).collect(),
            tags_without: without.iter().copied().map(TagId).collect(),
            ..Scope::default()
        };
        let empty = Scope::default;
        let one_by_one = [
            Scope { stages: all.stages.clone(), ..empty() },
            Scope { queues: all.queues.clone(), ..empty() },
            Scope { connections: all.connections.clone(), ..empty() },
            Scope { tags_with: all.tags_with.clone(), ..empty() },
            Scope { tags_without: all.tags_without.clone(), ..empty() },
        ];
        prop_assert_eq!(all.covers(&here, &tagged), one_by_one.iter().all(|scope| scope.covers(&here, &tagged)));
        prop_assert_eq!(one_by_one[0].covers(&here, &tagged), stages.is_empty() || stage.is_some_and(|s| stages.contains(&s)));
        prop_assert_eq!(one_by_one[3].covers(&here, &tagged), with.iter().all(|tag| tags.contains(tag)));
        prop_assert_eq!(one_by_one[4].covers(&here, &tagged), !without.iter().any(|tag| tags.contains(tag)));
    }
}
