//! One `retorno-hub` process on a folder of its own, and requests to it byte by byte. No HTTP library: what is tested
//! is what the wire allows.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

/// Longest silence on a connection that is still taken for work and not for a hang.
pub const SILENCE_MAX: Duration = Duration::from_secs(60);

pub struct Hub {
    child: Child,
    pub port: u16,
    /// The line about the token, as a person reads it.
    pub said: String,
    pub token: String,
}

/// The program as built beside this test, or where the test command says it is.
pub fn program() -> PathBuf {
    let beside = || {
        let here = std::env::current_exe().unwrap();
        here.parent().and_then(Path::parent).unwrap().join(format!("retorno-hub{}", std::env::consts::EXE_SUFFIX))
    };
    let path = std::env::var_os("RETORNO_HUB_BIN").map_or_else(beside, PathBuf::from);
    assert!(path.is_file(), "build it first: cargo build --bin retorno-hub ({} is not there)", path.display());
    path
}

fn command(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]).args(args);
    // No keyring of the person's.
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", data).stdin(Stdio::null());
    command
}

/// A start that is expected to be refused.
pub fn refused(data: &Path, args: &[&str]) -> Output {
    command(data, args).output().unwrap()
}

impl Hub {
    pub fn start(data: &Path) -> Hub {
        Self::start_with(data, &[])
    }

    pub fn start_with(data: &Path, args: &[&str]) -> Hub {
        Self::of(command(data, args))
    }

    /// On a computer whose clocks show another zone.
    pub fn start_in_zone(data: &Path, zone: &str, args: &[&str]) -> Hub {
        let mut command = command(data, args);
        command.env("TZ", zone);
        Self::of(command)
    }

    /// With every line of our own code in its log, which goes to this file.
    pub fn start_talkative(data: &Path, log: &Path) -> Hub {
        const OURS: &str =
            "engine=trace,store=trace,channels=trace,runtime=trace,api=trace,hub=trace,retorno_hub=trace";
        let mut command = command(data, &[]);
        command.env("RUST_LOG", OURS).stderr(std::fs::File::create(log).unwrap());
        Self::of(command)
    }

    fn of(mut command: Command) -> Hub {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.next().expect("it says where it listens").unwrap();
        let said = lines.next().expect("it says something about the token").unwrap();
        let port = address.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).expect("an address with a port");
        let token = said.split_once(": ").map(|(_, token)| token.to_owned()).unwrap_or_default();
        Hub { child, port, said, token }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(SILENCE_MAX)).unwrap();
        stream
    }

    /// Sends these bytes and reads all that comes until the other side closes.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // Refused while still being sent: the answer is already there.
        let _cut = stream.write_all(bytes);
        Answer::read(stream)
    }

    pub fn request(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut text = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if headers.iter().all(|(name, _)| *name != "Host") {
            text.push_str(&format!("Host: 127.0.0.1:{}\r\n", self.port));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.raw(format!("{text}\r\n{body}").as_bytes())
    }

    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// A command, as the page calls it.
    pub fn call(&self, name: &str, args: &Value) -> Answer {
        let bearer = self.bearer();
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        self.request(&format!("POST /api/{name}"), &headers, &args.to_string())
    }

    /// Tells it something by a signal of this name.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let told = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Asks it to end and waits for it.
    pub fn end(mut self) -> ExitStatus {
        #[cfg(unix)]
        self.signal("TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // Already ended in the good case.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    fn read(mut stream: TcpStream) -> Answer {
        let mut bytes = Vec::new();
        // A reset after the answer is an end like any other.
        let _reset = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(start.as_str()))
    }
}
