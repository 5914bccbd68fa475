//! What a person put off or skipped, and took back: the step of a rule, and the closing at the end of the day.

use engine::evaluate::Part;
use engine::{Fact, RuleId, Span, TicketId, apply};
use serde_json::{Value, json};
use store::ExecutionOutcome;

use crate::world::{OTHER_TECHNICIAN, SUPERVISOR, TECHNICIAN, VIEWER, World, draft};

/// A rule of 48 hours on a ticket that is silent for 30.
fn planned() -> (World, RuleId, TicketId) {
    let world = World::new();
    let connection = world.connection();
    let ticket = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    world.silent(ticket, TECHNICIAN, Span::hours(30));
    let rule = world.rule(48);
    (world, rule, ticket)
}

/// When the rule would act; null if it would not.
fn next(world: &World, ticket: TicketId) -> Value {
    let items = world.must(TECHNICIAN, "forecast", json!({ "ticket": ticket }))["items"].take();
    items.as_array().unwrap().iter().find(|item| item["kind"] == "rule").map_or(json!(null), |item| item["at"].clone())
}

fn undo_of(reply: &Value) -> (String, Value) {
    let undo = reply["results"][0]["undo"].as_array().unwrap();
    assert_eq!(undo.len(), 1, "{reply}");
    (undo[0]["command"].as_str().unwrap().to_owned(), undo[0]["args"].clone())
}

fn undo(world: &World, (command, args): &(String, Value)) {
    world.must(TECHNICIAN, command, args.clone());
}

fn conflict(world: &World, (command, args): &(String, Value)) -> String {
    let failure = world.refused(TECHNICIAN, command, args.clone());
    assert_eq!(failure.code, api::Code::Conflict, "{failure:?}");
    failure.message
}

#[test]
fn a_skipped_step_comes_back_and_the_log_says_so() {
    let (world, rule, ticket) = planned();
    let step = json!({ "rule": rule, "ticket": ticket });
    let due = next(&world, ticket);
    assert_ne!(due, json!(null));
    for _ in 0..2 {
        let way_back = undo_of(&world.must(TECHNICIAN, "skip_step", step.clone()));
        assert_eq!(next(&world, ticket), json!(null));
        undo(&world, &way_back);
        assert_eq!(next(&world, ticket), due);
        assert_eq!(
            conflict(&world, &way_back),
            "Não há mais o que desfazer: o atendimento ou a ação mudou desde então."
        );
    }
    let rows = world.must(TECHNICIAN, "executions", json!({}))["rows"].take();
    let outcomes: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["outcome"]).collect();
    assert_eq!(outcomes, ["cancelled", "cancelled"]);
    let events = world.must(TECHNICIAN, "timeline", json!({ "ticket": ticket }))["events"].take();
    let steps: Vec<&str> = events.as_array().unwrap().iter().filter_map(|event| event["event"].as_str()).collect();
    let count = |name: &str| steps.iter().filter(|event| **event == name).count();
    assert_eq!((count("step_skipped"), count("step_resumed")), (2, 2), "{steps:?}");
}

#[test]
fn the_way_back_does_not_lead_past_a_fence_that_was_set_since() {
    let (world, rule, ticket) = planned();
    let way_back = undo_of(&world.must(TECHNICIAN, "skip_step", json!({ "rule": rule, "ticket": ticket })));
    // The ticket has been silent for longer than the new wait: the edited rule leaves it alone.
    let mut edited = draft(24);
    edited["id"] = json!(rule);
    world.must(SUPERVISOR, "save_rule", json!({ "rule": edited, "state": "active" }));
    let said = "O prazo venceu antes de esta ação valer: ela não alcança este atendimento.";
    assert_eq!(conflict(&world, &way_back), said);
    let until = world.desk.now().plus(Span::hours(1));
    let later = json!({ "rule": rule, "ticket": ticket, "until": until });
    assert_eq!(conflict(&world, &("postpone_step".to_owned(), later)), said);
    assert_eq!(next(&world, ticket), json!(null));
}

