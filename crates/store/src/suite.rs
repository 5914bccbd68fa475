//! One suite of promises every backend keeps: what the verbs of [`Store`] mean, said once. Each promise starts on an
//! empty backend. What a backend does with files, crashes and two processes is tested beside it.

mod outbox;
mod talk;
mod timing;
pub(crate) mod world;

use crate::{Result, Store};

/// A store that can run one transaction.
pub trait Backend {
    /// # Errors
    /// What was said to fail, or that the transaction could not be committed.
    fn change(&self, said: &mut dyn FnMut(&mut dyn Store) -> Result<()>) -> Result<()>;
}

impl Backend for crate::Database {
    fn change(&self, said: &mut dyn FnMut(&mut dyn Store) -> Result<()>) -> Result<()> {
        crate::Database::change(self, |store| said(store))
    }
}

/// One promise: its sentence and its proof, which panics when it does not hold.
pub type Promise = (&'static str, fn(&dyn Backend));

/// All promises.
#[must_use]
pub fn promises() -> Vec<Promise> {
    [talk::PROMISES, timing::PROMISES, outbox::PROMISES].concat()
}

/// Runs every promise on a backend of its own.
///
/// # Panics
/// At the first promise that is not kept.
pub fn run(mut open: impl FnMut() -> Box<dyn Backend>) {
    for (sentence, proof) in promises() {
        tracing::info!(sentence, "promise");
        proof(&*open());
    }
}

macro_rules! keeps {
    ($($name:ident),+ $(,)?) => {
        pub(super) const PROMISES: &[super::Promise] = &[$((stringify!($name), $name)),+];
    };
}
use keeps;
