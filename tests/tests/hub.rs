//! `retorno-hub` as a process, from outside: who gets in, what it withstands, and how it starts and ends.

#![allow(clippy::unwrap_used)]

#[path = "hub/house.rs"]
mod house;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use house::{Hub, refused};
use serde_json::json;

const MIB: usize = 1024 * 1024;

#[test]
fn the_token_is_shown_once_and_lies_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let token = hub.token.clone();
    assert_eq!(token.len(), 64, "{}", hub.said);
    assert_eq!(hub.call("session", &json!({})).status, 200);
    assert!(hub.end().success());
    for (path, bytes) in contents(dir.path()) {
        assert!(!bytes.windows(token.len()).any(|part| part == token.as_bytes()), "the token lies in {path}");
    }

    let mut again = Hub::start(dir.path());
    assert!(again.token.is_empty(), "{}", again.said);
    assert_eq!(again.call("session", &json!({})).status, 401);
    again.token = token;
    assert_eq!(again.call("session", &json!({})).status, 200);
}

#[test]
fn what_people_write_is_in_no_log() {
    const CANARY: &str = "Zoraide-7413";
    let (dir, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = place.path().join("log");
    let hub = Hub::start_talkative(dir.path(), &log);
    // Something that is logged, so that an empty log is no proof.
    hub.connect().write_all(b"GET / HTTP/1.1\r\nHost").unwrap();
    let connection = json!({ "kind": "demo", "name": CANARY, "settings": {}, "queue": 1, "enabled": true });
    assert_eq!(hub.call("save_connection", &connection).status, 200);
    let started =
        json!({ "connection": 1, "address": format!("{CANARY}@exemplo.invalid"), "name": CANARY, "text": CANARY });
    assert_eq!(hub.call("start_ticket", &started).status, 200);
    let mut calls = vec![];
    for (command, args) in [
        ("add_note", json!({ "ticket": 1, "text": CANARY })),
        ("send_message", json!({ "ticket": 1, "text": CANARY })),
        ("search", json!({ "text": CANARY })),
        ("preview_text", json!({ "text": format!("{CANARY} {{{{contato.nome}}}}") })),
        ("save_user", json!({ "name": CANARY, "role": "technician", "active": true })),
        ("save_tag", json!({ "name": CANARY, "colour": "ok", "kind": "normal", "archived": false })),
        ("unlock_secrets", json!({ "passphrase": CANARY })),
        // And what is refused.
        ("save_tag", json!({ "name": CANARY, "colour": "ok", "kind": "normal", "archived": false })),
        ("take", json!({ "tickets": [CANARY] })),
        ("import_rules", json!({ "text": CANARY })),
        (CANARY, json!({})),
    ] {
        calls.push((command, hub.call(command, &args).status));
    }
    assert!(calls.iter().all(|(_, status)| *status < 500), "{calls:?}");
    assert!(hub.end().success());
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.contains("a connection ended early"), "nothing was logged at all:\n{said}");
    assert!(!said.contains(CANARY), "{said}");
}

#[test]
fn nothing_of_the_table_is_answered_without_the_token() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let json = ("Content-Type", "application/json");
    for shown in ["", "Bearer", "Bearer ", "Bearer 00", "Basic YTpi"] {
        for command in api::COMMANDS {
            let answer = hub.request(&format!("POST /api/{}", command.name), &[("Authorization", shown), json], "{}");
            assert_eq!(answer.status, 401, "{} with {shown:?}", command.name);
        }
        assert_eq!(hub.request("GET /api/events", &[("Authorization", shown)], "").status, 401);
    }
}

