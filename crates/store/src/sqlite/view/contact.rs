//! Contacts by what they have in common: how many carry a tag, and who is in a person's wallet.

use engine::{ContactId, TagId, UserId};
use rusqlite::params;

use crate::Result;
use crate::sqlite::Reader;
use crate::sqlite::cell::number;

/// A tag and how many contacts carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TagContacts {
    pub tag: TagId,
    /// No further than the asked number was counted.
    pub contacts: u32,
}

pub(crate) const TAG_CONTACTS: &str = "SELECT g.id,
        (SELECT count(*) FROM (SELECT 1 FROM contact_tag k INDEXED BY contact_tag_tag WHERE k.tag = g.id LIMIT ?1) carriers)
     FROM tag g ORDER BY g.id";

pub(crate) const WALLET: &str =
    "SELECT id FROM contact INDEXED BY contact_wallet WHERE wallet_owner = ?1 ORDER BY id LIMIT ?2";

impl Reader {
    /// For each tag, its contacts, counted up to this many.
    pub fn tag_contacts(&self, upto: u32) -> Result<Vec<TagContacts>> {
        self.list(TAG_CONTACTS, [upto], |row| Ok(TagContacts { tag: number(row, 0, TagId)?, contacts: row.get(1)? }))
    }

    /// The contacts in this person's wallet, the oldest first.
    pub fn wallet(&self, owner: UserId, limit: u32) -> Result<Vec<ContactId>> {
        self.list(WALLET, params![owner.0, limit], |row| number(row, 0, ContactId))
    }
}

#[cfg(test)]
mod tests {
    use super::super::morning::{morning, open};
    use super::*;
    use crate::suite::world::say;

    #[test]
    fn contacts_are_found_by_their_tag_and_by_their_wallet() {
        let (_folder, db) = open();
        let m = morning(&db);
        let contacts: Vec<ContactId> = [m.ana, m.bia, m.caio]
            .iter()
            .map(|ticket| say(&db, |store| Ok(store.ticket(*ticket)?.unwrap().contact)))
            .collect();
        say(&db, |store| {
            store.add_tag(contacts[1], m.house.quiet)?;
            store.add_tag(contacts[2], m.house.quiet)?;
            store.set_wallet(contacts[2], Some(m.house.bruno))?;
            store.set_wallet(contacts[1], Some(m.house.bruno))
        });
        let reader = db.reader().unwrap();
        let of = |tag, contacts| TagContacts { tag, contacts };
        assert_eq!(reader.tag_contacts(5).unwrap(), [of(m.house.cold, 1), of(m.house.quiet, 2)]);
        assert_eq!(reader.tag_contacts(1).unwrap(), [of(m.house.cold, 1), of(m.house.quiet, 1)]);
        assert_eq!(reader.wallet(m.house.bruno, 5).unwrap(), contacts[1..]);
        assert_eq!(reader.wallet(m.house.bruno, 1).unwrap(), contacts[1..2]);
        assert_eq!(reader.wallet(m.house.alison, 5).unwrap(), []);
    }
}
