//! One life of a `retorno-hub` process, from its start to its kill, and the person who works with it as long as it lives.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longest wait for a start or for what must come by itself.
const PATIENCE: Duration = Duration::from_secs(240);
/// How often the person looks at the list.
const LOOK_EVERY: Duration = Duration::from_millis(60);
/// The vault's passphrase: there is no keyring here.
const PASSPHRASE: &str = "uma frase longa e boa";

pub struct Life {
    child: Child,
    /// The port and the line about the token, once it listens; closed when it is dead.
    told: Option<Receiver<(u16, String)>>,
    /// 0 until somebody waited for it.
    pub port: u16,
    said: String,
}

/// The program as built beside this test, or where the test command says it is.
fn program() -> PathBuf {
    let beside = || {
        let here = std::env::current_exe().unwrap();
        here.parent().and_then(Path::parent).unwrap().join(format!("retorno-hub{}", std::env::consts::EXE_SUFFIX))
    };
    let path = std::env::var_os("RETORNO_HUB_BIN").map_or_else(beside, PathBuf::from);
    assert!(path.is_file(), "build it first: cargo build --bin retorno-hub ({} is not there)", path.display());
    path
}

impl Life {
    /// Starts it and does not wait.
    pub fn begin(data: &Path) -> Life {
        let passphrase = data.parent().unwrap().join("frase");
        std::fs::write(&passphrase, PASSPHRASE).unwrap();
        let mut command = Command::new(program());
        command.arg("--data").arg(data).args(["--listen", "127.0.0.1:0", "--passphrase-file"]).arg(passphrase);
        // No keyring of the person's.
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", data.parent().unwrap());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let (tell, told) = channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(out).lines().map_while(Result::ok);
            let (Some(address), Some(token)) = (lines.next(), lines.next()) else { return };
            let port = address.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(0);
            // Nobody waits for a life that was killed meanwhile.
            let _killed = tell.send((port, token));
            lines.for_each(drop);
        });
        Life { child, told: Some(told), port: 0, said: String::new() }
    }

    /// Starts it and waits until it listens.
    pub fn start(data: &Path) -> Life {
        let mut life = Life::begin(data);
        let told = life.told.as_ref().and_then(|told| told.recv_timeout(PATIENCE).ok());
        (life.port, life.said) = told.expect("it starts");
        life
    }

    /// Shown at the first start only.
    pub fn token(&self) -> String {
        self.said.split_once(": ").map(|(_, token)| token.to_owned()).unwrap()
    }

    /// kill −9, at once. It must still have been alive: a life that ends by itself is a failed start.
    pub fn kill(mut self) {
        assert_eq!(self.child.try_wait().unwrap(), None, "it ended by itself");
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn kill_after(self, time: Duration) {
        let (_nobody, never) = channel::<()>();
        assert_eq!(never.recv_timeout(time), Err(RecvTimeoutError::Timeout));
        self.kill();
    }

    /// Asks it to end, and it does.
    pub fn end(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success() && self.child.wait().unwrap().success());
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        // Already dead, but for a test that failed.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Who works with the lives, one after the other, and what they were told.
pub struct Desk {
    pub token: String,
    pub slowest_start: Duration,
    /// Silences of ours that were ended, as (ticket, since).
    answered: BTreeSet<(i64, i64)>,
    confirmed: Vec<String>,
    written: u32,
}

impl Desk {
    pub fn new() -> Desk {
        let (token, slowest_start) = (String::new(), Duration::ZERO);
        Desk { token, slowest_start, answered: BTreeSet::new(), confirmed: vec![], written: 0 }
    }

    /// Texts of which the hub said that they are kept.
    pub fn confirmed(&self) -> &[String] {
        &self.confirmed
    }

    /// Works with this life until `kill` has ended it, which hears when it listens.
    pub fn work_until(&mut self, mut life: Life, kill: impl FnOnce(Life, &Receiver<()>)) {
        let (began, told) = (Instant::now(), life.told.take().expect("nobody has waited for it yet"));
        let (ready, listens) = channel();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                // Killed before it listened.
                let Ok((port, _)) = told.recv() else { return };
                self.slowest_start = self.slowest_start.max(began.elapsed());
                // Nobody waits for it in a life whose time is counted from its start.
                let _uncounted = ready.send(());
                while self.look_through(port).is_some() {
                    // The line is closed at its death.
                    if told.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Disconnected) {
                        return;
                    }
                }
            });
            kill(life, &listens);
        });
    }

    /// Takes what is new and answers who waits. `None`: it died.
    fn look_through(&mut self, port: u16) -> Option<()> {
        let tickets = self.ask(port, "tickets", &json!({ "filter": {}, "limit": 200 }))?;
        for card in tickets["rows"].as_array().unwrap() {
            if card["assignee"].is_null() {
                self.ask(port, "take", &json!({ "tickets": [card["id"]] }))?;
            }
            let (Some(ticket), Some(since)) = (card["id"].as_i64(), card["customer_waits_since"].as_i64()) else {
                continue;
            };
            if self.answered.contains(&(ticket, since)) {
                continue;
            }
            self.written += 1;
            let text = format!("[P{}] um momento, por favor", self.written);
            self.ask(port, "send_message", &json!({ "ticket": ticket, "text": text }))?;
            self.confirmed.push(text);
            self.answered.insert((ticket, since));
        }
        Some(())
    }

    /// Looks until something has come by itself; the look says what is missing.
    pub fn until(&self, what: &str, look: impl Fn(&Desk) -> Option<String>) {
        let (_nobody, never) = channel::<()>();
        let began = Instant::now();
        while let Some(missing) = look(self) {
            assert!(began.elapsed() < PATIENCE, "not in time: {what}; {missing}");
            assert_eq!(never.recv_timeout(LOOK_EVERY), Err(RecvTimeoutError::Timeout));
        }
    }

    /// A command. `None`: the hub died before it had answered.
    pub fn ask(&self, port: u16, command: &str, args: &Value) -> Option<Value> {
        let body = args.to_string();
        let request = format!(
            "POST /api/{command} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        assert!(head.starts_with("HTTP/1.1 200"), "{command} {args}: {answer}");
        serde_json::from_str(body).ok()
    }
}