#[test]
fn a_page_of_another_origin_and_a_name_turned_to_us_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let (ours, other) = (format!("127.0.0.1:{}", hub.port), "evil.example");
    let own_page = format!("http://{ours}");
    let rebound = format!("{other}:{}", hub.port);
    let table: &[(&[(&str, &str)], u16)] = &[
        (&[("Host", &ours)], 200),
        (&[("Host", &ours), ("Origin", &own_page)], 200),
        (&[("Host", &rebound)], 403),
        (&[("Host", other)], 403),
        (&[("Host", &ours), ("Origin", "http://evil.example")], 403),
        (&[("Host", &ours), ("Origin", "http://127.0.0.1:1")], 403),
        (&[("Host", &ours), ("Origin", "null")], 403),
    ];
    for (headers, status) in table {
        assert_eq!(hub.request("GET /health", headers, "").status, *status, "{headers:?}");
        let bearer = hub.bearer();
        let mut with_token = headers.to_vec();
        with_token.extend([("Authorization", bearer.as_str()), ("Content-Type", "application/json")]);
        let answer = hub.request("POST /api/session", &with_token, "{}");
        assert_eq!(answer.status, *status, "{headers:?}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[test]
fn looking_changes_nothing_and_a_form_is_no_call() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let bearer = hub.bearer();
    let token = ("Authorization", bearer.as_str());
    for command in api::COMMANDS {
        assert_eq!(hub.request(&format!("GET /api/{}", command.name), &[token], "").status, 405, "{}", command.name);
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let answer = hub.request("POST /api/session", &[token, ("Content-Type", kind)], "{}");
        assert_eq!((answer.status, answer.json()["code"].clone()), (415, json!("invalid")), "{kind}");
    }
    let preflight = [("Origin", "http://evil.example"), ("Access-Control-Request-Method", "POST")];
    assert_eq!(hub.request("OPTIONS /api/session", &preflight, "").status, 403);
}

#[test]
fn what_is_refused_is_said_as_a_screen_expects_it() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let bearer = hub.bearer();
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json; charset=utf-8")];
    let table = [
        ("no_such_command", "{}", 404, "unknown_command"),
        ("session", "{", 400, "invalid"),
        ("ticket", r#"{"ticket":"x"}"#, 422, "invalid"),
        ("ticket", r#"{"ticket":999}"#, 404, "not_found"),
    ];
    for (command, body, status, code) in table {
        let answer = hub.request(&format!("POST /api/{command}"), &headers, body);
        let told = answer.json();
        assert_eq!((answer.status, &told["code"]), (status, &json!(code)), "{command} {body} {told}");
        assert!(told["message"].as_str().is_some_and(|message| message.ends_with('.')), "{told}");
    }
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(hub.request("POST /api/session", &headers, &deep).status, 400);
    let mut with_profile = headers.to_vec();
    with_profile.push(("Retorno-Profile", "x"));
    assert_eq!(hub.request("POST /api/session", &with_profile, "{}").status, 400);
}

#[test]
fn a_body_or_head_over_its_limit_is_refused_before_it_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let (bearer, host) = (hub.bearer(), format!("127.0.0.1:{}", hub.port));
    let head = format!(
        "POST /api/session HTTP/1.1\r\nHost: {host}\r\nAuthorization: {bearer}\r\nContent-Type: application/json\r\n"
    );
    // Said beforehand: not one byte of it is waited for.
    let told = hub.raw(format!("{head}Content-Length: {}\r\n\r\n", 3 * MIB).as_bytes());
    assert_eq!((told.status, told.json()["code"].clone()), (413, json!("too_large")));
    let piece = "a".repeat(64 * 1024);
    let chunks = format!("{:x}\r\n{piece}\r\n", piece.len()).repeat(20);
    let untold =
        hub.raw(format!("{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunks}0\r\n\r\n").as_bytes());
    assert_eq!(untold.status, 413);
    let long = "a".repeat(20 * 1024);
    assert_eq!(hub.request("GET /health", &[("X-Long", &long)], "").status, 431);
    assert_eq!(hub.request("GET /health", &[], "").status, 200);
}

#[test]
fn who_sends_slowly_is_shown_out() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let mut silent = hub.connect();
    let mut half_a_head = hub.connect();
    half_a_head.write_all(b"POST /api/session HTTP/1.1\r\nHost: ").unwrap();
    let mut half_a_body = hub.connect();
    let head = format!(
        "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {}\r\n\
         Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{{",
        hub.port,
        hub.bearer()
    );
    half_a_body.write_all(head.as_bytes()).unwrap();
    for stream in [&mut silent, &mut half_a_head] {
        let mut rest = Vec::new();
        // Closed by the hub, with or without a word; a read that times out is the failure.
        if let Err(error) = stream.read_to_end(&mut rest) {
            assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
        }
    }
    let mut said = String::new();
    half_a_body.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
}

