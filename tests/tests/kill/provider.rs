//! The provider's side of the kills: an IMAP inbox and an SMTP door on this machine, in the test's own process, so that
//! what it knows outlives every kill. It speaks just the words our e-mail channel uses, writes down each message at the
//! instant it has it whole, and sometimes keeps its "250" back, which is when a kill leaves nobody knowing.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, Utc};

/// Longest silence on a line before it counts as dropped; its other end dies long before.
const SILENCE_MAX: Duration = Duration::from_secs(120);
/// How often a listening inbox looks whether something came.
const NEWS_EVERY: Duration = Duration::from_millis(5);
/// How long a held "250" is held, unless the asker dies first.
const HELD: Duration = Duration::from_millis(400);
/// One message of so many gets its "250" late.
const HELD_ONE_IN: u64 = 2;
/// An instant as IMAP writes it.
const INTERNAL_DATE: &str = "%d-%b-%Y %H:%M:%S +0000";

/// One message the provider took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Without the angle brackets.
    pub message_id: String,
    pub to: String,
    pub text: String,
}

pub struct Provider {
    pub imap_port: u16,
    pub smtp_port: u16,
    world: Arc<World>,
    /// A word for every message taken, before its "250".
    pub news: Receiver<()>,
}

#[derive(Default)]
struct World {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By mailbox, when each mail came and its text; the UID is the place, from 1.
    inboxes: Vec<Vec<(String, String)>>,
    taken: Vec<Taken>,
    /// Who listens is told of nothing new; who looks finds it.
    hushed: bool,
}

impl World {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address of a mailbox of the house.
pub fn mailbox(number: usize) -> String {
    format!("loja{number}@provedor.test")
}

impl Provider {
    pub fn start(mailboxes: usize) -> Provider {
        let (imap, smtp) = (TcpListener::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
        let world = Arc::new(World::default());
        world.state().inboxes = vec![Vec::new(); mailboxes];
        let (imap_port, smtp_port) = (imap.local_addr().unwrap().port(), smtp.local_addr().unwrap().port());
        let (told, news) = channel();
        serve(imap, world.clone(), |line, world| inbox(line, &world));
        serve(smtp, world.clone(), move |line, world| door(line, &world, &told));
        Provider { imap_port, smtp_port, world, news }
    }

    /// A customer writes to a mailbox. Returns the Message-ID.
    pub fn write(&self, mailbox_number: usize, from: &str, text: &str) -> String {
        let mut state = self.world.state();
        let inbox = &mut state.inboxes[mailbox_number];
        let id = format!("c{mailbox_number}-{}@cliente.test", inbox.len() + 1);
        let raw = format!(
            "From: {from} <{from}@cliente.test>\r\nTo: {}\r\nMessage-ID: <{id}>\r\nSubject: assunto de {from}\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
            mailbox(mailbox_number)
        );
        inbox.push((now().format(INTERNAL_DATE).to_string(), raw));
        id
    }

    /// From now on nobody who listens is told of what comes, as servers do that tell of it in their own time.
    pub fn hush(&self) {
        self.world.state().hushed = true;
    }

    /// Day of the week, Monday first.
    pub fn today(&self) -> usize {
        now().weekday().num_days_from_monday() as usize
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.world.state().taken.clone()
    }

    pub fn written(&self) -> usize {
        self.world.state().inboxes.iter().map(Vec::len).sum()
    }
}

fn now() -> DateTime<Utc> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    DateTime::from_timestamp(i64::try_from(seconds).unwrap(), 0).unwrap()
}

fn serve<F>(listener: TcpListener, world: Arc<World>, talk: F)
where
    F: Fn(Line, Arc<World>) -> std::io::Result<()> + Send + Clone + 'static,
{
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (world, talk) = (world.clone(), talk.clone());
            // A line that breaks is the everyday case here: its other end was killed.
            thread::spawn(move || Line::over(stream).and_then(|line| talk(line, world)));
        }
    });
}

struct Line {
    stream: BufReader<TcpStream>,
}

impl Line {
    fn over(stream: TcpStream) -> std::io::Result<Line> {
        stream.set_read_timeout(Some(SILENCE_MAX))?;
        stream.set_nodelay(true)?;
        Ok(Line { stream: BufReader::new(stream) })
    }

    fn say(&mut self, text: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{text}\r\n").as_bytes())
    }

