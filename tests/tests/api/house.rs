//! What supervisors say of people and days: a person's teams with the person, and a day that is a holiday once.

use serde_json::{Value, json};

use crate::world::{OTHER_TECHNICIAN, SUPERVISOR, TECHNICIAN, World};

/// The members of each team, by its name.
fn members(world: &World) -> Value {
    let directory = world.must(SUPERVISOR, "directory", json!({}));
    let teams = directory["teams"].as_array().unwrap().iter();
    Value::Object(teams.map(|team| (team["name"].as_str().unwrap().to_owned(), team["members"].clone())).collect())
}

#[test]
fn a_person_is_put_into_teams_together_with_the_rest() {
    let world = World::new();
    let sales = world.must(SUPERVISOR, "save_team", json!({ "name": "Vendas", "members": [OTHER_TECHNICIAN] }));
    let (sales, support) = (sales["id"].clone(), json!(1));
    let before = members(&world);
    let draft = |teams: Value| json!({ "name": "Nina", "role": "technician", "active": true, "teams": teams });
    let nina = world.must(SUPERVISOR, "save_user", draft(json!([sales, support])))["id"].clone();
    let with = |team: &str| {
        let mut all = before[team].as_array().unwrap().clone();
        all.push(nina.clone());
        Value::Array(all)
    };
    assert_eq!(members(&world), json!({ "Suporte": with("Suporte"), "Vendas": with("Vendas") }));
    let again = |teams: Value| {
        let mut args = draft(teams);
        args["id"] = nina.clone();
        args
    };
    world.must(SUPERVISOR, "save_user", again(json!([sales])));
    assert_eq!(members(&world), json!({ "Suporte": before["Suporte"], "Vendas": with("Vendas") }));
    // Whoever says nothing of teams, such as the switch of the list, changes none.
    world.must(SUPERVISOR, "save_user", again(Value::Null));
    assert_eq!(members(&world), json!({ "Suporte": before["Suporte"], "Vendas": with("Vendas") }));

    let saves = |what: &str| {
        let audit = world.must(SUPERVISOR, "audit", json!({ "limit": 200 }));
        audit["rows"].as_array().unwrap().iter().filter(|line| line["what"] == what).count()
    };
    let told = saves("team_saved");
    world.must(SUPERVISOR, "save_user", again(json!([sales])));
    assert_eq!(saves("team_saved"), told, "a team that stays as it is leaves no trace");
    let failure = world.refused(SUPERVISOR, "save_user", again(json!([sales, 99])));
    assert_eq!(failure.problems[0].field, "teams");
    let mut other = draft(json!([99]));
    other["name"] = json!("Ninguém");
    world.refused(SUPERVISOR, "save_user", other);
    let users = world.must(SUPERVISOR, "directory", json!({}))["users"].take();
    assert!(!users.to_string().contains("Ninguém"), "the person is not kept without the teams: {users}");
    world.must(SUPERVISOR, "save_user", again(json!([])));
    assert_eq!(members(&world), before);
    assert!(before["Suporte"].as_array().unwrap().contains(&json!(TECHNICIAN)));
}

fn own_holidays(world: &World) -> Vec<(String, String)> {
    let days = world.must(SUPERVISOR, "holidays", json!({ "year": 2026 }))["days"].take();
    let own = days.as_array().unwrap().iter().filter(|day| day["national"] == false);
    let text = |day: &Value, field: &str| day[field].as_str().unwrap().to_owned();
    own.map(|day| (text(day, "date"), text(day, "name"))).collect()
}

#[test]
fn a_second_holiday_on_a_day_is_refused_and_the_first_keeps_its_name() {
    let world = World::new();
    let known = vec![("2026-08-15".to_owned(), "Padroeira".to_owned())];
    world.must(SUPERVISOR, "save_holiday", json!({ "date": "2026-08-15", "name": "Padroeira" }));
    for date in ["2026-08-15", "2026-8-15"] {
        let failure = world.refused(SUPERVISOR, "save_holiday", json!({ "date": date, "name": "Inventário" }));
        assert_eq!(failure.problems[0].field, "date");
        assert!(failure.message.contains("15/08/2026") && failure.message.contains("Padroeira"), "{failure:?}");
        assert_eq!(own_holidays(&world), known);
    }
    world.must(SUPERVISOR, "drop_holiday", json!({ "date": "2026-08-15" }));
    world.must(SUPERVISOR, "save_holiday", json!({ "date": "2026-08-15", "name": "Inventário" }));
    assert_eq!(own_holidays(&world), [("2026-08-15".to_owned(), "Inventário".to_owned())]);
}

#[test]
fn an_imported_calendar_says_how_many_days_were_there_and_renames_none() {
    let world = World::new();
    world.must(SUPERVISOR, "save_holiday", json!({ "date": "2026-08-15", "name": "Padroeira" }));
    let day = |date: &str, name: &str| {
        format!("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{date}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n")
    };
    let calendar =
        |days: &[String]| json!({ "text": format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", days.concat()) });
    let both = calendar(&[day("20260815", "Assunção"), day("20260616", "Aniversário da cidade")]);
    let imported = |args: Value| world.must(SUPERVISOR, "import_holidays", args);
    assert_eq!(imported(both.clone()), json!({ "imported": 1, "known": 1 }));
    let expected = [("2026-06-16", "Aniversário da cidade"), ("2026-08-15", "Padroeira")];
    let expected = expected.map(|(date, name)| (date.to_owned(), name.to_owned()));
    assert_eq!(own_holidays(&world), expected);
    assert_eq!(imported(both), json!({ "imported": 0, "known": 2 }));
    assert_eq!(own_holidays(&world), expected);
}

#[test]
fn each_day_of_an_imported_calendar_leaves_its_trace() {
    let world = World::new();
    let day = |date: &str, name: &str| {
        format!("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{date}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n")
    };
    let days = [day("20260616", "Aniversário da cidade"), day("20260815", "Padroeira")].concat();
    let text = format!("BEGIN:VCALENDAR\r\n{days}END:VCALENDAR\r\n");
    world.must(SUPERVISOR, "import_holidays", json!({ "text": text }));
    let audit = world.must(SUPERVISOR, "audit", json!({ "limit": 200 }))["rows"].take();
    let saved = audit.as_array().unwrap().iter().filter(|line| line["what"] == "holiday_saved");
    let mut saved: Vec<&str> = saved.map(|line| line["after"]["date"].as_str().unwrap()).collect();
    saved.sort_unstable();
    assert_eq!(saved, ["2026-06-16", "2026-08-15"]);
}