#[test]
fn hundreds_of_half_open_connections_keep_nobody_out() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let mut half_open = Vec::new();
    for at in 0..300 {
        let mut stream = hub.connect();
        // It may be shown out while it speaks.
        let _shown_out = stream.write_all(b"GET /health HTTP/1.1\r\nHo");
        half_open.push(stream);
        if at % 50 == 49 {
            assert_eq!(hub.call("session", &json!({})).status, 200, "after {at} of them");
        }
    }
}

#[test]
fn a_change_is_told_to_who_listens_and_the_end_does_not_wait_for_them() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let mut listener = hub.connect();
    let head =
        format!("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {}\r\n\r\n", hub.port, hub.bearer());
    listener.write_all(head.as_bytes()).unwrap();
    let mut lines = BufReader::new(listener).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap(), "HTTP/1.1 200 OK");
    assert!(lines.by_ref().take_while(|line| !line.is_empty()).any(|line| line == "content-type: text/event-stream"));
    let set_up = hub.call("setup_demo", &json!({}));
    assert_eq!(set_up.status, 200, "{set_up:?}");
    let told = lines.find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).expect("a change is told");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert!(told.is_null() || told["topics"].as_array().is_some_and(|topics| !topics.is_empty()), "{told}");
    assert!(hub.end().success());
    assert!(lines.all(|line| !line.starts_with("HTTP")), "the stream ends with the hub");
}

#[test]
fn the_description_names_every_command_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let openapi = hub.request("GET /openapi.json", &[], "").json();
    assert!(openapi["openapi"].as_str().is_some_and(|version| version.starts_with("3.")), "{openapi}");
    let paths = openapi["paths"].as_object().unwrap();
    for command in api::COMMANDS {
        assert!(paths.contains_key(&format!("/{}", command.name)), "{} is not described", command.name);
    }
    assert_eq!((openapi["servers"][0]["url"].as_str(), paths.len()), (Some("/api"), api::COMMANDS.len()));
    dangling(&openapi, &openapi);
}

/// Every `$ref` in `part` leads to something in `whole`.
fn dangling(part: &serde_json::Value, whole: &serde_json::Value) {
    if let Some(to) = part.get("$ref").and_then(serde_json::Value::as_str) {
        assert!(whole.pointer(to.trim_start_matches('#')).is_some(), "{to} leads nowhere");
    }
    let parts = part.as_array().into_iter().flatten().chain(part.as_object().into_iter().flat_map(|map| map.values()));
    parts.for_each(|part| dangling(part, whole));
}