    fn hear(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        // Nothing, or half a line: its other end was killed.
        if !line.ends_with('\n') {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    /// Waits this long for the other end to say or to drop something.
    fn idle(&mut self, limit: Duration) -> std::io::Result<bool> {
        self.stream.get_ref().set_read_timeout(Some(limit))?;
        let heard = self.stream.fill_buf().map(<[u8]>::len);
        self.stream.get_ref().set_read_timeout(Some(SILENCE_MAX))?;
        match heard {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(_) => Ok(true),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// IMAP as our channel speaks it.
fn inbox(mut line: Line, world: &World) -> std::io::Result<()> {
    let mut number = 0;
    line.say("* OK provedor")?;
    loop {
        let heard = line.hear()?;
        let (tag, command) = heard.split_once(' ').unwrap_or((&heard, ""));
        let words: Vec<&str> = command.split(' ').collect();
        match words.as_slice() {
            ["LOGIN", user, ..] => {
                let count = world.state().inboxes.len();
                number = (0..count).find(|at| user.trim_matches('"') == mailbox(*at)).expect("a mailbox of ours");
            }
            ["CAPABILITY"] => line.say("* CAPABILITY IMAP4rev1 IDLE")?,
            ["LIST", ..] => line.say("* LIST (\\HasNoChildren) \"/\" INBOX")?,
            ["EXAMINE", ..] => {
                let count = world.state().inboxes[number].len();
                let (exists, next) = (format!("* {count} EXISTS"), format!("* OK [UIDNEXT {}] ok", count + 1));
                for said in ["* FLAGS ()", &exists, "* 0 RECENT", "* OK [UIDVALIDITY 1] ok", &next] {
                    line.say(said)?;
                }
            }
            ["UID", "SEARCH", "UID", range] => {
                let from: usize = range.split(':').next().and_then(|from| from.parse().ok()).unwrap_or(1);
                let count = world.state().inboxes[number].len();
                let found: String = (from..=count).map(|uid| format!(" {uid}")).collect();
                line.say(&format!("* SEARCH{found}"))?;
            }
            ["UID", "FETCH", uids, what @ ..] => {
                let mails = world.state().inboxes[number].clone();
                for uid in uids.split(',').filter_map(|uid| uid.parse::<usize>().ok()) {
                    let Some((came, raw)) = mails.get(uid - 1) else { continue };
                    let size = raw.len();
                    line.say(&match what.contains(&"INTERNALDATE") {
                        true => format!("* {uid} FETCH (UID {uid} INTERNALDATE \"{came}\" RFC822.SIZE {size})"),
                        false => format!("* {uid} FETCH (UID {uid} BODY[] {{{size}}}\r\n{raw})"),
                    })?;
                }
            }
            ["IDLE"] => {
                let known = world.state().inboxes[number].len();
                line.say("+ idling")?;
                let mut told = known;
                while !line.idle(NEWS_EVERY)? {
                    let (now, hushed) = {
                        let state = world.state();
                        (state.inboxes[number].len(), state.hushed)
                    };
                    if now > told && !hushed {
                        line.say(&format!("* {now} EXISTS"))?;
                        told = now;
                    }
                }
                line.hear()?;
            }
            ["NOOP"] | ["LOGOUT"] => {}
            other => panic!("the channel says {other:?}, which this provider does not know"),
        }
        line.say(&format!("{tag} OK done"))?;
    }
}

/// SMTP as our channel speaks it.
fn door(mut line: Line, world: &World, told: &Sender<()>) -> std::io::Result<()> {
    let mut to = String::new();
    line.say("220 provedor")?;
    loop {
        let heard = line.hear()?;
        match heard.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => line.say("250-provedor\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")?,
            "AUTH" => line.say("235 ok")?,
            "RCPT" => {
                let address = heard.split(['<', '>']).nth(1).unwrap_or_default();
                to = address.split('@').next().unwrap_or_default().to_owned();
                line.say("250 ok")?;
            }
            "DATA" => {
                line.say("354 go")?;
                let raw = mail(&mut line)?;
                let taken = read(&raw, &to);
                let hold = {
                    let mut state = world.state();
                    state.taken.push(taken);
                    (state.taken.len() as u64).is_multiple_of(HELD_ONE_IN)
                };
                // Nobody listening any more means that the test is over.
                let _over = told.send(());
                if hold {
                    line.idle(HELD)?;
                }
                line.say("250 ok")?;
            }
            "QUIT" => return line.say("221 bye"),
            _ => line.say("250 ok")?,
        }
    }
}

/// Everything up to the lone dot.
fn mail(line: &mut Line) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let heard = line.hear()?;
        if heard == "." {
            return Ok(raw);
        }
        raw.push_str(&heard);
        raw.push('\n');
    }
}

fn read(raw: &str, to: &str) -> Taken {
    let (head, body) = raw.split_once("\n\n").unwrap_or((raw, ""));
    let id = head.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default();
    let text = body.lines().next().unwrap_or_default().to_owned();
    Taken { message_id: id.trim_matches(['<', '>']).to_owned(), to: to.to_owned(), text }
}
