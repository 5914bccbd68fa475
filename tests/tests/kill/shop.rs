//! The house in which the real process is put to the test: somebody who answers, a queue that acts after seconds, a rule
//! that acts after a minute, and mailboxes at the provider of the test.

use serde_json::{Value, json};

use crate::provider::{self, Provider};

/// Lays it. `ask` is a command of the running hub that must succeed.
pub fn found(ask: &impl Fn(&str, Value) -> Value, provider: &Provider, mailboxes: usize, wait_ms: u32) {
    let draft =
        json!({ "company": "Loja", "your_name": "Alison", "technicians": [], "leader": "Alison", "wait": wait_ms });
    ask("setup_empty", draft);
    let me = ask("session", json!({}))["user"]["id"].clone();
    let directory = ask("directory", json!({}));
    let normal = directory["queues"].as_array().unwrap().iter().find(|queue| queue["kind"] == "normal").unwrap();
    let mut settings = ask("settings", json!({}))["settings"].clone();
    settings["quiet"] = json!(null);
    settings["queue"]["keeper"] = me;
    settings["queue"]["day_end"]["days"] = json!(a_day_far_off(provider.today()));
    settings["queue"]["entry_text"] = json!("[E] ainda esperamos {{contato.nome}}");
    ask("save_settings", json!({ "settings": settings }));
    let rule = json!({
        "name": "Um minuto", "description": "", "wait": 60_000, "business_hours": false, "quiet_hours": false,
        "actions": [{ "type": "send_message", "text": "[R] conseguiu ver, {{contato.nome}}?", "connection": null }],
        "repeat": "once_per_episode",
        "scope": {
            "statuses": ["open", "pending", "closed"], "stages": [], "queues": [], "connections": [],
            "tags_with": [], "tags_without": [],
        },
    });
    ask("save_rule", json!({ "rule": rule, "state": "active" }));
    for number in 0..mailboxes {
        let (imap, smtp) = (provider.imap_port.to_string(), provider.smtp_port.to_string());
        let settings = json!({
            "address": provider::mailbox(number), "imap_host": "127.0.0.1", "imap_port": imap, "imap_security": "none",
            "smtp_host": "127.0.0.1", "smtp_port": smtp, "smtp_security": "none", "append_sent": "false",
        });
        let draft = json!({
            "kind": "email", "name": format!("Loja {number}"), "settings": settings, "secret": "segredo",
            "queue": normal["id"], "enabled": true,
        });
        ask("save_connection", draft);
    }
}

/// How many mailboxes have been read once.
pub fn mailboxes_read(ask: &impl Fn(&str, Value) -> Value) -> usize {
    ask("connections", json!({})).as_array().unwrap().iter().filter(|one| !one["synced_at"].is_null()).count()
}

/// Every end of the day must name a day; this one does not come while the test runs.
fn a_day_far_off(today: usize) -> [bool; 7] {
    let mut days = [false; 7];
    days[(today + 3) % 7] = true;
    days
}
