//! Somebody on the other side: a tiny mail program over plain sockets, so that what the channel did is seen through other
//! eyes than its own. It speaks just enough SMTP and IMAP to write, to wait for mail and to file a copy.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::PASSWORD;

/// Longest wait for one answer of a server.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct Person {
    pub address: String,
    pub(super) imap_port: u16,
    pub(super) world_port: u16,
}

impl Person {
    /// Sends a plain message; `headers` are further lines, such as `In-Reply-To: <…>`.
    pub fn write(&self, to: &str, subject: &str, text: &str, headers: &[&str]) -> Result<()> {
        let more: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let raw = format!(
            "From: {}\r\nTo: {to}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n{more}\r\n{text}\r\n",
            self.address
        );
        self.send(to, raw.as_bytes())
    }

    /// Sends any bytes as a message.
    pub fn send(&self, to: &str, raw: &[u8]) -> Result<()> {
        let mut talk = Talk::open(self.world_port)?;
        talk.expect("220")?;
        for command in
            ["EHLO person", &format!("MAIL FROM:<{}> BODY=8BITMIME", self.address), &format!("RCPT TO:<{to}>")]
        {
            talk.say(command)?;
            talk.expect("250")?;
        }
        talk.say("DATA")?;
        talk.expect("354")?;
        let mut body = Vec::with_capacity(raw.len() + 16);
        for line in raw.split_inclusive(|&byte| byte == b'\n') {
            if line.starts_with(b".") {
                body.push(b'.');
            }
            body.extend_from_slice(line.strip_suffix(b"\r\n").or_else(|| line.strip_suffix(b"\n")).unwrap_or(line));
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b".");
        talk.say_bytes(&body)?;
        talk.expect("250")
    }

    /// The first mail in a folder that satisfies `is_it`, as raw text, waiting until it is there.
    pub fn wait_for(&self, folder: &str, within: Duration, is_it: impl Fn(&str) -> bool) -> Result<String> {
        let deadline = Instant::now() + within;
        let mut imap = Imap::open(self)?;
        imap.command(&format!("EXAMINE {folder}"))?;
        let mut seen = 0;
        loop {
            for (uid, raw) in imap.mails_after(seen)? {
                seen = seen.max(uid);
                if is_it(&raw) {
                    return Ok(raw);
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            ensure!(!left.is_zero(), "no such mail for {} in {folder} within {within:?}", self.address);
            imap.idle(left)?;
        }
    }

    /// How many mails a folder holds.
    pub fn count(&self, folder: &str) -> Result<usize> {
        let mut imap = Imap::open(self)?;
        imap.command(&format!("EXAMINE {folder}"))?;
        Ok(imap.mails_after(0)?.len())
    }

    /// How many mails of a folder nobody has read.
    pub fn unread(&self, folder: &str) -> Result<usize> {
        let mut imap = Imap::open(self)?;
        imap.command(&format!("EXAMINE {folder}"))?;
        let found = imap.command("SEARCH UNSEEN")?;
        let numbers = found.iter().filter_map(|(line, _)| line.strip_prefix("* SEARCH"));
        Ok(numbers.flat_map(str::split_whitespace).count())
    }

    /// Deletes every mail of a folder.
    pub fn empty(&self, folder: &str) -> Result<()> {
        let mut imap = Imap::open(self)?;
        imap.command(&format!("SELECT {folder}"))?;
        imap.command("STORE 1:* +FLAGS.SILENT (\\Deleted)")?;
        imap.command("EXPUNGE").map(drop)
    }

    /// Files a mail in a folder, as a mail program does with what it sent.
    pub fn file(&self, folder: &str, raw: &str) -> Result<()> {
        Imap::open(self)?.append(folder, &raw.replace("\r\n", "\n").replace('\n', "\r\n"))
    }
}

struct Talk {
    stream: BufReader<TcpStream>,
}

impl Talk {
    fn open(port: u16) -> Result<Talk> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(ANSWER_LIMIT))?;
        stream.set_nodelay(true)?;
        Ok(Talk { stream: BufReader::new(stream) })
    }

