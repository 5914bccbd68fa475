//! E-mail: IMAP in, SMTP out. This file is the channel itself: it keeps the two connections that listen, one in the inbox
//! and one in the folder of sent mail, and turns calls into steps. The pure reading and writing of messages is in `wire`.
//! It never retries a send and never sends a password over an open line.

mod account;
mod attachment;
mod fault;
mod imap;
mod line;
mod smtp;
mod sweep;
mod wire;

use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{Mutex, watch};
use tokio::time::{Sleep, sleep};

use crate::{
    AccountInfo, Caps, Channel, Cursor, Fault, File, Found, Incoming, NotBrought, Outcome, Outgoing, Pulled, Settings,
};

use account::Account;
pub(crate) use account::fields;
use imap::Session;
use line::Trust;
use sweep::{Mark, Marks, sweep};
use wire::Shelf;

const INBOX: &str = "INBOX";
/// The folder of sent mail that is created where there is none.
const SENT: &str = "Sent";
/// Longest answer we write, in characters.
const TEXT_CHARS_MAX: usize = 20_000;
/// Providers take automated mail for spam when it comes faster.
const GAP_MIN: Duration = Duration::from_secs(2);

/// One mailbox with its way out.
pub struct Email {
    account: Account,
    trust: OnceLock<Trust>,
    /// Kept between pulls; whoever pulls takes it out, so a call that is dropped half-way loses only the connection.
    ears: Mutex<Option<Ears>>,
}

/// The connections that listen.
struct Ears {
    inbox: Session,
    /// Absent while the mailbox has no folder of sent mail.
    sent: Option<(Session, String)>,
}

impl Email {
    /// Checks the settings, touches no network.
    ///
    /// # Errors
    /// `Fault { class: Config }` naming the first bad field.
    pub fn open(settings: &Settings, secret: &str) -> Result<Email, Fault> {
        let account = Account::read(settings, secret)?;
        Ok(Email { account, trust: OnceLock::new(), ears: Mutex::new(None) })
    }

    fn trust(&self) -> &Trust {
        self.trust.get_or_init(|| Trust::new(&self.account.ca_pem))
    }

    async fn session(&self) -> Result<Session, Fault> {
        Session::open(&self.account, self.trust()).await
    }

    async fn connect(&self) -> Result<Ears, Fault> {
        Ok(Ears { inbox: self.session().await?, sent: None })
    }

    /// One look into both folders.
    async fn look(&self, ears: &mut Ears, marks: &Marks) -> Result<(Pulled, Marks), Fault> {
        if ears.sent.is_none()
            && let Some(folder) = ears.inbox.sent_folder(self.account.sent_folder.as_deref()).await?
        {
            ears.sent = Some((self.session().await?, folder));
        }
        let address = &self.account.address;
        let inbox = sweep(&mut ears.inbox, address, INBOX, Shelf::Inbox, marks.inbox.as_ref());
        let Some((session, folder)) = &mut ears.sent else {
            let inbox = inbox.await?;
            let sent = marks.sent.clone().unwrap_or_else(Mark::of_no_folder);
            let marks = Marks { inbox: Some(inbox.mark), sent: Some(sent) };
            let pulled = Pulled { events: inbox.events, cursor: marks.to_cursor(), complete: inbox.complete };
            return Ok((pulled, marks));
        };
        let sent = sweep(session, address, folder, Shelf::Sent, marks.sent.as_ref());
        let (inbox, sent) = futures::try_join!(inbox, sent)?;
        let marks = Marks { inbox: Some(inbox.mark), sent: Some(sent.mark) };
        let mut events = inbox.events;
        events.extend(sent.events);
        events.sort_by_key(said_at);
        Ok((Pulled { events, cursor: marks.to_cursor(), complete: inbox.complete && sent.complete }, marks))
    }

    /// Files a copy of what was sent. The message is on its way: whatever fails here is not the send's failure.
    async fn file_copy(&self, bytes: &[u8]) -> Result<(), Fault> {
        let mut session = self.session().await?;
        let found = session.sent_folder(self.account.sent_folder.as_deref()).await?;
        let wanted = || imap::folder_name(self.account.sent_folder.as_deref().unwrap_or(SENT));
        let folder = found.unwrap_or_else(wanted);
        session.append(&folder, bytes).await?;
        session.log_out().await;
        Ok(())
    }

    async fn search_copy(&self, id: &str) -> Result<bool, Fault> {
        let mut session = self.session().await?;
        let mut found = false;
        if let Some(folder) = session.sent_folder(self.account.sent_folder.as_deref()).await? {
            session.examine(&folder).await?;
            found = !session.search(&format!("HEADER Message-ID \"<{id}>\"")).await?.is_empty();
        }
        if !found {
            session.examine(INBOX).await?;
            let query = format!("OR HEADER In-Reply-To \"<{id}>\" HEADER References \"<{id}>\"");
            found = !session.search(&query).await?.is_empty();
        }
        session.log_out().await;
        Ok(found)
    }
}

#[async_trait]
impl Channel for Email {
    fn caps(&self) -> Caps {
        Caps { pulls: true, window: None, text_chars_max: TEXT_CHARS_MAX, gap_min: GAP_MIN, own_clock: true }
    }

