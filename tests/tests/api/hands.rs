//! What goes from one person to another when somebody leaves, and what a person has read.

use api::Code;
use engine::UserId;
use serde_json::{Value, json};

use crate::world::{INACTIVE, LEADER, SUPERVISOR, TECHNICIAN, VIEWER, World};

#[test]
fn a_wallet_goes_whole_into_other_hands_and_back() {
    let world = World::new();
    let connection = world.connection();
    let tickets =
        ["a@exemplo.invalid", "b@exemplo.invalid"].map(|address| world.ticket(connection, TECHNICIAN, address));
    let contact = |ticket| world.must(SUPERVISOR, "ticket", json!({ "ticket": ticket }))["card"]["contact"].take();
    let contacts = tickets.map(contact);
    let wallet = |user| world.must(SUPERVISOR, "wallet", json!({ "user": user }))["contacts"].take();
    world.must(SUPERVISOR, "set_wallet", json!({ "tickets": tickets, "owner": TECHNICIAN }));
    assert_eq!((wallet(TECHNICIAN), wallet(SUPERVISOR)), (json!(contacts), json!([])));
    world.must(SUPERVISOR, "hand_wallet", json!({ "contacts": contacts, "to": SUPERVISOR }));
    assert_eq!((wallet(TECHNICIAN), wallet(SUPERVISOR)), (json!([]), json!(contacts)));
    world.must(SUPERVISOR, "hand_wallet", json!({ "contacts": contacts, "to": TECHNICIAN }));
    assert_eq!(wallet(TECHNICIAN), json!(contacts));
    let empty = world.refused(SUPERVISOR, "hand_wallet", json!({ "contacts": [], "to": TECHNICIAN }));
    assert_eq!(empty.problems[0].field, "contacts");
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
