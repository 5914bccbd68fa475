//! IMAP, command by command: log in, look into a folder, fetch, wait for news, file a copy. Every step has a time limit and
//! says what failed as a [`Fault`]. Folders are only examined: nothing is marked as read. What to fetch is `sweep`'s.

use std::collections::BTreeSet;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::extensions::idle::IdleResponse;
use async_imap::types::{Mailbox, NameAttribute, UnsolicitedResponse};
use async_imap::{Authenticator, Client};
use futures::TryStreamExt;
use tokio::sync::watch;
use tokio::time::timeout;

use super::account::{Account, Security, Server};
use super::fault::{self, Way};
use super::line::{self, Line, Trust};
use crate::Fault;

/// Longest wait for the answer to one command.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);
/// A download may take this long, and longer by its size.
const FETCH_LIMIT: Duration = Duration::from_secs(60);
/// The slowest link on which a large message is still waited for.
const BYTES_PER_SECOND_MIN: u64 = 32 * 1024;
/// An IDLE is renewed this often: routers forget quiet connections after ten minutes.
const IDLE_RENEW: Duration = Duration::from_secs(9 * 60);
/// How often a server that cannot IDLE is asked.
const POLL_EVERY: Duration = Duration::from_secs(20);
/// Names of the folder of sent mail where the server does not say which one it is.
const SENT_NAMES: [&str; 10] = [
    "Sent",
    "INBOX.Sent",
    "Sent Items",
    "Sent Messages",
    "Enviados",
    "INBOX.Enviados",
    "Itens Enviados",
    "Enviadas",
    "Mensagens enviadas",
    "Sent Mail",
];

/// A logged-in connection.
pub(super) struct Session {
    server: Server,
    inner: async_imap::Session<Line>,
    idles: bool,
}

/// What is known of a message before it is downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) uid: u32,
    /// When it arrived at the server; 0 where the server does not say.
    pub(super) said_at_ms: i64,
    pub(super) bytes: usize,
}

impl Session {
    pub(super) async fn open(account: &Account, trust: &Trust) -> Result<Session, Fault> {
        let server = &account.imap;
        let line = line::dial(Way::In, server).await?;
        let client = match server.security {
            Security::Tls => greeted(server, line::encrypt(Way::In, server, trust, line).await?).await?,
            Security::StartTls => {
                let mut client = greeted(server, line).await?;
                match step(server, COMMAND_LIMIT, client.run_command_and_check_ok("STARTTLS", None)).await? {
                    Ok(()) => {}
                    Err(error @ (Error::No(_) | Error::Bad(_))) => {
                        tracing::debug!(host = server.host, "STARTTLS: {error}");
                        return Err(fault::no_starttls(Way::In, server));
                    }
                    Err(error) => return Err(broken(server, &error)),
                }
                Client::new(line::encrypt(Way::In, server, trust, client.into_inner()).await?)
            }
            Security::None => greeted(server, line).await?,
        };
        let mut inner = login(account, client).await?;
        let idles = match step(server, COMMAND_LIMIT, inner.capabilities()).await? {
            Ok(capabilities) => capabilities.has_str("IDLE"),
            Err(error) => return Err(broken(server, &error)),
        };
        Ok(Session { server: server.clone(), inner, idles })
    }

    /// Whether the server tells by itself that something came.
    pub(super) fn idles(&self) -> bool {
        self.idles
    }

    /// The folder of sent mail: the one of the settings if it exists, else the one the server marks, else a usual name.
    /// Names are as the server writes them.
    pub(super) async fn sent_folder(&mut self, wanted: Option<&str>) -> Result<Option<String>, Fault> {
        let names = async { self.inner.list(Some(""), Some("*")).await?.try_collect::<Vec<_>>().await };
        let names = command(&self.server, COMMAND_LIMIT, names).await?;
        if let Some(wanted) = wanted.map(folder_name) {
            return Ok(names.iter().find(|name| name.name() == wanted).map(|name| name.name().to_string()));
        }
        let marked = names.iter().find(|name| name.attributes().contains(&NameAttribute::Sent));
        let usual = || SENT_NAMES.iter().find_map(|usual| names.iter().find(|n| n.name().eq_ignore_ascii_case(usual)));
        Ok(marked.or_else(usual).map(|name| name.name().to_string()))
    }

    pub(super) async fn examine(&mut self, folder: &str) -> Result<Mailbox, Fault> {
        // News heard before this are in what it finds.
        while self.inner.unsolicited_responses.try_recv().is_ok() {}
        command(&self.server, COMMAND_LIMIT, self.inner.examine(folder)).await
    }