    async fn probe(&self) -> Result<AccountInfo, Fault> {
        let mut session = self.session().await?;
        session.examine(INBOX).await?;
        let wanted = self.account.sent_folder.as_deref();
        let sent = session.sent_folder(wanted).await?;
        if let (Some(wanted), None) = (wanted, &sent) {
            return Err(fault::no_folder(wanted));
        }
        let news = if session.idles() { "avisa na hora" } else { "é consultado a cada 20 segundos" };
        session.log_out().await;
        smtp::probe(&self.account, self.trust()).await?;
        let sent = sent.map_or("sem pasta de enviados".to_string(), |sent| format!("pasta de enviados «{sent}»"));
        let detail = format!("Entrada e saída funcionam: o servidor {news}; {sent}.");
        Ok(AccountInfo { address: self.account.address.clone(), detail })
    }

    async fn pull(&self, cursor: &Cursor, wait: Duration) -> Result<Pulled, Fault> {
        let deadline = sleep(wait);
        tokio::pin!(deadline);
        let mut kept = self.ears.lock().await;
        let marks = Marks::parse(cursor);
        let (mut ears, mut pulled, mut marks) = match kept.take() {
            Some(mut ears) => match self.look(&mut ears, &marks).await {
                Ok((pulled, marks)) => (ears, pulled, marks),
                // The connection may have died since the last call; a new one tells.
                Err(_) => self.first_look(&marks).await?,
            },
            None => self.first_look(&marks).await?,
        };
        while pulled.events.is_empty() && pulled.complete && !wait.is_zero() {
            match ears.listen(deadline.as_mut()).await {
                Ok((same, true)) => ears = same,
                Ok((same, false)) => {
                    ears = same;
                    break;
                }
                // What was read stands; the next call connects again and says what is wrong.
                Err(_) => return Ok(pulled),
            }
            match self.look(&mut ears, &marks).await {
                Ok((news, further)) => (pulled, marks) = (news, further),
                Err(_) => return Ok(pulled),
            }
        }
        *kept = Some(ears);
        Ok(pulled)
    }

    async fn send(&self, out: &Outgoing) -> Outcome {
        let message = match wire::compose(&self.account, out, None) {
            Ok(message) => message,
            Err(fault) => return Outcome::Rejected(fault),
        };
        let id = wire::message_id(&out.key, &self.account.domain);
        let outcome = smtp::submit(&self.account, self.trust(), &message, &id).await;
        if self.account.append_sent
            && let Outcome::Accepted { .. } = outcome
            && let Err(fault) = self.file_copy(&message.formatted()).await
        {
            tracing::warn!(code = fault.code, "no copy of a sent message was filed");
        }
        outcome
    }

    /// A copy in the folder of sent mail, or an answer to it, proves a send. Nothing proves its absence: a crash between
    /// the hand-over and the copy leaves none.
    async fn find(&self, key: &str) -> Found {
        let external_id = wire::message_id(key, &self.account.domain);
        match self.search_copy(&external_id).await {
            Ok(true) => Found::Sent { external_id },
            Ok(false) | Err(_) => Found::CannotTell,
        }
    }

    async fn attachment(&self, external_id: &str, position: usize, bytes_max: usize) -> Result<File, NotBrought> {
        attachment::bring(self, external_id, position, bytes_max).await
    }

    fn id_of(&self, key: &str) -> Option<String> {
        Some(wire::message_id(key, &self.account.domain))
    }
}

impl Email {
    async fn first_look(&self, marks: &Marks) -> Result<(Ears, Pulled, Marks), Fault> {
        let mut ears = self.connect().await?;
        let (pulled, marks) = self.look(&mut ears, marks).await?;
        Ok((ears, pulled, marks))
    }
}

impl Ears {
    /// Waits in both folders until one of them stirs or the deadline comes. Returns whether there may be news.
    async fn listen(self, deadline: Pin<&mut Sleep>) -> Result<(Ears, bool), Fault> {
        let (stop, stopped) = watch::channel(false);
        let ear = async |session: Session| {
            let heard = session.listen(&mut stopped.clone()).await;
            stop.send_replace(true);
            heard
        };
        let sent = async {
            match self.sent {
                Some((session, folder)) => ear(session).await.map(|(session, woke)| (Some((session, folder)), woke)),
                None => Ok((None, false)),
            }
        };
        let clock = async {
            let mut stopped = stopped.clone();
            tokio::select! {
                () = deadline => { stop.send_replace(true); }
                _ = stopped.wait_for(|&stopped| stopped) => {}
            }
        };
        let (inbox, sent, ()) = futures::join!(ear(self.inbox), sent, clock);
        let ((inbox, inbox_woke), (sent, sent_woke)) = (inbox?, sent?);
        Ok((Ears { inbox, sent }, inbox_woke || sent_woke))
    }
}

/// The order in which things happened; news without an instant of their own come last.
fn said_at(event: &Incoming) -> i64 {
    match event {
        Incoming::Message(message) => message.said_at_ms,
        Incoming::Receipt { .. } | Incoming::Skipped { .. } => i64::MAX,
    }
}