#[test]
fn the_page_comes_from_the_folder_asked_for_and_is_kept_shut() {
    let dir = tempfile::tempdir().unwrap();
    let page = dir.path().join("page");
    std::fs::create_dir(&page).unwrap();
    std::fs::write(page.join("index.html"), "<title>Retorno</title>").unwrap();
    let hub = Hub::start_with(&dir.path().join("data"), &["--ui", page.to_str().unwrap()]);
    let answer = hub.request("GET /", &[], "");
    assert_eq!((answer.status, answer.body.as_str()), (200, "<title>Retorno</title>"));
    let csp = answer.header("content-security-policy").unwrap();
    assert!(csp.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{csp}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    for path in ["/../data/retorno.db", "/%2e%2e/data/retorno.db", "/data/hub.token", "//etc/passwd"] {
        assert_eq!(hub.request(&format!("GET {path}"), &[], "").status, 404, "{path}");
    }
    assert_eq!(hub.request("DELETE /", &[], "").status, 405);
}

#[test]
fn a_second_start_on_the_same_data_says_so_and_leaves_the_first_alone() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    let second = refused(dir.path(), &[]);
    assert_eq!(second.status.code(), Some(3));
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(said.starts_with("O Retorno já está aberto com os dados de "), "{said}");
    assert_eq!(hub.call("session", &json!({})).status, 200);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("file"), "mine").unwrap();
    let before = contents(dir.path());
    // A folder below a file can be made by nobody, not even by root.
    let output = refused(&dir.path().join("file/data"), &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("file/data"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(contents(dir.path()), before);
}

#[test]
fn a_port_that_is_taken_is_said_and_the_data_is_free_again() {
    let dir = tempfile::tempdir().unwrap();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap().to_string();
    let output = refused(dir.path(), &["--listen", &taken]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with(&format!("Não foi possível ouvir em {taken}: ")), "{said}");
    assert!(said.trim_end().ends_with("Escolha outra porta com --listen."), "{said}");
    // The next start tries the same port again.
    drop(other);
    let hub = Hub::start_with(dir.path(), &["--listen", &taken]);
    assert_eq!(format!("127.0.0.1:{}", hub.port), taken);
    assert_eq!(hub.request("GET /health", &[], "").status, 200);
}

#[test]
fn data_of_a_newer_version_or_of_another_kind_is_said_and_left_alone() {
    let newer = tempfile::tempdir().unwrap();
    assert!(Hub::start(newer.path()).end().success());
    let file = newer.path().join("retorno.db");
    let db = rusqlite::Connection::open(&file).unwrap();
    let later = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 SELECT version + 1000, 'later', applied_on, checksum FROM refinery_schema_history ORDER BY version LIMIT 1";
    assert_eq!(db.execute(later, []).unwrap(), 1);
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    db.close().unwrap();

    let broken = tempfile::tempdir().unwrap();
    std::fs::write(broken.path().join("retorno.db"), "isto não é um banco de dados".repeat(500)).unwrap();

    for dir in [newer.path(), broken.path()] {
        let before = std::fs::read(dir.join("retorno.db")).unwrap();
        let output = refused(dir, &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.trim_end().ends_with('.') && !said.contains("panicked"), "{said}");
        assert_eq!(std::fs::read(dir.join("retorno.db")).unwrap(), before, "{said}");
    }
}

#[test]
fn damaged_data_makes_room_for_its_newest_whole_copy_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start(dir.path());
    assert_eq!(hub.call("backup_now", &json!({})).status, 200);
    assert!(hub.end().success());
    let copies = || {
        let names = std::fs::read_dir(dir.path().join("backups")).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(".sqlite"))
    };
    let whole = copies().max().unwrap();
    // A newer one that is no copy is passed over.
    std::fs::write(dir.path().join("backups/retorno-2999-01-01-000000.sqlite"), "quebrada").unwrap();
    let damaged = "não é mais um banco de dados".repeat(500);
    std::fs::write(dir.path().join("retorno.db"), &damaged).unwrap();

    let output = refused(dir.path(), &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    let day = format!("{}/{}/{}", &whole[16..18], &whole[13..15], &whole[8..12]);
    assert!(said.contains(&day) && said.contains("--restore-newest"), "{said}");
    assert_eq!(std::fs::read_to_string(dir.path().join("retorno.db")).unwrap(), damaged, "untouched until asked");

    let again = Hub::start_with(dir.path(), &["--restore-newest", "--new-token"]);
    assert_eq!(again.call("session", &json!({})).status, 200, "{}", again.said);
    let aside = dir.path().join("retorno.db.antes-da-restauracao");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), damaged, "what was damaged is kept");

    let empty = tempfile::tempdir().unwrap();
    std::fs::write(empty.path().join("retorno.db"), &damaged).unwrap();
    let output = refused(empty.path(), &["--restore-newest"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("Não há cópia inteira"), "{said}");
}

