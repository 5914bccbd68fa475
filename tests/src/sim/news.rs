//! What the provider tells the program, and what the oracle learns from the same words.

use std::collections::BTreeMap;

use channels::{Incoming, Receipt, Side};
use engine::ConnectionId;
use store::SendState;

use super::Violation;
use super::provider::{contact_of, words};
use super::script::MINUTE;
use super::world::{CONNECTIONS, World, refused};

impl World<'_> {
    pub(super) fn sync(&mut self) -> Result<(), Violation> {
        for on in self.ids.connections.clone() {
            if self.provider.is_down(on) {
                self.sync_at = Some(self.now + MINUTE);
                continue;
            }
            self.pull(on, true)?;
        }
        Ok(())
    }

    pub(super) fn deliver(&mut self) -> Result<bool, Violation> {
        let mut any = false;
        for on in self.ids.connections.clone() {
            any |= self.pull(on, false)?;
        }
        Ok(any)
    }

    /// One pull: everything the provider has for this connection, committed, and only then forgotten there.
    pub(super) fn pull(&mut self, on: ConnectionId, even_empty: bool) -> Result<bool, Violation> {
        let found = self.provider.pull(self.now, on);
        if (found.is_empty() && !even_empty) || self.provider.is_down(on) {
            return Ok(false);
        }
        let events: Vec<Incoming> = found.iter().map(|(_, event)| event.clone()).collect();
        self.tried = self.uncertain_of(on, &events)?;
        let now = self.moment();
        self.core_mut()?.receive(now, on, &events, None, Some(now)).map_err(refused)?;
        self.clock_is_judged(on, events.iter())?;
        for (key, event) in found {
            self.provider.waiting.remove(&key);
            self.heard(on, &event);
        }
        self.barred.remove(&on);
        Ok(true)
    }

    fn uncertain_of(&mut self, on: ConnectionId, events: &[Incoming]) -> Result<BTreeMap<String, i64>, Violation> {
        let ids = events.iter().filter_map(|event| match event {
            Incoming::Message(message) => Some(&message.external_id),
            Incoming::Receipt { external_id, .. } => Some(external_id),
            Incoming::Skipped { .. } => None,
        });
        let ids: Vec<&String> = ids.collect();
        self.change(|turn| {
            let mut tried = BTreeMap::new();
            for id in ids {
                let row = turn.store.unsettled(on, id)?.filter(|row| row.state == SendState::Unknown);
                if let Some((key, at)) = row.and_then(|row| Some((row.key, row.claimed_at?))) {
                    tried.insert(key, at.0);
                }
            }
            Ok(tried)
        })
    }

    /// What the oracle learns from what was delivered.
    pub(super) fn heard(&mut self, on: ConnectionId, event: &Incoming) {
        match event {
            Incoming::Message(message) if message.answers => {
                let contact = contact_of(&message.contact.address);
                let at = message.said_at_ms.min(self.wall());
                let fresh = self.ranks.insert(format!("in:{}", message.external_id), (on, 0)).is_none();
                match message.side {
                    Side::Customer if fresh => {
                        self.known.insert(contact);
                        self.oracle.customer(contact, at, self.now + self.ahead);
                    }
                    Side::Ours if fresh && message.external_id.starts_with("fora-") => {
                        self.oracle.human(contact, at, self.now + self.ahead, &message.external_id);
                    }
                    Side::Ours => self.proved(contact, true, message.external_id.trim_start_matches("p-")),
                    Side::Automation => self.oracle.ended(contact, message.external_id.trim_start_matches("p-"), true),
                    Side::Customer => {}
                }
            }
            Incoming::Message(_) | Incoming::Skipped { .. } => {}
            Incoming::Receipt { external_id, state, .. } => self.receipt(on, external_id, *state),
        }
    }

    pub(super) fn receipt(&mut self, on: ConnectionId, external_id: &str, state: Receipt) {
        let key = external_id.trim_start_matches("p-").to_owned();
        let Some(request) = self.provider.ledger.iter().find(|one| one.key == key) else { return };
        let (contact, person) = (request.contact, !request.automatic);
        self.proved(contact, person, &key);
        self.oracle.ended(contact, &key, true);
        let (_, rank) = self.ranks.entry(external_id.to_owned()).or_insert((on, 0));
        match state {
            Receipt::Delivered => *rank = (*rank).max(1),
            Receipt::Read => *rank = (*rank).max(2),
            Receipt::Failed if *rank == 0 => {
                *rank = 9;
                self.oracle.failed(contact, &key);
            }
            Receipt::Failed => {}
        }
    }

    /// The provider has shown that it took this message; a person's is a human word from now on, or since it was tried if
    /// nobody knew.
    pub(super) fn proved(&mut self, contact: u32, person: bool, key: &str) {
        if person && self.proven.insert(key.to_owned()) {
            let wall = self.wall();
            let at = self.tried.get(key).map_or(wall, |tried| wall.min(*tried));
            self.oracle.human(contact, at, wall, key);
        }
    }

    pub(super) fn customer_says(&mut self, contact: u32, late: i64, copies: u8) {
        self.words_said += 1;
        let id = format!("c-{contact}-{}", self.words_said);
        let message = words(&id, contact, Side::Customer, self.now, "pode ser");
        for copy in 0..copies {
            let at = self.now + late + i64::from(copy) * 7_000;
            self.provider.post(at, self.on(contact), Incoming::Message(message.clone()));
        }
    }

    pub(super) fn on(&self, contact: u32) -> ConnectionId {
        self.ids.connections[(contact % CONNECTIONS) as usize]
    }
}
