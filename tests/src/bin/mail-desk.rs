//! `mail-desk`: real mail servers and one customer with a mail program, for a test that is not written in Rust. First it
//! prints one line of JSON with what the house needs to connect; then each line of its input is a request and gets one
//! line back. The servers end with its input. It judges nothing: what a mail must say is the caller's.

use std::io::{BufRead, Write};
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use tests::mail::{MailServers, PASSWORD, Person, missing};

/// Longest wait for a mail. The end of the day comes with a full minute of the clock on the wall.
const MAIL_LIMIT: Duration = Duration::from_secs(100);

/// What the customer is asked to do.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Request {
    /// Begins something new.
    Write { subject: String, text: String },
    /// Answers the mail that was last waited for.
    Reply { subject: String, text: String },
    /// Sends a whole mail as it stands, headers and all.
    Send { mail: String },
    /// Waits until a mail with these words, which are without accents, is there.
    Wait { words: String },
    /// How many mails came so far.
    Count,
}

struct Customer<'a> {
    person: Person,
    house: &'a str,
    last_id: String,
}

fn main() -> Result<()> {
    if let Some(why) = missing() {
        return say(&json!({ "missing": why }));
    }
    let dir = std::env::temp_dir().join(format!("retorno-mesa-{}", std::process::id()));
    let servers = MailServers::start(&dir)?;
    let house = servers.mailbox("loja")?;
    let person = servers.person(&servers.mailbox("ana")?);
    say(&json!({ "settings": servers.settings(&house), "password": PASSWORD, "customer": person.address }))?;
    let mut customer = Customer { person, house: &house, last_id: String::new() };
    for line in std::io::stdin().lock().lines() {
        match customer.obey(&line?) {
            Ok(answer) => say(&answer)?,
            Err(error) => say(&json!({ "error": format!("{error:#}\n{}", servers.logs()) }))?,
        }
    }
    Ok(())
}

fn say(line: &Value) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

impl Customer<'_> {
    fn obey(&mut self, line: &str) -> Result<Value> {
        let request: Request = serde_json::from_str(line).with_context(|| line.to_owned())?;
        match request {
            Request::Write { subject, text } => {
                self.person.write(self.house, &subject, &text, &["Message-ID: <pergunta@ana.test>"])?;
                Ok(json!({}))
            }
            Request::Reply { subject, text } => {
                let to = format!("In-Reply-To: {}", self.last_id);
                self.person.write(self.house, &subject, &text, &[&to])?;
                Ok(json!({}))
            }
            Request::Send { mail } => {
                self.person.send(self.house, mail.as_bytes())?;
                Ok(json!({}))
            }
            Request::Wait { words } => {
                let raw = self.person.wait_for("INBOX", MAIL_LIMIT, |raw| readable(raw).contains(&words));
                let raw = raw.with_context(|| words)?;
                self.last_id = header(&raw, "Message-ID");
                let headers = ["Subject", "In-Reply-To", "References", "Auto-Submitted"];
                let told: serde_json::Map<String, Value> =
                    headers.iter().map(|name| ((*name).to_owned(), json!(header(&raw, name)))).collect();
                Ok(json!({ "headers": told, "text": readable(&raw) }))
            }
            Request::Count => Ok(json!({ "count": self.person.count("INBOX")? })),
        }
    }
}

/// A mail without the line breaks that were put in only for the way.
fn readable(raw: &str) -> String {
    raw.replace("=\r\n", "")
}

/// The first header of this name, unfolded; empty when there is none.
fn header(raw: &str, name: &str) -> String {
    let (head, _) = raw.split_once("\r\n\r\n").unwrap_or((raw, ""));
    let unfolded = head.replace("\r\n\t", " ").replace("\r\n ", " ");
    let line = unfolded.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    line.unwrap_or_default()
}
