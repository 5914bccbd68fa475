//! The desktop's notification daemon, spoken to by the org.freedesktop.Notifications interface (Desktop Notifications
//! Specification 1.2). One connection for the whole run hears every click, in the order in which it happened: a
//! connection made for each bubble starts to listen only after it is shown, and misses a quick hand.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt as _;
use tokio::sync::OnceCell;
use zbus::zvariant::Value;
use zbus::{Connection, MatchRule, MessageStream, message};

use crate::Program;
use crate::words::Phrase;

/// Bubbles whose click is still waited for; one more closes the oldest.
const LIVE_MAX: usize = 20;
/// The daemon decides for how long a bubble stays.
const EXPIRES_AS_THE_DESKTOP_SAYS: i32 = -1;

/// By the freedesktop sound naming specification: a message in a conversation that is not in front.
const SOUND: &str = "message-new-instant";

/// The number the daemon gave a bubble.
type BubbleId = u32;

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Notifications {
    #[allow(clippy::too_many_arguments, reason = "the daemon's own signature")]
    fn notify(
        &self,
        app_name: &str,
        replaces: BubbleId,
        icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expires_ms: i32,
    ) -> zbus::Result<BubbleId>;

    fn close_notification(&self, id: BubbleId) -> zbus::Result<()>;
}

/// The connection, made at the first bubble, and what a click on each bubble leads to.
#[derive(Default)]
pub struct Bus {
    connection: OnceCell<Connection>,
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    live: VecDeque<Live>,
    /// Clicked before the daemon's answer with the bubble's number was read.
    early: VecDeque<BubbleId>,
}

struct Live {
    id: BubbleId,
    path: Option<String>,
    /// The daemon was asked to close it; until it says so, a click may already be on its way.
    closing: bool,
}

