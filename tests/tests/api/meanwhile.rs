//! Two supervisors at one record: neither undoes what the other saved, and what both changed is said by name. Whoever
//! answers for something is not switched off before somebody else does.

use api::Code;
use engine::{Span, UserId};
use serde_json::{Value, json};
use store::{Role, User};

use crate::world::{LEADER, OTHER_TECHNICIAN, SUPERVISOR, TECHNICIAN, VIEWER, World};

/// A second supervisor.
fn ana(world: &World) -> UserId {
    let ana = json!({ "name": "Ana", "role": "supervisor", "active": true });
    UserId(world.must(SUPERVISOR, "save_user", ana)["id"].as_i64().unwrap())
}

fn settings(world: &World) -> Value {
    world.must(SUPERVISOR, "settings", json!({}))["settings"].take()
}

#[test]
fn settings_saved_by_two_keep_what_each_of_them_changed() {
    let world = World::new();
    let ana = ana(&world);
    let from = settings(&world);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut mine = from.clone();
        change(&mut mine);
        json!({ "settings": mine, "from": from })
    };
    let hour = json!(Span::hours(1));
    world.must(ana, "save_settings", with(&|mine| mine["queue"]["wait"] = hour.clone()));
    let saved = world.must(SUPERVISOR, "save_settings", with(&|mine| mine["queue"]["stay_min"] = hour.clone()));
    assert_eq!(saved["settings"], settings(&world));
    assert_eq!((&saved["settings"]["queue"]["wait"], &saved["settings"]["queue"]["stay_min"]), (&hour, &hour));
    // The trail says of each only what they did.
    let audit = world.must(SUPERVISOR, "audit", json!({}));
    let newest = &audit["rows"][0];
    assert_eq!((&newest["user"], &newest["before"]["queue"]["wait"]), (&json!(SUPERVISOR), &hour));

    let failure =
        world.refused(SUPERVISOR, "save_settings", with(&|mine| mine["queue"]["wait"] = json!(Span::hours(2))));
    assert_eq!((failure.code, failure.field.as_deref()), (Code::Conflict, Some("queue.wait")));
    assert!(failure.message.starts_with("Ana mudou o tempo de Sem Interação enquanto você editava."), "{failure:?}");
    assert_eq!(settings(&world), saved["settings"]);
    // Made from what is there now, it is meant so; and who says nothing of it saves all of it.
    let again = json!({ "settings": with(&|mine| mine["queue"]["wait"] = json!(Span::hours(2)))["settings"], "from": saved["settings"] });
    world.must(SUPERVISOR, "save_settings", again);
    world.must(SUPERVISOR, "save_settings", json!({ "settings": from }));
    assert_eq!(settings(&world), from);
}

/// A record with another value of a field, and what it was made from.
fn changed(from: &Value, field: &str, value: Value) -> Value {
    let mut mine = from.clone();
    mine[field] = value;
    mine["from"] = from.clone();
    mine["from"].as_object_mut().unwrap().remove("id");
    mine
}

#[test]
fn a_team_saved_by_two_keeps_the_people_of_both() {
    let world = World::new();
    let ana = ana(&world);
    let from = json!({ "id": 1, "name": "Suporte", "leader": LEADER, "members": [SUPERVISOR, LEADER, TECHNICIAN, OTHER_TECHNICIAN] });
    let with = |field: &str, value: Value| changed(&from, field, value);
    let fewer = json!([SUPERVISOR, LEADER, OTHER_TECHNICIAN]);
    world.must(ana, "save_team", with("members", fewer));
    world.must(ana, "save_team", with("name", json!("Suporte 2")));
    let more = json!([SUPERVISOR, LEADER, TECHNICIAN, OTHER_TECHNICIAN, ana]);
    let saved = world.must(SUPERVISOR, "save_team", with("members", more));
    assert_eq!(
        (&saved["name"], &saved["members"]),
        (&json!("Suporte 2"), &json!([SUPERVISOR, LEADER, OTHER_TECHNICIAN, ana]))
    );
    let failure = world.refused(SUPERVISOR, "save_team", with("name", json!("Suporte 3")));
    assert_eq!((failure.code, failure.field.as_deref()), (Code::Conflict, Some("name")));
    assert!(failure.message.starts_with("Ana mudou o nome enquanto você editava."), "{failure:?}");
}

