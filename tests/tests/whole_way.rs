//! A real e-mail goes all the way round: from the customer's mail program through a real Postfix and a real Dovecot into
//! `retorno-hub`, to the technician, into Sem Interação and back, to the end of the day and past it. Each test has a hub
//! and mailboxes of its own on one pair of servers; nothing in between is imitated.

#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "what the hub's own tests need besides")]
#[path = "hub/house.rs"]
mod house;

#[path = "whole_way/desk.rs"]
mod desk;

use desk::{A_MINUTE_AND_MORE, Desk, SOON, WAIT_MS, header, number, readable};
use serde_json::{Value, json};
use tests::mail::{PASSWORD, Person};

#[test]
fn a_customers_mail_goes_to_the_technician_to_sem_interacao_and_back_until_the_day_ends() {
    let Some(desk) = Desk::open("loja-volta") else { return };
    let ana = desk.customer("ana-volta");
    ana.write(&desk.address, "Pedido 7", "Meu pedido nao chegou.", &["Message-ID: <pergunta@ana.test>"]).unwrap();
    let ticket = desk.ticket(&ana, "the mail as a ticket", SOON, |_| true);
    assert_eq!((&ticket["status"], &ticket["assignee"]), (&json!("pending"), &Value::Null), "{ticket}");
    assert_eq!(
        (&ticket["subject"], &ticket["last_text"]),
        (&json!("Pedido 7"), &json!("Meu pedido nao chegou.")),
        "{:?} {ticket}",
        desk.messages(&ticket)
    );
    let home = ticket["queue"].clone();

    let answer = desk.taken_and_answered(&ticket, &ana, "Qual o numero do pedido?");
    assert_eq!(header(&answer, "In-Reply-To"), "<pergunta@ana.test>");
    assert!(header(&answer, "References").contains("<pergunta@ana.test>"), "{answer}");
    assert_eq!(header(&answer, "Auto-Submitted"), "", "a person wrote it");
    assert!(header(&answer, "Subject").contains("Pedido 7"), "{answer}");

    into_sem_interacao(&desk, &ana, &ticket);
    comes_back(&desk, &ana, &ticket, &answer, &home);

    desk.answered(&ticket, &ana, "Obrigado, ja vou ver isso.");
    desk.end_day_soon();
    desk.ticket(&ana, "the ticket in Sem Interacao again", SOON, |card| !card["entered_at"].is_null());
    let closing = closed_at_the_end_of_the_day(&desk, &ana, &ticket);

    let refs = format!("In-Reply-To: {}", header(&closing, "Message-ID"));
    ana.write(&desk.address, "Re: Pedido 7", "Desculpe a demora, ainda preciso.", &[&refs]).unwrap();
    let reopened = desk.ticket(&ana, "the ticket open again", SOON, |card| card["status"] == "open");
    assert_eq!(reopened["id"], ticket["id"], "no second ticket");
    assert_eq!((&reopened["assignee"], &reopened["queue"]), (&json!(desk.bruno.0), &home), "{reopened}");
}

fn into_sem_interacao(desk: &Desk, ana: &Person, ticket: &Value) {
    let inside = desk.ticket(ana, "the ticket in Sem Interacao", SOON, |card| !card["entered_at"].is_null());
    assert!(number(&inside["entered_at"]) >= number(&inside["silent_since"]) + WAIT_MS, "never before: {inside}");
    assert_eq!((&inside["assignee"], &inside["returns_to"]), (&json!(desk.alison.0), &json!(desk.bruno.0)), "{inside}");
    let notice = desk.mail(ana, "continua aberto");
    assert!(header(&notice, "Auto-Submitted").starts_with("auto-"), "{notice}");
    assert!(!readable(&notice).contains("{{"), "{notice}");
    for who in [desk.bruno, desk.carla] {
        let told = desk.notices(who, ticket);
        assert_eq!(told.iter().filter(|(event, _)| event == "entered").count(), 1, "{who:?}: {told:?}");
    }
    let queue = desk.until("the notice told of in the queue", SOON, |desk| {
        let queue = desk.ask("waiting_queue", json!({}));
        (queue["rows"][0]["told"].as_array()?.iter().any(|told| told["to"] == "customer" && told["state"] == "sent"))
            .then_some(queue)
    });
    let told: Vec<&str> =
        queue["rows"][0]["told"].as_array().unwrap().iter().map(|told| told["to"].as_str().unwrap()).collect();
    assert!(told.contains(&"technician") && told.contains(&"leader"), "{queue}");
}

