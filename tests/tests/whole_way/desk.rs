//! A support desk as it is really set up: the hub as a process, its people, a mailbox on real servers, and customers with
//! mail programs of their own. Everything goes through `POST /api/<command>`; nothing is waited for by time, but by
//! listening to what the hub tells of its changes.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::mail::{MailServers, PASSWORD, Person, available};

use crate::house::Hub;

/// Longest wait for what comes within seconds unless it is broken.
pub const SOON: Duration = Duration::from_secs(60);
/// Longest wait for the end of the day, which comes with a full minute of the clock on the wall.
pub const A_MINUTE_AND_MORE: Duration = Duration::from_secs(100);
/// "Tempo de espera" of the queue in these tests.
pub const WAIT_MS: i64 = 3_000;

pub fn servers() -> Option<&'static MailServers> {
    static SERVERS: OnceLock<Option<MailServers>> = OnceLock::new();
    let start = || {
        let dir = std::env::temp_dir().join(format!("retorno-volta-{}", std::process::id()));
        available().then(|| MailServers::start(&dir).unwrap_or_else(|error| panic!("{error:#}")))
    };
    SERVERS.get_or_init(start).as_ref()
}

/// Somebody of the house, by the number they have there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who(pub i64);

pub struct Desk {
    pub servers: &'static MailServers,
    /// Of the mailbox the house answers from.
    pub address: String,
    pub alison: Who,
    pub bruno: Who,
    pub carla: Who,
    pub connection: i64,
    hub: Hub,
    changes: RefCell<BufReader<TcpStream>>,
    _data: tempfile::TempDir,
}

impl Desk {
    /// Supervisor and keeper Alison, technician Bruno, Carla who leads his team; nothing connected yet.
    pub fn of_people() -> Option<Desk> {
        let servers = servers()?;
        let data = tempfile::tempdir().unwrap();
        let hub = Hub::start(data.path());
        let changes = RefCell::new(changes(&hub));
        let nobody = Who(0);
        let mut desk = Desk {
            servers,
            address: String::new(),
            alison: nobody,
            bruno: nobody,
            carla: nobody,
            connection: 0,
            hub,
            changes,
            _data: data,
        };
        desk.alison = Who(number(&desk.ask_as(None, "session", json!({}))["user"]["id"]));
        desk.found();
        Some(desk)
    }

    /// The same with its mailbox connected and read once.
    pub fn open(mailbox: &str) -> Option<Desk> {
        let mut desk = Desk::of_people()?;
        desk.address = desk.servers.mailbox(mailbox).unwrap();
        // Where there is no keyring the password is kept in a file under a passphrase.
        desk.ask("unlock_secrets", json!({ "passphrase": "uma frase longa e boa" }));
        let draft = json!({
            "kind": "email", "name": "Loja", "settings": desk.servers.settings(&desk.address), "secret": PASSWORD,
            "queue": desk.normal_queue(), "enabled": true,
        });
        desk.connection = number(&desk.ask("save_connection", draft)["connection"]);
        desk.until("the mailbox to be read", SOON, |desk| {
            let all = desk.ask("connections", json!({}));
            (all[0]["state"] == "online" && !all[0]["synced_at"].is_null()).then_some(())
        });
        Some(desk)
    }

    fn found(&mut self) {
        // A zone in which it is about noon now, so that no test runs into midnight.
        let hour = self.now() / 3_600_000 % 24;
        let zone = format!("Etc/GMT{:+}", hour - 12);
        let day_end = json!({ "minute": 23 * 60, "days": vec![true; 7] });
        let draft = json!({
            "company": "Loja São João", "your_name": "Alison Prado", "zone": zone, "technicians": ["Bruno Dias"],
            "leader": "Carla Nunes", "wait": WAIT_MS, "day_end": day_end,
        });
        self.ask("setup_empty", draft);
        let directory = self.ask("directory", json!({}));
        let by_name = |name: &str| {
            let users = directory["users"].as_array().unwrap();
            Who(number(&users.iter().find(|user| user["name"] == name).unwrap()["id"]))
        };
        (self.bruno, self.carla) = (by_name("Bruno Dias"), by_name("Carla Nunes"));
        assert_eq!(directory["teams"][0]["leader"], self.carla.0, "{directory}");
        self.change_settings(|settings| {
            settings["queue"]["keeper"] = json!(self.alison.0);
            settings["quiet"] = Value::Null;
            settings["national_holidays"] = json!(false);
        });
    }

    pub fn change_settings(&self, change: impl FnOnce(&mut Value)) {
        let mut settings = self.ask("settings", json!({}))["settings"].clone();
        change(&mut settings);
        let saved = self.ask("save_settings", json!({ "settings": settings }));
        assert_eq!(saved["settings"], settings);
    }

    /// Ends the day with the next full minute that is not just about to pass.
    pub fn end_day_soon(&self) {
        let zone = self.ask("settings", json!({}))["settings"]["zone"].clone();
        let zone: chrono_tz::Tz = zone.as_str().unwrap().parse().unwrap();
        let spare = 3_000;
        let at = chrono::DateTime::from_timestamp_millis(self.now() + spare + 60_000).unwrap().with_timezone(&zone);
        let minute = chrono::Timelike::hour(&at) * 60 + chrono::Timelike::minute(&at);
        self.change_settings(|settings| settings["queue"]["day_end"]["minute"] = json!(minute));
    }

    pub fn now(&self) -> i64 {
        number(&self.ask("session", json!({}))["now"])
    }

    fn normal_queue(&self) -> Value {
        let directory = self.ask("directory", json!({}));
        let queues = directory["queues"].as_array().unwrap();
        queues.iter().find(|queue| queue["kind"] == "normal").unwrap()["id"].clone()
    }

