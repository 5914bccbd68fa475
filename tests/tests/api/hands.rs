//! What goes from one person to another when somebody leaves, and what a person has read.

use api::Code;
use engine::UserId;
use serde_json::{Value, json};

use crate::world::{INACTIVE, LEADER, SUPERVISOR, TECHNICIAN, VIEWER, World};

/// What one person has and answers for, and all that the trail says.
fn of(world: &World, user: UserId) -> Value {
    let directory = world.must(VIEWER, "directory", json!({}));
    let rows = |list: &str, of: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        directory[list].as_array().unwrap().iter().filter(|one| of(one)).map(|one| one["id"].clone()).collect()
    };
    let held = world.must(SUPERVISOR, "tickets", json!({ "filter": { "technicians": [user] } }))["rows"].take();
    json!({
        "active": rows("users", &|one| one["id"] == json!(user) && one["active"] == true).len(),
        "leads": rows("teams", &|one| one["leader"] == json!(user)),
        "keeps": world.must(SUPERVISOR, "settings", json!({}))["settings"]["queue"]["keeper"] == json!(user),
        "tickets": held.as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>(),
        "wallet": world.must(SUPERVISOR, "wallet", json!({ "user": user }))["contacts"].take(),
    })
}

/// A leader who has two tickets, their contacts in the wallet, the queue and the team.
fn laden(world: &World) -> Value {
    let connection = world.connection();
    let tickets = ["a@exemplo.invalid", "b@exemplo.invalid"].map(|address| world.ticket(connection, LEADER, address));
    world.must(SUPERVISOR, "set_wallet", json!({ "tickets": tickets, "owner": LEADER }));
    world.settings(|settings| settings["queue"]["keeper"] = json!(LEADER));
    of(world, LEADER)
}

#[test]
fn whoever_leaves_hands_over_everything_at_once_and_gets_it_back() {
    let world = World::new();
    let before = laden(&world);
    let leaders = json!([{ "team": 1, "leader": TECHNICIAN }]);
    let args = json!({ "user": LEADER, "to": TECHNICIAN, "leaves": { "keeper": SUPERVISOR, "leaders": leaders } });
    let handed = world.must(SUPERVISOR, "hand_over", args);
    let nothing = json!({ "active": 0, "leads": [], "keeps": false, "tickets": [], "wallet": [] });
    assert_eq!(of(&world, LEADER), nothing);
    let taken = of(&world, TECHNICIAN);
    assert_eq!(
        (&taken["tickets"], &taken["wallet"], &taken["leads"]),
        (&before["tickets"], &before["wallet"], &json!([1]))
    );
    assert_eq!(of(&world, SUPERVISOR)["keeps"], true);

    // Somebody has been chosen for the queue since, and a ticket is with another: those stay so.
    world.settings(|settings| settings["queue"]["keeper"] = json!(TECHNICIAN));
    world.must(SUPERVISOR, "assign", json!({ "tickets": [before["tickets"][0]], "to": SUPERVISOR }));
    world.must(SUPERVISOR, "hand_back", handed);
    let back = of(&world, LEADER);
    assert_eq!((&back["active"], &back["leads"], &back["wallet"]), (&json!(1), &json!([1]), &before["wallet"]));
    assert_eq!((&back["tickets"], &back["keeps"]), (&json!([before["tickets"][1]]), &json!(false)));

    // Whoever stays hands over tickets and wallet only.
    let handed = world.must(SUPERVISOR, "hand_over", json!({ "user": LEADER, "to": TECHNICIAN }));
    let stays = of(&world, LEADER);
    assert_eq!((&stays["active"], &stays["leads"]), (&json!(1), &json!([1])));
    assert_eq!((&stays["tickets"], &stays["wallet"]), (&json!([]), &json!([])));
    world.must(SUPERVISOR, "hand_back", handed);
    assert_eq!(of(&world, LEADER), back);
}

#[test]
fn nothing_is_handed_over_when_a_part_of_it_is_refused() {
    let world = World::new();
    let before = laden(&world);
    let trail = || world.must(SUPERVISOR, "audit", json!({}))["rows"].take();
    let told = trail();
    let leaves = |keeper: UserId, leaders: Value| json!({ "user": LEADER, "to": TECHNICIAN, "leaves": { "keeper": keeper, "leaders": leaders } });
    let team = |leader: UserId| json!([{ "team": 1, "leader": leader }]);
    for (args, field, words) in [
        // The last step finds a team nobody was asked about.
        (leaves(SUPERVISOR, json!([])), "active", "Líder lidera a equipe Suporte."),
        (leaves(SUPERVISOR, team(INACTIVE)), "leaders", "Saiu da empresa está inativo."),
        (leaves(INACTIVE, team(TECHNICIAN)), "keeper", "Saiu da empresa está inativo."),
        (leaves(VIEWER, team(TECHNICIAN)), "keeper", "Leitora só olha."),
        (json!({ "user": LEADER, "to": INACTIVE }), "to", "Saiu da empresa está inativo."),
        (json!({ "user": LEADER, "to": LEADER }), "to", "Escolha outra pessoa."),
    ] {
        let failure = world.refused(SUPERVISOR, "hand_over", args);
        assert_eq!((failure.code, failure.field.as_deref()), (Code::Invalid, Some(field)), "{failure:?}");
        assert!(failure.message.starts_with(words), "{failure:?}");
        assert_eq!((of(&world, LEADER), trail()), (before.clone(), told.clone()), "{field}");
    }
    let args = leaves(SUPERVISOR, team(TECHNICIAN));
    let mut handed = world.must(SUPERVISOR, "hand_over", args);
    let (left, told) = (of(&world, LEADER), trail());
    handed["tickets"].as_array_mut().unwrap().push(json!(u32::MAX));
    handed["contacts"].as_array_mut().unwrap().push(json!(u32::MAX));
    world.refused(SUPERVISOR, "hand_back", handed);
    assert_eq!((of(&world, LEADER), trail()), (left, told));
}