#[test]
fn a_person_saved_by_two_keeps_role_name_and_teams() {
    let world = World::new();
    let ana = ana(&world);
    let sales = world.must(ana, "save_team", json!({ "name": "Vendas", "members": [] }))["id"].take();
    let from = json!({ "id": TECHNICIAN, "name": "Técnica", "role": "technician", "active": true, "teams": [1] });
    let with = |field: &str, value: Value| changed(&from, field, value);
    world.must(ana, "save_user", with("role", json!("leader")));
    world.must(ana, "save_user", with("teams", json!([])));
    let saved = world.must(SUPERVISOR, "save_user", with("teams", json!([1, sales])));
    assert_eq!(saved["role"], "leader");
    let saved = world.must(SUPERVISOR, "save_user", with("name", json!("Bia")));
    assert_eq!((&saved["name"], &saved["role"]), (&json!("Bia"), &json!("leader")));
    let directory = world.must(VIEWER, "directory", json!({}));
    let inside = |team: &&Value| team["members"].as_array().unwrap().contains(&json!(TECHNICIAN));
    let names: Vec<_> =
        directory["teams"].as_array().unwrap().iter().filter(inside).map(|team| &team["name"]).collect();
    assert_eq!(names, ["Vendas"]);
    let failure = world.refused(SUPERVISOR, "save_user", with("role", json!("viewer")));
    assert!(failure.message.starts_with("Ana mudou o papel enquanto você editava."), "{failure:?}");
}

#[test]
fn queues_funnels_stages_and_tags_saved_by_two_keep_what_each_of_them_changed() {
    let world = World::new();
    let ana = ana(&world);
    let queue = json!({ "name": "Vendas", "archived": false });
    let funnel = json!({ "name": "Pós-venda", "archived": false });
    let stage =
        json!({ "funnel": 1, "name": "Visita", "colour": "blue", "limit_max": 5, "locked": false, "archived": false });
    let tag = json!({ "name": "VIP", "colour": "blue", "kind": "normal", "archived": false });
    let cases = [
        ("save_queue", queue, ("team", json!(1))),
        ("save_funnel", funnel, ("archived", json!(true))),
        ("save_stage", stage, ("limit_max", json!(9))),
        ("save_tag", tag, ("kind", json!("do_not_disturb"))),
    ];
    for (command, mut from, (field, value)) in cases {
        from["id"] = world.must(ana, command, from.clone())["id"].take();
        let with = |field: &str, value: Value| changed(&from, field, value);
        world.must(ana, command, with(field, value.clone()));
        let saved = world.must(SUPERVISOR, command, with("name", json!("Outro nome")));
        assert_eq!((&saved[field], &saved["name"]), (&value, &json!("Outro nome")), "{command}");
        let failure = world.refused(ana, command, with("name", json!("De Ana")));
        assert_eq!((failure.code, failure.field.as_deref()), (Code::Conflict, Some("name")), "{command}");
        assert!(failure.message.ends_with("ficar com o que você escreveu."), "{failure:?}");
        assert!(failure.message.contains(" mudou o nome enquanto você editava."), "{failure:?}");
        // Who says nothing of what it was made from saves all of it.
        let whole = world.must(ana, command, from.clone());
        assert_eq!(whole["name"], from["name"], "{command}");
        assert_eq!(whole[field], from.get(field).cloned().unwrap_or_default(), "{command}");
    }
}

#[test]
fn quick_replies_saved_by_two_are_those_of_both() {
    let world = World::new();
    let ana = ana(&world);
    let reply = |name: &str, text: &str| json!({ "name": name, "text": text });
    let from = json!([reply("oi", "Olá"), reply("pix", "Chave"), reply("tchau", "Até")]);
    world.must(ana, "save_quick_replies", json!({ "replies": from }));
    let mine = json!([reply("oi", "Olá!"), reply("pix", "Chave"), reply("tchau", "Até"), reply("fim", "Obrigado")]);
    let theirs = json!([reply("pix", "Outra chave"), reply("oi", "Olá")]);
    world.must(ana, "save_quick_replies", json!({ "replies": theirs, "from": from }));
    let saved = world.must(SUPERVISOR, "save_quick_replies", json!({ "replies": mine, "from": from }));
    let both = json!([reply("pix", "Outra chave"), reply("oi", "Olá!"), reply("fim", "Obrigado")]);
    assert_eq!(saved["replies"], both);
    assert_eq!(world.must(ana, "quick_replies", json!({}))["replies"], both);
    let again = json!({ "replies": [reply("oi", "Olá"), reply("pix", "A minha")], "from": from });
    let failure = world.refused(LEADER, "save_quick_replies", again);
    assert_eq!((failure.code, failure.field.as_deref()), (Code::Conflict, Some("replies.1")));
    assert!(failure.message.starts_with("Ana mudou a resposta /pix enquanto você editava."), "{failure:?}");
    let ordered = |nth: [usize; 3]| json!({ "replies": nth.map(|nth| both[nth].clone()), "from": both });
    let theirs = world.must(ana, "save_quick_replies", ordered([1, 0, 2]))["replies"].take();
    let order = ordered([2, 0, 1]);
    let failure = world.refused(LEADER, "save_quick_replies", order);
    assert!(failure.message.starts_with("Ana mudou a ordem das respostas"), "{failure:?}");
    assert_eq!(world.must(ana, "quick_replies", json!({}))["replies"], theirs, "a refusal changes nothing");
}