    /// Asks as the supervisor.
    pub fn ask(&self, command: &str, args: Value) -> Value {
        self.ask_as((self.alison != Who(0)).then_some(self.alison), command, args)
    }

    pub fn ask_by(&self, who: Who, command: &str, args: Value) -> Value {
        self.ask_as(Some(who), command, args)
    }

    /// One act on one ticket, which must succeed.
    pub fn act(&self, who: Who, command: &str, args: Value) {
        let acted = self.ask_by(who, command, args);
        assert!(acted["results"].as_array().is_some_and(|all| !all.is_empty()), "{command}: {acted}");
        assert!(acted["results"].as_array().unwrap().iter().all(|one| one["failure"].is_null()), "{command}: {acted}");
    }

    fn ask_as(&self, who: Option<Who>, command: &str, args: Value) -> Value {
        let (bearer, profile) = (self.hub.bearer(), who.map(|who| who.0.to_string()));
        let mut headers = vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        if let Some(profile) = &profile {
            headers.push(("Retorno-Profile", profile));
        }
        let answer = self.hub.request(&format!("POST /api/{command}"), &headers, &args.to_string());
        assert_eq!(answer.status, 200, "{command} {args}: {}\n{}", answer.body, self.servers.logs());
        answer.json()
    }

    /// Looks again after each change the hub tells of, until `look` finds something.
    pub fn until<T>(&self, what: &str, within: Duration, look: impl Fn(&Desk) -> Option<T>) -> T {
        let deadline = Instant::now() + within;
        let mut changes = self.changes.borrow_mut();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || !changed(&mut changes, left) {
                let tickets = self.ask("tickets", json!({}));
                panic!("not within {within:?}: {what}\n{tickets:#}\n{}", self.servers.logs());
            }
        }
    }

    /// The newest ticket of a customer, once there is one that satisfies `is_it`.
    pub fn ticket(&self, of: &Person, what: &str, within: Duration, is_it: impl Fn(&Value) -> bool) -> Value {
        self.until(what, within, |desk| {
            let tickets = desk.ask("tickets", json!({ "filter": {} }));
            let mine = tickets["rows"].as_array().unwrap().iter().filter(|card| {
                let ticket = desk.ask("ticket", json!({ "ticket": card["id"] }));
                ticket["contact"]["address"] == of.address.as_str()
            });
            mine.max_by_key(|card| number(&card["id"])).filter(|card| is_it(card)).cloned()
        })
    }

    pub fn messages(&self, ticket: &Value) -> Vec<Value> {
        self.ask("conversation", json!({ "ticket": ticket["id"] }))["messages"].as_array().unwrap().clone()
    }

    /// Words for what happened to a ticket, oldest first.
    pub fn history(&self, ticket: &Value) -> Vec<String> {
        let timeline = self.ask("timeline", json!({ "ticket": ticket["id"] }));
        let events = timeline["events"].as_array().unwrap().iter().rev();
        events.map(|event| event["event"].as_str().unwrap().to_owned()).collect()
    }

    /// What `who` was told of a ticket, as (event, title), oldest first.
    pub fn notices(&self, who: Who, ticket: &Value) -> Vec<(String, String)> {
        let page = self.ask_by(who, "notices", json!({}));
        let rows = page["rows"].as_array().unwrap().iter().rev().filter(|row| row["ticket"] == ticket["id"]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        rows.map(|row| (text(&row["event"]), text(&row["title"]))).collect()
    }

    pub fn customer(&self, name: &str) -> Person {
        self.servers.person(&self.servers.mailbox(name).unwrap())
    }

    /// Bruno takes what the customer wrote and answers; gives back the mail as the customer has it.
    pub fn taken_and_answered(&self, ticket: &Value, by: &Person, text: &str) -> String {
        self.act(self.bruno, "take", json!({ "tickets": [ticket["id"]] }));
        self.answered(ticket, by, text)
    }

    pub fn answered(&self, ticket: &Value, by: &Person, text: &str) -> String {
        self.ask_by(self.bruno, "send_message", json!({ "ticket": ticket["id"], "text": text }));
        self.mail(by, text)
    }

    /// The mail with these words, once the customer has it.
    pub fn mail(&self, of: &Person, words: &str) -> String {
        let found = of.wait_for("INBOX", SOON, |raw| readable(raw).contains(words));
        found.unwrap_or_else(|error| panic!("{error:#}: {words}\n{}", self.servers.logs()))
    }
}

/// A mail without the line breaks that were put in only for the way. Words to look for are without accents.
pub fn readable(raw: &str) -> String {
    raw.replace("=\r\n", "")
}

/// The first header of this name, unfolded.
pub fn header(raw: &str, name: &str) -> String {
    let (head, _) = raw.split_once("\r\n\r\n").unwrap_or((raw, ""));
    let unfolded = head.replace("\r\n\t", " ").replace("\r\n ", " ");
    let line = unfolded.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    line.unwrap_or_default()
}

pub fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is a number"))
}

fn changes(hub: &Hub) -> BufReader<TcpStream> {
    let mut stream = hub.connect();
    let head =
        format!("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {}\r\n\r\n", hub.port, hub.bearer());
    stream.write_all(head.as_bytes()).unwrap();
    BufReader::new(stream)
}

/// Waits for the next word of the stream; false when none came in time. Its heartbeat counts: it costs one look more.
fn changed(changes: &mut BufReader<TcpStream>, within: Duration) -> bool {
    changes.get_ref().set_read_timeout(Some(within)).unwrap();
    let mut line = String::new();
    loop {
        line.clear();
        match changes.read_line(&mut line) {
            Ok(0) | Err(_) => return false,
            Ok(_) if line.starts_with("data:") || line.starts_with(':') => return true,
            Ok(_) => {}
        }
    }
}
