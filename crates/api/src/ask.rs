//! One call: who asks, of which desk, and when. Handlers get it instead of a session, so that none can forget to look
//! the person up.

use std::sync::Arc;

use engine::{Moment, UserId};
use runtime::{Desk, House, Turn};
use store::view::{Key, Page};
use store::{Reader, Role, Store, User};

use crate::bounds::{BULK_MAX, PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX, SCAN_PAGES_MAX};
use crate::error::{Code, Failure, Result};

/// Looks for the published house after it changed. The desk publishes at the latest after one full batch of events.
const SETTLE_TRIES_MAX: u32 = 100;

/// Whom the shell takes the caller for. The role is looked up on each call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    pub user: UserId,
}

impl Session {
    /// The profile a shell was told, else the first supervisor: a house of one person opens straight in.
    #[must_use]
    pub fn of(desk: &Desk, profile: Option<i64>) -> Session {
        let first = || desk.house().supervisors().min();
        // Nobody has the number 0: such a caller may what anyone may.
        Session { user: profile.map(UserId).or_else(first).unwrap_or(UserId(0)) }
    }
}

pub(crate) struct Ask<'a> {
    pub desk: &'a Desk,
    pub house: Arc<House>,
    pub user: User,
    pub now: Moment,
}

impl<'a> Ask<'a> {
    /// A person who is unknown or inactive comes as an inactive Viewer: only what is for anyone is for them.
    pub fn new(desk: &'a Desk, session: Session) -> Ask<'a> {
        let house = desk.house();
        let user = house.user(session.user).filter(|user| user.active).cloned().unwrap_or_else(|| User {
            id: session.user,
            name: String::new(),
            role: Role::Viewer,
            active: false,
            absence: None,
        });
        Ask { desk, user, now: desk.now(), house }
    }

    pub fn me(&self) -> UserId {
        self.user.id
    }

    /// A question beside the writer; it sees the last commit.
    pub fn read<T>(&self, look: impl FnOnce(&Reader) -> store::Result<T>) -> Result<T> {
        Ok(self.desk.read(look)?)
    }

    /// The same in the verbs of the store.
    pub fn stored<T>(&self, look: impl FnOnce(&mut dyn Store) -> store::Result<T>) -> Result<T> {
        self.read(|reader| reader.read(look))
    }

    /// One transaction of the desk.
    pub fn turn<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Turn<'_>) -> runtime::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (done, rebuilt) = self.desk.ask(move |turn| {
            let before = Arc::clone(&turn.house);
            let done = act(turn)?;
            Ok((done, !Arc::ptr_eq(&before, &turn.house)))
        })?;
        if rebuilt {
            self.settle()?;
        }
        Ok(done)
    }

    /// A changed house is published a moment after the answer to whoever changed it; their next question must see it.
    fn settle(&self) -> Result<()> {
        for _ in 0..SETTLE_TRIES_MAX {
            let committed = self.desk.ask(|turn| Ok(Arc::clone(&turn.house)))?;
            if Arc::ptr_eq(&committed, &self.desk.house()) {
                break;
            }
        }
        Ok(())
    }
}

/// Rows of one page.
pub(crate) fn page(limit: Option<u32>) -> Result<u32> {
    match limit {
        None => Ok(PAGE_ROWS_DEFAULT),
        Some(limit) if (1..=PAGE_ROWS_MAX).contains(&limit) => Ok(limit),
        Some(_) => Err(Failure::field("limit", format!("Peça de 1 a {PAGE_ROWS_MAX} linhas por página."))),
    }
}

/// A page of what is wanted, and where it ended: what is not wanted is passed over, so it may take several of the store's.
pub(crate) fn wanted<T, R>(
    mut after: Option<Key>,
    limit: u32,
    mut source: impl FnMut(Option<Key>, u32) -> store::Result<Page<T>>,
    want: impl Fn(T) -> store::Result<Option<R>>,
) -> store::Result<(Vec<R>, Option<Key>)> {
    let mut rows = Vec::new();
    for _ in 0..SCAN_PAGES_MAX {
        let room = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX)).max(1);
        let found = source(after, room)?;
        for row in found.rows {
            rows.extend(want(row)?);
        }
        after = found.next;
        if after.is_none() || rows.len() >= limit as usize {
            break;
        }
    }
    Ok((rows, after))
}

/// A list of ids for a bulk call.
pub(crate) fn bulk<T>(field: &str, ids: &[T]) -> Result<()> {
    match ids.len() {
        0 => Err(Failure::field(field, "Selecione ao menos um item.")),
        1..=BULK_MAX => Ok(()),
        _ => {
            let mut failure = Failure::field(field, format!("Selecione até {BULK_MAX} itens por vez."));
            failure.code = Code::TooLarge;
            Err(failure)
        }
    }
}

/// A typed text within its limit.
pub(crate) fn chars(field: &str, text: &str, max: usize) -> Result<()> {
    if text.chars().count() > max {
        return Err(Failure::field(field, format!("Use até {max} caracteres.")));
    }
    Ok(())
}