#[test]
fn a_tag_says_how_many_contacts_carry_it() {
    let world = World::new();
    let connection = world.connection();
    let tag = world.must(
        SUPERVISOR,
        "save_tag",
        json!({ "name": "VIP", "colour": "accent", "kind": "normal", "archived": false }),
    )["id"]
        .take();
    let of_it = || {
        let counts = world.must(SUPERVISOR, "tag_counts", json!({}));
        counts.as_array().unwrap().iter().find(|one| one["tag"] == tag).map(|one| one["contacts"].clone())
    };
    assert_eq!(of_it(), Some(json!(0)));
    let tickets = ["a", "b"].map(|name| world.ticket(connection, TECHNICIAN, &format!("{name}@exemplo.invalid")));
    world.must(SUPERVISOR, "tag", json!({ "tickets": tickets, "tag": tag }));
    assert_eq!(of_it(), Some(json!(2)));
}

#[test]
fn one_notice_is_read_without_the_others_and_by_its_reader_only() {
    let world = World::new();
    let connection = world.connection();
    let tickets = ["a", "b"].map(|name| world.ticket(connection, SUPERVISOR, &format!("{name}@exemplo.invalid")));
    world.must(SUPERVISOR, "assign", json!({ "tickets": tickets, "to": TECHNICIAN }));
    let unread = || {
        let page = world.must(TECHNICIAN, "notices", json!({ "unread_only": true }));
        let ids: Vec<Value> = page["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        assert_eq!(page["unread"], ids.len(), "{page}");
        ids
    };
    let before = unread();
    assert!(before.len() >= 2, "{before:?}");
    world.must(SUPERVISOR, "read_notices", json!({ "notice": before[0] }));
    assert_eq!(unread(), before, "somebody else's notice");
    world.must(TECHNICIAN, "read_notices", json!({ "notice": before[0] }));
    assert_eq!(unread(), before[1..]);
}

#[test]
fn a_person_says_they_are_away_and_a_supervisor_says_it_of_anybody() {
    let world = World::new();
    let absence = |user: UserId| {
        let directory = world.must(VIEWER, "directory", json!({}));
        let users = directory["users"].as_array().unwrap();
        users.iter().find(|one| one["id"] == json!(user)).unwrap()["absence"].clone()
    };
    assert_eq!(absence(TECHNICIAN), json!(null));
    let away = world.must(TECHNICIAN, "set_presence", json!({ "user": TECHNICIAN, "absent": " Almoço " }));
    assert_eq!(away["absence"], absence(TECHNICIAN), "everybody sees it");
    assert_eq!(away["absence"]["note"], "Almoço");
    let since = away["absence"]["since"].as_i64().unwrap();
    world.must(SUPERVISOR, "set_presence", json!({ "user": TECHNICIAN, "absent": "Férias" }));
    assert_eq!(absence(TECHNICIAN), json!({ "since": since, "note": "Férias" }), "the same absence, said otherwise");
    // The rest of a person is changed without it.
    let edited = json!({ "id": TECHNICIAN, "name": "Técnica nova", "role": "technician", "active": true });
    assert_eq!(world.must(SUPERVISOR, "save_user", edited)["absence"]["note"], "Férias");
    assert_eq!(absence(TECHNICIAN)["note"], "Férias");
    // It is a word to people: whoever is away may be given a ticket.
    let ticket = world.ticket(world.connection(), SUPERVISOR, "a@exemplo.invalid");
    let given = world.must(SUPERVISOR, "assign", json!({ "tickets": [ticket], "to": TECHNICIAN }));
    assert_eq!(given["results"][0]["failure"], json!(null));

    for (by, of) in [(TECHNICIAN, SUPERVISOR), (LEADER, TECHNICIAN)] {
        let refused = world.refused(by, "set_presence", json!({ "user": of, "absent": "" }));
        assert_eq!(refused.code, Code::Forbidden);
    }
    let gone = world.refused(SUPERVISOR, "set_presence", json!({ "user": INACTIVE, "absent": "" }));
    assert_eq!(gone.code, Code::Conflict);
    world.must(TECHNICIAN, "set_presence", json!({ "user": TECHNICIAN }));
    assert_eq!(absence(TECHNICIAN), json!(null));

    let audit = world.must(SUPERVISOR, "audit", json!({}));
    let lines = audit["rows"].as_array().unwrap().iter().filter(|line| line["what"] == "presence");
    let words: Vec<_> = lines.map(|line| (line["before"]["presence"].clone(), line["after"]["note"].clone())).collect();
    let line = |before: &str, note: Value| (json!(before), note);
    let expected = [line("absent", json!(null)), line("absent", json!("Férias")), line("available", json!("Almoço"))];
    assert_eq!(words, expected);
}