    /// UIDs that match, ascending.
    pub(super) async fn search(&mut self, query: &str) -> Result<BTreeSet<u32>, Fault> {
        Ok(command(&self.server, COMMAND_LIMIT, self.inner.uid_search(query)).await?.into_iter().collect())
    }

    /// The last `count` messages of a folder that has `exists`.
    pub(super) async fn last_heads(&mut self, exists: u32, count: u32) -> Result<Vec<Head>, Fault> {
        let range = format!("{}:*", exists.saturating_sub(count).saturating_add(1));
        let fetch = async { self.inner.fetch(range, HEAD).await?.try_collect::<Vec<_>>().await };
        Ok(heads(&command(&self.server, COMMAND_LIMIT, fetch).await?))
    }

    pub(super) async fn heads(&mut self, uids: &[u32]) -> Result<Vec<Head>, Fault> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let fetch = async { self.inner.uid_fetch(set(uids), HEAD).await?.try_collect::<Vec<_>>().await };
        let found = heads(&command(&self.server, COMMAND_LIMIT, fetch).await?);
        self.alive().await?;
        Ok(found)
    }

    /// The messages themselves, or at most their first `first_bytes`, with their UIDs. One that was deleted in between is absent.
    pub(super) async fn bodies(
        &mut self,
        uids: &[u32],
        bytes: usize,
        first_bytes: Option<usize>,
    ) -> Result<Vec<(u32, Vec<u8>)>, Fault> {
        let query = match first_bytes {
            Some(first) => format!("(UID BODY.PEEK[]<0.{first}>)"),
            None => "(UID BODY.PEEK[])".to_string(),
        };
        let fetch = async { self.inner.uid_fetch(set(uids), query).await?.try_collect::<Vec<_>>().await };
        let limit = FETCH_LIMIT + Duration::from_secs(bytes as u64 / BYTES_PER_SECOND_MIN);
        let fetched = command(&self.server, limit, fetch).await?;
        let bodies = fetched.iter().filter_map(|one| Some((one.uid?, one.body()?.to_vec()))).collect();
        self.alive().await?;
        Ok(bodies)
    }

    /// Files a copy of our own message, creating the folder where there is none.
    pub(super) async fn append(&mut self, folder: &str, bytes: &[u8]) -> Result<(), Fault> {
        let limit = FETCH_LIMIT + Duration::from_secs(bytes.len() as u64 / BYTES_PER_SECOND_MIN);
        match step(&self.server, limit, self.inner.append(folder, Some("(\\Seen)"), None, bytes)).await? {
            Ok(()) => Ok(()),
            Err(Error::Append | Error::No(_)) => {
                command(&self.server, COMMAND_LIMIT, self.inner.create(folder)).await?;
                command(&self.server, limit, self.inner.append(folder, Some("(\\Seen)"), None, bytes)).await
            }
            Err(error) => Err(broken(&self.server, &error)),
        }
    }

    /// Waits in the examined folder until something changes or `stop` turns true. Returns whether there may be news.
    pub(super) async fn listen(self, stop: &mut watch::Receiver<bool>) -> Result<(Session, bool), Fault> {
        let Session { server, inner, idles } = self;
        if !idles {
            let stopped = timeout(POLL_EVERY, stop.wait_for(|&stop| stop)).await.is_ok();
            return Ok((Session { server, inner, idles }, !stopped));
        }
        let heard = inner.unsolicited_responses.clone();
        let news =
            || std::iter::from_fn(|| heard.try_recv().ok()).any(|one| matches!(one, UnsolicitedResponse::Exists(_)));
        if news() {
            return Ok((Session { server, inner, idles }, true));
        }
        let mut idle = inner.idle();
        command(&server, COMMAND_LIMIT, idle.init()).await?;
        // Some servers tell the news before they say that they are idling.
        let woke = news() || {
            let (wait, _interrupt) = idle.wait_with_timeout(IDLE_RENEW);
            tokio::select! {
                found = wait => match found {
                    Ok(IdleResponse::NewData(_)) => true,
                    Ok(IdleResponse::Timeout | IdleResponse::ManualInterrupt) => false,
                    Err(error) => return Err(broken(&server, &error)),
                },
                _ = stop.wait_for(|&stop| stop) => false,
            }
        };
        let inner = command(&server, COMMAND_LIMIT, idle.done()).await?;
        Ok((Session { server, inner, idles }, woke))
    }

    pub(super) async fn log_out(mut self) {
        let _ = timeout(COMMAND_LIMIT, self.inner.logout()).await;
    }

    /// A connection that broke in the middle of a list looks like its end; only an answer proves that it was whole.
    async fn alive(&mut self) -> Result<(), Fault> {
        command(&self.server, COMMAND_LIMIT, self.inner.noop()).await
    }
}