#[test]
fn whoever_answers_for_something_is_not_switched_off_before_somebody_else_does() {
    let world = World::new();
    let off = |user: UserId, name: &str, role: &str| json!({ "id": user, "name": name, "role": role, "active": false });
    let refused = |args: Value, words: &str| {
        let failure = world.refused(SUPERVISOR, "save_user", args);
        assert_eq!((failure.code, failure.field.as_deref()), (Code::Invalid, Some("active")));
        assert!(failure.message.contains(words), "{failure:?}");
    };
    refused(off(LEADER, "Líder", "leader"), "lidera a equipe Suporte");
    world.settings(|settings| settings["queue"]["keeper"] = json!(TECHNICIAN));
    refused(off(TECHNICIAN, "Técnica", "technician"), "responde pela fila Sem Interação");
    world.settings(|settings| settings["queue"]["keeper"] = json!(SUPERVISOR));
    world.must(SUPERVISOR, "save_user", off(TECHNICIAN, "Técnica", "technician"));
    let members = [SUPERVISOR, LEADER, OTHER_TECHNICIAN];
    world.must(
        SUPERVISOR,
        "save_team",
        json!({ "id": 1, "name": "Suporte", "leader": SUPERVISOR, "members": members }),
    );
    world.must(SUPERVISOR, "save_user", off(LEADER, "Líder", "leader"));
}

#[test]
fn nothing_goes_to_a_keeper_who_has_left_and_other_settings_are_still_saved() {
    let world = World::new();
    world.settings(|settings| settings["queue"]["keeper"] = json!(OTHER_TECHNICIAN));
    let connection = world.connection();
    let ticket = world.ticket(connection, TECHNICIAN, "a@exemplo.invalid");
    world.silent(ticket, TECHNICIAN, Span::hours(1));
    // A house of before, where nobody was asked for another.
    world
        .desk
        .ask(|turn| {
            let left = User {
                id: OTHER_TECHNICIAN,
                name: "Outro técnico".into(),
                role: Role::Technician,
                active: false,
                absence: None,
            };
            Ok(turn.store.put_user(&left)?)
        })
        .unwrap();
    let world = world.again();
    world.settings(|settings| settings["company"] = json!("Oficina"));
    assert_eq!(settings(&world)["queue"]["keeper"], json!(OTHER_TECHNICIAN));
    assert_eq!(world.must(SUPERVISOR, "waiting_queue", json!({}))["keeper"], Value::Null);
    let stays = world.refused(SUPERVISOR, "move_to_no_interaction", json!({ "tickets": [ticket] }));
    assert!(stays.message.starts_with("Escolha o responsável da fila"), "{stays:?}");
    // It is the choice of one who has left that is refused.
    let mut chosen = settings(&world);
    chosen["queue"]["keeper"] = json!(SUPERVISOR);
    world.must(SUPERVISOR, "save_settings", json!({ "settings": chosen }));
    chosen["queue"]["keeper"] = json!(OTHER_TECHNICIAN);
    let failure = world.refused(SUPERVISOR, "save_settings", json!({ "settings": chosen }));
    assert_eq!(failure.field.as_deref(), Some("queue.keeper"));
}

#[test]
fn another_speed_of_the_clock_is_told_to_every_screen() {
    let world = World::new();
    world.settings(|settings| settings["demo"] = json!(true));
    world.published();
    let mut changes = world.desk.subscribe();
    world.must(SUPERVISOR, "set_speed", json!({ "speed": 10 }));
    world.published();
    let told: Vec<_> = std::iter::from_fn(|| changes.try_recv().ok()).flat_map(|changed| changed.topics).collect();
    assert!(told.contains(&runtime::Topic::Settings), "{told:?}");
}
