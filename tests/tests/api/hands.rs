//! What goes from one person to another when somebody leaves, and what a person has read.

use serde_json::{Value, json};

use crate::world::{SUPERVISOR, TECHNICIAN, World};

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