const HEAD: &str = "(UID INTERNALDATE RFC822.SIZE)";

fn heads(fetched: &[async_imap::types::Fetch]) -> Vec<Head> {
    let mut heads: Vec<Head> = fetched
        .iter()
        .filter_map(|one| {
            let said_at_ms = one.internal_date().map_or(0, |date| date.timestamp_millis());
            Some(Head { uid: one.uid?, said_at_ms, bytes: one.size.map_or(0, |size| size as usize) })
        })
        .collect();
    heads.sort_by_key(|head| head.uid);
    heads
}

fn set(uids: &[u32]) -> String {
    uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

/// A folder's name as IMAP writes it (RFC 3501, 5.1.3): what is not ASCII as base64 of UTF-16.
pub(super) fn folder_name(name: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    let (mut out, mut rest) = (String::new(), name);
    while let Some(first) = rest.chars().next() {
        let plain = |c: char| (' '..='~').contains(&c);
        let run = rest.find(|c| plain(c) != plain(first)).unwrap_or(rest.len());
        if plain(first) {
            out.push_str(&rest[..run].replace('&', "&-"));
        } else {
            let bits: String = rest[..run].encode_utf16().map(|unit| format!("{unit:016b}")).collect();
            let digits = bits.as_bytes().chunks(6).map(|six| {
                let value = six.iter().fold(0, |value, bit| value << 1 | usize::from(bit - b'0'));
                char::from(DIGITS[value << (6 - six.len())])
            });
            out.push('&');
            out.extend(digits);
            out.push('-');
        }
        rest = &rest[run..];
    }
    out
}

async fn greeted(server: &Server, line: Line) -> Result<Client<Line>, Fault> {
    let mut client = Client::new(line);
    match timeout(COMMAND_LIMIT, client.read_response()).await {
        Ok(Ok(Some(_))) => Ok(client),
        Ok(Ok(None)) => Err(fault::lost(Way::In, server)),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::Other => {
            Err(fault::unexpected(Way::In, server, "não é um servidor IMAP"))
        }
        Ok(Err(_)) => Err(fault::lost(Way::In, server)),
        Err(_) => Err(fault::silent(Way::In, server)),
    }
}

async fn login(account: &Account, client: Client<Line>) -> Result<async_imap::Session<Line>, Fault> {
    let (server, user, password) = (&account.imap, &account.username, &account.password);
    let logged_in = async {
        // LOGIN can only say what fits a quoted string.
        if user.is_ascii() && password.is_ascii() {
            client.login(user, password).await
        } else {
            client.authenticate("PLAIN", Plain { user, password }).await
        }
    };
    match timeout(COMMAND_LIMIT, logged_in).await {
        Ok(Ok(session)) => Ok(session),
        Ok(Err((Error::No(words) | Error::Bad(words), _))) => Err(fault::imap_login(server, &words)),
        Ok(Err((error, _))) => Err(broken(server, &error)),
        Err(_) => Err(fault::silent(Way::In, server)),
    }
}

struct Plain<'a> {
    user: &'a str,
    password: &'a str,
}

impl Authenticator for Plain<'_> {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        format!("\0{}\0{}", self.user, self.password)
    }
}

/// Runs a command within a limit; its own errors are the caller's to read.
async fn step<T>(
    server: &Server,
    limit: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<Result<T, Error>, Fault> {
    timeout(limit, work).await.map_err(|_| fault::silent(Way::In, server))
}

/// Runs a command within a limit; any error is a fault.
async fn command<T>(
    server: &Server,
    limit: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Fault> {
    step(server, limit, work).await?.map_err(|error| broken(server, &error))
}

/// An I/O error of the library may quote the very bytes it could not read, so its words stay out.
fn broken(server: &Server, error: &Error) -> Fault {
    if let Error::No(words) | Error::Bad(words) = error {
        return fault::unexpected(Way::In, server, words);
    }
    if matches!(error, Error::Io(_) | Error::ConnectionLost) {
        return fault::lost(Way::In, server);
    }
    fault::unexpected(Way::In, server, "resposta ilegível")
}

#[cfg(test)]
mod tests {
    use super::folder_name;

    #[test]
    fn folder_names_are_written_as_imap_wants_them() {
        for (name, written) in [
            ("Enviados", "Enviados"),
            ("INBOX/Saída", "INBOX/Sa&AO0-da"),
            ("Vendas & Cia", "Vendas &- Cia"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Ações 😀", "A&AOcA9Q-es &2D3eAA-"),
            ("", ""),
        ] {
            assert_eq!(folder_name(name), written, "{name}");
        }
    }
}