fn comes_back(desk: &Desk, ana: &Person, ticket: &Value, answer: &str, home: &Value) {
    let refs = format!("In-Reply-To: {}", header(answer, "Message-ID"));
    // First a machine speaks for her: shown, but no answer.
    ana.write(&desk.address, "Fora", "Volto dia dez.", &[&refs, "Auto-Submitted: auto-replied"]).unwrap();
    desk.until("the automatic reply", SOON, |desk| {
        desk.messages(ticket).iter().any(|message| message["text"] == "Volto dia dez.").then_some(())
    });
    let still = desk.ticket(ana, "the ticket", SOON, |_| true);
    assert!(!still["entered_at"].is_null(), "a machine's word takes nobody out: {still}");

    ana.write(&desk.address, "Re: Pedido 7", "E o 4711.", &[&refs]).unwrap();
    let back = desk.ticket(ana, "the ticket back with Bruno", SOON, |card| card["entered_at"].is_null());
    assert_eq!((&back["assignee"], &back["queue"]), (&json!(desk.bruno.0), home), "{back}");
    assert_eq!((&back["status"], back["returned_at"].is_null()), (&json!("open"), false), "{back}");
    let said: Vec<(String, String)> = desk.messages(ticket).iter().map(|one| (word(one, "side"), first(one))).collect();
    let expected = [
        ("customer", "Meu pedido nao chegou."),
        ("human", "Qual o numero do pedido?"),
        ("automation", ""),
        ("customer", "Volto dia dez."),
        ("customer", "E o 4711."),
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for ((side, text), (expected_side, expected_text)) in said.iter().zip(expected) {
        assert_eq!((side.as_str(), text.starts_with(expected_text)), (expected_side, true), "{said:?}");
    }
    for who in [desk.bruno, desk.carla] {
        let told = desk.notices(who, ticket);
        let returned: Vec<_> = told.iter().filter(|(event, _)| event == "returned").collect();
        assert!(returned.len() == 1 && returned[0].1.starts_with("Cliente respondeu"), "{who:?}: {told:?}");
    }
    desk.ask_by(desk.bruno, "opened", json!({ "ticket": ticket["id"] }));
}

/// Gives back the closing mail.
fn closed_at_the_end_of_the_day(desk: &Desk, ana: &Person, ticket: &Value) -> String {
    let within = A_MINUTE_AND_MORE;
    desk.ticket(ana, "the ticket closed at the end of the day", within, |card| card["status"] == "closed");
    let view = desk.ask("ticket", json!({ "ticket": ticket["id"] }));
    assert_eq!(view["close_reason"], "no_interaction", "{view}");
    let closing = desk.mail(ana, "encerramos o atendimento");
    let run = desk.until("the end of the day on record", SOON, |desk| {
        let runs = desk.ask("day_runs", json!({}));
        let done = runs.as_array()?.iter().find(|run| run["state"] == "done" && run["closed"] == 1)?;
        Some(done.clone())
    });
    assert_eq!(run["tickets"][0]["ticket"], ticket["id"], "{run}");
    let told = desk.notices(desk.bruno, ticket);
    assert!(told.iter().any(|(event, _)| event == "day_closed"), "{told:?}");
    let page = desk.ask_by(desk.carla, "notices", json!({ "events": ["day_digest"] }));
    assert_eq!(page["rows"].as_array().map(Vec::len), Some(1), "the leader gets one digest: {page}");
    let inbox = ana.count("INBOX").unwrap();
    let ours = desk.messages(ticket).iter().filter(|one| one["side"] == "human" || one["side"] == "automation").count();
    assert_eq!(inbox, ours, "each of our messages once: {:?}", desk.history(ticket));
    closing
}

#[test]
fn a_rule_of_each_kind_acts_on_a_real_customer() {
    let Some(desk) = Desk::open("loja-regras") else { return };
    let bia = desk.customer("bia-regras");
    // The queue has its own test.
    desk.change_settings(|settings| settings["queue"]["on"] = json!(false));
    let draft = json!({ "name": "Sem retorno", "colour": "blue", "kind": "normal", "archived": false });
    let tag = desk.ask("save_tag", draft)["id"].clone();
    bia.write(&desk.address, "Proposta", "Quanto custa?", &[]).unwrap();
    let ticket = desk.ticket(&bia, "the mail as a ticket", SOON, |_| true);
    desk.taken_and_answered(&ticket, &bia, "Custa dez reais.");

    // The least a rule may wait is a minute; it starts with the answer, before the rules are there.
    let actions = [
        ("Retomar", json!({ "type": "send_message", "text": "Oi, {{contato.nome}}, ficou alguma duvida?" })),
        ("Marcar", json!({ "type": "add_tag", "tag": tag })),
        ("Entregar", json!({ "type": "add_wallet", "user": desk.carla.0, "mode": "replace" })),
    ];
    for (name, action) in &actions {
        let rule = desk.ask("save_rule", json!({ "rule": rule(name, action), "state": "active" }));
        assert_eq!(rule["rule"]["state"], "active", "{rule}");
    }
    let rows = desk.until("three executions", A_MINUTE_AND_MORE, |desk| {
        let page = desk.ask("executions", json!({ "filter": { "ticket": ticket["id"] } }));
        let rows = page["rows"].as_array()?.clone();
        (rows.len() >= actions.len()).then_some(rows)
    });
    for row in &rows {
        assert_eq!(row["outcome"], "executed", "{row}");
        let late = number(&row["at"]) - number(&row["deadline"]);
        assert!((0..=1_000).contains(&late), "within a second and never before: {row}");
    }
    let mail = desk.mail(&bia, "ficou alguma duvida?");
    assert!(header(&mail, "Auto-Submitted").starts_with("auto-") && !mail.contains("{{"), "{mail}");
    let view = desk.ask("ticket", json!({ "ticket": ticket["id"] }));
    assert_eq!((&view["contact"]["tags"], &view["contact"]["wallet_owner"]), (&json!([tag]), &json!(desk.carla.0)));
    assert_eq!(bia.count("INBOX").unwrap(), 2, "the answer and the rule's message, each once");

    let list = desk.ask("rules", json!({}));
    let ids: Vec<i64> = list["rules"].as_array().unwrap().iter().map(|row| number(&row["rule"]["id"])).collect();
    assert_eq!(ids.len(), actions.len(), "{list}");
    for id in ids {
        desk.ask("archive_rule", json!({ "rule": id }));
    }
    assert_eq!(desk.ask("rules", json!({}))["rules"], json!([]));
}

fn rule(name: &str, action: &Value) -> Value {
    json!({
        "name": name, "description": "", "wait": 60_000, "actions": [action], "business_hours": false,
        "quiet_hours": false, "repeat": "once_per_episode",
        "scope": {
            "statuses": ["open", "pending", "closed"], "stages": [], "queues": [], "connections": [], "tags_with": [],
            "tags_without": [],
        },
    })
}

/// Settings changed, the part that must be named, and what else is expected.
type Wrong<'a> = (&'a [(&'a str, &'a str)], &'a str, Value);

#[test]
fn testar_names_the_wrong_one_of_host_certificate_and_password_and_saves_nothing() {
    let Some(desk) = Desk::of_people() else { return };
    let address = desk.servers.mailbox("prova-volta").unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let other = desk.servers.other_ca_pem.as_str();
    let table: [Wrong<'_>; 6] = [
        (&[], PASSWORD, Value::Null),
        (&[], "errada", json!("password")),
        (&[("imap_host", "nao-existe.invalid")], PASSWORD, json!("host")),
        (&[("smtp_port", &closed)], PASSWORD, json!("host")),
        (&[("ca_pem", other)], PASSWORD, json!("certificate")),
        (&[("imap_host", "127.0.0.1")], PASSWORD, json!("certificate")),
    ];
    for (changes, password, part) in table {
        let mut settings = desk.servers.settings(&address);
        settings.extend(changes.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
        let tested = json!({ "kind": "email", "settings": settings, "secret": password });
        let reply = desk.ask("test_connection", tested);
        assert_eq!((&reply["part"], reply["ok"] == true), (&part, part.is_null()), "{changes:?}: {reply}");
        let detail = reply["detail"].as_str().unwrap();
        assert!(!detail.is_empty() && !detail.contains(password), "{reply}");
    }
    assert_eq!(desk.ask("connections", json!({})), json!([]));
}

#[test]
fn a_mail_that_comes_back_is_a_failed_send_and_the_technician_is_told() {
    let Some(desk) = Desk::open("loja-devolve") else { return };
    // Writes from an address that nobody has: our answer is accepted and comes back.
    let ghost = desk.servers.person("fantasma@retorno.test");
    ghost.write(&desk.address, "Duvida", "Voces abrem hoje?", &[]).unwrap();
    let ticket = desk.ticket(&ghost, "the mail as a ticket", SOON, |_| true);
    desk.act(desk.bruno, "take", json!({ "tickets": [ticket["id"]] }));
    desk.ask_by(desk.bruno, "send_message", json!({ "ticket": ticket["id"], "text": "Abrimos as dez." }));
    let card = desk.ticket(&ghost, "the failed send on the card", SOON, |card| card["failed_send"] == true);
    let sent: Vec<Value> = desk.messages(&ticket).into_iter().filter(|one| one["side"] == "human").collect();
    assert_eq!((sent.len(), &sent[0]["state"]), (1, &json!("failed")), "{sent:?}");
    assert!(sent[0]["detail"].as_str().unwrap().contains(&ghost.address), "{sent:?}");
    assert_eq!((&card["silent_since"], &card["entered_at"]), (&Value::Null, &Value::Null), "no answer is owed: {card}");
    let told = desk.notices(desk.bruno, &ticket);
    assert!(told.iter().any(|(event, _)| event == "send_failed"), "{told:?}");
    let tickets = desk.ask("tickets", json!({ "filter": {} }));
    assert_eq!(tickets["rows"].as_array().unwrap().len(), 1, "the bounce is no ticket of its own: {tickets}");
}

#[test]
fn mails_without_text_of_twenty_megabytes_and_in_a_broken_charset_are_all_kept() {
    let Some(desk) = Desk::open("loja-estranha") else { return };
    let caio = desk.customer("caio-estranha");
    let head = |subject: &str| format!("From: {}\r\nTo: {}\r\nSubject: {subject}\r\n", caio.address, desk.address);
    let no_text = format!("{}\r\n", head("sem texto"));
    let mut broken = format!("{}Content-Type: text/plain; charset=klingon\r\n\r\n", head("charset")).into_bytes();
    broken.extend_from_slice(b"Ol\xe1, mundo \xff\xfe!\r\n");
    // Twenty megabytes on the way, of which the file is three quarters.
    let lines = vec!["QUJD".repeat(19); 20 * 1024 * 1024 / 78];
    let large = format!(
        "{}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n\
         Segue o arquivo.\r\n--x\r\nContent-Type: application/pdf; name=grande.pdf\r\nContent-Disposition: attachment; \
         filename=grande.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--x--\r\n",
        head("grande"),
        lines.join("\r\n")
    );
    for raw in [no_text.as_bytes(), &broken, large.as_bytes()] {
        caio.send(&desk.address, raw).unwrap();
    }
    caio.write(&desk.address, "fim", "Chegou tudo?", &[]).unwrap();
    let ticket = desk.ticket(&caio, "a ticket", SOON, |_| true);
    // The large one may be overtaken.
    let kept = desk.until("all four", SOON, |desk| Some(desk.messages(&ticket)).filter(|kept| kept.len() == 4));
    let by_subject = |subject: &str| {
        let found: Vec<&Value> = kept.iter().filter(|one| one["subject"] == subject).collect();
        assert_eq!(found.len(), 1, "{subject}: {kept:?}");
        found[0].clone()
    };
    assert_eq!(by_subject("sem texto")["side"], "customer");
    assert!(by_subject("charset")["text"].as_str().unwrap().contains("mundo"), "{kept:?}");
    let large = by_subject("grande");
    assert_eq!((&large["text"], &large["attachments"][0]["name"]), (&json!("Segue o arquivo."), &json!("grande.pdf")));
    assert!(number(&large["attachments"][0]["bytes"]) > 14 * 1024 * 1024, "{large}");
    // It comes out of the mailbox when somebody wants it.
    let file = desk.ask("attachment", json!({ "message": large["id"], "position": 0 }));
    assert_eq!((&file["name"], &file["mime"]), (&json!("grande.pdf"), &json!("application/pdf")));
    assert!(file["base64"] == lines.concat(), "another file than was sent");
    assert_eq!(desk.ask("status", json!({}))["trouble"], Value::Null);
}

fn word(message: &Value, name: &str) -> String {
    message[name].as_str().unwrap_or_default().to_owned()
}

fn first(message: &Value) -> String {
    word(message, "text").lines().next().unwrap_or_default().to_owned()
}