impl Bus {
    /// Shows one bubble; a click leads to `path`, or brings up the window where it is.
    ///
    /// # Errors
    /// There is no session bus or no daemon on it, or the daemon refused.
    pub async fn show(
        &self,
        program: &Arc<Program>,
        title: &str,
        text: &str,
        path: Option<String>,
    ) -> zbus::Result<()> {
        let connection = self.connection.get_or_try_init(|| listen(program.clone())).await?;
        let daemon = NotificationsProxy::new(connection).await?;
        let kept = program.computer.kept();
        let actions = ["default", kept.language.says(Phrase::Show)];
        let body = escape(text);
        let id = daemon
            .notify("Retorno", 0, "retorno", title, &body, &actions, hints(kept.sound), EXPIRES_AS_THE_DESKTOP_SAYS)
            .await?;
        let (clicked, oldest) = self.with(|shown| shown.enter(id, path));
        if let Some(path) = clicked {
            program.show(path.as_deref());
        }
        match oldest {
            Some(oldest) => daemon.close_notification(oldest).await,
            None => Ok(()),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Shown) -> T) -> T {
        work(&mut self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shown {
    /// Where its click leads if it was already clicked, and the bubble that is one too many.
    fn enter(&mut self, id: BubbleId, path: Option<String>) -> (Option<Option<String>>, Option<BubbleId>) {
        if let Some(at) = self.early.iter().position(|early| *early == id) {
            self.early.remove(at);
            return (Some(path), None);
        }
        self.live.push_back(Live { id, path, closing: false });
        if self.live.iter().filter(|live| !live.closing).count() <= LIVE_MAX {
            return (None, None);
        }
        let oldest = self.live.iter_mut().find(|live| !live.closing);
        (
            None,
            oldest.map(|live| {
                live.closing = true;
                live.id
            }),
        )
    }

    /// Where the click leads, if the bubble is known by now.
    fn click(&mut self, id: BubbleId) -> Option<Option<String>> {
        let known = self.leave(id);
        if known.is_none() {
            self.early.push_back(id);
            self.early.truncate(LIVE_MAX);
        }
        known
    }

    fn leave(&mut self, id: BubbleId) -> Option<Option<String>> {
        let at = self.live.iter().position(|live| live.id == id)?;
        self.live.remove(at).map(|live| live.path)
    }
}

/// A connection whose signals are followed from before the first bubble until the program ends.
async fn listen(program: Arc<Program>) -> zbus::Result<Connection> {
    let connection = Connection::session().await?;
    let signals = MatchRule::builder()
        .msg_type(message::Type::Signal)
        .sender("org.freedesktop.Notifications")?
        .interface("org.freedesktop.Notifications")?
        .build();
    let mut signals = MessageStream::for_match_rule(signals, &connection, None).await?;
    let listener = program.clone();
    program.tasks.spawn(async move {
        while let Some(Ok(signal)) = signals.next().await {
            hear(&listener, &signal);
        }
    });
    Ok(connection)
}

fn hear(program: &Arc<Program>, signal: &zbus::Message) {
    let header = signal.header();
    let bubbles = &program.bubbles;
    match header.member().map(|name| name.as_str()) {
        Some("ActionInvoked") => {
            let Ok((id, _action)) = signal.body().deserialize::<(BubbleId, String)>() else { return };
            if let Some(path) = bubbles.bus().with(|shown| shown.click(id)) {
                program.show(path.as_deref());
            }
        }
        Some("NotificationClosed") => {
            let Ok((id, _reason)) = signal.body().deserialize::<(BubbleId, u32)>() else { return };
            bubbles.bus().with(|shown| shown.leave(id));
        }
        Some(_) | None => {}
    }
}

/// Who shows it decides in the end: some desktops have no sounds, and some play one unless told not to.
fn hints(sound: bool) -> HashMap<&'static str, Value<'static>> {
    let sounds = if sound { ("sound-name", Value::from(SOUND)) } else { ("suppress-sound", Value::from(true)) };
    HashMap::from([("desktop-entry", Value::from("Retorno")), sounds])
}

/// Desktops read a body as markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customers_text_is_never_markup() {
        assert_eq!(escape("<b>Silva & Filhos</b>"), "&lt;b&gt;Silva &amp; Filhos&lt;/b&gt;");
    }

    #[test]
    fn a_bubble_asks_for_a_sound_or_for_none() {
        assert_eq!(hints(true).get("sound-name"), Some(&Value::from(SOUND)));
        assert_eq!(hints(false).get("suppress-sound"), Some(&Value::from(true)));
        assert!(!hints(false).contains_key("sound-name"));
    }

    #[test]
    fn one_bubble_too_many_closes_the_oldest_only() {
        let mut shown = Shown::default();
        let closed: Vec<_> = (1..=22).filter_map(|id| shown.enter(id, None).1).collect();
        assert_eq!(closed, [1, 2]);
        assert_eq!(shown.leave(1), Some(None), "the daemon says that it is closed");
        assert_eq!((shown.leave(1), shown.live.len()), (None, LIVE_MAX + 1));
    }

    #[test]
    fn a_click_on_a_bubble_that_is_being_closed_still_leads_there() {
        let mut shown = Shown::default();
        for id in 1..=21 {
            shown.enter(id, Some(format!("/atendimento/{id}")));
        }
        assert_eq!(shown.click(1), Some(Some("/atendimento/1".into())));
    }

    #[test]
    fn a_click_that_overtakes_the_answer_of_the_daemon_still_leads_there() {
        let mut shown = Shown::default();
        assert_eq!(shown.click(7), None);
        assert_eq!(shown.enter(7, Some("/atendimento/3".into())), (Some(Some("/atendimento/3".into())), None));
        assert!(shown.live.is_empty() && shown.early.is_empty());
    }

    #[test]
    fn a_bubble_is_clicked_once() {
        let mut shown = Shown::default();
        shown.enter(7, None);
        assert_eq!(shown.click(7), Some(None));
        assert_eq!(shown.leave(7), None);
    }
}
