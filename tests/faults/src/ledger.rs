//! What the world outside the program knows: whose words were taken in, what a person was told is kept, which sends were
//! handed out, what the provider was asked and how it ended. The provider's own list is the judge of "never twice"; the
//! rest says what a database must hold at any later moment. No row of the program's is believed here.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::{Broken, broken};

/// How a send ended for the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    Accepted,
    Unknown,
    NotSent,
    Rejected,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A customer's message, by the provider's id.
    Received(String),
    /// A person's message, by its text, which nobody else says.
    Wrote(String),
    /// A claimed send left the machine for the shell, by its key.
    Handed(String),
    /// The shell asked whether it may still go.
    Confirmed(String),
    Ended(String, End),
    /// The program started anew: what was on its way is uncertain from then on.
    Started,
    /// Anything else that is kept once it was answered.
    Did,
}

/// Something the program was told, and whether it said that it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// Changes of files before it began, and when it was said to be done.
    begun: usize,
    done: Option<usize>,
    fact: Fact,
}

/// One request that reached the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Request {
    key: String,
    to: String,
    /// `[E]`, `[F]`, `[R0]`…; none for what a person wrote.
    mark: Option<String>,
    /// How many times the customer had written by then.
    turn: u32,
    ended: Option<End>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    requests: Vec<Request>,
    turns: BTreeMap<String, u32>,
}

/// When a look at the database happens, as far as the ledger cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Only what was on the tape by then counts.
    pub cut: usize,
    /// The program has started anew since: nothing is on its way any more.
    pub restarted: bool,
}

impl Look {
    /// Now, on a running program.
    pub const LIVE: Look = Look { cut: usize::MAX, restarted: false };
    /// Now, right after a start.
    pub const STARTED: Look = Look { cut: usize::MAX, restarted: true };
}

impl Ledger {
    /// Writes a fact down; `done` is `None` where the program refused it.
    pub fn note(&mut self, begun: usize, done: Option<usize>, fact: Fact) {
        self.entries.push(Entry { begun, done, fact });
    }

    /// The customer wrote.
    pub fn turn(&mut self, who: &str) {
        *self.turns.entry(who.to_owned()).or_default() += 1;
    }

