//! Several funnels: each ticket is on one of their boards, also when it is closed, waits in Sem Interação or its funnel was
//! archived.

use engine::{Fact, Span, StageId, TicketId, apply};
use serde_json::{Value, json};

use crate::world::{SUPERVISOR, TECHNICIAN, World};

/// The columns of a board that hold anything, by name, with their tickets. The fixed ones are named by their kind.
fn board(world: &World, funnel: &Value, filter: Value) -> Value {
    let board = world.must(SUPERVISOR, "board", json!({ "funnel": funnel, "filter": filter }));
    let columns = board["columns"].as_array().unwrap().iter().filter(|column| column["count"] != 0);
    let named = |column: &Value| {
        let name = column["name"].as_str().filter(|name| !name.is_empty()).or(column["key"]["type"].as_str());
        let rows = column["page"]["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        assert_eq!(column["count"], json!(column["page"]["rows"].as_array().unwrap().len()), "{column}");
        (name.unwrap().to_owned(), Value::Array(rows))
    };
    Value::Object(columns.map(named).collect())
}

/// A funnel with one stage.
fn sales(world: &World) -> (Value, StageId) {
    let funnel = world.must(SUPERVISOR, "save_funnel", json!({ "name": "Vendas" }))["id"].take();
    let stage = json!({ "funnel": funnel, "name": "Proposta", "colour": "ok", "locked": false, "archived": false });
    let stage = world.must(SUPERVISOR, "save_stage", stage)["id"].as_i64().unwrap();
    (funnel, StageId(stage))
}

/// An open ticket, a silent one in Sem Interação and a closed one, in this stage; where nothing is said, in the first.
fn three(world: &World, connection: engine::ConnectionId, stage: Option<StageId>, name: &str) -> [TicketId; 3] {
    let ticket = |n: u32| world.ticket(connection, TECHNICIAN, &format!("{name}{n}@exemplo.invalid"));
    let tickets = [1, 2, 3].map(ticket);
    if let Some(stage) = stage {
        world.must(SUPERVISOR, "move_stage", json!({ "tickets": tickets, "stage": stage }));
    }
    world.silent(tickets[1], TECHNICIAN, Span::minutes(2));
    world.must(SUPERVISOR, "move_to_no_interaction", json!({ "tickets": [tickets[1]] }));
    world.must(SUPERVISOR, "close_tickets", json!({ "tickets": [tickets[2]] }));
    tickets
}

#[test]
fn closed_and_waiting_tickets_are_on_the_board_of_their_funnel() {
    let world = World::new();
    let connection = world.connection();
    let (sales, proposal) = sales(&world);
    let [open, waiting, closed] = three(&world, connection, None, "suporte");
    let [sold, quiet, done] = three(&world, connection, Some(proposal), "vendas");
    let both = |filter: Value| [board(&world, &json!(1), filter.clone()), board(&world, &sales, filter)];
    let expected = [
        json!({ "Novo": [open], "no_interaction": [waiting], "closed": [closed] }),
        json!({ "Proposta": [sold], "no_interaction": [quiet], "closed": [done] }),
    ];
    assert_eq!(both(json!({})), expected);
    assert_eq!(both(json!({ "technicians": [TECHNICIAN] })), expected);
    for (funnel, id) in [(json!(1), closed), (sales.clone(), done)] {
        let page = world.must(SUPERVISOR, "board_page", json!({ "funnel": funnel, "column": { "type": "closed" } }));
        assert_eq!(page["rows"].as_array().unwrap().iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&json!(id)]);
    }
    let elsewhere = json!({ "tickets": [quiet, done], "stage": StageId(1) });
    world.must(SUPERVISOR, "move_stage", elsewhere);
    assert_eq!(both(json!({}))[1], json!({ "Proposta": [sold] }), "they follow their stage");
}

#[test]
fn what_an_archived_funnel_holds_is_on_the_first_board_until_it_is_back() {
    let world = World::new();
    let connection = world.connection();
    let (sales, proposal) = sales(&world);
    let [sold, quiet, done] = three(&world, connection, Some(proposal), "vendas");
    let before = board(&world, &sales, json!({}));
    let draft = |archived: bool| json!({ "id": sales, "name": "Vendas", "archived": archived });
    world.must(SUPERVISOR, "save_funnel", draft(true));
    let first = board(&world, &json!(1), json!({}));
    assert_eq!(first, json!({ "Vendas › Proposta": [sold], "no_interaction": [quiet], "closed": [done] }));
    let gone = world.refused(SUPERVISOR, "board", json!({ "funnel": sales }));
    assert_eq!(gone.code, api::Code::NotFound);
    let stage =
        json!({ "id": proposal, "funnel": sales, "name": "Outra", "colour": "ok", "locked": false, "archived": false });
    let refused = world.refused(SUPERVISOR, "save_stage", stage);
    assert!(refused.message.contains("arquivado"), "{refused:?}");
    let stages = world.must(SUPERVISOR, "directory", json!({}))["stages"].take();
    let found = stages.as_array().unwrap().iter().find(|one| one["id"] == json!(proposal)).unwrap();
    assert_eq!(found["archived"], true, "archived with its funnel");

    let only = json!({ "id": 1, "name": "Atendimento", "archived": true });
    let refused = world.refused(SUPERVISOR, "save_funnel", only);
    assert!(refused.message.contains("único"), "{refused:?}");
    world.must(SUPERVISOR, "save_funnel", draft(false));
    assert_eq!(board(&world, &sales, json!({})), before);
}

#[test]
fn who_waits_for_us_longest_stays_first_whatever_is_noted_or_on_its_way() {
    let world = World::new();
    let connection = world.connection();
    let waiting = |name: &str, hours: i64| {
        let ticket = world.ticket(connection, TECHNICIAN, &format!("{name}@exemplo.invalid"));
        world.silent(ticket, TECHNICIAN, Span::hours(9));
        let wrote = move |turn: &mut runtime::Turn<'_>| {
            let (now, at) = (turn.now, turn.store.ticket(ticket)?.unwrap());
            let word = Fact::CustomerWrote { at: now.minus(Span::hours(hours)) };
            Ok(turn.store.put_ticket(&apply(&at, &word), now)?)
        };
        world.desk.ask(wrote).unwrap();
        ticket
    };
    let (second, first) = (waiting("b", 1), waiting("a", 2));
    world.must(TECHNICIAN, "add_note", json!({ "ticket": first, "text": "liguei, ninguém atendeu" }));
    world.must(TECHNICIAN, "send_message", json!({ "ticket": first, "text": "Já vejo isso." }));
    let order = |rows: &Value| -> Vec<Value> { rows.as_array().unwrap().iter().map(|row| row["id"].clone()).collect() };
    let board = board(&world, &json!(1), json!({}));
    assert_eq!(board["Novo"], json!([first, second]));
    let mine = world.must(TECHNICIAN, "my_tickets", json!({}));
    assert_eq!(order(&mine["waiting_for_me"]), [json!(first), json!(second)], "{mine}");
}

#[test]
fn a_stage_says_what_it_holds_whatever_a_filter_leaves_of_it() {
    let world = World::new();
    let connection = world.connection();
    for n in 0..3 {
        world.ticket(connection, TECHNICIAN, &format!("c{n}@exemplo.invalid"));
    }
    let board = world.must(SUPERVISOR, "board", json!({ "filter": { "text": "ninguém tem isto" } }));
    let first = board["columns"].as_array().unwrap().iter().find(|column| column["name"] == "Novo").unwrap();
    assert_eq!((&first["count"], &first["in_all"]), (&json!(0), &json!(3)));
}