#[test]
fn a_postponed_step_goes_back_to_when_it_was_planned_before() {
    let (world, rule, ticket) = planned();
    let due = next(&world, ticket);
    let now = world.desk.now();
    let (first, second) = (now.plus(Span::hours(60)), now.plus(Span::hours(90)));
    let postpone = |until| {
        undo_of(&world.must(TECHNICIAN, "postpone_step", json!({ "rule": rule, "ticket": ticket, "until": until })))
    };
    let to_plan = postpone(first);
    let to_first = postpone(second);
    assert_eq!(next(&world, ticket), json!(second));
    let why = world.must(TECHNICIAN, "why", json!({ "rule": rule, "ticket": ticket }))["parts"][0]["outcome"].take();
    assert_eq!(why, json!({ "type": "defer", "until": second, "why": "postponed" }));
    let foretold = world.must(TECHNICIAN, "forecast", json!({ "ticket": ticket }))["items"][0].take();
    assert_eq!((&foretold["at"], &foretold["deferred"]), (&json!(second), &json!("postponed")));
    let from_skip = undo_of(&world.must(TECHNICIAN, "skip_step", json!({ "rule": rule, "ticket": ticket })));
    undo(&world, &from_skip);
    assert_eq!(next(&world, ticket), json!(second), "skipped while postponed");
    undo(&world, &to_first);
    assert_eq!(next(&world, ticket), json!(first));
    undo(&world, &to_plan);
    assert_eq!(next(&world, ticket), due);
    let far = json!({ "rule": rule, "ticket": ticket, "until": now.plus(Span::days(400)) });
    assert_eq!(world.refused(TECHNICIAN, "resume_step", far).code, api::Code::Invalid);
}

#[test]
fn a_step_that_acted_meanwhile_or_has_nobody_to_wait_for_is_not_taken_back() {
    let (world, rule, ticket) = planned();
    let until = world.desk.now().plus(Span::hours(60));
    let way_back =
        undo_of(&world.must(TECHNICIAN, "postpone_step", json!({ "rule": rule, "ticket": ticket, "until": until })));
    for who in [OTHER_TECHNICIAN, VIEWER] {
        assert_eq!(world.refused(who, &way_back.0, way_back.1.clone()).code, api::Code::Forbidden);
    }
    world
        .desk
        .ask(move |turn| {
            let at = turn.store.ticket(ticket)?.unwrap();
            turn.store.record(&store::NewExecution {
                rule,
                version: 1,
                ticket,
                contact: at.contact,
                turn: at.silence.turn,
                silence: engine::Moment(0),
                part: Part::Message,
                anchor: at.anchor().unwrap(),
                deadline: turn.now,
                at: turn.now,
                outcome: ExecutionOutcome::Executed,
                why: String::new(),
                detail: "{}".into(),
            })?;
            Ok(())
        })
        .unwrap();
    assert_eq!(conflict(&world, &way_back), "Esta ação já agiu neste atendimento: não dá mais para desfazer.");
    world
        .desk
        .ask(move |turn| {
            let at = turn.store.ticket(ticket)?.unwrap();
            turn.store.put_ticket(&apply(&at, &Fact::CustomerWrote { at: turn.now }), turn.now)?;
            Ok(())
        })
        .unwrap();
    assert_eq!(conflict(&world, &way_back), "Nada está previsto: o cliente não deve resposta neste atendimento.");
}

#[test]
fn a_closing_put_off_is_planned_again_as_it_was() {
    let (world, _, ticket) = planned();
    let tickets = json!({ "tickets": [ticket] });
    world.must(TECHNICIAN, "move_to_no_interaction", tickets.clone());
    let row = || {
        let row = world.must(TECHNICIAN, "waiting_queue", json!({}))["rows"][0].take();
        (row["closes_at"].clone(), row["card"]["entered_at"].clone())
    };
    let before = row();
    let way_back = undo_of(&world.must(TECHNICIAN, "postpone_closing", tickets.clone()));
    assert_ne!(row(), before);
    let again = world.must(TECHNICIAN, "postpone_closing", tickets.clone());
    assert_eq!(again["results"][0]["undo"], json!([]), "nothing changed, so there is nothing to take back");
    undo(&world, &way_back);
    assert_eq!(row(), before);
    assert_eq!(conflict(&world, &way_back), "O encerramento deste atendimento não está adiado.");
    world.must(TECHNICIAN, "postpone_closing", tickets.clone());
    world.must(TECHNICIAN, "return_to_technician", tickets);
    assert_eq!(conflict(&world, &way_back), "Este atendimento já saiu de Sem Interação: não há mais o que desfazer.");
}