    /// The provider is asked to carry a send.
    ///
    /// # Errors
    /// It was asked before and may have carried it.
    pub fn ask(&mut self, key: &str, to: &str, text: &str) -> Result<(), Broken> {
        let mark = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(mark, _)| mark.to_owned());
        let turn = self.turns.get(to).copied().unwrap_or(0);
        let open = |one: &&Request| one.ended != Some(End::NotSent) && one.ended != Some(End::Rejected);
        if self.requests.iter().filter(open).any(|one| one.key == key) {
            return Err(broken("R1 nunca duas vezes", format!("{key} para {to}: {text}")));
        }
        let again = |one: &Request| one.to == to && one.mark == mark && one.turn == turn;
        if mark.is_some() && self.requests.iter().filter(open).any(again) {
            return Err(broken("R1 nunca duas vezes no mesmo episódio", format!("{to}: {text}")));
        }
        self.requests.push(Request { key: key.into(), to: to.into(), mark, turn, ended: None });
        Ok(())
    }

    /// How often the provider has been asked to carry it.
    #[must_use]
    pub fn ask_count(&self, key: &str) -> usize {
        self.requests.iter().filter(|one| one.key == key).count()
    }

    /// How the provider's part of a send ended, whether or not the program could write it down.
    pub fn ended(&mut self, key: &str, end: End) {
        if let Some(request) = self.requests.iter_mut().rev().find(|one| one.key == key) {
            request.ended = Some(end);
        }
    }

    /// Keys that were handed out by then and may have gone out; none of them may be handed out again.
    #[must_use]
    pub fn spent(&self, cut: usize) -> BTreeSet<String> {
        let mut spent = BTreeSet::new();
        for Entry { begun, done, fact } in &self.entries {
            match fact {
                Fact::Handed(key) if done.is_some_and(|done| done <= cut) => _ = spent.insert(key.clone()),
                Fact::Ended(key, End::NotSent) if *begun < cut => _ = spent.remove(key),
                Fact::Received(_)
                | Fact::Wrote(_)
                | Fact::Handed(_)
                | Fact::Confirmed(_)
                | Fact::Ended(..)
                | Fact::Started
                | Fact::Did => {}
            }
        }
        spent
    }

    /// Whether the shell has this send in its hands.
    #[must_use]
    pub fn is_handed(&self, key: &str) -> bool {
        let last = self.entries.iter().rev().find_map(|entry| match &entry.fact {
            Fact::Handed(one) | Fact::Confirmed(one) if one == key => Some(true),
            Fact::Ended(one, _) if one == key => Some(false),
            Fact::Started => Some(false),
            Fact::Handed(_) | Fact::Confirmed(_) | Fact::Ended(..) | Fact::Received(_) | Fact::Wrote(_) | Fact::Did => {
                None
            }
        });
        last == Some(true)
    }

    /// For every point of the tape, the point at which the last thing before it was confirmed.
    #[must_use]
    pub fn confirmations(&self, last: usize) -> Vec<usize> {
        let mut points = vec![0; last + 1];
        for done in self.entries.iter().filter_map(|entry| entry.done).filter(|done| *done <= last) {
            points[done] = done;
        }
        for at in 1..=last {
            points[at] = points[at].max(points[at - 1]);
        }
        points
    }

    /// Compares what the world knows with what the database says.
    ///
    /// # Errors
    /// A fact is missing, half there, there twice, or a state says what cannot be.
    pub fn check(&self, db: &Connection, look: Look) -> Result<(), Broken> {
        self.words_are_kept(db, look)?;
        let rows = states(db)?;
        for (key, allowed) in self.allowed(look) {
            let found = rows.get(&key).map(String::as_str);
            match (found, allowed) {
                (Some(state), Allowed { states, .. }) if states.contains(&state) => {}
                (None, Allowed { must: false, .. }) => {}
                (found, Allowed { states, .. }) => {
                    let what = format!("{key}: {found:?}, devia ser um de {states:?}");
                    return Err(broken("o que foi confirmado fica", what));
                }
            }
        }
        let asked: BTreeSet<&str> = self.requests.iter().map(|one| one.key.as_str()).collect();
        for (key, state) in &rows {
            if ["sent", "delivered", "read"].contains(&state.as_str()) && !asked.contains(key.as_str()) {
                return Err(broken("«enviada» só se o provedor a recebeu", format!("{key}: {state}")));
            }
            if look.restarted && state == "sending" {
                return Err(broken("R12 o que saía fica incerto", key.clone()));
            }
        }
        Ok(())
    }

    fn words_are_kept(&self, db: &Connection, look: Look) -> Result<(), Broken> {
        for entry in &self.entries {
            let done = entry.done.is_some_and(|done| done <= look.cut);
            let sql = match &entry.fact {
                Fact::Received(_) => "SELECT count(*) FROM message WHERE external_id = ?1",
                Fact::Wrote(_) => "SELECT count(*) FROM message WHERE side = 'human' AND text = ?1",
                Fact::Handed(_) | Fact::Confirmed(_) | Fact::Ended(..) | Fact::Started | Fact::Did => continue,
            };
            let (Fact::Received(word) | Fact::Wrote(word)) = &entry.fact else { continue };
            let tries =
                u32::try_from(self.entries.iter().filter(|one| one.fact == entry.fact).count()).unwrap_or(u32::MAX);
            let times: u32 = db.prepare_cached(sql)?.query_row([word], |row| row.get(0))?;
            let max = if matches!(entry.fact, Fact::Received(_)) { 1 } else { tries };
            if (done && times == 0) || times > max {
                let what = format!("{word}: {times} vezes");
                return Err(broken("R8 o que foi confirmado está guardado, uma vez", what));
            }
        }
        Ok(())
    }

    /// By key, the states a row may be in.
    fn allowed(&self, look: Look) -> BTreeMap<String, Allowed> {
        let mut all: BTreeMap<String, Allowed> = BTreeMap::new();
        for Entry { begun, done, fact } in &self.entries {
            if *begun >= look.cut && look.cut != usize::MAX {
                continue;
            }
            let done = done.is_some_and(|done| done <= look.cut);
            let (key, states) = match fact {
                Fact::Handed(key) => (key, if look.restarted { &["unknown"][..] } else { &["sending"] }),
                Fact::Confirmed(key) => (key, &["cancelled", "missed"][..]),
                Fact::Ended(key, End::Accepted) => (key, &["sent", "delivered", "read"][..]),
                Fact::Ended(key, End::Unknown) => (key, &["unknown"][..]),
                Fact::Ended(key, End::Rejected) => (key, &["failed"][..]),
                // It is planned anew, and may since have been claimed once more.
                Fact::Ended(key, End::NotSent) => {
                    (key, &["planned", "sending", "unknown", "cancelled", "missed", "failed"][..])
                }
                Fact::Received(_) | Fact::Wrote(_) | Fact::Did => continue,
                Fact::Started => {
                    all.values_mut().for_each(|known| known.interrupted(done));
                    continue;
                }
            };
            // An answer to a question is news of the same state; all else replaces it.
            let adds = matches!(fact, Fact::Confirmed(_)) || !done;
            let known = all.entry(key.clone()).or_default();
            if !adds {
                known.states.clear();
            } else if matches!(fact, Fact::Handed(_)) {
                // It may still be as it was before the step that claimed it.
                known.states.push("planned");
            }
            known.must |= done;
            known.states.extend(states);
        }
        all
    }
}

#[derive(Debug, Default)]
struct Allowed {
    states: Vec<&'static str>,
    /// The row must be there.
    must: bool,
}

impl Allowed {
    /// Nobody hears any more how it ended; `done`: this has surely been written down.
    fn interrupted(&mut self, done: bool) {
        if self.states.contains(&"sending") {
            // What is planned may since have been claimed once more.
            let claimed_again = self.states.contains(&"planned");
            self.states.retain(|state| !done || claimed_again || *state != "sending");
            self.states.push("unknown");
        }
    }
}

fn states(db: &Connection) -> Result<BTreeMap<String, String>, Broken> {
    let mut rows = db.prepare_cached("SELECT key, state FROM outbox")?;
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