    fn say(&mut self, line: &str) -> Result<()> {
        self.say_bytes(line.as_bytes())
    }

    fn say_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let mut stream = self.stream.get_ref();
        stream.write_all(bytes)?;
        stream.write_all(b"\r\n")?;
        Ok(())
    }

    fn line(&mut self) -> Result<String> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line)?;
        ensure!(!line.is_empty(), "the server hung up");
        Ok(String::from_utf8_lossy(&line).trim_end().to_string())
    }

    /// Reads one SMTP answer, continuation lines included.
    fn expect(&mut self, code: &str) -> Result<()> {
        loop {
            let line = self.line()?;
            ensure!(line.starts_with(code), "expected {code}, heard {line}");
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
            }
        }
    }
}

struct Imap {
    talk: Talk,
}

impl Imap {
    fn open(person: &Person) -> Result<Imap> {
        let mut imap = Imap { talk: Talk::open(person.imap_port)? };
        imap.talk.line()?;
        imap.command(&format!("LOGIN {} \"{PASSWORD}\"", person.address))?;
        Ok(imap)
    }

    /// Runs a command; returns its untagged lines, each with the literals that were in it.
    fn command(&mut self, command: &str) -> Result<Vec<(String, Vec<u8>)>> {
        self.talk.say(&format!("a {command}"))?;
        self.answer(command)
    }

    fn answer(&mut self, command: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let mut lines = Vec::new();
        loop {
            let line = self.talk.line()?;
            if let Some(done) = line.strip_prefix("a ") {
                ensure!(done.starts_with("OK"), "{command}: {done}");
                return Ok(lines);
            }
            let literal =
                line.strip_suffix('}').and_then(|head| head.rsplit_once('{')).and_then(|(_, n)| n.parse().ok());
            let mut bytes = vec![0; literal.unwrap_or(0)];
            self.talk.stream.read_exact(&mut bytes)?;
            if literal.is_some() {
                self.talk.line()?;
            }
            lines.push((line, bytes));
        }
    }

    fn mails_after(&mut self, uid: u32) -> Result<Vec<(u32, String)>> {
        let mut mails = Vec::new();
        for (line, bytes) in self.command(&format!("UID FETCH {}:* (UID BODY.PEEK[])", uid + 1))? {
            let Some((_, after)) = line.split_once("(UID ") else { continue };
            let found: u32 = after.split(' ').next().and_then(|n| n.parse().ok()).context("a UID")?;
            if found > uid {
                mails.push((found, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        Ok(mails)
    }

    /// Waits until the server says anything, or the time is over.
    fn idle(&mut self, limit: Duration) -> Result<()> {
        self.talk.say("a IDLE")?;
        let first = self.talk.line()?;
        ensure!(first.starts_with('+'), "IDLE: {first}");
        self.talk.stream.get_ref().set_read_timeout(Some(limit.max(Duration::from_millis(1))))?;
        let heard = self.talk.line();
        self.talk.stream.get_ref().set_read_timeout(Some(ANSWER_LIMIT))?;
        if let Err(error) = heard
            && !error.downcast_ref::<std::io::Error>().is_some_and(|error| {
                matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
            })
        {
            return Err(error);
        }
        self.talk.say("DONE")?;
        self.answer("IDLE").map(drop)
    }

    fn append(&mut self, folder: &str, raw: &str) -> Result<()> {
        self.talk.say(&format!("a APPEND {folder} (\\Seen) {{{}}}", raw.len()))?;
        let go = self.talk.line()?;
        if !go.starts_with('+') {
            bail!("APPEND: {go}");
        }
        self.talk.say(raw)?;
        self.answer("APPEND").map(drop)
    }
}
