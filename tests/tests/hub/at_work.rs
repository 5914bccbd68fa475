//! The hub at work: its shop, the provider its customers write to, and what a test asks of both.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use faults::whole;
use serde_json::{Value, json};

use crate::house::Hub;
use crate::provider::Provider;
use crate::shop;

const PASSPHRASE: &str = "uma frase longa e boa";
/// Longest wait for what comes by itself, and how often it is looked for.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The hub at work, and the provider its customers write to.
pub struct Shop {
    pub hub: Hub,
    pub data: PathBuf,
    pub provider: Provider,
}

impl Shop {
    /// Laid, and its mailbox read; `wait_ms` is the "Tempo de espera" of the queue.
    pub fn open(beside: &Path, data: PathBuf, wait_ms: u32) -> Shop {
        let passphrase = beside.join("frase");
        std::fs::write(&passphrase, PASSPHRASE).unwrap();
        let provider = Provider::start(1);
        let hub = Hub::start_with(&data, &["--passphrase-file", passphrase.to_str().unwrap()]);
        let shop = Shop { hub, data, provider };
        let ask = |name: &str, args: Value| shop.ask(name, &args);
        shop::found(&ask, &shop.provider, 1, wait_ms);
        shop.until("the mailbox to be read", || (shop::mailboxes_read(&ask) == 1).then_some(()));
        shop
    }

    pub fn says(&self, who: &str) {
        self.provider.write(0, who, "alguma novidade?");
    }

    /// The customer's ticket, taken by us once it is there.
    pub fn taken(&self, who: &str) -> i64 {
        let found = self.until(&format!("the ticket of {who}"), || {
            let all = self.ask("tickets", &json!({ "filter": {}, "limit": 50 }));
            let rows = all["rows"].as_array().unwrap();
            rows.iter().find(|card| card["contact_name"] == who).cloned()
        });
        self.ask("take", &json!({ "tickets": [found["id"]] }));
        found["id"].as_i64().unwrap()
    }

    pub fn answers(&self, ticket: i64, text: &str) {
        self.ask("send_message", &json!({ "ticket": ticket, "text": text }));
    }

    pub fn ticket(&self, id: i64) -> Value {
        let all = self.ask("tickets", &json!({ "filter": {}, "limit": 50 }));
        all["rows"].as_array().unwrap().iter().find(|card| card["id"] == id).cloned().unwrap()
    }

    /// Whether the customer's word is the last in the conversation.
    pub fn waits(&self, who: &str) -> bool {
        let all = self.ask("tickets", &json!({ "filter": {}, "limit": 50 }));
        let rows = all["rows"].as_array().unwrap();
        rows.iter().any(|card| card["contact_name"] == who && !card["customer_waits_since"].is_null())
    }

    /// How the send whose text begins so stands.
    pub fn state(&self, mark: &str) -> Option<String> {
        let db = whole::look(&self.data.join("retorno.db")).unwrap();
        let sql = "SELECT state FROM outbox WHERE substr(text, 1, length(?1)) = ?1";
        db.query_row(sql, [mark], |row| row.get(0)).ok()
    }

    pub fn has(&self, who: &str, mark: &str) -> bool {
        self.provider.taken().iter().any(|one| one.to == who && one.text.starts_with(mark))
    }

    pub fn ask(&self, name: &str, args: &Value) -> Value {
        let answer = self.hub.call(name, args);
        assert_eq!(answer.status, 200, "{name} {args}: {answer:?}");
        answer.json()
    }

    pub fn until<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let (_nobody, never) = channel::<()>();
        let began = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(began.elapsed() < PATIENCE, "not in time: {what}; {}", self.ask("status", &json!({})));
            assert_eq!(never.recv_timeout(LOOK_EVERY), Err(RecvTimeoutError::Timeout));
        }
    }
}