#[test]
fn every_hour_is_that_of_the_house_whatever_zone_the_computer_is_in() {
    let dir = tempfile::tempdir().unwrap();
    let house = chrono_tz::America::Sao_Paulo;
    let local = |ms: i64| chrono::DateTime::from_timestamp_millis(ms).unwrap().with_timezone(&house);
    let mut seen = vec![];
    // Half a world to either side, and a word that is no zone at all.
    for (zone, args) in [
        ("America/Sao_Paulo", ["--demo", "--new-token"]),
        ("Pacific/Kiritimati", ["--new-token", "--new-token"]),
        ("Pacific/Niue", ["--new-token", "--new-token"]),
        ("Lua/Mare_Tranquillitatis", ["--new-token", "--new-token"]),
    ] {
        let hub = Hub::start_in_zone(dir.path(), zone, &args);
        let day = hub.call("waiting_queue", &json!({})).json()["day"].clone();
        if let Some(cut) = day["next_cut"].as_i64() {
            assert_eq!(local(cut).format("%H:%M").to_string(), "18:00", "{zone}");
        }
        let before = hub.call("status", &json!({})).json()["now"].as_i64().unwrap();
        let copy = hub.call("backup_now", &json!({})).json()["path"].as_str().unwrap().to_owned();
        let after = hub.call("status", &json!({})).json()["now"].as_i64().unwrap();
        let named = |ms: i64| format!("retorno-{}.sqlite", local(ms).format("%Y-%m-%d-%H%M%S"));
        let name = copy.rsplit('/').next().unwrap().to_owned();
        assert!(named(before) <= name && name <= named(after), "{zone}: {name}");
        let hours = hub.call("executions_csv", &json!({})).json()["text"].as_str().unwrap().to_owned();
        // The oldest: the house of the example goes on.
        let oldest: Vec<String> = hours.lines().rev().take(10).map(str::to_owned).collect();
        assert_eq!(oldest.len(), 10, "{hours}");
        seen.push(oldest);
        assert!(hub.end().success());
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "the zone of the computer makes a difference");
}

#[test]
fn a_folder_that_another_program_keeps_the_same_is_told_of_with_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let (data, log) = (dir.path().join("Dropbox/retorno"), dir.path().join("log"));
    let notices = |hub: &Hub| {
        let notices = hub.call("notices", &json!({})).body;
        notices.matches("Mude a pasta de dados de lugar").count()
    };
    let hub = Hub::start_talkative(&data, &log);
    assert_eq!(notices(&hub), 1);
    assert!(hub.end().success());
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.contains("pelo Dropbox, que pode trocar arquivos em uso") && said.contains("--data"), "{said}");
    let again = Hub::start_with(&data, &["--new-token"]);
    assert_eq!(notices(&again), 1, "a start later it is known");
}

#[cfg(unix)]
#[test]
fn a_log_that_is_swapped_under_the_program_stops_it_and_the_next_start_is_whole_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start_with(dir.path(), &["--demo"]);
    let before = hub.call("session", &json!({})).json();
    let log = dir.path().join("retorno.db-wal");
    std::fs::copy(&log, dir.path().join("older")).unwrap();
    let tag = |name: &str| json!({ "name": name, "colour": "info", "kind": "normal", "archived": false });
    // Who does not want to hear of the fuse hears of the data all the same.
    let mut settings = hub.call("settings", &json!({})).json()["settings"].take();
    settings["notices"] = json!([{ "event": "rule_paused", "to": "supervisors", "bubble": false, "centre": false }]);
    assert_eq!(hub.call("save_settings", &json!({ "settings": settings })).status, 200);
    assert_eq!(hub.call("save_tag", &tag("Gravada")).status, 200);
    std::fs::rename(dir.path().join("older"), &log).unwrap();
    let refused = hub.call("save_tag", &tag("Perdida"));
    assert!(refused.status != 200 && refused.body.contains("retorno.db-wal foi trocado ou apagado"), "{refused:?}");
    // What was refused may be answered before the desk has looked at what is due.
    let health = (0..1_000).map(|_| hub.request("GET /health", &[], "").status).find(|status| *status == 503);
    assert_eq!(health, Some(503), "the trouble is said");
    assert!(hub.call("save_tag", &tag("Perdida")).status != 200);
    assert!(hub.end().success());

    let again = Hub::start_with(dir.path(), &["--new-token"]);
    assert_eq!(again.call("session", &json!({})).json()["user"], before["user"]);
    let directory = again.call("directory", &json!({})).body;
    assert!(directory.contains("Gravada") && !directory.contains("Perdida"), "{directory}");
    let notices = again.call("notices", &json!({})).body;
    assert!(notices.contains("Os dados foram recuperados"), "{notices}");
    assert!(dir.path().join("retorno.db.trocado-wal").exists(), "what was put in its place is kept");
}

#[test]
fn a_house_of_example_data_is_there_from_the_start_when_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::start_with(dir.path(), &["--demo"]);
    let session = hub.call("session", &json!({})).json();
    assert_eq!((session["set_up"].clone(), session["demo"].clone()), (json!(true), json!(true)), "{session}");
}

/// Every file below a folder.
fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.display().to_string(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}
